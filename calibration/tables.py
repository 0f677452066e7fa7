"""The few canonical tables that every history is brought to.

Ids and names are text (blank when missing), times are datetime64, money and scores are floats (money in
currency units), flags are 1.0, 0.0 or missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

import pandas as pd

from calibration.finding import Finding

Kind = Literal["text", "time", "number", "flag"]

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "accounts": ("account_id", "segment", "territory"),
        "leads": ("lead_id", "created", "source", "segment", "territory", "score", "grade"),
        "stage_history": (
            "deal_id",
            "stage",
            "entered",
            "left",
            "rep",
            "outcome",
            "work_started",
            "work_finished",
        ),
        "deals": (
            "deal_id",
            "lead_id",
            "account_id",
            "rep",
            "team",
            "manager",
            "territory",
            "segment",
            "product",
            "source",
            "created",
            "closed",
            "status",
            "amount",
            "list_price",
            "loss_reason",
        ),
        "reps": ("rep_id", "role", "team", "territory", "manager", "hired", "left"),
        "spend": ("date", "source", "campaign", "amount"),
        "orders": (
            "order_id",
            "deal_id",
            "customer_id",
            "product",
            "status",
            "ordered",
            "approved",
            "promised",
            "shipped",
            "delivered",
            "cancelled",
            "amount",
        ),
        "invoices": (
            "invoice_id",
            "order_id",
            "customer_id",
            "issued",
            "due",
            "settled",
            "amount",
            "disputed",
        ),
        "customers": (
            "customer_id",
            "account_id",
            "segment",
            "territory",
            "product",
            "since",
            "ended",
            "renewals",
        ),
        "tickets": ("ticket_id", "customer_id", "opened", "resolved"),
        "renewals": ("customer_id", "due", "renewed"),
    }
)
"""Columns of every canonical table; the first is the key where the table has one."""

_TIMES = (
    *("work_started", "work_finished"),
    *("created", "entered", "left", "closed", "hired", "date", "since", "ended", "opened", "resolved"),
    *("ordered", "approved", "promised", "shipped", "delivered", "cancelled", "issued", "due", "settled"),
)
_NUMBERS = ("score", "amount", "list_price", "renewals")
_FLAGS = ("disputed", "renewed")


def _kind(column: str) -> Kind:
    if column in _TIMES:
        return "time"
    if column in _NUMBERS:
        return "number"
    return "flag" if column in _FLAGS else "text"


KINDS: Mapping[str, Kind] = MappingProxyType(
    {column: _kind(column) for columns in COLUMNS.values() for column in columns}
)
"""Kind of every canonical column; a column means the same in every table."""

KEYED = ("accounts", "leads", "deals", "reps", "orders", "invoices", "customers", "tickets")
"""Tables whose first column identifies a row."""

ALLOWED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "status": ("won", "lost", "open"),
        "orders.status": ("open", "shipped", "delivered", "cancelled"),
        "outcome": ("advanced", "lost", "stalled", "won", "open"),
    }
)
"""Words a column may hold; ``orders.status`` stands before ``status``."""


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]


@dataclass(frozen=True, slots=True)
class Source:
    """A file that history was read from."""

    path: str
    sha256: str
    table: str
    """Table it fed."""
    rows: int


@dataclass(frozen=True, slots=True)
class Tables:
    """A history in canonical form, with the files it came from and what was noticed while reading."""

    frames: Mapping[str, pd.DataFrame]
    sources: tuple[Source, ...] = ()
    findings: tuple[Finding, ...] = ()
    lookups: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    """Tables that are only joined into others, such as a price list."""
    currency: str = "EUR"
    """Currency of all amounts, as three letters."""

    def has(self, name: str) -> bool:
        """Whether the history holds rows of this table."""
        return name in self.frames and len(self.frames[name]) > 0

    def table(self, name: str) -> pd.DataFrame:
        """The table with all its canonical columns; empty when the history does not hold it."""
        return self.frames[name] if name in self.frames else conform(name, pd.DataFrame())

    def replaced(self, frames: Mapping[str, pd.DataFrame]) -> "Tables":
        """The same history with some tables exchanged."""
        return replace(self, frames={**self.frames, **frames})


def conform(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Give a frame all columns of a canonical table, in order, each of its kind.

    Examples
    --------
    >>> conform("accounts", pd.DataFrame({"account_id": ["007"]})).to_dict("records")
    [{'account_id': '007', 'segment': '', 'territory': ''}]
    """
    columns = {
        column: _as_kind(
            frame[column] if column in frame else pd.Series(index=frame.index, dtype=object), column
        )
        for column in COLUMNS[name]
    }
    return pd.DataFrame(columns, index=frame.index).reset_index(drop=True)


def _as_kind(values: pd.Series, column: str) -> pd.Series:
    kind = KINDS[column]
    if kind == "text":
        return values.astype(object).where(values.notna(), "").astype(str)
    if kind == "time":
        return pd.to_datetime(values).astype("datetime64[ns]")
    return pd.to_numeric(values).astype(float)


def make_tables(frames: Mapping[str, pd.DataFrame]) -> Tables:
    """Tables from frames that already use canonical column names (for tests and for simulated histories)."""
    return Tables({name: conform(name, frame) for name, frame in frames.items()})


def recorded(values: pd.Series) -> bool:
    """Whether a column holds anything at all."""
    return (
        bool(values.ne("").any())
        if values.dtype.kind == "O" or str(values.dtype) == "str"
        else bool(values.notna().any())
    )


def days_between(start: pd.Series, end: pd.Series | pd.Timestamp) -> pd.Series:
    """Time from start to end [day]; missing where either is."""
    return (end - start).dt.total_seconds() / 86_400.0


def last_seen(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.Timestamp:
    """The latest time any of the columns records: until then the records were kept."""
    return pd.Timestamp(pd.concat([frame[column] for column in columns]).max())
