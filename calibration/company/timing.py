"""How long a step takes, as a scenario states it: a lognormal law where it fits, else observed quantiles."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy import stats

from calibration.company.text import Part, flow, history, line, number, rounded
from calibration.estimate import Z, grade_of
from calibration.fits.maximum import Array
from calibration.overlay import PathValue

FITS = 0.06
"""Kolmogorov-Smirnov distance up to which a lognormal law is taken, however many durations there are."""
ENOUGH = 20
QUANTILES = 40
SHORTEST = 0.02
"""Shortest buyer's time [day]."""
MOST_TAKEN = 0.7
"""Largest part of a time that may be put down to the desk."""
MEDIAN_FACTOR = 1.2533


def wait_part(depth: int, path: str, days: Array, desk_days: float, what: str) -> Part:
    """The line `wait:` of a stage, net of the mean time that the work before it takes.

    Parameters
    ----------
    depth : indentation of the stage's keys
    path : dotted path of the stage
    days : observed durations [day]
    desk_days : mean time that goes to the desk and not to the buyer [day]
    what : what the durations are, for the note
    """
    whole = bool(len(days)) and bool(np.all(days == np.floor(days)))
    spread = np.maximum(days + (0.5 if whole else 0.0), SHORTEST)
    taken = min(desk_days, MOST_TAKEN * float(np.median(spread)))
    note = history(len(days), f"{what}, less {number(taken)} days at the desk")
    if len(days) >= ENOUGH and _distance(spread) > max(FITS, 1 / np.sqrt(len(days))):
        return Part((line(depth, "wait", f"{{empirical: [{', '.join(_quantiles(spread, taken))}]}}", note),))
    return lognormal_part(depth, f"{path}.wait", spread, taken, note)


def lognormal_part(depth: int, path: str, days: Array, taken: float, note: str) -> Part:
    """A lognormal law at a path, with the intervals of its median and its spread.

    Parameters
    ----------
    depth : indentation of the key
    path : dotted path of the duration
    days : observed durations [day]
    taken : time to take off the median [day]
    note : what the durations are
    """
    logs, count = np.log(days), len(days)
    spread = min(max(float(logs.std(ddof=1)) if count > 1 else 1.0, 0.01), 3.0)
    middle = float(np.median(days)) - taken
    error = MEDIAN_FACTOR * spread / np.sqrt(max(count, 1))
    method = note.removeprefix("[history] ")
    median = _scaled(f"{path}.lognormal.median", middle, float(error), (count, method))
    sigma = _scaled(f"{path}.lognormal.sigma", spread, 1 / np.sqrt(2 * max(count - 1, 1)), (count, method))
    in_days = replace(median, unit="days")
    law = flow({"median": f"{number(median.value)} days", "sigma": number(sigma.value)})
    return Part((line(depth, path.rsplit(".", 1)[-1], f"{{lognormal: {law}}}", note),), (in_days, sigma))


def _scaled(path: str, value: float, log_error: float, basis: tuple[int, str]) -> PathValue:
    count, method = basis
    spread = float(np.exp(min(Z * log_error, 5.0)))
    return PathValue(
        path,
        rounded(value),
        value / spread,
        value * spread,
        grade_of(count),
        f"lognormal law of {method}",
        count,
    )


def _distance(days: Array) -> float:
    logs = np.log(days)
    return float(stats.kstest(logs, "norm", (logs.mean(), max(float(logs.std(ddof=1)), 1e-9))).statistic)


def _quantiles(days: Array, taken: float) -> Sequence[str]:
    chances = (np.arange(QUANTILES) + 0.5) / QUANTILES
    values = np.maximum(np.quantile(days, chances) - taken, SHORTEST)
    return [f"{value:.3g} days" for value in values]
