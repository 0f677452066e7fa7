"""What commands write to the terminal: progress on stderr; answers, tables and JSON on stdout."""

import json
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from pathlib import PurePath
from typing import Any

import click

Advance = Callable[[float], None]
UNKNOWN = "n/a"


def say(text: str = "") -> None:
    """Print one line of the answer on stdout."""
    click.echo(text)


def remark(text: str, quiet: bool = False) -> None:
    """Print a line that is not part of the answer, on stderr; nothing when it is empty."""
    if text and not quiet:
        click.echo(text, err=True)


def money(amount_cents: float, currency: str) -> str:
    """Amount with its currency; whole units, because a forecast is never exact to the cent.

    Parameters
    ----------
    amount_cents : [currency/100] amount
    currency : ISO code

    Examples
    --------
    >>> money(123_456_789, "EUR")
    '1,234,568 EUR'
    >>> money(-4_200, "CNY")
    '-42 CNY'
    >>> money(float("nan"), "EUR")
    'n/a'
    """
    if not math.isfinite(amount_cents):
        return UNKNOWN
    return f"{_no_minus_zero(amount_cents / 100, 0):,.0f} {currency}"


def percent(share: float, digits: int = 1) -> str:
    """Share as a percentage.

    Parameters
    ----------
    share : [1] share of a whole
    digits : [1] digits after the point

    Examples
    --------
    >>> percent(0.12345)
    '12.3 %'
    >>> percent(-0.0001)
    '0.0 %'
    """
    if not math.isfinite(share):
        return UNKNOWN
    return f"{_no_minus_zero(100 * share, digits):.{digits}f} %"


def _no_minus_zero(value: float, digits: int) -> float:
    """Round, and drop the sign of a zero: '-0' puzzles readers."""
    return round(value, digits) + 0.0


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table on stdout; the first column is text, the others are figures."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title) if title else None, title_justify="left", title_style="bold")
    for position, column in enumerate(columns):
        table.add_column(Text(column), justify="left" if position == 0 else "right")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    stream = sys.stdout
    Console(file=stream, width=None if stream.isatty() else _natural_width(columns, rows)).print(table)


def _natural_width(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Width at which nothing is cut off, for files and pipes; Chinese characters take two places."""
    widths = [max(2 * len(line[k]) for line in [columns, *rows]) for k in range(len(columns))]
    return max(80, sum(widths) + 3 * len(widths) + 1)


def plain(value: object) -> Any:
    """Turn a result into what JSON can hold; numbers that are not finite become null.

    Examples
    --------
    >>> plain({"mean": float("nan"), "values": (1.5, 2)})
    {'mean': None, 'values': [1.5, 2]}
    """
    if value is None or type(value) in {str, bool, int}:
        return value
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(entry) for key, entry in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    named = getattr(value, "_asdict", None)
    if named is not None:
        return plain(named())
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    return _plain_scalar(value)


def _plain_scalar(value: object) -> Any:
    """Turn a number, a date, a path, an enum member or an array into what JSON can hold."""
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, date | PurePath | str):
        return str(value)
    to_python = getattr(value, "tolist", None)
    if to_python is None:
        raise TypeError(f"{type(value).__name__} has no JSON form")
    return plain(to_python())


def json_text(value: object) -> str:
    """JSON with keys in the order given; the same value gives the same text.

    Examples
    --------
    >>> print(json_text({"ratio": float("inf")}))
    {
      "ratio": null
    }
    """
    return json.dumps(plain(value), allow_nan=False, ensure_ascii=False, indent=2)


def json_dump(value: object) -> None:
    """Print a value as one JSON document on stdout."""
    click.echo(json_text(value))


@contextmanager
def progress(label: str, total: int, quiet: bool = False) -> Iterator[Advance]:
    """Show how far a long task is, with the time left; silent when nobody watches.

    Yields a function to be called with the number of steps done since the last call.
    """
    if quiet or not sys.stderr.isatty():
        yield _ignore_advance
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as display:
        task = display.add_task(label, total=total)
        yield lambda steps: display.advance(task, steps)


def _ignore_advance(steps: float) -> None:
    """Take note of nothing: nobody watches."""
