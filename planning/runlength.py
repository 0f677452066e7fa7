"""How many replications are enough, and how much of the start of a run to leave out."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from planning.intervals import Interval, student_quantile
from planning.samples import share, vector
from sim.errors import InputError

LEAST_FIRST = 20
"""Stopping after fewer makes a nominal 95% interval cover visibly less [replication]."""


@dataclass(frozen=True, slots=True)
class Precision:
    """How precise the mean has to be."""

    half_width: float
    """Stop when the interval reaches no further than this on each side [unit of the result]."""
    confidence: float = 0.95
    first: int = LEAST_FIRST
    """Replications before the first look [replication]."""
    most: int = 10_000
    """Replications at which to give up [replication]."""

    def __post_init__(self) -> None:
        share(self.confidence, "confidence")
        if not 0.0 < self.half_width < math.inf:
            raise InputError(f"half_width must be above 0, found {self.half_width}")
        if self.first < LEAST_FIRST:
            raise InputError(f"first must be at least {LEAST_FIRST} replications, found {self.first}")
        if self.most < self.first:
            raise InputError(f"most must be at least first ({self.first}), found {self.most}")


@dataclass(frozen=True, slots=True)
class RunLength:
    """Where a sequential run stopped."""

    replications: int
    mean: Interval
    verdict: Literal["precise", "cap reached", "no more observations"]


def run_until_precise(observations: Iterator[float], target: Precision) -> RunLength:
    """Take observations until their mean is precise enough; none is taken beyond that."""
    moments = _Moments()
    while moments.count < target.most:
        observation = next(observations, None)
        if observation is None:
            return _stopped(moments, target, "no more observations")
        moments.add(observation)
        if moments.count >= target.first and moments.reach(target.confidence) <= target.half_width:
            return _stopped(moments, target, "precise")
    return _stopped(moments, target, "cap reached")


def _stopped(
    moments: "_Moments", target: Precision, verdict: Literal["precise", "cap reached", "no more observations"]
) -> RunLength:
    if moments.count < LEAST_FIRST:
        raise InputError(f"{moments.count} observations given, at least {LEAST_FIRST} needed")
    reach = moments.reach(target.confidence)
    mean = Interval(moments.mean, moments.mean - reach, moments.mean + reach, target.confidence)
    return RunLength(moments.count, mean, verdict)


class _Moments:
    """Running mean and sum of squares (Welford 1962)."""

    def __init__(self) -> None:
        self.count = 0
        self.mean = 0.0
        self.squares = 0.0

    def add(self, value: float) -> None:
        if not math.isfinite(value):
            raise InputError(f"observation {self.count + 1} is not finite")
        self.count += 1
        gap = value - self.mean
        self.mean += gap / self.count
        self.squares += gap * (value - self.mean)

    def reach(self, confidence: float) -> float:
        error = math.sqrt(self.squares / (self.count - 1) / self.count)
        return student_quantile(0.5 + confidence / 2.0, self.count - 1) * error


@dataclass(frozen=True, slots=True)
class WarmUp:
    """How much of the start of a series to leave out."""

    batches: int
    """Batches to leave out [1]."""
    observations: int
    """Observations to leave out [1]."""
    statistic: float
    """Squared standard error of the mean of what is kept, up to a constant [unit squared]."""
    mean_after: float
    """Mean of what is kept [unit of the series]."""
    verdict: Literal["found", "run longer"]
    """"Run longer" when the series still improves at half its length: it has not settled."""


def warm_up(series: ArrayLike, batch: int = 5) -> WarmUp:
    """Find the end of the warm-up by MSER-5 (White, Cobb and Spratt 2000).

    Over batch means Z_j: d* = argmin over d <= b/2 of sum_{j>d} (Z_j - mean_d)^2 / (b-d)^2. The search stops
    at half the series because the statistic also falls, without meaning, near the end. A heuristic: nothing
    is guaranteed.

    Parameters
    ----------
    series : [any] a result over time, averaged over replications
    batch : [1] observations per batch
    """
    numbers = vector(series)
    batches = len(numbers) // batch if batch >= 1 else 0
    least = 4
    if batches < least:
        raise InputError(f"a series of {len(numbers)} has {batches} batches of {batch}, at least 4 needed")
    means = numbers[: batches * batch].reshape(batches, batch).mean(axis=1)
    half = batches // 2
    statistics = [float(means[cut:].var()) / (batches - cut) for cut in range(half + 1)]
    cut = int(np.argmin(statistics))
    return WarmUp(
        batches=cut,
        observations=cut * batch,
        statistic=statistics[cut],
        mean_after=float(numbers[cut * batch :].mean()),
        verdict="run longer" if cut == half else "found",
    )
