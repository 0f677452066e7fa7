"""Time: the horizon, its months, and the working calendars of desks."""

from typing import NamedTuple

from sim.params.table import Table, Words


class Calendar(NamedTuple):
    """Opening hours of a group of desks."""

    hours_per_day: float
    """Working hours of an open day [h]."""
    starts_at: float
    """Hour at which an open day begins [h]."""


class Clock(NamedTuple):
    """The calendar of a run; day 0 is the scenario's start date."""

    horizon: int
    """Days simulated; an event at exactly this time does not happen [day]."""
    months: int
    """Calendar months touched by the horizon [month]."""
    month_of: Words
    """Month of each day, (horizon,) [month]."""
    month_starts: Words
    """First day of each month inside the horizon, (months,) [day]."""
    calendars: Table
    """`Calendar` rows."""
    open_before: Words
    """Open days before each day, (calendars, days + 1) [day]."""
    open_days: Words
    """The n-th open day of each calendar, (calendars, open days); padded with a far day [day]."""
