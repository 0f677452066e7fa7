"""Satisfaction, renewal, word of mouth."""

import math

from sim.codes import DAYS_PER_MONTH
from sim.jit import rule

NEVER = 1.0e300
"""Later than anything [day]."""
MOMENT = 1.0e-5
"""Width of a constant duration: 0.864 seconds, so that equal times do not happen [day]."""


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


@rule
def stay_chance(likely: float, terms: int, commitment: int, due: float, end: float) -> float:
    """Chance that a customer goes on when it decides: none once its time is over, certain while it is bound.

    A commitment of 1 makes drop-out possible after a repeat purchase only (Fader, Hardie & Lee 2005, BG/NBD);
    a time after which customers leave is the exponential death of Pareto/NBD (Schmittlein et al. 1987).

    Parameters
    ----------
    likely : [1] chance by satisfaction
    terms : [1] renewals or repeat purchases so far
    commitment : [1] renewals or repeat purchases it is sure to make
    due : [day] when it decides
    end : [day] when its time with us is over

    Examples
    --------
    >>> stay_chance(0.8, 0, 1, 30.0, 90.0), stay_chance(0.8, 1, 1, 30.0, 90.0)
    (1.0, 0.8)
    >>> stay_chance(0.8, 1, 1, 90.0, 90.0)
    0.0
    """
    if due >= end:
        return 0.0
    return 1.0 if terms < commitment else likely


@rule
def time_between(days: float, pace: float) -> float:
    """Time to the next purchase of a customer with a pace of its own.

    A gamma pace on exponential times makes purchases negative binomial (Ehrenberg 1959).

    Parameters
    ----------
    days : [day] time at pace 1
    pace : [1] how often the customer buys against pace 1

    Examples
    --------
    >>> time_between(30.0, 2.0)
    15.0
    """
    if pace <= 0.0:
        return NEVER
    return min(days / pace, NEVER)


@rule
def term_days(months: int, chance: float) -> float:
    """Length of an add-on's term: a moment more than its months, so that the customer decides first.

    Parameters
    ----------
    months : [month] term
    chance : [1] uniform number

    Examples
    --------
    >>> round(term_days(12, 0.5), 3)
    365.25
    """
    return months * DAYS_PER_MONTH + MOMENT * chance
