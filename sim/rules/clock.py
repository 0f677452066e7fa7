"""Working time."""

import numpy as np

from sim.codes import BEYOND
from sim.jit import rule


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
    done = before[day] * hours
    if before[day + 1] > before[day]:
        done += min(max((now - day) * 24.0 - opens, 0.0), hours)
    target = done + work
    if target / hours >= len(days):
        return BEYOND
    nth = int(target / hours)
    finish = days[nth] + (opens + (target - nth * hours)) / 24.0
    return float(max(finish - now, 0.0))
