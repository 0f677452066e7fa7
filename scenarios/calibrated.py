"""The `calibrated:` map of a file: how the estimates in it were come by, and how uncertain they are."""

from collections.abc import Iterator
from dataclasses import dataclass

from scenarios.origin import (
    Entry,
    MapNode,
    Mark,
    Node,
    Problem,
    Scalar,
    ScalarNode,
    Steps,
    child,
    refuse,
    shorten,
)
from scenarios.suggest import suggest

_KEYS = ("source", "date", "intervals")
_INTERVAL_KEYS = ("low", "high", "grade", "method")


@dataclass(frozen=True, slots=True)
class Interval:
    """Range that an estimate lies in, in the units and form of the scenario key."""

    low: Scalar
    high: Scalar
    grade: str
    """How well the history tells this value, as graded by the calibration."""
    method: str
    """How the value was estimated."""
    mark: Mark
    """Where the range is written."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What one calibrated file says about its estimates."""

    file: str
    source: str
    """History that the estimates come from."""
    date: str
    """Day of the calibration."""
    intervals: dict[str, Interval]
    """Range of each estimate, by dotted path."""


def read_calibration(entry: Entry, file: str) -> Calibration:
    """Read the `calibrated:` map of a file.

    Parameters
    ----------
    entry : the map with its place
    file : name of the file, for messages
    """
    problems = list(_problems(entry))
    if problems or not isinstance(entry.node, MapNode):
        raise refuse(file, problems)
    intervals = entry.node.entries.get("intervals")
    ranges = intervals.node.entries if intervals is not None and isinstance(intervals.node, MapNode) else {}
    known = {path: _interval(item.node, item.key) for path, item in ranges.items()}
    return Calibration(file, _text(entry.node, "source"), _text(entry.node, "date"), known)


def _interval(node: Node, mark: Mark) -> Interval:
    low, high = _value(node, "low"), _value(node, "high")
    return Interval(low, high, _text(node, "grade"), _text(node, "method"), mark)


def _value(node: Node, name: str) -> Scalar:
    entry = child(node, name)
    return entry.node.value if entry is not None and isinstance(entry.node, ScalarNode) else None


def _text(node: Node, name: str) -> str:
    value = _value(node, name)
    return "" if value is None else str(value)


def _problems(entry: Entry) -> Iterator[Problem]:
    """Check the shape of the whole map."""
    yield from _wrong_keys(entry, ("calibrated",), _KEYS)
    if not isinstance(entry.node, MapNode):
        return
    intervals = entry.node.entries.get("intervals")
    if intervals is None:
        return
    steps: Steps = ("calibrated", "intervals")
    if not isinstance(intervals.node, MapNode):
        yield Problem(intervals.node.mark, steps, "write a map of dotted paths")
        return
    for path, interval in intervals.node.entries.items():
        yield from _wrong_keys(interval, (*steps, path), _INTERVAL_KEYS)


def _wrong_keys(entry: Entry, steps: Steps, allowed: tuple[str, ...]) -> Iterator[Problem]:
    if not isinstance(entry.node, MapNode):
        yield Problem(entry.node.mark, steps, f"write a map of {', '.join(allowed)}")
        return
    for name, item in entry.node.entries.items():
        if name not in allowed:
            message = f"unknown key '{shorten(name)}'{suggest(name, allowed)}"
            yield Problem(item.key, (*steps, name), message)
        elif not _fits(item.node, name):
            yield Problem(item.node.mark, (*steps, name), "write a single value")


def _fits(node: Node, name: str) -> bool:
    return name == "intervals" or isinstance(node, ScalarNode)
