"""The offer: utility, choice, price."""

import math

from sim.jit import rule


@rule
def utility(worth: float, sensitivity: float, price: float, reference: float) -> float:
    """Utility of an offer before brand and service.

    Parameters
    ----------
    worth : [utility] needs times attributes, plus constant
    sensitivity : [utility] lost per unit of log price
    price : [cent] price after discounts
    reference : [cent] price at which price costs no utility

    Examples
    --------
    >>> utility(1.0, 2.0, 100.0, 100.0)
    1.0
    """
    return worth - sensitivity * math.log(price / reference)


@rule
def service_utility(awareness: float, reputation: float, fit: float, skill: float, delay: float) -> float:
    """Utility that comes from brand and service: the weighted terms, added.

    Parameters
    ----------
    awareness : [utility] weight times awareness
    reputation : [utility] weight times reputation above one half
    fit : [utility] weight times fit above one half
    skill : [utility] weight times skill above one
    delay : [utility] weight times log(1 + days to first response)

    Examples
    --------
    >>> service_utility(0.5, 0.0, 0.25, 0.0, 0.25)
    0.5
    """
    return awareness + reputation + fit + skill - delay


@rule
def choice_share(chosen: float, other: float, another: float) -> float:
    """Chance that the first of three alternatives is chosen (multinomial logit, McFadden 1974).

    Parameters
    ----------
    chosen : [utility] the alternative asked for
    other : [utility] a rival alternative
    another : [utility] a rival alternative

    Examples
    --------
    >>> round(choice_share(0.0, 0.0, 0.0), 6)
    0.333333
    """
    return 1.0 / (1.0 + math.exp(other - chosen) + math.exp(another - chosen))


@rule
def price_blame(gap: float) -> float:
    """Chance that price is named when a rival wins: grows with the utility lost to price.

    Parameters
    ----------
    gap : [utility] how much more price costs our offer than the rival's

    Examples
    --------
    >>> price_blame(0.0)
    0.0
    """
    if gap <= 0.0:
        return 0.0
    return 1.0 - math.exp(-gap)


@rule
def net_value(price: int, units: int, discount: float) -> int:
    """Value of an order after discount, rounded half up to the cent.

    Parameters
    ----------
    price : [cent] list price per unit
    units : [1] units ordered
    discount : [1] share taken off

    Examples
    --------
    >>> net_value(999, 3, 0.1)
    2697
    """
    return int(math.floor(price * units * (1.0 - discount) + 0.5))


@rule
def whole_units(quantity: float) -> int:
    """Units of an order: at least one, at most a billion.

    Parameters
    ----------
    quantity : [unit] quantity drawn

    Examples
    --------
    >>> whole_units(2.6), whole_units(0.1), whole_units(1e30)
    (3, 1, 1000000000)
    """
    return int(min(max(quantity, 1.0), 1.0e9) + 0.5)
