"""A history beside the scenario that it calibrates."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from calibration.estimate import Estimate
from calibration.overlay import PathValue
from calibration.tables import Tables
from scenarios.load import Plan
from scenarios.schema.distributions import Spread
from scenarios.schema.scenario import Scenario

LAWS = ("exponential", "lognormal", "gamma", "weibull")
"""Laws whose parameters can be calibrated; their names in a scenario."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the fits of a given scenario look at."""

    plan: Plan
    tables: Tables
    """The checked history."""
    estimates: Mapping[str, Estimate]
    """What the history says without a scenario."""

    @property
    def scenario(self) -> Scenario:
        """The scenario that is calibrated."""
        return self.plan.scenario

    @property
    def end(self) -> pd.Timestamp:
        """Last time on record in leads, deals and stage history."""
        found = [
            self.tables.table(name)[column].max()
            for name, columns in (
                ("leads", ("created",)),
                ("deals", ("created", "closed")),
                ("stage_history", ("entered", "left")),
            )
            for column in columns
        ]
        return pd.Timestamp(max(time for time in found if not pd.isna(time)))


Values = Iterator[PathValue]


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
