"""Scenarios changed in a way that must show in their results in a known way, from YAML to outcome."""

import copy
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from sim.codes import Happening
from sim.outcome import Outcome
from sim.run import simulate, simulate_recorded
from tests.support.random_scenarios import Data, params_of
from tests.support.schema_points import Part, alternatives, form_of, inner, whole_schema, written_form

SEED = st.integers(0, 2**40)
PLENTY = 100_000_000
"""So many accounts that those in the pipeline do not lower demand by more than a rounding error."""

MONEY = "^([A-Z]{3}\\s*)?[0-9]"
SPENDING = "^.*[0-9].*\\s*(per|/)\\s*(day|week|month|quarter|year)$"
DURATION = "^[0-9]+(\\.[0-9]+)?\\s*(min|minutes?|h|hours?|d|days?"

Change = Callable[[str, Any], Any]
"""From the pattern of a value's unit and the value to the new value."""


def examples(few: int) -> settings:
    """So many examples in the usual run, and more in proportion in the long one."""
    return settings(max_examples=few * settings.default.max_examples // 40 if settings.default else few)


def outcome_of(data: Data, seed: int, replication: int = 0) -> Outcome:
    """Outcome of one replication, recorded; its books balance."""
    return simulate_recorded(params_of(data), seed, [replication]).outcomes[0]


def counts_of(data: Data, seed: int, runs: int, of: Callable[[Outcome], Any]) -> np.ndarray[Any, Any]:
    """Figures of many replications, one row each."""
    return np.array([of(each) for each in simulate(params_of(data), seed, range(runs), workers=2).outcomes])


def rows(outcome: Outcome, *what: Happening) -> Any:
    """Rows of the trace that report certain happenings."""
    if outcome.trace is None:
        raise ValueError("the run was not recorded")
    return outcome.trace[np.isin(outcome.trace.what, what)] if what else outcome.trace


def story(outcome: Outcome, *columns: str) -> list[np.ndarray[Any, Any]]:
    """Columns of the trace; without places, whose numbers depend on the order of names, unless asked for."""
    trace = rows(outcome)
    return [trace[column] for column in columns or ("time", "key", "other", "what", "amount")]


def same(one: list[np.ndarray[Any, Any]], other: list[np.ndarray[Any, Any]]) -> bool:
    """Whether columns are identical to the last bit."""
    return all(np.array_equal(left, right) for left, right in zip(one, other, strict=True))


def but(data: Data, **changes: Any) -> Data:
    """A copy of a scenario with other values at paths, written with double underscores: brand__decay."""
    found = copy.deepcopy(data)
    for path, value in changes.items():
        *above, last = path.split("__")
        place = found
        for step in above:
            place = place.setdefault(step, {})
        place[last] = value
    return found


def each(data: Data, *steps: str) -> Iterator[Any]:
    """Sections below a path in which `*` stands for every name; missing ones are passed over."""
    found: list[Any] = [data]
    for step in steps:
        below = [section for section in found if isinstance(section, dict)]
        found = [
            value
            for section in below
            for value in (section.values() if step == "*" else [section[step]] if step in section else [])
        ]
    yield from found


@lru_cache(maxsize=1)
def _schema() -> Part:
    return whole_schema()


def with_values(data: Any, change: Change, part: Part | None = None) -> Any:
    """A scenario with every single value of a unit replaced."""
    choices = alternatives(_schema(), part or _schema())
    form = written_form(data)
    if form == "single":
        patterns = [choice["pattern"] for choice in choices if "pattern" in choice]
        return change(patterns[0], data) if patterns else data
    fitting = [choice for choice in choices if form_of(choice) in (form, "section")]
    if not fitting or form == "null":
        return copy.deepcopy(data)
    entry, known = inner(fitting[0]), fitting[0].get("properties", {})
    if isinstance(data, list):
        return [with_values(value, change, entry) for value in data]
    return {name: with_values(value, change, known.get(name, entry)) for name, value in data.items()}


def by_name(array: np.ndarray[Any, Any], names: tuple[Any, ...]) -> np.ndarray[Any, Any]:
    """An array with its last axis in the order of names."""
    return np.asarray(array[..., sorted(range(len(names)), key=names.__getitem__)])
