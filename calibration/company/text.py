"""Writing scenario text: a line with a key, a value and a note, and the values that the overlay repeats."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from calibration.overlay import PathValue

DIGITS = 6
"""Significant digits of a number in the text."""
_PLAIN = re.compile(r"^[A-Za-z_][A-Za-z0-9_-]*$")
_RESERVED = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
_NOTE_COLUMN = 60


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the scenario: its lines, and the calibrated values in them."""

    lines: tuple[str, ...]
    values: tuple[PathValue, ...] = ()


def join(parts: Iterable[Part]) -> Part:
    """Sections one after the other."""
    listed = list(parts)
    return Part(
        tuple(line for part in listed for line in part.lines),
        tuple(value for part in listed for value in part.values),
    )


def line(depth: int, key: str, value: str = "", note: str = "") -> str:
    """One line of the scenario.

    Examples
    --------
    >>> line(1, "price", "100 EUR", "[history] 12 deals")
    '  price: 100 EUR                                            # [history] 12 deals'
    >>> line(0, "offer")
    'offer:'
    """
    text = f"{'  ' * depth}{quoted(key)}:{' ' if value else ''}{value}"
    return f"{text:<{_NOTE_COLUMN - 1}} # {note}" if note else text


def quoted(key: str) -> str:
    """A key as YAML takes it.

    Examples
    --------
    >>> quoted("north"), quoted("no")
    ('north', '"no"')
    """
    return key if _PLAIN.match(key) and key.casefold() not in _RESERVED else json.dumps(key)


def number(value: float) -> str:
    """A number with the digits that matter, never in powers of ten.

    Examples
    --------
    >>> number(0.123456789), number(1234567.0), number(0.00001)
    ('0.123457', '1234570', '0.00001')
    """
    text = f"{Decimal(f'{value:.{DIGITS}g}'):f}"
    plain = text.rstrip("0").rstrip(".") if "." in text else text
    return plain if plain not in ("", "-0") else "0"


def rounded(value: float) -> float:
    """A number as `number` writes it."""
    return float(number(value))


def flow(entries: Mapping[str, str]) -> str:
    """A map on one line.

    Examples
    --------
    >>> flow({"won": "60%", "lost": "40%"})
    '{won: 60%, lost: 40%}'
    """
    return "{" + ", ".join(f"{quoted(key)}: {value}" for key, value in entries.items()) + "}"


def history(count: int, what: str) -> str:
    """A note that says what a value rests on.

    Examples
    --------
    >>> history(1200, "won deals")
    '[history] 1,200 won deals'
    """
    return f"[history] {count:,} {what}"
