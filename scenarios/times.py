"""Dates of a scenario: its days, months and calendars, and values that change on dates."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

from scenarios.schema.scenario import Calendar, Scenario

EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Stepped = TypeVar("Stepped")

_MONTHS_PER_YEAR = 12
_PERIOD_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def end_of(scenario: Scenario) -> date:
    """First day after the scenario."""
    if scenario.days is not None:
        return scenario.start + timedelta(days=scenario.days)
    first = month_after(scenario.start.replace(day=1), scenario.months or 0)
    last = (month_after(first, 1) - timedelta(days=1)).day
    return first.replace(day=min(scenario.start.day, last))


def horizon_of(scenario: Scenario) -> int:
    """Days simulated [day]."""
    return (end_of(scenario) - scenario.start).days


def day_of(scenario: Scenario, moment: date) -> int:
    """Day number of a date; negative before the start [day]."""
    return (moment - scenario.start).days


@lru_cache(maxsize=64)
def _days_between(start: date, end: date) -> tuple[date, ...]:
    return tuple(start + timedelta(days=day) for day in range((end - start).days))


def dates_of(scenario: Scenario) -> tuple[date, ...]:
    """Every day of the scenario."""
    return _days_between(scenario.start, end_of(scenario))


def month_dates(scenario: Scenario) -> list[date]:
    """First day of every calendar month that the scenario touches; the first may lie before the start."""
    return sorted({day.replace(day=1) for day in dates_of(scenario)})


def month_after(first: date, months: int) -> date:
    """First day of the month some months after another."""
    number = first.year * _MONTHS_PER_YEAR + first.month - 1 + months
    return date(number // _MONTHS_PER_YEAR, number % _MONTHS_PER_YEAR + 1, 1)


def period_of(period: str, day: date) -> tuple[date, date]:
    """First day of the calendar day, week, month, quarter or year of a date, and of the next one."""
    if period == "day":
        return day, day + timedelta(days=1)
    if period == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=7)
    months = _PERIOD_MONTHS[period]
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    return first, month_after(first, months)


def steps(dated: Mapping[date, Stepped], days: Sequence[date], before: Stepped) -> list[Stepped]:
    """Value of a step function on each day: the latest dated value, `before` until there is one."""
    values, current = [], before
    changes = sorted(dated.items(), key=lambda change: change[0], reverse=True)
    for day in days:
        while changes and changes[-1][0] <= day:
            current = changes.pop()[1]
        values.append(current)
    return values


@lru_cache(maxsize=1)
def _standard_calendars() -> dict[str, Calendar]:
    always = {"hours_per_day": "24 h", "starts_at": "0 h", "workdays": EVERY_DAY}
    return {"office": Calendar(), "always": Calendar.model_validate(always)}


def calendars_of(scenario: Scenario) -> dict[str, Calendar]:
    """All calendars by name, with the two that always exist."""
    return {**_standard_calendars(), **scenario.calendars}


def is_open(calendar: Calendar, day: date) -> bool:
    """Whether a calendar works on a day."""
    return EVERY_DAY[day.weekday()] in calendar.workdays and day not in calendar.holidays
