"""Comparing plans that met the same leads: every figure comes from differences within a replication.

Plans are run on common random numbers, so row r of every plan is the same future. The difference within a row
is what a planner wants to know, and it varies far less than the results themselves. Two guarantees, over the
whole family of comparisons with the baseline: the intervals of the differences hold together (Bonferroni),
and "better" and "worse" are step-down tests (Holm 1979), which are never weaker than the intervals.

Antithetic replications are one observation a pair in every interval, test and resample; the spread of the
futures (P10, P50, P90, shares) is that of single replications.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from planning.intervals import Interval, t_interval
from planning.pairs import independent, size_of
from planning.samples import Matrix, Vector, matrix, resampled_means
from sim.errors import InputError

Goal = Literal["highest", "lowest"]
Verdict = Literal["better", "worse", "equivalent within delta", "not separated"]

LEAST_REPLICATIONS = 2


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a comparison."""

    baseline: int = 0
    """Column of the plan that the others are compared with [1]."""
    goal: Goal = "highest"
    """Whether a high or a low result is wanted."""
    delta: float | None = None
    """Difference too small to matter; no claim of equivalence without it [unit of the result]."""
    confidence: float = 0.95
    """Confidence of all intervals together, and of all verdicts together [1]."""
    resamples: int = 2000
    """Bootstrap resamples behind the chances [1]."""
    seed: int = 0
    """Names the resamples [1]."""
    antithetic: bool = False
    """Whether rows 2k and 2k + 1 mirror one another."""

    def __post_init__(self) -> None:
        if not 0.0 < self.confidence < 1.0:
            raise InputError(f"confidence must lie between 0 and 1, found {self.confidence}")
        if self.delta is not None and not self.delta > 0.0:
            raise InputError(f"delta must be above 0, found {self.delta}")
        if self.resamples < 1:
            raise InputError(f"resamples must be at least 1, found {self.resamples}")


@dataclass(frozen=True, slots=True)
class Versus:
    """A plan against the baseline."""

    difference: Interval
    """Plan minus baseline; holds together with those of the other plans [unit of the result]."""
    adjusted_p: float
    """Holm-adjusted chance of so large a difference between equal plans [1]."""
    correlation: float | None
    """Of plan and baseline over the replications; None when one of them does not vary [1]."""
    variance_reduction: float | None
    """How many times less the mean difference varies than with independent replications and seeds; None when
    it does not vary [1]."""
    replications_saved: int | None
    """Extra replications per plan that independent seeds would need for the same interval [replication]."""
    chance_mean_better: float
    """Chance that the plan's mean is the better one, given these replications [1]."""
    share_of_futures_better: float
    """Share of replications in which the plan does better; ties count half [1]."""
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class PlanOutcome:
    """What one plan leads to."""

    mean: Interval
    """Mean result on its own [unit of the result]."""
    p10: float
    p50: float
    p90: float
    chance_best: float
    """Chance that its mean is the best of all plans [1]."""
    opportunity_loss: float
    """Mean result expected to be given up by choosing it [unit of the result]."""
    versus: Versus | None
    """None for the baseline itself."""


def compare(results: ArrayLike, question: Question) -> tuple[PlanOutcome, ...]:
    """Compare the plans in the columns on the common replications in the rows."""
    numbers = matrix(results, LEAST_REPLICATIONS * size_of(question.antithetic))
    observations = independent(numbers, question.antithetic)
    plans = numbers.shape[1]
    if not 0 <= question.baseline < plans:
        raise InputError(f"baseline {question.baseline} is not one of {plans} plans")
    means = _signed(resampled_means(observations, question.resamples, question.seed), question.goal)
    chances, losses = _chance_best(means), _opportunity_losses(means)
    versus = _all_versus(numbers, means, question)
    return tuple(
        PlanOutcome(
            t_interval(observations[:, plan], question.confidence),
            *_spread(numbers[:, plan]),
            float(chances[plan]),
            float(losses[plan]),
            versus[plan],
        )
        for plan in range(plans)
    )


def _spread(sample: Vector) -> tuple[float, float, float]:
    """What 10, 50 and 90 of 100 futures stay below."""
    p10, p50, p90 = (float(value) for value in np.quantile(sample, (0.1, 0.5, 0.9)))
    return p10, p50, p90


def _signed(values: Matrix, goal: Goal) -> Matrix:
    return values if goal == "highest" else -values


def _chance_best(means: Matrix) -> Vector:
    """Share of the resamples in which each plan is best; plans that tie share it."""
    best = means == means.max(axis=1, keepdims=True)
    shares: Vector = (best / best.sum(axis=1, keepdims=True)).mean(axis=0)
    return shares


def _opportunity_losses(means: Matrix) -> Vector:
    losses: Vector = (means.max(axis=1, keepdims=True) - means).mean(axis=0)
    return losses


def _all_versus(numbers: Matrix, means: Matrix, question: Question) -> list[Versus | None]:
    others = [plan for plan in range(numbers.shape[1]) if plan != question.baseline]
    base = numbers[:, question.baseline]
    leads = [independent(numbers[:, plan] - base, question.antithetic) for plan in others]
    p_values = holm([paired_p_value(lead) for lead in leads])
    versus: list[Versus | None] = [None] * numbers.shape[1]
    for plan, p_value in zip(others, p_values, strict=True):
        lead = means[:, plan] - means[:, question.baseline]
        versus[plan] = _versus(numbers[:, plan], base, p_value, _share_above(lead), question, len(others))
    return versus


def _versus(
    plan: Vector, base: Vector, p_value: float, chance: float, question: Question, family: int
) -> Versus:
    gaps = plan - base
    observed = independent(gaps, question.antithetic)
    difference = t_interval(observed, 1.0 - (1.0 - question.confidence) / family)
    factor = variance_reduction(plan, base, question.antithetic)
    futures = _share_above(gaps if question.goal == "highest" else -gaps)
    return Versus(
        difference=difference,
        adjusted_p=p_value,
        correlation=_correlation(plan, base),
        variance_reduction=factor,
        replications_saved=None if factor is None else math.floor(len(plan) * (factor - 1.0)),
        chance_mean_better=chance,
        share_of_futures_better=futures,
        verdict=_verdict(difference, p_value, question),
    )


def _verdict(difference: Interval, p_value: float, question: Question) -> Verdict:
    """Equivalence comes first: a difference known to be too small to matter is no reason to choose."""
    if question.delta is not None and -question.delta < difference.low <= difference.high < question.delta:
        return "equivalent within delta"
    if p_value > 1.0 - question.confidence or difference.estimate == 0.0:
        return "not separated"
    return "better" if (difference.estimate > 0.0) == (question.goal == "highest") else "worse"


def _share_above(values: Vector) -> float:
    return float((values > 0.0).mean() + (values == 0.0).mean() / 2.0)


def _correlation(plan: Vector, base: Vector) -> float | None:
    if np.ptp(plan) == 0.0 or np.ptp(base) == 0.0:
        return None
    return float(np.corrcoef(plan, base)[0, 1])


def variance_reduction(plan: Vector, base: Vector, antithetic: bool = False) -> float | None:
    """How many times less the mean difference varies than with independent seeds for each replication.

    (v1 + v2) / var(plan - base); with antithetic pairs the denominator is twice the variance of pair means.
    """
    gaps = independent(plan - base, antithetic)
    if np.ptp(gaps) == 0.0:
        return None
    return float((plan.var(ddof=1) + base.var(ddof=1)) / (size_of(antithetic) * gaps.var(ddof=1)))


def paired_p_value(gaps: Vector) -> float:
    """Two-sided p-value of Student's test that the mean difference is 0."""
    error = float(gaps.std(ddof=1)) / math.sqrt(len(gaps))
    mean = abs(float(gaps.mean()))
    if error == 0.0:
        return 1.0 if mean == 0.0 else 0.0
    return 2.0 * float(special.stdtr(len(gaps) - 1, -mean / error))


def holm(p_values: Sequence[float]) -> list[float]:
    """Step-down adjusted p-values (Holm 1979): all comparisons together keep the stated error.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    for step, place in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        largest = max(largest, min(1.0, (len(p_values) - step) * p_values[place]))
        adjusted[place] = largest
    return adjusted
