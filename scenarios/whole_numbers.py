"""Distributions of single values as steps of cumulative chance, laid out as `sim.streams.stepped` reads them.

A smooth table of quantiles would blur a step; here every chance is exact to the last bits of a double.
"""

import math
from typing import Any

import numpy as np

from scenarios.schema.distributions import Geometric, Poisson
from sim.params.table import Numbers

Steps = tuple[tuple[float, float], ...]
"""Cumulative chance and value of each step, in rising order."""

_NEGLIGIBLE = 2.0**-60
"""Chance that no uniform number of 53 bits resolves."""


def smooth(family: Any) -> bool:
    """Whether a family has a density, so that a table of quantiles holds it."""
    return not isinstance(family, Poisson | Geometric | dict)


def steps_of(family: Poisson | Geometric | dict[int, float]) -> Steps:
    """Steps of a distribution of single values.

    Examples
    --------
    >>> steps_of({1: 0.25, 5: 0.75})
    ((0.25, 1.0), (1.0, 5.0))
    """
    if isinstance(family, Poisson):
        return _from(0, _poisson(family.mean))
    if isinstance(family, Geometric):
        return _from(1, _geometric(family.mean))
    shares = [(number, share) for number, share in sorted(family.items()) if share > 0.0]
    return _closed([float(number) for number, _ in shares], [share for _, share in shares])


def _poisson(mean: float) -> list[float]:
    """Chances of 0, 1, 2, ... until nothing is left to speak of."""
    chances: list[float] = []
    while len(chances) <= mean or chances[-1] > _NEGLIGIBLE:
        count = len(chances)
        chances.append(math.exp(count * math.log(mean) - mean - math.lgamma(count + 1.0)))
    return chances


def _geometric(mean: float) -> list[float]:
    """Chances of 1, 2, 3, ... until nothing is left to speak of."""
    going_on = 1.0 - 1.0 / mean
    chances = [1.0 / mean]
    while going_on > 0.0 and chances[-1] > _NEGLIGIBLE:
        chances.append(chances[-1] * going_on)
    return chances


def _from(first: int, chances: list[float]) -> Steps:
    return _closed([float(first + place) for place in range(len(chances))], chances)


def _closed(values: list[float], chances: list[float]) -> Steps:
    """Add up the chances; the last step is reached for certain."""
    upto = np.minimum(np.cumsum(chances) / math.fsum(chances), 1.0).tolist()
    upto[-1] = 1.0
    return tuple(zip(upto, values, strict=True))


def stacked(shapes: list[Steps]) -> Numbers:
    """All steps of a scenario, (shapes, values, 2); short ones repeat their last value."""
    longest = max(map(len, shapes), default=1)
    padded = [[*steps, *([steps[-1]] * (longest - len(steps)))] for steps in shapes]
    return np.array(padded, dtype=np.float64).reshape(len(shapes), longest, 2)
