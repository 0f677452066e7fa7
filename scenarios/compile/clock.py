"""The calendar of a run."""

import numpy as np

from scenarios.compile.build import Build
from scenarios.times import calendars_of, dates_of, is_open
from sim.codes import BEYOND
from sim.params.clock import Calendar, Clock
from sim.params.table import Words, table


def compile_clock(build: Build) -> Clock:
    """Days, months and working calendars."""
    months = _month_of(build)
    calendars = calendars_of(build.scenario)
    working = [
        np.array([is_open(calendar, day) for day in dates_of(build.scenario)])
        for calendar in calendars.values()
    ]
    return Clock(
        horizon=build.days,
        months=len(build.names.months),
        month_of=months,
        month_starts=np.searchsorted(months, np.arange(len(build.names.months))).astype(np.int64),
        calendars=table(
            Calendar, [Calendar(each.hours_per_day, each.starts_at) for each in calendars.values()]
        ),
        open_before=np.array([np.concatenate([[0], np.cumsum(each)]) for each in working], dtype=np.int64),
        open_days=_padded([np.flatnonzero(each) for each in working]),
    )


def _month_of(build: Build) -> Words:
    start = build.scenario.start
    first = 12 * start.year + start.month
    return np.array([12 * day.year + day.month - first for day in dates_of(build.scenario)], dtype=np.int64)


def _padded(rows: list[np.ndarray[tuple[int], np.dtype[np.intp]]]) -> Words:
    """Stack lists of open days; the end of each is a day that no horizon reaches."""
    padded = np.full((len(rows), max(map(len, rows)) + 1), int(BEYOND), dtype=np.int64)
    for number, row in enumerate(rows):
        padded[number, : len(row)] = row
    return padded
