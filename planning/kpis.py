"""Key figures that plans can be compared by, and which way is better."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from planning.paired import Goal
from planning.runs import PlanRun
from planning.samples import Vector
from sim.errors import InputError

LOWEST_IS_BEST = frozenset({"cac", "churned", "lost", "late"})
MONEY = frozenset(
    {
        "bookings",
        "revenue",
        "gross_margin",
        "contribution",
        "operating_profit",
        "cash_end",
        "lowest_cash",
        "cac",
        "ltv",
    }
)
"""Key figures in the currency of the scenario."""
SHARES: Mapping[str, str] = MappingProxyType(
    {"win_rate": "won", "on_time": "on time", "satisfaction": "satisfied", "nrr": "net", "grr": "gross"}
)
"""Key figures between 0 and about 1."""


@dataclass(frozen=True, slots=True)
class Kpi:
    """What plans are compared by."""

    name: str
    goal: Goal

    @property
    def is_money(self) -> bool:
        """Whether it is an amount of money."""
        return self.name in MONEY


def kpi_named(name: str) -> Kpi:
    """Key figure with its direction.

    Examples
    --------
    >>> kpi_named("cac").goal
    'lowest'
    """
    return Kpi(name, "lowest" if name in LOWEST_IS_BEST else "highest")


def figures(run: PlanRun, kpi: Kpi) -> Vector:
    """One number per replication; an error when some replications have none.

    Parameters
    ----------
    run : a plan that has been run
    kpi : which figure
    """
    values: Vector = np.asarray(run.figures(kpi.name), dtype=np.float64)
    missing = int((~np.isfinite(values)).sum())
    if missing:
        raise InputError(
            f"{run.name}: {kpi.name} is not defined in {missing} of {len(values)} replications; "
            "compare by another key figure or simulate a longer time"
        )
    return values
