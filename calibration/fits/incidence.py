"""Aalen-Johansen: shares won, lost and never closed by age, assuming no law (Aalen and Johansen 1978)."""

from dataclasses import dataclass

import numpy as np

from calibration.fits.durations import Spells
from calibration.fits.maximum import Array


@dataclass(frozen=True, slots=True)
class Incidence:
    """Cumulated shares by age."""

    age: Array
    """Ages at which something ended [day], increasing."""
    at_risk: Array
    ended: Array
    of_cause: Array
    """Endings of the cause at each age."""
    before: Array
    """Share still open just before each age."""
    survival: Array
    """Share still open after each age."""
    share: Array
    """Share ended by the cause up to each age."""

    def by(self, age: float) -> tuple[float, float]:
        """Share ended by the cause by an age [day], and its standard error (Marubini and Valsecchi 1995)."""
        last = int(np.searchsorted(self.age, age, side="right"))
        if last == 0:
            return 0.0, 0.0
        part = slice(0, last)
        gap = self.share[last - 1] - self.share[part]
        risk, ended, mine, before = (
            self.at_risk[part],
            self.ended[part],
            self.of_cause[part],
            self.before[part],
        )
        variance = np.sum(gap**2 * ended / (risk * np.maximum(risk - ended, 1)))
        variance += np.sum(before**2 * mine * (risk - mine) / risk**3)
        variance -= 2 * np.sum(gap * before * mine / risk**2)
        return float(self.share[last - 1]), float(np.sqrt(max(variance, 0.0)))

    def open_at(self, age: float) -> tuple[float, float]:
        """Share still open after an age [day], and its standard error (Greenwood 1926)."""
        last = int(np.searchsorted(self.age, age, side="right"))
        if last == 0:
            return 1.0, 0.0
        risk, ended = self.at_risk[:last], self.ended[:last]
        relative = np.sum(ended / (risk * np.maximum(risk - ended, 1)))
        value = float(self.survival[last - 1])
        return value, value * float(np.sqrt(relative))


def incidence(spells: Spells, cause: int) -> Incidence:
    """Cumulated share of one cause among competing ones, open and late-entered spells included."""
    ages = np.unique(spells.age[spells.cause > 0])
    ended = _count(spells.age[spells.cause > 0], ages)
    mine = _count(spells.age[spells.cause == cause], ages)
    entered = np.sort(spells.entered)
    left = np.sort(spells.age)
    at_risk = np.searchsorted(entered, ages, side="left") - np.searchsorted(left, ages, side="left")
    at_risk = np.maximum(at_risk, 1).astype(float)
    survival = np.cumprod(1.0 - ended / at_risk)
    before = np.concatenate([[1.0], survival[:-1]])[: len(ages)]
    return Incidence(ages, at_risk, ended, mine, before, survival, np.cumsum(before * mine / at_risk))


def _count(values: Array, ages: Array) -> Array:
    """How many values equal each age."""
    found, counts = np.unique(values, return_counts=True)
    table = np.zeros(len(ages))
    table[np.searchsorted(ages, found)] = counts
    return table
