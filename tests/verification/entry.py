"""A textbook result as a small declaration, and the rule by which a run of ordinary scenarios passes it.

Rule: |estimate - reference| <= 3.5 standard errors over at least 30 replications, and a standard error of at
most 1 % of the reference, so that the comparison has power. Shares of independent trials must also convince a
Bayes factor (tests.support.bayes). What is not random must agree to a relative tolerance.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from scenarios.load import load
from sim.outcome import Outcome
from sim.params import Params
from tests.support.bayes import Share, verdict
from tests.verification.measure import ERRORS, FOLDER, MOST_RELATIVE_ERROR, measured, scenario

FALSE_ALARM = math.erfc(ERRORS / math.sqrt(2.0))
"""Chance that one comparison fails with a right engine, whatever the seed [1]."""
LEAST_REPLICATIONS = 30


class Case(NamedTuple):
    """What an estimator may know of the scenario."""

    params: Params
    stages: Mapping[str, int]
    """Number of each stage."""


Measure = Callable[[Case, Outcome], Mapping[str, float | Share]]
"""Quantities of one replication."""
Expected = Callable[[], Mapping[str, float]]
"""The same quantities by theory."""


@dataclass(frozen=True)
class Entry:
    """One textbook result."""

    what: str
    """What is compared, in a line."""
    scenario: str
    """Name of the scenario file."""
    measure: Measure
    expected: Expected
    planted: tuple[str, ...]
    """Settings that make one rate 3 % wrong."""
    replications: int = 40
    settings: tuple[str, ...] = ()
    recorded: bool = False
    tolerance: float = 0.0
    """Relative tolerance of what is not random; 0 for what is [1]."""
    slow: bool = False
    """Whether it takes too long for every day."""
    published: Mapping[str, str] = field(default_factory=dict)
    """Place of quantities in the reference file: entry and dotted path."""

    def __post_init__(self) -> None:
        if self.tolerance == 0.0 and self.replications < LEAST_REPLICATIONS:
            raise ValueError(f"{self.what}: a standard error needs {LEAST_REPLICATIONS} replications")


@dataclass(frozen=True)
class Comparison:
    """One quantity of an entry against its reference."""

    quantity: str
    reference: float
    estimate: float
    error: float
    """Standard error [unit of the quantity]."""
    problem: str
    """Why it does not pass; empty when it does."""
    noticed: bool
    """Whether it is further from the reference than chance allows."""

    @property
    def score(self) -> float:
        """Distance in standard errors [1]."""
        return abs(self.estimate - self.reference) / self.error if self.error > 0.0 else 0.0


def compare(entry: Entry, settings: tuple[str, ...] = (), times: int = 1) -> list[Comparison]:
    """Run an entry, perhaps with a planted error or on a larger sample, and compare with theory."""
    if entry.tolerance == 0.0:
        entry = replace(entry, replications=entry.replications * times)
    return [
        _exactly(entry, name, value, float(found[0][0]))
        if entry.tolerance > 0.0
        else within_chance(name, value, *found)
        for name, value, found in _found(entry, settings)
    ]


def problems(comparisons: list[Comparison]) -> list[str]:
    """What is wrong."""
    return [comparison.problem for comparison in comparisons if comparison.problem]


def notices(entry: Entry) -> bool:
    """Whether the planted error shows in at least one quantity."""
    return any(comparison.noticed for comparison in compare(entry, entry.planted))


@lru_cache(maxsize=64)
def _case(name: str, settings: tuple[str, ...]) -> Case:
    stages = load(FOLDER / f"{name}.yaml", settings=settings).scenario.stages
    return Case(scenario(name, settings), {stage: number for number, stage in enumerate(stages)})


def _found(entry: Entry, settings: tuple[str, ...]) -> list[tuple[str, float, np.ndarray]]:
    """Name, reference and (numbers, replications) of every quantity; a share has two numbers."""
    case = _case(entry.scenario, (*entry.settings, *settings))
    widths: dict[str, int] = {}

    def of(run: Outcome) -> list[float]:
        quantities = entry.measure(case, run)
        rows = [
            (name, tuple(value) if isinstance(value, Share) else (value,))
            for name, value in quantities.items()
        ]
        widths.update({name: len(row) for name, row in rows})
        return [number for _, row in rows for number in row]

    numbers = measured(
        entry.scenario, (*entry.settings, *settings), entry.replications, of, recording=entry.recorded
    )
    places = np.cumsum([0, *widths.values()])
    expected = entry.expected()
    if set(expected) != set(widths):
        raise ValueError(f"{entry.what}: measured {sorted(widths)}, expected {sorted(expected)}")
    return [
        (name, expected[name], numbers[first : first + width])
        for (name, width), first in zip(widths.items(), places, strict=False)
    ]


def false_alarms(comparisons: int) -> float:
    """Chance that a right engine fails one or more of many independent comparisons [1]."""
    return 1.0 - (1.0 - FALSE_ALARM) ** comparisons


def _exactly(entry: Entry, name: str, value: float, found: float) -> Comparison:
    off = abs(found - value) > entry.tolerance * max(abs(value), entry.tolerance)
    problem = f"{name}: {found:.12g} is not {value:.12g}" if off else ""
    return Comparison(name, value, found, 0.0, problem, off)


def within_chance(name: str, value: float, *rows: np.ndarray) -> Comparison:
    """Compare the mean of a quantity over replications with theory; a share comes as two rows of numbers."""
    values = rows[0] if len(rows) == 1 else rows[0] / rows[1]
    mean, error = float(values.mean()), float(values.std(ddof=1)) / math.sqrt(len(values))
    said = []
    if error > MOST_RELATIVE_ERROR * abs(value):
        said.append(f"{name}: standard error {error:.4g} is more than 1 % of {value:.6g}")
    off = abs(mean - value) > ERRORS * error
    if off:
        said.append(f"{name}: {mean:.6g} is {(mean - value) / error:+.2f} standard errors off {value:.6g}")
    if len(rows) > 1:
        judged = verdict(Share(float(rows[0].sum()), float(rows[1].sum())), value)
        off = off or judged == "bug"
        if judged != "no bug":
            said.append(f"{name}: the Bayes factor of {mean:.6g} against {value:.6g} says {judged}")
    return Comparison(name, value, mean, error, "; ".join(said), off)
