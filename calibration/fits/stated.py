"""Durations under a law that a scenario states: exact, open and never-ending ones together."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit
from scipy.stats import gamma as gamma_law

from calibration.estimate import Estimate, Label, positive, probability
from calibration.fits.durations import Family, Spells, fit_law, mean_days, median_days
from calibration.fits.maximum import Array, Function, Optimum, delta_error, minimise
from calibration.overlay import PathValue, at_path
from scenarios.schema.distributions import Spread

LAWS = ("exponential", "lognormal", "gamma", "weibull")
"""Laws whose parameters can be calibrated; their names in a scenario."""

FEWEST = 10
"""Endings below which a law is not fitted."""
SIZES = {"exponential": "", "lognormal": "sigma", "weibull": "shape", "gamma": "shape"}
"""Name of the second parameter of each law."""


def law_of(timing: object) -> str | None:
    """Name of the law that a duration has in the scenario; none when it has no parameters to calibrate."""
    if not isinstance(timing, Spread) or timing.plus:
        return None
    return next((law for law in LAWS if getattr(timing, law) is not None), None)


def middle_key(timing: object, law: str) -> str:
    """Whether a law is written with its median, mean or scale."""
    family = getattr(timing, law)
    written = [key for key in ("median", "mean", "scale") if getattr(family, key, None) is not None]
    return written[0] if written else "mean"


@dataclass(frozen=True, slots=True)
class Timed:
    """A place of a duration in the scenario, and the words behind its estimate."""

    path: str
    timing: object
    """The duration as the scenario states it."""
    law: str
    what: str


def law_values(timed: Timed, spells: Spells) -> list[PathValue]:
    """Values of the parameters of a stated law; none when too few spells have ended."""
    events = int(np.sum(spells.cause > 0))
    if events < FEWEST:
        return []
    if timed.law == "gamma":
        return gamma_values(timed, spells, may_never_end=False)[0]
    family: Family = (
        "lognormal" if timed.law == "lognormal" else "weibull" if timed.law == "weibull" else "exponential"
    )
    law = fit_law(spells.any_cause(), family)
    key = middle_key(timed.timing, timed.law)
    middles: dict[str, Callable[[Family, Array], float]] = {
        "median": median_days,
        "mean": mean_days,
        "scale": lambda _, point: float(np.exp(point[0])),
    }
    measure = middles[key]
    values = [_value(timed, key, lambda point: float(np.log(measure(family, point))), law.optimum, events)]
    if SIZES[timed.law]:
        values.append(_value(timed, SIZES[timed.law], lambda point: float(point[1]), law.optimum, events))
    return values


def _value(timed: Timed, key: str, log_measure: Function, optimum: Optimum, count: int) -> PathValue:
    error = delta_error(log_measure, optimum.parameters, optimum.covariance)
    is_time = key in ("median", "mean", "scale")
    label = Label(f"{timed.path}.{key}", "days" if is_time else "1", f"{timed.law} law of {timed.what}")
    estimate = positive(label, float(np.exp(log_measure(optimum.parameters))), error, count)
    return at_path(f"{timed.path}.{timed.law}.{key}", estimate, unit="days" if is_time else "")


def gamma_values(
    timed: Timed, spells: Spells, may_never_end: bool
) -> tuple[list[PathValue], Estimate | None]:
    """Mean and shape of a gamma law, and the share that never ends when some may not.

    Parameters
    ----------
    timed : place and words
    spells : the durations
    may_never_end : whether some spells may stay open for ever (invoices that are never paid)
    """
    ended = spells.age[spells.cause > 0]
    open_ = spells.age[spells.cause == 0]
    share = len(open_) / max(len(spells.age), 1) / 2

    def minus_log_likelihood(point: Array) -> float:
        mean, shape = np.exp(np.clip(point[:2], -10.0, 10.0))
        never = float(expit(point[2])) if may_never_end else 0.0
        density = gamma_law.logpdf(ended, shape, scale=mean / shape) + np.log1p(-never)
        left = np.log(never + (1 - never) * gamma_law.sf(open_, shape, scale=mean / shape) + 1e-300)
        return -float(density.sum() + left.sum())

    start = [float(np.log(ended.mean())), 1.0]
    if may_never_end:
        start.append(float(np.log(max(share, 1e-3) / (1 - max(share, 1e-3)))))
    optimum = minimise(minus_log_likelihood, [start])
    values = [
        _value(timed, "mean", lambda point: float(point[0]), optimum, len(ended)),
        _value(timed, "shape", lambda point: float(point[1]), optimum, len(ended)),
    ]
    if not may_never_end:
        return values, None
    error = delta_error(lambda point: float(expit(point[2])), optimum.parameters, optimum.covariance)
    label = Label(timed.path, "share", f"never ended, beside a gamma law of {timed.what}")
    return values, probability(label, float(expit(optimum.parameters[2])), error, len(spells.age))
