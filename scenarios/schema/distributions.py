"""Distributions, as a planner writes them: `{lognormal: {median: 7 days, sigma: 0.7}}`, or a plain value."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import Discriminator, Field, Tag, field_validator, model_validator

from scenarios.schema.base import Section
from scenarios.schema.forms import form_of
from scenarios.units import Duration, Rate, Share, WorkHours

Value = TypeVar("Value", bound=float)

_TOLERANCE = 1e-9
_NAMES = {Duration: "OfDays", WorkHours: "OfHours", float: "OfNumbers", Share: "OfShares"}


class _Family(Section, Generic[Value]):
    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """Give the variants for days, hours and numbers readable names in the JSON schema."""
        return f"{cls.__name__}{_NAMES.get(params[0], '')}"


class Exponential(_Family[Value], Generic[Value]):
    """Time between events that have no memory: many short, few long."""

    mean: Value = Field(gt=0)
    """Mean [as the key]."""

    def average(self) -> float:
        """Mean [as the key]."""
        return self.mean


class Lognormal(_Family[Value], Generic[Value]):
    """Product of many factors: most near the median, a long tail (delivery times, sales cycles)."""

    median: Value | None = Field(default=None, gt=0)
    """Value that half the cases stay below; give this or the mean [as the key]."""
    mean: Value | None = Field(default=None, gt=0)
    """Mean; give this or the median [as the key]."""
    sigma: float = Field(gt=0, le=3)
    """Standard deviation of the logarithm [1]."""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.median is None) == (self.mean is None):
            raise ValueError("give either median or mean")
        return self

    def middle(self) -> float:
        """Median [as the key]."""
        if self.median is not None:
            return self.median
        return (self.mean or 0.0) * math.exp(-(self.sigma**2) / 2)

    def average(self) -> float:
        """Mean [as the key]."""
        return self.middle() * math.exp(self.sigma**2 / 2)


class Gamma(_Family[Value], Generic[Value]):
    """Sum of several steps, with any shape; shape 1 is exponential."""

    mean: Value = Field(gt=0)
    """Mean [as the key]."""
    shape: float = Field(ge=0.1, le=1000)
    """Shape; the variance is mean squared over shape [1]."""

    def average(self) -> float:
        """Mean [as the key]."""
        return self.mean


class Weibull(_Family[Value], Generic[Value]):
    """Time to an event whose hazard falls (shape below 1) or rises (above 1) with age."""

    mean: Value | None = Field(default=None, gt=0)
    """Mean; give this or the scale [as the key]."""
    scale: Value | None = Field(default=None, gt=0)
    """Value that 63.2% stay below; give this or the mean [as the key]."""
    shape: float = Field(ge=0.2, le=100)
    """Shape [1]."""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.mean is None) == (self.scale is None):
            raise ValueError("give either mean or scale")
        return self

    def stretch(self) -> float:
        """Scale [as the key]."""
        if self.scale is not None:
            return self.scale
        return (self.mean or 0.0) / math.gamma(1.0 + 1.0 / self.shape)

    def average(self) -> float:
        """Mean [as the key]."""
        return self.stretch() * math.gamma(1.0 + 1.0 / self.shape)


class Uniform(_Family[Value], Generic[Value]):
    """Anything between two bounds, equally likely."""

    low: Value
    """Smallest value [as the key]."""
    high: Value
    """Largest value [as the key]."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low > self.high:
            raise ValueError("low must not be above high")
        return self

    def average(self) -> float:
        """Mean [as the key]."""
        return (self.low + self.high) / 2


class Erlang(_Family[Value], Generic[Value]):
    """Sum of equal exponential steps."""

    mean: Value = Field(gt=0)
    """Mean of the whole [as the key]."""
    phases: int = Field(ge=1, le=1000)
    """Number of steps [1]."""

    def average(self) -> float:
        """Mean [as the key]."""
        return self.mean


class Beta(Section):
    """A share: any value between 0 and 1."""

    mean: float | None = Field(default=None, gt=0, lt=1)
    """Mean; give this and sd, or a and b [1]."""
    sd: float | None = Field(default=None, gt=0)
    """Standard deviation [1]."""
    a: float | None = Field(default=None, ge=0.05, le=10_000)
    """First number of the Beta distribution; the mean is a / (a + b) [1]."""
    b: float | None = Field(default=None, ge=0.05, le=10_000)
    """Second number of the Beta distribution [1]."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        moments, numbers = (self.mean, self.sd), (self.a, self.b)
        if not (None not in moments and numbers == (None, None)) and not (
            None not in numbers and moments == (None, None)
        ):
            raise ValueError("give either mean and sd, or a and b")
        if self.mean is not None and self.sd is not None and self.sd**2 >= self.mean * (1.0 - self.mean):
            limit = math.sqrt(self.mean * (1.0 - self.mean))
            raise ValueError(f"sd must be below {limit:.3g} for a share with mean {self.mean:g}")
        return self

    def counts(self) -> tuple[float, float]:
        """Numbers a and b of the Beta distribution, given or by the method of moments [1]."""
        if self.mean is None or self.sd is None:
            return self.a or 0.0, self.b or 0.0
        total = self.mean * (1.0 - self.mean) / self.sd**2 - 1.0
        return self.mean * total, (1.0 - self.mean) * total

    def average(self) -> float:
        """Mean [1]."""
        a, b = self.counts()
        return a / (a + b) if self.mean is None else self.mean


class Pareto(_Family[Value], Generic[Value]):
    """Time with a very long tail: exponential times of people whose rates differ (Pareto of type II)."""

    scale: Value = Field(gt=0)
    """Scale; the median is scale x (2^(1/shape) - 1) [as the key]."""
    shape: float = Field(ge=0.4, le=100)
    """Shape; up to 1 the mean is infinite [1]."""

    def average(self) -> float:
        """Mean, infinite for a shape up to 1 [as the key]."""
        return self.scale / (self.shape - 1.0) if self.shape > 1.0 else math.inf


class Poisson(Section):
    """Number of independent chances that come true: 0, 1, 2, ..."""

    mean: float = Field(gt=0, le=10_000)
    """Mean [1]."""

    def average(self) -> float:
        """Mean [1]."""
        return self.mean


class Geometric(Section):
    """Number of tries until one succeeds: 1, 2, 3, ..., each less likely than the one before."""

    mean: float = Field(ge=1, le=1000)
    """Mean [1]."""

    def average(self) -> float:
        """Mean [1]."""
        return self.mean


Values = dict[int, Share]
"""Whole numbers and the share of cases with each."""


class _Counting(Section):
    """Distributions of whole numbers."""

    poisson: Poisson | None = None
    """Poisson distribution, from 0 on."""
    geometric: Geometric | None = None
    """Geometric distribution, from 1 on."""
    values: Values | None = Field(default=None, min_length=1, max_length=10_000)
    """Share of the cases with each whole number: `{1: 70%, 2: 20%, 10: 10%}`; the shares sum to 1 [1]."""

    @field_validator("values")
    @classmethod
    def _sum_to_one(cls, values: Values | None) -> Values | None:
        if values and abs(math.fsum(values.values()) - 1.0) > _TOLERANCE:
            raise ValueError(f"shares sum to {math.fsum(values.values()):.10g}, not 1")
        return values


class Counts(_Counting):
    """A distribution of whole numbers: exactly one family, and an optional constant on top."""

    plus: int = Field(default=0, ge=-10_000, le=10_000)
    """Added to every number [1]."""

    @model_validator(mode="after")
    def _one_family(self) -> Self:
        _given(self, _COUNTING)
        return self

    def family(self) -> Any:
        """The family that was given, or the map of shares by number."""
        return _given(self, _COUNTING)

    def average(self) -> float:
        """Mean [1]."""
        return _mean_of(self.family()) + self.plus


class Spread(_Family[Value], Generic[Value]):
    """A distribution: exactly one family, and an optional constant on top."""

    exponential: Exponential[Value] | None = None
    """Exponential distribution."""
    lognormal: Lognormal[Value] | None = None
    """Lognormal distribution."""
    gamma: Gamma[Value] | None = None
    """Gamma distribution."""
    weibull: Weibull[Value] | None = None
    """Weibull distribution."""
    uniform: Uniform[Value] | None = None
    """Uniform distribution."""
    erlang: Erlang[Value] | None = None
    """Erlang distribution."""
    beta: Beta | None = None
    """Beta distribution, between 0 and 1; for numbers without a unit."""
    pareto: Pareto[Value] | None = None
    """Pareto distribution of type II."""
    empirical: tuple[Value, ...] | None = Field(default=None, min_length=1, max_length=10_000)
    """Observed values; quantiles between them are interpolated [as the key]."""
    plus: Value | None = None
    """Added to every value [as the key]."""

    @model_validator(mode="after")
    def _one_family(self) -> Self:
        _given(self, self._families())
        return self

    @classmethod
    def _families(cls) -> tuple[str, ...]:
        return _FAMILIES

    def family(self) -> Any:
        """The family that was given, or the tuple of observed values, or the map of shares by number."""
        return _given(self, self._families())

    def average(self) -> float:
        """Mean [as the key]."""
        return _mean_of(self.family()) + (self.plus or 0.0)


class Quantity(Spread[float], _Counting):
    """A distribution of numbers: exactly one family, smooth or of whole numbers, and a constant on top."""

    @classmethod
    def _families(cls) -> tuple[str, ...]:
        return (*_FAMILIES, *_COUNTING)


def _given(section: Section, names: tuple[str, ...]) -> Any:
    """Give the one family that is given."""
    given = [value for name in names if (value := getattr(section, name)) is not None]
    if len(given) != 1:
        raise ValueError(f"give exactly one of {', '.join(names)}")
    return given[0]


def _mean_of(family: Any) -> float:
    if isinstance(family, dict):
        return math.fsum(number * share for number, share in family.items())
    return _observed_mean(family) if isinstance(family, tuple) else float(family.average())


def _observed_mean(values: Sequence[float]) -> float:
    """Mean of the piecewise linear quantile function through the observed values."""
    ordered = sorted(values)
    if len(ordered) == 1:
        return ordered[0]
    return sum((low + high) / 2 for low, high in pairwise(ordered)) / (len(ordered) - 1)


_COUNTING = ("poisson", "geometric", "values")
_FAMILIES = (
    "exponential",
    "lognormal",
    "gamma",
    "weibull",
    "uniform",
    "erlang",
    "beta",
    "pareto",
    "empirical",
)


def average(value: float | Spread[Any] | Counts | None) -> float:
    """Mean of a plain value or a distribution; 0 for none [as the key]."""
    if value is None:
        return 0.0
    return value.average() if isinstance(value, Spread | Counts) else float(value)


Timing = Annotated[
    Annotated[Duration, Tag("single")] | Annotated[Spread[Duration], Tag("map")], Discriminator(form_of)
]
"""A duration or a distribution of durations [day]."""

Effort = Annotated[
    Annotated[WorkHours, Tag("single")] | Annotated[Spread[WorkHours], Tag("map")], Discriminator(form_of)
]
"""Working time or a distribution of working times [hour of work]."""

Amount = Annotated[
    Annotated[float, Tag("single"), Field(gt=0)] | Annotated[Quantity, Tag("map")],
    Discriminator(form_of),
]
"""A number or a distribution of numbers [1]."""

Number = Annotated[
    Annotated[int, Tag("single"), Field(ge=1, le=10_000)] | Annotated[Counts, Tag("map")],
    Discriminator(form_of),
]
"""A whole number or a distribution of whole numbers [1]."""

Chance = Annotated[
    Annotated[Share, Tag("single")] | Annotated[Spread[Share], Tag("map")], Discriminator(form_of)
]
"""A share that is the same for all, or a distribution of shares [1]."""

Leaving = Annotated[
    Annotated[Rate, Tag("single")] | Annotated[Spread[Duration], Tag("map")], Discriminator(form_of)
]
"""A rate of leaving (27% per year) or a distribution of the time stayed [1/day, or day]."""
