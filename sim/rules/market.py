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
