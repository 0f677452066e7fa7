"""Sums, means and ranges over the replications of a plan's fact tables."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reports.figures.bars import Bar
from reports.figures.time import Band
from reports.material import Plan

Vector = NDArray[np.float64]
Over = Literal["sum", "mean"]

REPLICATION, MONTH = "replication", "month"


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and range of a result over the futures."""

    mean: float
    p10: float
    p50: float
    p90: float

    @property
    def bar(self) -> Bar:
        """The same as a bar."""
        return Bar(self.mean, self.p10, self.p90)


NOTHING = Spread(math.nan, math.nan, math.nan, math.nan)


def spread(values: Vector | pd.Series) -> Spread:
    """Mean and P10, P50, P90 of what is there; not a number when nothing is."""
    sample = finite(values)
    if not len(sample):
        return NOTHING
    p10, p50, p90 = (float(value) for value in np.quantile(sample, (0.1, 0.5, 0.9)))
    return Spread(float(sample.mean()), p10, p50, p90)


def finite(values: Vector | pd.Series) -> Vector:
    """Numbers that are there, whatever a missing one is written as."""
    known = values.dropna() if isinstance(values, pd.Series) else values
    sample = np.asarray(known, dtype=np.float64)
    return sample[np.isfinite(sample)]


def has(plan: Plan, name: str, *columns: str) -> bool:
    """Whether the plan has the table, with rows and with these columns."""
    frame = plan.tables.get(name)
    return frame is not None and len(frame) > 0 and set(columns) <= set(frame.columns)


def with_table(plans: Sequence[Plan], name: str, *columns: str) -> list[Plan]:
    """Plans that have the table with these columns."""
    return [plan for plan in plans if has(plan, name, *columns)]


def items(plans: Sequence[Plan], name: str, column: str) -> list[str]:
    """What a column holds in any of the plans, in the order of appearance."""
    seen: dict[str, None] = {}
    for plan in plans:
        seen.update(dict.fromkeys(str(value) for value in plan.tables[name][column].unique()))
    return list(seen)


def long(plans: Sequence[Plan], name: str, column: str) -> list[tuple[str, Plan, pd.DataFrame]]:
    """Every item of every plan with its rows: all plans of an item beside each other."""
    return [
        (item, plan, chosen(plan.tables[name], column, item))
        for item in items(plans, name, column)
        for plan in plans
    ]


def chosen(frame: pd.DataFrame, column: str, value: str) -> pd.DataFrame:
    """Rows of one item."""
    return frame[frame[column].astype(str) == value]


def _sums(frame: pd.DataFrame, columns: Sequence[str]) -> list[Vector]:
    """Sums of columns, one number per replication; all at once, because grouping takes longer than adding."""
    sums = frame.groupby(REPLICATION, sort=True)[list(columns)].sum()
    return [np.asarray(sums[column], dtype=np.float64) for column in columns]


def totals(frame: pd.DataFrame, columns: Sequence[str]) -> list[Spread]:
    """Spread of the sum of each column."""
    return [spread(sums) for sums in _sums(frame, columns)]


def total(frame: pd.DataFrame, column: str) -> Spread:
    """Spread of the sum of a column."""
    return totals(frame, [column])[0]


def mean_totals(frame: pd.DataFrame, columns: Sequence[str]) -> list[float]:
    """Mean of the sum of each column; not a number when there is none."""
    samples = [finite(sums) for sums in _sums(frame, columns)]
    return [float(sample.mean()) if len(sample) else math.nan for sample in samples]


def ratio(frame: pd.DataFrame, over: str, under: str) -> Spread:
    """Spread of one sum over another; replications without anything below the line are left out."""
    above, below = _sums(frame, [over, under])
    filled = below != 0.0
    return spread(above[filled] / below[filled])


def mean(frame: pd.DataFrame, column: str, weight: str = "") -> Spread:
    """Spread of the mean of a column within a replication, weighted by another one if told."""
    known = frame[frame[column].notna()]
    if weight and weight in frame:
        weighted = known.assign(_product=known[column] * known[weight])
        return ratio(weighted, "_product", weight)
    return spread(known.groupby(REPLICATION)[column].mean())


def band(label: str, frame: pd.DataFrame, column: str, over: Over = "sum", running: bool = False) -> Band:
    """P10, P50 and P90 of a column by month; a running total if told."""
    known = frame[frame[MONTH].notna()]
    grouped = known.groupby([REPLICATION, MONTH], sort=True)[column]
    grid = (grouped.sum() if over == "sum" else grouped.mean()).unstack(MONTH)
    return _band(label, grid.cumsum(axis=1) if running else grid)


def weighted_band(label: str, frame: pd.DataFrame, column: str, weight: str) -> Band:
    """P10, P50 and P90 by month of a mean, weighted where the weight is known."""
    if weight not in frame:
        return band(label, frame, column, "mean")
    return ratio_band(label, frame.assign(_product=frame[column] * frame[weight]), "_product", weight)


def ratio_band(label: str, frame: pd.DataFrame, over: str, under: str) -> Band:
    """P10, P50 and P90 by month of one sum over another."""
    known = frame[frame[MONTH].notna()]
    sums = known.groupby([REPLICATION, MONTH], sort=True)[[over, under]].sum()
    grid = (sums[over] / sums[under].where(sums[under] != 0)).unstack(MONTH)
    return _band(label, grid)


def _band(label: str, grid: pd.DataFrame) -> Band:
    months = tuple(pd.Timestamp(month).date() for month in grid.columns)
    columns = [spread(grid[month]) for month in grid]
    return Band(
        label,
        months,
        tuple(one.p10 for one in columns),
        tuple(one.p50 for one in columns),
        tuple(one.p90 for one in columns),
    )


def source(plans: Sequence[Plan], name: str) -> str:
    """Where numbers come from: table and runs."""
    runs = ", ".join(plan.run[:12] for plan in plans if plan.run)
    return f"Table {name}" + (f", run {runs}" if runs else "")
