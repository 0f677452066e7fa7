"""Text cells to times, numbers and flags: a stated format, no guessing, and a list of the rows that fail."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from calibration.csv_files import SHOWN
from calibration.finding import Finding, part_of
from calibration.mapping import ISO
from sim.errors import InputError

TOLERATED = 0.01
"""Share of unreadable cells up to which a column is accepted with a finding."""
YES = ("1", "1.0", "true", "yes", "y", "t")
NO = ("0", "0.0", "false", "no", "n", "f")
MONTHS = 12
_CURRENCY = re.compile(
    r"^(-?)\s*(?:[$€£¥]|[A-Z]{1,3}\$?\s)?\s*(-?[\d.,'\u00a0\u202f ]*\d)\s*(?:[€£¥]|\s[A-Z]{3})?$"
)
_GROUPS_ONLY = {",": re.compile(r"^-?\d{1,3}(,\d{3})+$"), ".": re.compile(r"^-?\d{1,3}(\.\d{3})+$")}
_ZONE = re.compile(r":\d\d(?:\.\d+)?\s?(?:Z|UTC|[+-]\d\d:?\d\d)$")
_PLAIN = re.compile(r"^-?\d+(\.\d+)?([eE][+-]?\d+)?$")


@dataclass(frozen=True, slots=True)
class Cells:
    """A column of text with what is needed to speak about it."""

    table: str
    column: str
    heading: str
    """Name of the column in the file."""
    values: pd.Series
    lines: tuple[int, ...]
    """Line of the file of every cell."""
    place: str
    """File the cells come from."""

    @property
    def filled(self) -> pd.Series:
        """Which cells hold something."""
        return self.values.str.strip() != ""

    def failures(self, bad: pd.Series) -> list[str]:
        """Line and content of the cells that could not be read."""
        rows = [index for index, wrong in enumerate(bad) if wrong]
        return [f"line {self.lines[row]}: {self.heading} = {self.values.iloc[row]!r}" for row in rows[:SHOWN]]


def to_times(cells: Cells, date_format: str) -> tuple[pd.Series, list[Finding]]:
    """Times by the stated format; more than 1 % of failures is an error that lists rows."""
    text = cells.values.str.strip()
    stated = "ISO8601" if date_format == ISO else date_format
    zoned = text.str.contains(_ZONE)
    # apart, because pandas lends the zone of one row to the next row that has none
    parsed = _parsed(text.where(cells.filled & ~zoned), stated).fillna(_parsed(text.where(zoned), stated))
    bad = cells.filled & parsed.isna()
    findings = _tolerate(cells, bad, f"not of the date format {date_format}")
    return parsed, [*findings, *_day_or_month_first(cells, date_format)]


def _parsed(text: pd.Series, stated: str) -> pd.Series:
    times = pd.to_datetime(text, format=stated, errors="coerce", utc=True)
    return times.dt.tz_localize(None).astype("datetime64[ns]")


def to_numbers(cells: Cells, decimal: str | None) -> tuple[pd.Series, list[Finding]]:
    """Numbers with decimal point or comma; an ambiguous column must be stated."""
    text = cells.values.str.strip()
    if bool((~cells.filled | text.str.fullmatch(_PLAIN)).all()) and decimal != ",":
        return pd.to_numeric(text.where(cells.filled)).astype(float), []
    bare = text.map(_without_currency)
    sign = decimal or _decimal_sign(cells, bare[cells.filled & (bare != "")])
    thousands = "." if sign == "," else ","
    plain = bare.str.replace(thousands, "", regex=False).str.replace(sign, ".", regex=False)
    numbers = pd.to_numeric(plain.where(plain.str.fullmatch(_PLAIN)), errors="coerce").astype(float)
    return numbers, _tolerate(cells, cells.filled & numbers.isna(), "not a number")


def to_flags(cells: Cells) -> tuple[pd.Series, list[Finding]]:
    """Yes, no or missing as 1, 0 or missing."""
    text = cells.values.str.strip().str.casefold()
    flags = text.map({**dict.fromkeys(YES, 1.0), **dict.fromkeys(NO, 0.0)}).astype(float)
    return flags, _tolerate(cells, cells.filled & flags.isna(), "neither yes nor no")


def _without_currency(text: str) -> str:
    match = _CURRENCY.match(text)
    return re.sub("['\u00a0\u202f ]", "", match.group(1) + match.group(2)) if match else ""


def _decimal_sign(cells: Cells, numbers: pd.Series) -> str:
    """The decimal sign that the numbers themselves prove."""
    marked = [text for text in numbers if "," in text or "." in text]
    last = {max(",.", key=text.rfind) for text in marked if "," in text and "." in text}
    for sign in ",.":
        alone = [text for text in marked if sign in text and not set(",.") <= set(text)]
        if any(not _GROUPS_ONLY[sign].match(text) for text in alone):
            last.add(sign)
    if len(last) == 1:
        return last.pop()
    if not marked:
        return "."
    reason = "both signs are used as decimal sign" if last else "cannot tell a decimal sign from thousands"
    raise InputError(
        f"{cells.place}: {cells.heading}: {reason}",
        [f"for example {marked[0]!r}; state decimal: in the mapping"],
    )


def _tolerate(cells: Cells, bad: pd.Series, problem: str) -> list[Finding]:
    count, filled = int(bad.sum()), int(cells.filled.sum())
    if not count:
        return []
    failures = cells.failures(bad)
    if count > TOLERATED * filled:
        raise InputError(
            f"{cells.place}: {count} of {filled} cells of {cells.heading} are {problem}", failures
        )
    return [
        Finding(
            "warning",
            "unreadable cells",
            cells.table,
            f"{count} cells of {cells.heading} are {problem}",
            count,
            part_of(count, len(bad)),
            tuple(failures),
            "read as missing",
        )
    ]


def _day_or_month_first(cells: Cells, date_format: str) -> Iterator[Finding]:
    """Whether the column itself proves that the stated order of day and month is right."""
    order = [mark for mark in re.findall(r"%[a-zA-Z]", date_format) if mark in ("%d", "%m")]
    if len(order) < len("dm"):
        return
    first_is_day = order[0] == "%d"
    parts = cells.values[cells.filled].str.findall(r"\d+")
    position = 0 if first_is_day else 1
    days = parts.map(lambda found: int(found[position]) if len(found) > position else 0)
    proof = int((days > MONTHS).sum()) if date_format.lstrip().startswith(("%d", "%m")) else len(days)
    stated = "day" if first_is_day else "month"
    text = (
        f"{cells.heading}: {stated} first as stated; {proof} cells can only be read so"
        if proof
        else f"{cells.heading}: no cell proves that the {stated} comes first; check the mapping"
    )
    yield Finding(
        "note" if proof else "warning",
        "day or month first",
        cells.table,
        text,
        proof,
        part_of(proof, len(days)),
        effect="none" if proof else "durations and seasons are wrong if the order is the other",
    )
