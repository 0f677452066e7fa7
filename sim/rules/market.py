"""The pool of accounts."""

import math

from sim.jit import rule


@rule
def accounts_by(start: float, growth: float, day: float) -> int:
    """Accounts that the cell has had in all by the begin of a day.

    Parameters
    ----------
    start : [account] accounts on day 0
    growth : [1/year] relative growth
    day : [day] time

    Examples
    --------
    >>> accounts_by(1000.0, 0.1, 365.0)
    1100
    """
    return int(math.floor(start * math.pow(1.0 + growth, day / 365.0) + 1e-9))


@rule
def imitation_leads(imitation: float, season: float, customers: float, accounts: float, free: float) -> float:
    """Leads a day by word of mouth: every free account meets customers in proportion to their share.

    The imitation term of Bass (1969): with leads of p a day per free account beside it, customers spread as
    (p + q customers / accounts) (accounts - customers).

    Parameters
    ----------
    imitation : [1/day] q, leads a day of a free account if everybody else were a customer
    season : [1] seasonal and macro factor of the day
    customers : [account] customers now
    accounts : [account] all accounts now
    free : [account] accounts that are neither in the pipeline nor customers nor lapsed

    Examples
    --------
    >>> imitation_leads(0.01, 1.0, 50.0, 100.0, 40.0)
    0.2
    """
    if accounts <= 0.0:
        return 0.0
    return imitation * season * customers / accounts * free


@rule
def demand_factor(season: float, free: float, start: float) -> float:
    """Demand of a cell relative to its start: the pool that is left, times the season.

    Parameters
    ----------
    season : [1] seasonal and macro factor of the day
    free : [account] accounts that are neither in the pipeline nor customers nor lapsed
    start : [account] free accounts on day 0

    Examples
    --------
    >>> demand_factor(1.2, 500.0, 1000.0)
    0.6
    """
    if start <= 0.0:
        return 0.0
    return season * free / start
