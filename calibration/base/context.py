"""A history beside the scenario that it calibrates."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from calibration.estimate import Estimate
from calibration.overlay import PathValue
from calibration.tables import Tables
from scenarios.load import Plan
from scenarios.schema.scenario import Scenario


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
