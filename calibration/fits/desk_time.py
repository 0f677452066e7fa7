"""How long work takes by the calendar when it comes in at any time of the week and a rep is free."""

import math
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

HOURS_PER_DAY = 8.0
STARTS_AT = 9.0
WORKDAYS = 5
_STEPS = 7 * 24 * 4
"""Times of the week that are looked at: every quarter of an hour."""


class DeskTime(NamedTuple):
    """Mean times from the arrival of work at an office desk that has somebody free."""

    until_done: float
    """Until the work is done [day]."""
    log_until_started: float
    """Mean of ln(1 + days until the work starts) [1]."""


@lru_cache(maxsize=100)
def desk_time(hours: float) -> DeskTime:
    """Mean calendar times of office work that comes in at any time of the week.

    Parameters
    ----------
    hours : [hour of work] working time of the task

    Examples
    --------
    >>> round(desk_time(1.0).until_done, 2)
    0.71
    """
    arrivals = [7.0 * (step + 0.5) / _STEPS for step in range(_STEPS)]
    done = [_worked(arrival, hours) - arrival for arrival in arrivals]
    started = [math.log1p(max(_worked(arrival, 0.0) - arrival, 0.0)) for arrival in arrivals]
    return DeskTime(sum(done) / _STEPS, sum(started) / _STEPS)


def office_hours(begin: pd.Timestamp, end: pd.Timestamp) -> float:
    """Office time between two moments [hour of work].

    Examples
    --------
    A Friday at 16 o'clock to the Monday after at 10.

    >>> office_hours(pd.Timestamp("2025-01-03 16:00"), pd.Timestamp("2025-01-06 10:00"))
    2.0
    """
    day, total = begin.normalize(), 0.0
    while day <= end:
        if day.weekday() < WORKDAYS:
            opens = day + pd.Timedelta(hours=STARTS_AT)
            first, last = max(begin, opens), min(end, opens + pd.Timedelta(hours=HOURS_PER_DAY))
            total += max((last - first).total_seconds(), 0.0) / 3600.0
        day += pd.Timedelta(days=1)
    return total


def _worked(arrival: float, hours: float) -> float:
    """Time at which `hours` of office time have passed since an arrival, Monday 0 o'clock being 0."""
    day, now, left = int(arrival), arrival, hours
    while True:
        opens, closes = day + STARTS_AT / 24.0, day + (STARTS_AT + HOURS_PER_DAY) / 24.0
        begin = max(now, opens)
        if day % 7 < WORKDAYS and begin < closes:
            open_hours = (closes - begin) * 24.0
            if left <= open_hours:
                return begin + left / 24.0
            left -= open_hours
        day += 1
