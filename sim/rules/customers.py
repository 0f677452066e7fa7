"""Satisfaction, renewal, word of mouth."""

import math

from sim.jit import rule


@rule
def satisfaction_next(satisfaction: float, experience: float, weight: float) -> float:
    """Satisfaction after one experience: exponential smoothing.

    Parameters
    ----------
    satisfaction : [1] before
    experience : [1] the experience, 0..1
    weight : [1] weight of the new experience

    Examples
    --------
    >>> satisfaction_next(0.5, 1.0, 0.2)
    0.6
    """
    return satisfaction + weight * (experience - satisfaction)


@rule
def keep_chance(keep: float, weight: float, satisfaction: float, neutral: float) -> float:
    """Chance that a customer renews or buys again: logit in satisfaction.

    Parameters
    ----------
    keep : [1] chance at neutral satisfaction
    weight : [1] log-odds per unit of satisfaction
    satisfaction : [1] the customer's satisfaction
    neutral : [1] satisfaction at which `keep` holds

    Examples
    --------
    >>> round(keep_chance(0.9, 3.0, 0.7, 0.7), 9)
    0.9
    """
    if keep <= 0.0:
        return 0.0
    if keep >= 1.0:
        return 1.0
    odds = keep / (1.0 - keep) * math.exp(weight * (satisfaction - neutral))
    return odds / (1.0 + odds)
