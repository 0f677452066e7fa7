"""Writing estimates as a file that a scenario extends: values at their places, with where they come from."""

import json
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from calibration.estimate import Estimate
from calibration.tables import Source
from sim.errors import InputError

DIGITS = 6
"""Significant digits of an interval."""
HEADING = (
    "# Calibrated from history. Each value shows its 90 % interval, its grade and the records it rests on."
)
VALUE_DIGITS = 10
"""Significant digits of a value, so that shares still add up to 1."""
_PLAIN_KEY = re.compile(r"^[A-Za-z][A-Za-z0-9_-]*$")
_RESERVED = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}


@dataclass(frozen=True, slots=True)
class PathValue:
    """A number for one place of a scenario."""

    path: str
    """Dotted path in the scenario, such as ``sales.stages.proposal.wait.lognormal.median``."""
    value: float
    low: float
    """Lower end of the 90 % interval."""
    high: float
    """Upper end of the 90 % interval."""
    grade: str
    method: str
    count: int
    """Records the value rests on."""
    identified: bool = True
    """False: the scenario keeps its own value, and only the interval is noted."""
    unit: str = ""
    """Unit written behind the number, such as ``days``; blank for a bare number."""


Tree: TypeAlias = "dict[str, Tree | PathValue]"


def at_path(path: str, estimate: Estimate, factor: float = 1.0, unit: str = "") -> PathValue:
    """An estimate for a place of the scenario.

    Parameters
    ----------
    path : dotted path in the scenario
    estimate : what history says
    factor : number that converts the estimate into the unit of the scenario
    unit : unit to write behind the number
    """
    low, high = sorted((estimate.low * factor, estimate.high * factor))
    return PathValue(
        path,
        estimate.value * factor,
        low,
        high,
        estimate.grade,
        estimate.method,
        estimate.count,
        estimate.identified,
        unit,
    )


def overlay_text(values: Sequence[PathValue], sources: Sequence[Source], day: str) -> str:
    """The overlay as YAML; the same input gives the same bytes.

    Parameters
    ----------
    values : numbers with their places
    sources : files of the history
    day : last day on record, written as the day of the calibration

    Examples
    --------
    >>> values = [PathValue("sales.win", 0.25, 0.2, 0.3, "history", "won over closed", 120)]
    >>> print(overlay_text(values, [], "2024-12-31"))
    # Calibrated from history. Each value shows its 90 % interval, its grade and the records it rests on.
    sales:
      win: 0.25  # 0.2 to 0.3, history, 120 records
    calibrated:
      source: "no files"
      date: "2024-12-31"
      intervals:
        sales.win: {low: 0.2, high: 0.3, grade: "history", method: "won over closed; 120 records"}
    <BLANKLINE>
    """
    ordered = sorted(values, key=lambda value: value.path)
    _refuse_twice(ordered)
    lines = [
        HEADING,
        *_tree_lines(_tree([value for value in ordered if value.identified]), 0),
        *_left_alone([value for value in ordered if not value.identified]),
        "calibrated:",
        f"  source: {json.dumps(source_text(sources))}",
        f"  date: {json.dumps(day)}",
        "  intervals:" if ordered else "  intervals: {}",
        *map(_interval_line, ordered),
    ]
    return "\n".join(lines) + "\n"


def source_text(sources: Sequence[Source]) -> str:
    """The files of a history with their fingerprints, in one line."""
    parts = [
        f"{Path(source.path).name} (sha256 {source.sha256}, {source.rows} rows of {source.table})"
        for source in sources
    ]
    return "; ".join(sorted(parts)) or "no files"


def write_overlay(path: Path, text: str) -> None:
    """Write the overlay in one step: the old file stays whole until the new one is complete."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise InputError(f"{path}: cannot be written", [str(error.strerror)]) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _refuse_twice(ordered: Sequence[PathValue]) -> None:
    paths = [value.path for value in ordered]
    twice = sorted({path for path in paths if paths.count(path) > 1})
    if twice:
        raise InputError("overlay: two values for one place", twice)


def _tree(values: Sequence[PathValue]) -> Tree:
    """Values by place; a value cannot stand above another one, which sorts behind it."""
    tree: Tree = {}
    for value in values:
        *folders, leaf = value.path.split(".")
        place = tree
        for folder in folders:
            inner = place.setdefault(folder, {})
            if isinstance(inner, PathValue):
                raise InputError(f"overlay: {value.path} lies below {inner.path}, which is a value")
            place = inner
        place[leaf] = value
    return tree


def _tree_lines(tree: Tree, depth: int) -> Iterator[str]:
    for key, value in sorted(tree.items()):
        head = f"{'  ' * depth}{_key(key)}:"
        if isinstance(value, PathValue):
            yield f"{head} {_written(value, value.value, VALUE_DIGITS)}  # {_in_words(value)}"
        elif items := _items(value):
            listed = ", ".join(_written(item, item.value, DIGITS) for item in items)
            yield f"{head} [{listed}]  # {_together(items)}"
        else:
            yield head
            yield from _tree_lines(value, depth + 1)


def _items(tree: Tree) -> list[PathValue]:
    """Values that stand at the positions 0, 1, 2, ... of a list; none when the tree is a map."""
    items = [value for key in map(str, range(len(tree))) if isinstance(value := tree.get(key), PathValue)]
    return items if len(items) == len(tree) else []


def _together(items: Sequence[PathValue]) -> str:
    grades = sorted({item.grade for item in items})
    return f"{', '.join(grades)}, {sum(item.count for item in items)} records"


def _in_words(value: PathValue) -> str:
    low, high = _number(value.low, DIGITS), _number(value.high, DIGITS)
    return f"{low} to {high}, {value.grade}, {value.count} records"


def _left_alone(values: Sequence[PathValue]) -> list[str]:
    if not values:
        return []
    return [
        "# The history cannot tell these; the scenario keeps its own value:",
        *(f"#   {v.path}" for v in values),
    ]


def _interval_line(value: PathValue) -> str:
    parts = (
        f"low: {_written(value, value.low, DIGITS)}",
        f"high: {_written(value, value.high, DIGITS)}",
        f"grade: {json.dumps(value.grade)}",
        f"method: {json.dumps(f'{value.method}; {value.count} records')}",
    )
    plain = all(_PLAIN_KEY.match(part) for part in value.path.split("."))
    return f"    {value.path if plain else json.dumps(value.path)}: {{{', '.join(parts)}}}"


def _key(key: str) -> str:
    return key if _PLAIN_KEY.match(key) and key.casefold() not in _RESERVED else json.dumps(key)


def _written(value: PathValue, number: float, digits: int) -> str:
    text = _number(number, digits)
    return json.dumps(f"{text} {value.unit}") if value.unit else text


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}g}"
