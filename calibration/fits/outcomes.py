"""Shares of the ways to end, from cause-specific laws: open spells count, as they must."""

from collections.abc import Callable, Sequence

import numpy as np

from calibration.estimate import Estimate, Label, Prior, assumed, positive, probability
from calibration.fits.durations import (
    GRID,
    NEVER_HAZARD,
    Family,
    Law,
    Spells,
    best_law,
    cumulative_hazard,
    mean_days,
    median_days,
)
from calibration.fits.maximum import Array, delta_error


def end_shares(laws: Sequence[Law], points: Sequence[Array]) -> Array:
    """Share of spells that end in each way: integral of survival times the hazard of the cause.

    Parameters
    ----------
    laws : [-] one law per cause
    points : [-] parameters to use, one array per law
    """
    scale = [point[0] for point in points]
    ages = np.exp(np.linspace(min(scale) - 12.0, max(scale) + 12.0, GRID))
    hazards = np.array(
        [cumulative_hazard(law.family, point, ages) for law, point in zip(laws, points, strict=True)]
    )
    survival = np.exp(-np.minimum(hazards.sum(axis=0), NEVER_HAZARD * 10))
    first = hazards[:, :1] * (1.0 + survival[0]) / 2
    steps = np.diff(hazards, axis=1)
    # survival falls exponentially in the cumulated hazard between two points
    total = np.maximum(steps.sum(axis=0), 1e-300)
    weights = survival[:-1] * -np.expm1(-np.minimum(total, 700.0)) / total
    shares = first[:, 0] + np.sum(steps * weights, axis=1)
    return np.asarray(shares / shares.sum())


def share_of(laws: Sequence[Law], cause: int) -> tuple[float, float]:
    """Share of one cause (0 is the first) and its standard error by the delta method."""
    sizes = [len(law.parameters) for law in laws]
    cuts = np.cumsum(sizes)[:-1]
    point = np.concatenate([law.parameters for law in laws])
    covariance = np.zeros((len(point), len(point)))
    for end, size, law in zip(np.cumsum(sizes), sizes, laws, strict=True):
        covariance[end - size : end, end - size : end] = law.optimum.covariance

    def share(values: Array) -> float:
        return float(end_shares(laws, np.split(values, cuts))[cause])

    return share(point), delta_error(share, point, covariance)


def outcome_estimates(prefix: str, names: Sequence[str], spells: Spells) -> list[Estimate]:
    """Shares of the ways to end (names in the order of the causes) and the law of the stay."""
    if not np.sum(spells.age - spells.entered) > 0:
        return []
    laws = [best_law(spells.only(cause)) for cause in range(1, len(names) + 1)]
    count = len(spells.age)
    families = ", ".join(f"{name} {law.family}" for name, law in zip(names, laws, strict=True))
    method = f"cause-specific hazards with open and late-entered spells ({families})"
    estimates = []
    for cause, name in enumerate(names):
        label = Label(f"{prefix}.{name}", "share", method)
        if sum(law.events for law in laws) == 0:
            estimates.append(assumed(label, Prior(1 / len(names), 0.0, 1.0, "no spell has ended"), count))
        else:
            estimates.append(probability(label, *share_of(laws, cause), count))
    return estimates + stay_estimates(f"{prefix}.wait", spells)


def stay_estimates(prefix: str, spells: Spells) -> list[Estimate]:
    """Mean, median and spread of how long a stay lasts, whatever ends it."""
    if not np.sum(spells.age - spells.entered) > 0:
        return []
    law = best_law(spells.any_cause())
    still_open = int(np.sum(spells.cause == 0))
    method = f"{law.family} law by likelihood, {still_open} of {len(spells.age)} spells still open"
    if law.events == 0:
        prior = Prior(float(np.exp(law.parameters[0])), 0.0, 20 * law.exposure, "no spell has ended")
        return [assumed(Label(f"{prefix}.mean_days", "days", method), prior, len(spells.age))]
    return [
        _of_law(f"{prefix}.mean_days", method, law, mean_days),
        _of_law(f"{prefix}.median_days", method, law, median_days),
        *_shape(prefix, method, law),
    ]


def _of_law(name: str, method: str, law: Law, measure: Callable[[Family, Array], float]) -> Estimate:
    def log_measure(point: Array) -> float:
        return float(np.log(measure(law.family, point)))

    error = delta_error(log_measure, law.parameters, law.optimum.covariance)
    label = Label(name, "days", method)
    return positive(label, measure(law.family, law.parameters), error, law.events)


def _shape(prefix: str, method: str, law: Law) -> list[Estimate]:
    if law.family == "exponential":
        return []
    name = "log_sd" if law.family == "lognormal" else "shape"
    error = float(np.sqrt(law.optimum.covariance[1, 1]))
    label = Label(f"{prefix}.{name}", "1", method)
    return [positive(label, float(np.exp(law.parameters[1])), error, law.events)]
