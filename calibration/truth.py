"""Known truth against calibrated values: the test of a calibration on a history that was itself simulated."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pydantic import BaseModel

from calibration.overlay import PathValue
from calibration.scenario_file import CalibratedScenario
from calibration.tables import MONTHS, WEEKDAYS
from scenarios.load import Plan
from scenarios.schema.scenario import Scenario
from scenarios.units import DAYS_PER_YEAR

COLUMNS = (
    "path",
    "label",
    "unit",
    "true",
    "estimate",
    "low",
    "high",
    "inside",
    "identified",
    "grade",
    "count",
)
TOLERANCE = 1e-9
"""Relative distance within which a bound counts as met."""
_BASE_UNITS = {"": 1.0, "days": 1.0, "per day": 1.0, "per year": 1.0 / DAYS_PER_YEAR}
"""Unit of a value: how many of the scenario's base units it is; other units are currencies, kept in cents."""
_CENTS = 100.0


@dataclass(frozen=True, slots=True)
class Recovery:
    """How well the truths were recovered."""

    compared: int
    """Identified values with a known truth."""
    inside: int
    """Those whose interval holds the truth."""

    @property
    def share(self) -> float:
        """Share of truths inside their intervals; 0 when nothing was compared."""
        return self.inside / self.compared if self.compared else 0.0


def recovery_table(plan_truth: Plan, calibrated: CalibratedScenario) -> pd.DataFrame:
    """True and calibrated values at the same places, one row per value, in the unit of the value.

    Parameters
    ----------
    plan_truth : scenario that the history was simulated from
    calibrated : what the calibration of that history found
    """
    rows = [_row(plan_truth.scenario, value) for value in calibrated.values]
    return pd.DataFrame([row for row in rows if np.isfinite(row["true"])], columns=list(COLUMNS))


def recovery_of(table: pd.DataFrame) -> Recovery:
    """Count the truths inside their intervals, over values that the history identifies."""
    identified = table[table["identified"].astype(bool)]
    return Recovery(len(identified), int(identified["inside"].sum()))


def _row(scenario: Scenario, value: PathValue) -> dict[str, float | str | bool | int]:
    true = truth_at(scenario, value.path) / _BASE_UNITS.get(value.unit, _CENTS)
    slack = TOLERANCE * abs(true)
    return {
        "path": value.path,
        "label": label_of(value.path),
        "unit": value.unit,
        "true": true,
        "estimate": value.value,
        "low": value.low,
        "high": value.high,
        "inside": value.low - slack <= true <= value.high + slack,
        "identified": value.identified,
        "grade": value.grade,
        "count": value.count,
    }


def label_of(path: str) -> str:
    """A path in words.

    Examples
    --------
    >>> label_of("stages.qualify.wait.lognormal.median")
    'qualify: wait, median'
    >>> label_of("market.segments.smb.seasonality.weekdays.5")
    'smb: saturday'
    """
    quiet = ("lognormal", "gamma", "weibull", "exponential", "response", "credit", "seasonality", "share")
    _, *parts = path.split(".")
    if parts and parts[0] == "segments":
        parts = parts[1:]
    words = [part.replace("_", " ") for part in parts if part not in quiet]
    calendar = {"weekdays": WEEKDAYS, "months": MONTHS}.get(words[-2]) if len(words) > 1 else None
    if calendar is not None:
        words[-2:] = [calendar[int(words[-1])]]
    return f"{words[0]}: {', '.join(words[1:])}" if len(words) > 1 else " ".join(words)


def truth_at(scenario: Scenario, path: str) -> float:
    """Number at a dotted path of a checked scenario, in base units; not a number when there is none.

    Parameters
    ----------
    scenario : the checked sections
    path : dotted path
    """
    found: object = scenario
    for step in path.split("."):
        found = _below(found, step)
    return float(found) if isinstance(found, int | float) else float("nan")


def _below(holder: object, step: str) -> object:
    if isinstance(holder, BaseModel):
        by_alias = {field.alias or name: name for name, field in type(holder).model_fields.items()}
        extra = holder.__pydantic_extra__ or {}
        return getattr(holder, by_alias[step]) if step in by_alias else extra.get(step)
    if isinstance(holder, Mapping):
        return holder.get(step)
    if isinstance(holder, tuple) and step.isdigit() and int(step) < len(holder):
        return holder[int(step)]
    return None
