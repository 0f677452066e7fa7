"""How bad it can get: the lower tail of a result such as profit."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from planning.intervals import Interval, wilson_interval
from planning.pairs import independent, size_of
from planning.samples import Vector, resampled_rows, share, vector

RESAMPLES = 500
_TAIL_REPLICATIONS = 200
"""Replications per unit of tail below which the mean of the tail is shaky: n >= 200/alpha [replication]."""


@dataclass(frozen=True, slots=True)
class TailRisk:
    """The worst share of the futures."""

    share: float
    """Which share of the futures is meant, the worst first [1]."""
    value_at_risk: float
    """Result that is missed with this chance [unit of the result]."""
    expected_shortfall: float
    """Mean of the worst share, also called CVaR; never above the value at risk [unit of the result]."""
    value_at_risk_error: float
    """Bootstrap standard error of the value at risk [unit of the result]."""
    expected_shortfall_error: float
    """Bootstrap standard error of the expected shortfall [unit of the result]."""
    chance_of_loss: Interval
    """Chance of a result below 0 [1]."""
    replications_advised: int
    """Fewer than this make the expected shortfall shaky [replication]."""


def tail_risk(
    results: ArrayLike,
    tail: float = 0.05,
    resamples: int = RESAMPLES,
    seed: int = 0,
    antithetic: bool = False,
) -> TailRisk:
    """Measure the lower tail of one number per replication.

    Parameters
    ----------
    results : [any] one number per replication, high is good
    tail : [1] share of the futures, the worst first
    resamples : [1] bootstrap resamples behind the standard errors
    seed : [1] names the resamples
    antithetic : [1] whether results 2k and 2k + 1 mirror one another; pairs are then resampled whole
    """
    size = size_of(antithetic)
    sample = vector(results, least=2 * size)
    share(tail, "tail")
    losses = independent((sample < 0.0).astype(np.float64), antithetic)
    risk, shortfall = _tail(sample, tail)
    groups = sample.reshape(-1, size)
    rows = resampled_rows(len(groups), resamples, seed)
    errors = np.array([_tail(groups[chosen].ravel(), tail) for chosen in rows]).std(axis=0, ddof=1)
    return TailRisk(
        share=tail,
        value_at_risk=risk,
        expected_shortfall=shortfall,
        value_at_risk_error=float(errors[0]),
        expected_shortfall_error=float(errors[1]),
        chance_of_loss=wilson_interval(float(losses.sum()), len(losses)),
        replications_advised=math.ceil(_TAIL_REPLICATIONS / tail - 1e-9),
    )


def _tail(sample: Vector, tail: float) -> tuple[float, float]:
    """Value at risk and the mean of exactly the worst share: the last replication counts in part."""
    mass = tail * len(sample)
    last = max(0, math.ceil(mass - 1e-9) - 1)
    ordered = np.partition(sample, last)
    edge = float(ordered[last])
    worst = float(ordered[:last].sum()) + (mass - last) * edge
    return edge, min(edge, worst / mass)
