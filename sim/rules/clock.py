"""Working time."""

import numpy as np

from sim.codes import BEYOND
from sim.jit import rule


@rule
def open_hours(moment: float, hours: float, opens: float, before: np.ndarray) -> float:
    """Open hours of a calendar from the start until a moment.

    Parameters
    ----------
    moment : [day] time up to which hours count
    hours : [h] length of an open day
    opens : [h] hour at which an open day begins
    before : [day] open days before each day of the calendar, (days + 1,)

    Examples
    --------
    Two whole days of eight hours, and the third until noon.

    >>> open_hours(2.5, 8.0, 9.0, np.arange(10))
    19.0
    """
    day = int(moment)
    total = before[day] * hours
    if day + 1 < len(before) and before[day + 1] > before[day]:
        total += min(max((moment - day) * 24.0 - opens, 0.0), hours)
    return float(total)


@rule
def later_work(work: float, now: float, end: float, hours: float, opens: float, before: np.ndarray) -> float:
    """Part of some work, begun now, that is left to do at the end.

    Parameters
    ----------
    work : [h] working time needed
    now : [day] time at which the work begins
    end : [day] time at which the rest is measured
    hours : [h] length of an open day
    opens : [h] hour at which an open day begins
    before : [day] open days before each day of the calendar, (days + 1,)

    Examples
    --------
    >>> later_work(10.0, 1.5, 3.0, 8.0, 9.0, np.arange(10))
    0.0
    >>> later_work(20.0, 1.5, 3.0, 8.0, 9.0, np.arange(10))
    7.0
    """
    done = open_hours(end, hours, opens, before) - open_hours(now, hours, opens, before)
    return float(max(work - done, 0.0))


@rule
def working_delay(
    now: float, work: float, hours: float, opens: float, before: np.ndarray, days: np.ndarray
) -> float:
    """Time that passes until `work` hours of open time have been worked from `now` on.

    Parameters
    ----------
    now : [day] time at which the work may begin
    work : [h] working time needed
    hours : [h] length of an open day
    opens : [h] hour at which an open day begins
    before : [day] open days before each day of the calendar, (days + 1,)
    days : [day] the n-th open day, (open days,)

    Examples
    --------
    A desk open 9 to 17 o'clock, every day; three hours asked for at 16 o'clock end next day at 11.

    >>> every = np.arange(10)
    >>> round(24 * working_delay(16 / 24, 3.0, 8.0, 9.0, every, every[:-1]), 9)
    19.0
    """
    day = int(now)
    if day + 1 >= len(before):
        return BEYOND
    target = open_hours(now, hours, opens, before) + work
    if target / hours >= len(days):
        return BEYOND
    nth = int(target / hours)
    finish = days[nth] + (opens + (target - nth * hours)) / 24.0
    return float(max(finish - now, 0.0))
