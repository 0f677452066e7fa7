"""What no engine can simulate: figures that are not numbers, and times that run backwards.

A scenario file cannot say such things; parameters that a program makes can.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.errors import InputError
from sim.params import Params
from sim.params.draws import Draws
from sim.params.table import Numbers, Table

_DURATIONS = {
    "sales.stages": ("work", "wait", "patience"),
    "people.seats": ("attrition", "vacancy"),
    "fulfilment.routes": ("credit_work", "make_work", "transit", "cancel", "payment"),
    "customers.care": (
        "ticket_gap",
        "ticket_work",
        "visit_work",
        "again",
        "referral_delay",
        "lapse",
    ),
}
_ROUNDING = 1e-12
"""Largest value below zero that interpolation of a quantile may give [unit of the value]."""


def refuse_impossible(params: Params) -> None:
    """Refuse parameters that no engine can simulate.

    Raises
    ------
    InputError
        naming every figure that is not a number, every negative duration, and work at no speed.
    """
    problems = [*_not_numbers("", params)]
    problems = problems or [*_negative_times(params), *_idle_people(params)]
    if problems:
        raise InputError("these parameters cannot be simulated", problems)


def _not_numbers(path: str, part: Any) -> Iterator[str]:
    """Paths of all figures that are not finite."""
    if hasattr(part, "_fields"):
        for name in part._fields:
            yield from _not_numbers(f"{path}.{name}" if path else name, getattr(part, name))
        return
    values = np.asarray(part)
    columns = [(f"{path}.{name}", values[name]) for name in values.dtype.names or ()] or [(path, values)]
    for name, column in columns:
        if not np.isfinite(column).all():
            yield f"{name}: holds a value that is not a number"


def _negative_times(params: Params) -> Iterator[str]:
    lowest = _lowest(params.draws)
    for path, names in _DURATIONS.items():
        area, rows = path.split(".")
        part: Table = getattr(getattr(params, area), rows)
        for name in names:
            used = np.asarray(part[name])
            used = used[used >= 0]
            if len(used) and lowest[used].min() < -_ROUNDING:
                yield f"{path}.{name}: may be {lowest[used].min():g}; a time is never below 0"


def _lowest(draws: Draws) -> Numbers:
    """Smallest value of every distribution."""
    rows = draws.rows
    ends = np.concatenate([draws.tables[..., 0], draws.tables.sum(axis=-1)], axis=-1)
    low, high = ends.min(axis=(1, 2))[rows["shape"]], ends.max(axis=(1, 2))[rows["shape"]]
    return np.asarray(rows.shift + np.minimum(rows.scale * low, rows.scale * high))


def _idle_people(params: Params) -> Iterator[str]:
    people = params.people
    if len(people.seats) and np.asarray(people.seats.skill).min() <= 0.0:
        yield "people.seats.skill: must be above 0, or work is never finished"
    if people.ramps.size and people.ramps.min() <= 0.0:
        yield "people.ramps: must be above 0, or work is never finished"
    if (np.asarray(params.clock.calendars.hours_per_day) <= 0.0).any():
        yield "clock.calendars.hours_per_day: must be above 0, or work is never finished"
