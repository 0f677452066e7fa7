"""One number learned from history, with what is known about its accuracy."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sim.errors import RunError

Grade = Literal["history", "thin history", "assumption"]
"""Where a value comes from: enough records, few records, or a prior that the records cannot move."""

LEVEL = 0.90
"""Share of cases in which an interval is meant to hold the truth."""
Z = 1.6448536269514722
"""Standard normal quantile that belongs to LEVEL."""
EDGE = 1e-6
"""Distance from 0 and 1 within which a probability counts as 0 or 1."""
THIN = 30
"""Records below which an estimate is called thin."""
DATA_SAID_NOTHING = 0.9
"""Posterior over prior standard deviation above which a parameter is not identified."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 90 % interval; every number is finite."""

    name: str
    """Stable dotted name, such as ``stages.proposal.wait.mean_days``."""
    unit: str
    """Unit of the value, standard error and bounds."""
    value: float
    low: float
    """Lower end of the 90 % interval."""
    high: float
    """Upper end of the 90 % interval."""
    standard_error: float
    count: int
    """Records the estimate rests on."""
    grade: Grade
    identified: bool
    """Whether the records, and not a prior, decide the value."""
    method: str
    """How the value was found, in words."""

    def __post_init__(self) -> None:
        """Refuse numbers that mean nothing."""
        if not all(map(math.isfinite, (self.value, self.low, self.high, self.standard_error))):
            raise RunError(f"{self.name}: the fit gave a number that is not finite ({self.method})")
        if not self.low <= self.value <= self.high:
            raise RunError(f"{self.name}: the fit gave a value outside its interval ({self.method})")


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed before the records are seen; used where they say nothing."""

    value: float
    low: float
    high: float
    source: str
    """Where the belief comes from."""


@dataclass(frozen=True, slots=True)
class Label:
    """What an estimate is called and how it was found."""

    name: str
    unit: str
    method: str


def grade_of(count: float) -> Grade:
    """Grade of an estimate that rests on so many records."""
    return "history" if count >= THIN else "thin history"


def share(label: Label, hits: float, trials: float) -> Estimate:
    """A proportion with Wilson's interval (Wilson 1927); without trials it is not identified.

    Examples
    --------
    >>> estimate = share(Label("deals.won", "share", "won over closed"), 30, 100)
    >>> round(estimate.low, 3), round(estimate.high, 3)
    (0.231, 0.38)
    """
    if trials <= 0:
        return assumed(label, Prior(0.5, 0.0, 1.0, "no records"), 0)
    rate = hits / trials
    weight = Z * Z / trials
    centre = (rate + weight / 2) / (1 + weight)
    half = Z / (1 + weight) * math.sqrt(rate * (1 - rate) / trials + weight / (4 * trials))
    error = math.sqrt(rate * (1 - rate) / trials) or half / Z
    low, high = max(min(rate, centre - half), 0.0), min(max(rate, centre + half), 1.0)
    return Estimate(
        label.name, label.unit, rate, low, high, error, round(trials), grade_of(trials), True, label.method
    )


def positive(label: Label, value: float, log_error: float, count: int) -> Estimate:
    """A positive number whose logarithm has the given standard error."""
    spread = math.exp(min(Z * log_error, 50.0))
    return Estimate(
        label.name,
        label.unit,
        value,
        value / spread,
        value * spread,
        value * log_error,
        count,
        grade_of(count),
        True,
        label.method,
    )


def probability(label: Label, value: float, error: float, count: int) -> Estimate:
    """A probability with a given standard error; symmetric in log-odds, Wilson's interval at 0 and 1."""
    if not EDGE < value < 1 - EDGE or error <= 0:
        return share(label, min(max(value, 0.0), 1.0) * count, count)
    odds = math.log(value / (1 - value))
    half = min(Z * error / (value * (1 - value)), 30.0)
    low, high = (1 / (1 + math.exp(-(odds + sign * half))) for sign in (-1, 1))
    return Estimate(
        label.name, label.unit, value, low, high, error, count, grade_of(count), True, label.method
    )


def real(label: Label, value: float, error: float, count: int) -> Estimate:
    """A number of either sign with a normal interval."""
    low, high = value - Z * error, value + Z * error
    return Estimate(
        label.name, label.unit, value, low, high, error, count, grade_of(count), True, label.method
    )


def assumed(label: Label, prior: Prior, count: int) -> Estimate:
    """A prior handed on because the records cannot tell."""
    method = f"not identified: {label.method}; prior from {prior.source}"
    error = (prior.high - prior.low) / (2 * Z)
    return Estimate(
        label.name, label.unit, prior.value, prior.low, prior.high, error, count, "assumption", False, method
    )


def unidentified(estimate: Estimate, reason: str) -> Estimate:
    """The same numbers, labelled as decided by a prior and not by the records."""
    method = f"not identified ({reason}): {estimate.method}"
    return replace(estimate, grade="assumption", identified=False, method=method)


def widened(estimate: Estimate, others: Sequence[Estimate], reason: str) -> Estimate:
    """The same value with an interval that also covers what other treatments of the data would give."""
    low = min([estimate.low, *(other.low for other in others)])
    high = max([estimate.high, *(other.high for other in others)])
    return replace(estimate, low=low, high=high, method=f"{estimate.method}; interval widened: {reason}")


def slug(text: str) -> str:
    """A name that can stand in a dotted path.

    Examples
    --------
    >>> slug("Paid Search (EU)")
    'paid_search_eu'
    """
    words = "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()
    return "_".join(words) or "not_recorded"
