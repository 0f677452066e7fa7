"""How sure we are of one number: Student, bootstrap and Wilson intervals."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from planning.samples import Vector, resampled_rows, share, vector
from sim.errors import InputError

LEAST_RESAMPLES = 2000
"""Fewer resamples leave visible noise in the ends of a bootstrap interval [1]."""
LEAST_FOR_BOOTSTRAP = 30
"""Replications a bootstrap interval of a skewed result needs [replication]."""


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with the range that covers the truth with the stated confidence."""

    estimate: float
    low: float
    high: float
    confidence: float

    @property
    def half_width(self) -> float:
        """Half the distance between the two ends."""
        return (self.high - self.low) / 2.0

    def covers(self, value: float) -> bool:
        """Tell whether the value lies inside, ends included."""
        return self.low <= value <= self.high


def student_quantile(probability: float, freedom: float) -> float:
    """Quantile of Student's t.

    Parameters
    ----------
    probability : [1] chance of lying below the quantile
    freedom : [1] degrees of freedom

    Examples
    --------
    >>> round(student_quantile(0.975, 9), 6)
    2.262157
    """
    return float(special.stdtrit(freedom, probability))


def t_interval(values: ArrayLike, confidence: float = 0.95) -> Interval:
    """Interval for a mean: mean +- t s/sqrt(n), exact when replications are normal and independent."""
    sample = vector(values, least=2)
    share(confidence, "confidence")
    mean = float(sample.mean())
    error = float(sample.std(ddof=1)) / math.sqrt(len(sample))
    reach = student_quantile(0.5 + confidence / 2.0, len(sample) - 1) * error
    return Interval(mean, mean - reach, mean + reach, confidence)


def wilson_interval(successes: float, trials: int, confidence: float = 0.95) -> Interval:
    """Interval for a chance seen as successes in trials (Wilson 1927); stays inside 0 to 1.

    Antithetic pairs count as one trial each, with half a success when one of the two succeeds: never too
    narrow, however the two depend on one another.

    Examples
    --------
    >>> chance = wilson_interval(0, 20)
    >>> chance.low, round(chance.high, 4)
    (0.0, 0.1611)
    """
    if trials < 1 or not 0 <= successes <= trials:
        raise InputError(f"{successes} successes in {trials} trials is not a count of successes")
    share(confidence, "confidence")
    z = float(special.ndtri(0.5 + confidence / 2.0))
    seen = successes / trials
    shrink = 1.0 + z * z / trials
    centre = (seen + z * z / (2.0 * trials)) / shrink
    reach = z * math.sqrt(seen * (1.0 - seen) / trials + (z / (2.0 * trials)) ** 2) / shrink
    low = 0.0 if successes == 0 else centre - reach
    high = 1.0 if successes == trials else centre + reach
    return Interval(seen, low, high, confidence)


def _mean(sample: Vector) -> float:
    return float(sample.mean())


def bootstrap_interval(
    values: ArrayLike,
    statistic: Callable[[Vector], float] = _mean,
    confidence: float = 0.95,
    resamples: int = LEAST_RESAMPLES,
    seed: int = 0,
) -> Interval:
    """Interval for skewed results: the bias-corrected and accelerated bootstrap (Efron 1987).

    Parameters
    ----------
    values : [any] one number per replication
    statistic : [any] what to estimate from them, the mean unless told
    confidence : [1] chance that the interval covers the truth
    resamples : [1] at least 2000
    seed : [1] names the resamples; the same seed gives the same interval
    """
    sample = vector(values, least=LEAST_FOR_BOOTSTRAP)
    share(confidence, "confidence")
    if resamples < LEAST_RESAMPLES:
        raise InputError(f"{resamples} resamples asked for, at least {LEAST_RESAMPLES} needed")
    estimate = statistic(sample)
    rows = resampled_rows(len(sample), resamples, seed)
    resampled = np.sort([statistic(sample[chosen]) for chosen in rows])
    tails = _adjusted_tails(resampled, estimate, _acceleration(sample, statistic), confidence)
    low, high = np.quantile(resampled, tails)
    return Interval(estimate, float(low), float(high), confidence)


def _adjusted_tails(resampled: Vector, estimate: float, acceleration: float, confidence: float) -> Vector:
    """Shares of the resamples to cut at, moved for bias and for a spread that depends on the truth."""
    below = (resampled < estimate).mean() + (resampled == estimate).mean() / 2.0
    edge = 0.5 / len(resampled)
    bias = special.ndtri(np.clip(below, edge, 1.0 - edge))
    z = bias + special.ndtri(np.array([0.5 - confidence / 2.0, 0.5 + confidence / 2.0]))
    return np.asarray(special.ndtr(bias + z / (1.0 - acceleration * z)), dtype=np.float64)


def _acceleration(sample: Vector, statistic: Callable[[Vector], float]) -> float:
    """Skewness of the statistic's influence, from leaving out one replication at a time."""
    left_out = np.array([statistic(np.delete(sample, row)) for row in range(len(sample))])
    pull = left_out.mean() - left_out
    spread = float((pull**2).sum())
    return float((pull**3).sum()) / (6.0 * spread**1.5) if spread > 0.0 else 0.0
