"""Numbers, amounts and dates as a reader wants them, and tables made of them."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reports.text.en import UnitName

DASH = "\u2013"
MINUS = "\u2212"
GAP = "\u00a0"
_SCALES = ((1e9, "bn"), (1e6, "M"), (1e3, "k"))
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Controls, marks that turn the reading direction, and halves of characters."""
_SPACES = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table."""

    text: str
    reason: str = ""
    """Why there is no number; empty when there is one."""
    numeric: bool = False
    tone: str = ""
    """Good, warn, bad or muted; empty for plain."""
    detail: str = ""
    """Smaller second line, such as a range."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption and where its numbers come from."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    """The first cell of a row is its heading."""
    source: str = ""
    open: bool = True
    """Whether the table is shown at once or behind a line to click."""
    kind: str = "table"

    def numeric(self, column: int) -> bool:
        """Whether a column holds numbers only, so that its heading stands above their end."""
        return column > 0 and all(row[column].numeric for row in self.rows)


def plain(text: object) -> str:
    r"""Text on one line, without characters that turn the reading direction or show nothing.

    Examples
    --------
    >>> plain("abc\u202edef\n")
    'abcdef'
    """
    return _SPACES.sub(" ", _CONTROLS.sub("", str(text))).strip(" ")


def without_controls(text: str) -> str:
    """Drop the characters that turn the reading direction or that no browser shows."""
    return _CONTROLS.sub("", text)


def signed(text: str, value: float) -> str:
    """Put a plus before what is above zero."""
    return f"+{text}" if value > 0.0 else text


def amount(value: float, unit: UnitName, currency: str) -> str:
    """Write a number in its unit; a dash when there is none.

    Parameters
    ----------
    value : [unit] the number
    unit : [any] what it is
    currency : [any] ISO code, for money

    Examples
    --------
    >>> amount(1_234_567.0, "money", "EUR").replace(GAP, " ")
    '1.23 M EUR'
    >>> amount(0.1234, "share", "").replace(GAP, " ")
    '12.3 %'
    >>> amount(float("nan"), "count", "") == DASH
    True
    """
    if not math.isfinite(value):
        return DASH
    if unit == "money":
        return f"{compact(value)}{GAP}{currency}"
    if unit == "share":
        return _minus(f"{_zero(100.0 * value, 1):.1f}{GAP}%")
    if unit == "count":
        return _minus(f"{_zero(value, 0):,.0f}" if abs(value) >= 100 else f"{_zero(value, 1):,.4g}")  # noqa: PLR2004
    if unit == "days":
        return _minus(f"{_zero(value, 1):,.1f}{GAP}days")
    return _minus(f"{_zero(value, 2):,.2f}")


def compact(value: float) -> str:
    """Write a large number short.

    Examples
    --------
    >>> [compact(number).replace(GAP, " ") for number in (12.0, 1_500.0, 2_340_000.0, 999_999.0)]
    ['12', '1.50 k', '2.34 M', '1.00 M']
    """
    for scale, letter in _SCALES:
        if abs(value) >= scale * 0.9995:
            return _minus(f"{_three_digits(value / scale)}{GAP}{letter}")
    return _minus(f"{_zero(value, 0):,.0f}")


def _three_digits(value: float) -> str:
    size = abs(value)
    digits = 2 if size < 9.995 else 1 if size < 99.95 else 0  # noqa: PLR2004
    return f"{value:,.{digits}f}"


def _zero(value: float, digits: int) -> float:
    """Round, and drop the sign of a zero."""
    return round(value, digits) + 0.0


def _minus(text: str) -> str:
    return text.replace("-", MINUS)


def tick(value: float, unit: UnitName) -> str:
    """Write a round number below an axis, no longer than it has to be.

    Examples
    --------
    >>> tick(80_000.0, "money").replace(GAP, " "), tick(0.25, "share").replace(GAP, " "), tick(0.615, "score")
    ('80 k', '25 %', '0.615')
    """
    if unit == "share":
        return _minus(f"{100.0 * value + 0.0:.4g}{GAP}%")
    if unit == "money":
        scale, letter = next((pair for pair in _SCALES if abs(value) >= pair[0]), (1.0, ""))
        return _minus(f"{value / scale + 0.0:.4g}{GAP}{letter}".rstrip(GAP))
    return _minus(f"{value + 0.0:,.0f}" if abs(value) >= 1000 else f"{value + 0.0:.4g}")  # noqa: PLR2004


def day(value: date) -> str:
    """Write a date the same way everywhere.

    Examples
    --------
    >>> day(date(2026, 3, 1))
    '1 Mar 2026'
    """
    names = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{value.day} {names[value.month - 1]} {value.year}"


def last_day(end: date) -> str:
    """Write the last day of a period that ends before a date.

    Examples
    --------
    >>> last_day(date(2027, 1, 1))
    '31 Dec 2026'
    """
    return day(end - timedelta(days=1))


def month(value: date) -> str:
    """Write a month.

    Examples
    --------
    >>> month(date(2026, 3, 1))
    'Mar 2026'
    """
    return day(value).split(" ", 1)[1]


def figures(value: float, digits: int = 4) -> str:
    """Write a number of unknown size with a few significant digits; a dash when there is none.

    Examples
    --------
    >>> figures(1234.567), figures(0.00012349), figures(float("inf")) == DASH
    ('1,235', '0.0001235', True)
    """
    if not math.isfinite(value):
        return DASH
    size = abs(value)
    if size >= 10 ** (digits - 1):
        return _minus(f"{_zero(value, 0):,.0f}")
    return _minus(f"{value + 0.0:.{digits}g}")


def words(text: object, tone: str = "") -> Cell:
    """A cell of text; a dash when it is empty."""
    shown = plain(text)
    return Cell(shown, tone=tone) if shown else missing("not stated")


def number(value: float | None, unit: UnitName, currency: str = "", reason: str = "no data") -> Cell:
    """A cell with a number, or a dash and the reason."""
    if value is None or not math.isfinite(value):
        return missing(reason)
    return Cell(amount(float(value), unit, currency), numeric=True)


def missing(reason: str) -> Cell:
    """A cell without a number, and why."""
    return Cell(DASH, reason=plain(reason) or "no data", numeric=True, tone="muted")


def with_range(value: float, low: float, high: float, unit: UnitName, currency: str = "") -> Cell:
    """A cell with a number, and its range on a second line."""
    if not math.isfinite(value):
        return missing("not defined")
    ends = f"{amount(low, unit, currency)} to {amount(high, unit, currency)}"
    return Cell(amount(value, unit, currency), numeric=True, detail=ends)


def between(low: float, high: float, unit: UnitName, currency: str = "") -> Cell:
    """A cell with a range."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return missing("no data")
    ends = amount(low, unit, currency), amount(high, unit, currency)
    return Cell(f"{ends[0]} to {ends[1]}", numeric=True)


def table(
    caption: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    source: str = "",
    shown: bool = True,
) -> Table:
    """A table; every row has as many cells as there are columns."""
    return Table(plain(caption), tuple(columns), tuple(tuple(row) for row in rows), source, shown)
