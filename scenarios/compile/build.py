"""What every area needs while a scenario becomes numbers: places of names, and the list of distributions."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from scenarios.names import Names, names_of
from scenarios.quantiles import Shape, rest_of, tables
from scenarios.schema.distributions import (
    Beta,
    Counts,
    Erlang,
    Exponential,
    Gamma,
    Geometric,
    Lognormal,
    Pareto,
    Poisson,
    Quantity,
    Spread,
    Uniform,
    Weibull,
)
from scenarios.schema.market import Fit
from scenarios.schema.scenario import Scenario
from scenarios.times import horizon_of
from scenarios.whole_numbers import Steps, smooth, stacked, steps_of
from sim.codes import LOST, NONE, WON
from sim.params.draws import Draw, Draws
from sim.params.table import table

TIE_DAYS = 1e-5
"""Width of a constant duration: 0.864 seconds, so that equal constants do not end together [day]."""
TIE_HOURS = 24.0 * TIE_DAYS
"""Width of a constant working time [hour of work]."""

_IDENTITY_BITS = 62


def identity(*names: object) -> int:
    """Number made of names alone, so that adding something new changes nobody else's luck.

    Examples
    --------
    >>> identity("smb", "north") == identity("smb", "north") != identity("smb", "south")
    True
    """
    digest = hashlib.blake2b("|".join(map(str, names)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> (64 - _IDENTITY_BITS)


@dataclass
class DrawBook:
    """Collects the distributions of a scenario; each is asked for by value and gets an index."""

    rows: list[Draw] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    steps: list[Steps] = field(default_factory=list)

    def finish(self) -> Draws:
        """All distributions collected."""
        return Draws(table(Draw, self.rows), tables(self.shapes), stacked(self.steps))

    def add(self, shape: Shape, scale: float, shift: float = 0.0) -> int:
        """Index of value = shift + scale x quantile of the shape."""
        if shape not in self.shapes:
            self.shapes.append(shape)
        row = Draw(self.shapes.index(shape), float(scale), float(shift))
        if row not in self.rows:
            self.rows.append(row)
        return self.rows.index(row)

    def days(self, value: float | Spread[Any] | None) -> int:
        """Index of a distribution of durations, or none."""
        return self._time(value, TIE_DAYS)

    def hours(self, value: float | Spread[Any] | None) -> int:
        """Index of a distribution of working times, or none."""
        return self._time(value, TIE_HOURS)

    def number(self, value: float | Spread[Any] | None) -> int:
        """Index of a distribution of numbers, or none; constants are exact."""
        if isinstance(value, Quantity) and not smooth(value.family()):
            return self._single_values(value.family(), value.plus or 0.0)
        if isinstance(value, Spread):
            return self._spread(value, 0.0)
        return NONE if value is None else self.add(Shape("uniform"), 0.0, value)

    def count(self, value: int | Counts | None) -> int:
        """Index of a distribution of whole numbers, or none."""
        if isinstance(value, Counts):
            return self._single_values(value.family(), value.plus)
        return NONE if value is None else self.add(Shape("uniform"), 0.0, value)

    def rest(self, value: float | Spread[Any] | None) -> int:
        """Index of what is left of a duration when a case is found in the middle of it, or none."""
        if value is None:
            return NONE
        if not isinstance(value, Spread):
            return self.add(Shape("uniform"), value + TIE_DAYS)
        shape, scale, shift = _standard(value.family())
        shift += value.plus or 0.0
        if scale == 0.0:
            return self.add(Shape("uniform"), shift + TIE_DAYS)
        return self.add(rest_of(shape, shift / scale), scale)

    def stay(self, value: float | Spread[Any] | None) -> int:
        """Index of the time that somebody stays: a rate of leaving [1/day] makes it exponential."""
        if isinstance(value, Spread):
            return self._spread(value, TIE_DAYS)
        return self.exponential(1.0 / value) if value else NONE

    def exponential(self, mean: float) -> int:
        """Index of an exponential distribution."""
        return self.add(Shape("exponential"), mean)

    def error(self, sd: float) -> int:
        """Index of a normal error around zero, or none."""
        return self.add(Shape("normal"), sd) if sd > 0.0 else NONE

    def fit(self, fit: Fit) -> int:
        """Index of a fit to the ideal customer."""
        if fit.mean is None or fit.sd is None:
            return self.number(fit.value)
        return self.add(*_beta(Beta(mean=fit.mean, sd=fit.sd)))

    def _single_values(self, family: Poisson | Geometric | dict[int, float], plus: float) -> int:
        steps = steps_of(family)
        if steps not in self.steps:
            self.steps.append(steps)
        row = Draw(-1 - self.steps.index(steps), 1.0, float(plus))
        if row not in self.rows:
            self.rows.append(row)
        return self.rows.index(row)

    def _time(self, value: float | Spread[Any] | None, width: float) -> int:
        if isinstance(value, Spread):
            return self._spread(value, width)
        return NONE if value is None else self.add(Shape("uniform"), width, value)

    def _spread(self, spread: Spread[Any], width: float) -> int:
        family = spread.family()
        if isinstance(family, tuple):
            family = _apart(sorted(map(float, family)), width)
        shape, scale, shift = _standard(family)
        if scale == 0.0:
            scale = width
        return self.add(shape, scale, shift + (spread.plus or 0.0))


def _standard(family: Any) -> tuple[Shape, float, float]:  # noqa: C901, PLR0911  (a case per family)
    """Standard shape, scale and shift of a family."""
    match family:
        case Exponential():
            return Shape("exponential"), family.mean, 0.0
        case Lognormal():
            return Shape("lognormal", (family.sigma,)), family.middle(), 0.0
        case Gamma():
            return Shape("gamma", (family.shape,)), family.mean / family.shape, 0.0
        case Erlang():
            return Shape("gamma", (float(family.phases),)), family.mean / family.phases, 0.0
        case Weibull():
            return Shape("weibull", (family.shape,)), family.stretch(), 0.0
        case Pareto():
            return Shape("pareto", (family.shape,)), family.scale, 0.0
        case Uniform():
            return Shape("uniform"), family.high - family.low, family.low
        case Beta():
            shape, scale = _beta(family)
            return shape, scale, 0.0
    return _observed(family)


def _beta(family: Beta) -> tuple[Shape, float]:
    return Shape("beta", family.counts()), 1.0


def _apart(values: Sequence[float], width: float) -> tuple[float, ...]:
    """Sorted observations, those that repeat spread over a width: they tie no more than constants do.

    Examples
    --------
    >>> _apart([1.0, 2.0, 2.0, 2.0], 0.4)
    (1.0, 2.0, 2.1, 2.2)
    """
    if values[0] == values[-1]:
        return tuple(values)
    spread = list(values)
    for place in range(1, len(spread)):
        spread[place] = max(spread[place], spread[place - 1] + width / len(spread))
    return tuple(spread)


def _observed(values: tuple[float, ...]) -> tuple[Shape, float, float]:
    if values[0] == values[-1]:
        return Shape("uniform"), 0.0, values[0]
    return Shape("empirical", values), 1.0, 0.0


@dataclass
class Build:
    """A scenario on its way to numbers."""

    scenario: Scenario
    names: Names
    draws: DrawBook
    days: int

    def role(self, team: str | None) -> int:
        """Index of a team's role, or none."""
        return NONE if team is None else self.names.roles.index(team)

    def product(self, name: str | None) -> int:
        """Index of a product, or none."""
        return NONE if name is None else self.names.products.index(name)

    def target(self, name: str) -> int:
        """Move target: a stage, won or lost."""
        outcome = {"won": WON, "lost": LOST}.get(name)
        return self.names.stages.index(name) if outcome is None else outcome


def begin(scenario: Scenario) -> Build:
    """Start with an empty list of distributions."""
    return Build(scenario, names_of(scenario), DrawBook(), horizon_of(scenario))
