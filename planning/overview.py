"""The key figures of a run with how sure they are."""

from dataclasses import dataclass

import numpy as np

from planning.intervals import Interval, t_interval
from planning.pairs import complete
from planning.runs import PlanRun

_LEAST = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure over the replications that define it."""

    name: str
    mean: Interval | None
    """Over replications, or over antithetic pairs that are complete; None when fewer than two define it."""
    p10: float
    p50: float
    p90: float
    defined: int
    """Replications in which it has a value [replication]."""


def overview(run: PlanRun) -> tuple[Figure, ...]:
    """Mean, interval and spread of every key figure.

    Parameters
    ----------
    run : a plan that has been run
    """
    names = [name for name in run.summary.columns if name != "replication"]
    return tuple(_figure(run, name) for name in names)


def _figure(run: PlanRun, name: str) -> Figure:
    values = run.figures(name)
    known = values[np.isfinite(values)]
    if len(known) == 0:
        return Figure(name, None, np.nan, np.nan, np.nan, 0)
    p10, p50, p90 = (float(value) for value in np.quantile(known, (0.1, 0.5, 0.9)))
    observations = complete(values, run.options.antithetic)
    mean = t_interval(observations) if len(observations) >= _LEAST else None
    return Figure(name, mean, p10, p50, p90, len(known))
