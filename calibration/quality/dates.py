"""Dates that cannot be, durations far beyond all others, and what happens at the end of a period."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.finding import EXAMPLES, Finding, Severity, part_of
from calibration.tables import Tables, days_between, recorded

FAR = 3.5
"""Robust standard deviations of the log duration beyond which a duration is called an outlier."""
MANY = 0.005
"""Share of outliers above which they are a heavy tail and not errors."""
A_DAY = 1.0
"""Time that a date without a time of day may be off [day]."""
ENOUGH = 100
"""Rows below which no statement about tails or seasons is made."""
QUARTILES = 1.349
"""Distance between the quartiles of a standard normal."""
SURGE = 4.0
"""Standard errors by which the last month of a quarter must stand out."""
MONTHS_IN_QUARTER = 3
DATE = "%Y-%m-%d"


@dataclass(frozen=True, slots=True)
class _Order:
    """Two times of a row, the first of which should not be later."""

    table: str
    first: str
    second: str
    severity: Severity
    drops: bool
    """Whether a row that is wrong by more than a day is left out altogether."""


ORDERS = (
    _Order("deals", "created", "closed", "warning", False),
    _Order("stage_history", "entered", "left", "warning", True),
    _Order("orders", "ordered", "shipped", "warning", True),
    _Order("orders", "ordered", "delivered", "warning", True),
    _Order("orders", "shipped", "delivered", "warning", True),
    _Order("orders", "approved", "shipped", "note", False),
    _Order("orders", "ordered", "promised", "warning", False),
    _Order("invoices", "issued", "settled", "note", False),
    _Order("customers", "since", "ended", "warning", True),
    _Order("tickets", "opened", "resolved", "warning", True),
    _Order("reps", "hired", "left", "warning", True),
)


def impossible_dates(tables: Tables) -> Iterator[Finding]:
    """Something ends before it begins."""
    for order in ORDERS:
        frame = tables.table(order.table)
        days = days_between(frame[order.first], frame[order.second])
        bad = (days < (-A_DAY if order.second == "promised" else 0.0)).to_numpy()
        if bad.any():
            yield _impossible(order, frame, days, np.flatnonzero(bad))


def _impossible(order: _Order, frame: pd.DataFrame, days: pd.Series, rows: np.ndarray) -> Finding:
    key = frame.columns[0]
    shown = tuple(f"{frame[key].iloc[row]}: {days.iloc[row]:.1f} days" for row in rows[:EXAMPLES])
    refused = tuple(int(row) for row in rows if days.iloc[row] < -A_DAY) if order.drops else ()
    return Finding(
        order.severity,
        "impossible dates",
        order.table,
        f"{len(rows)} rows have {order.second} before {order.first}",
        len(rows),
        part_of(len(rows), len(frame)),
        shown,
        f"{len(refused)} rows left out, the others left out of durations",
        "none on the fits; such rows would shorten durations",
        refused,
    )


SPANS = (
    ("orders", "ordered", "delivered"),
    ("orders", "approved", "shipped"),
    ("orders", "shipped", "delivered"),
    ("tickets", "opened", "resolved"),
)


def far_durations(tables: Tables) -> Iterator[Finding]:
    """Durations so far beyond all others that the dates are probably wrong."""
    for name, first, second in SPANS:
        frame = tables.table(name)
        days = days_between(frame[first], frame[second])
        usable = days[days > 0]
        if len(usable) < ENOUGH:
            continue
        limit = _far_limit(usable)
        rows = np.flatnonzero((days > limit).to_numpy())
        if len(rows):
            what = f"{len(rows)} rows take over {limit:.0f} days from {first} to {second}, far beyond others"
            yield _far(name, what, days, rows, frame.iloc[:, 0])


def _far_limit(days: pd.Series) -> float:
    logs = np.log(days.to_numpy())
    low, middle, high = np.quantile(logs, [0.25, 0.5, 0.75])
    return float(np.exp(middle + FAR * max((high - low) / QUARTILES, 0.05)))


def _far(name: str, what: str, days: pd.Series, rows: np.ndarray, ids: pd.Series) -> Finding:
    few = len(rows) <= MANY * int(days.notna().sum())
    shown = tuple(f"{ids.iloc[row]}: {days.iloc[row]:.0f} days" for row in rows[:EXAMPLES])
    return Finding(
        "warning" if few else "note",
        "far durations",
        name,
        what,
        len(rows),
        part_of(len(rows), len(days)),
        shown,
        "left out" if few else "kept: too many to be errors, a heavy tail",
        "a few typing errors of a year would double the spread of durations",
        tuple(int(row) for row in rows) if few else (),
    )


def open_with_close_date(tables: Tables) -> Iterator[Finding]:
    """Open deals with a close date: an expected date, not an event."""
    deals = tables.table("deals")
    rows = int(((deals["status"] == "open") & deals["closed"].notna()).sum())
    if rows:
        what = f"{rows} open deals carry a close date, taken as expected and ignored"
        yield Finding("note", "expected close dates", "deals", what, rows, part_of(rows, len(deals)))


def period_end_surge(tables: Tables) -> Iterator[Finding]:
    """Deals that close, or are won, unusually often in the last month of the quarter."""
    deals = tables.table("deals")
    closed = deals[deals["closed"].notna() & deals["status"].isin(["won", "lost"])]
    if len(closed) < ENOUGH or not (closed["status"] == "lost").any():
        return
    last = (closed["closed"].dt.month - 1) % MONTHS_IN_QUARTER == MONTHS_IN_QUARTER - 1
    won = closed["status"] == "won"
    inside, outside = float(won[last].mean()), float(won[~last].mean())
    spread = np.sqrt(won.mean() * (1 - won.mean()) * (1 / max(last.sum(), 1) + 1 / max((~last).sum(), 1)))
    if spread > 0 and inside - outside > SURGE * spread:
        yield Finding(
            "warning",
            "quarter-end surge",
            "deals",
            f"deals closed in the last month of a quarter are won {inside:.0%}, others {outside:.0%}",
            int(last.sum()),
            part_of(int(last.sum()), len(closed)),
            action="estimated by month of the quarter",
            effect="a win rate of part of a quarter is not the win rate of a year",
        )


def dates_of_one_day(tables: Tables) -> Iterator[Finding]:
    """A time column in which most rows carry one and the same date: a migration, not a history."""
    for name, frame in tables.frames.items():
        for column in [column for column in frame if frame[column].dtype.kind == "M"]:
            days = frame[column].dropna().dt.normalize()
            top = days.value_counts()
            if len(days) >= ENOUGH and int(top.iloc[0]) > len(days) / 2:
                what = f"{int(top.iloc[0])} of {len(days)} rows have {column} on {top.index[0]:{DATE}}"
                yield Finding(
                    "warning",
                    "one date for most rows",
                    name,
                    what,
                    int(top.iloc[0]),
                    part_of(int(top.iloc[0]), len(frame)),
                    effect="looks like an import; durations from it are not real",
                )


def unused_columns(tables: Tables) -> Iterator[Finding]:
    """Canonical columns that hold nothing."""
    for name, frame in tables.frames.items():
        empty = [str(column) for column in frame if not recorded(frame[column])]
        if empty and len(frame):
            what = f"no row has {', '.join(empty)}"
            effect = "nothing that needs these columns can be estimated"
            yield Finding("note", "empty columns", name, what, len(frame), 1.0, effect=effect)
