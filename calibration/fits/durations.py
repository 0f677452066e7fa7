"""How long things take and how they end, from records that are exact, still open, or seen late.

Cause-specific hazards (Prentice and others 1978): every way of ending has its own law, and a spell that ends
otherwise, or is still open, counts as exposure. The law of each cause is the exponential, Weibull or
lognormal one with the smallest Akaike information criterion.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, log_ndtr

from calibration.fits.maximum import Array, Optimum, minimise

Family = Literal["exponential", "weibull", "lognormal"]
FAMILIES: tuple[Family, ...] = get_args(Family)
ENOUGH_EVENTS = 10
"""Endings below which only the exponential law is fitted."""
SHORTEST = 1e-3
"""Shortest age [day]; a zero is read as this, or as half a day when ages are whole days."""
HALF_DAY = 0.5
GRID = 2_000
"""Points of the quadrature over age."""
NEVER_HAZARD = 40.0
"""Cumulated hazard at which everything has ended."""


@dataclass(frozen=True, slots=True)
class Spells:
    """Stays of many deals (or customers, reps) in one state."""

    entered: Array
    """Age at which the spell came under observation [day]; 0 when seen from its start."""
    age: Array
    """Age at its end or at the end of the records [day]."""
    cause: NDArray[np.int64]
    """0 still open; 1, 2, ... the way it ended."""

    def only(self, cause: int) -> "Spells":
        """The same spells when only one way of ending is looked at."""
        return Spells(self.entered, self.age, (self.cause == cause).astype(np.int64))

    def any_cause(self) -> "Spells":
        """The same spells when only the ending matters and not its kind."""
        return Spells(self.entered, self.age, (self.cause > 0).astype(np.int64))


def make_spells(entered: Array, age: Array, cause: NDArray[np.generic]) -> Spells:
    """Spells with positive ages; whole-day records put a zero at half a day."""
    seen = np.isfinite(age) & (age >= 0) & (age >= entered)
    entered, age, causes = entered[seen], age[seen], cause[seen].astype(np.int64)
    whole = len(age) > 0 and bool(np.all(age == np.floor(age)))
    return Spells(entered, np.maximum(age, HALF_DAY if whole else SHORTEST), causes)


@dataclass(frozen=True, slots=True)
class Law:
    """A fitted law of duration; parameters are (log scale) or (log scale, log shape)."""

    family: Family
    optimum: Optimum
    events: int
    exposure: float
    """Total age seen [day]."""

    @property
    def parameters(self) -> Array:
        """Log mean (exponential), log scale and shape (Weibull), log-mean and log of log-sd (lognormal)."""
        return self.optimum.parameters

    @property
    def criterion(self) -> float:
        """Akaike information criterion."""
        return 2 * len(self.parameters) - 2 * self.optimum.log_likelihood


def cumulative_hazard(family: Family, parameters: Array, age: Array) -> Array:
    """Cumulated hazard up to each age.

    Parameters
    ----------
    family : [-] law of duration
    parameters : [-] parameters as in ``Law``
    age : [day] positive ages
    """
    ages = np.maximum(age, 1e-12)
    if family == "lognormal":
        scaled = (np.log(ages) - parameters[0]) / np.exp(parameters[1])
        return np.where(age > 0, -log_ndtr(-scaled), 0.0)
    shape = np.exp(parameters[1]) if family == "weibull" else 1.0
    return np.where(age > 0, np.exp(np.minimum(shape * (np.log(ages) - parameters[0]), 500.0)), 0.0)


def log_hazard(family: Family, parameters: Array, age: Array) -> Array:
    """Log of the hazard at each age.

    Parameters
    ----------
    family : [-] law of duration
    parameters : [-] parameters as in ``Law``
    age : [day] positive ages
    """
    logs = np.log(age)
    if family == "lognormal":
        spread = np.exp(parameters[1])
        scaled = (logs - parameters[0]) / spread
        density = -0.5 * scaled**2 - 0.5 * np.log(2 * np.pi) - parameters[1] - logs
        return np.asarray(density - log_ndtr(-scaled))
    shape = np.exp(parameters[1]) if family == "weibull" else 1.0
    return np.asarray(np.log(shape) - parameters[0] + (shape - 1.0) * (logs - parameters[0]))


def minus_log_likelihood(family: Family, parameters: Array, spells: Spells) -> float:
    """Minus log-likelihood of spells with one way of ending: exact, open and late-entered ones together."""
    with np.errstate(over="ignore", invalid="ignore"):
        ended = spells.age[spells.cause > 0]
        exposed = cumulative_hazard(family, parameters, spells.age)
        before = cumulative_hazard(family, parameters, spells.entered)
        total = np.sum(exposed - before) - np.sum(log_hazard(family, parameters, ended))
    return float(total) if np.isfinite(total) else 1e15


def fit_law(spells: Spells, family: Family) -> Law:
    """Fit one law by maximum likelihood."""
    events = int(np.sum(spells.cause > 0))
    exposure = float(np.sum(spells.age - spells.entered))
    if family == "exponential":
        return Law(family, _exponential(spells, events, exposure), events, exposure)
    start = np.log(np.maximum(spells.age, SHORTEST))
    middle = float(np.mean(start)) + float(np.log(max(len(start) / max(events, 1), 1.0)))
    optimum = minimise(lambda point: minus_log_likelihood(family, point, spells), [(middle, 0.0)])
    return Law(family, optimum, events, exposure)


def _exponential(spells: Spells, events: int, exposure: float) -> Optimum:
    counted = max(float(events), 0.5)
    point = np.array([np.log(max(exposure, SHORTEST) / counted)])
    likelihood = -minus_log_likelihood("exponential", point, spells)
    return Optimum(point, np.array([[1.0 / counted]]), likelihood, events == 0)


def best_law(spells: Spells) -> Law:
    """The law with the smallest Akaike criterion; exponential when few spells have ended."""
    families = FAMILIES if int(np.sum(spells.cause > 0)) >= ENOUGH_EVENTS else FAMILIES[:1]
    laws = [fit_law(spells, family) for family in families]
    usable = [law for law in laws if not law.optimum.flat] or laws[:1]
    return min(usable, key=lambda law: law.criterion)


def mean_days(family: Family, parameters: Array) -> float:
    """Mean duration [day] of a law."""
    from_log = float(np.exp(min(parameters[0], 50.0)))
    if family == "lognormal":
        return from_log * float(np.exp(min(np.exp(2 * parameters[1]) / 2, 50.0)))
    if family == "weibull":
        return from_log * float(np.exp(gammaln(1.0 + float(np.exp(-parameters[1])))))
    return from_log


def median_days(family: Family, parameters: Array) -> float:
    """Median duration [day] of a law."""
    scale = float(np.exp(min(parameters[0], 50.0)))
    if family == "lognormal":
        return scale
    shape = float(np.exp(parameters[1])) if family == "weibull" else 1.0
    return float(scale * np.log(2.0) ** (1.0 / shape))
