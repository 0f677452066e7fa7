"""Where every value of a scenario comes from: nodes that keep their file, line and column.

A scenario is merged as a tree of nodes, not of plain values, so that a value inherited through `extends:`,
replaced by an overlay or given by `--set` can still say where it was written.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from sim.errors import InputError

Kind = Literal["base", "extends", "overlay", "set", "calibrated", "default"]
Scalar: TypeAlias = str | int | float | bool | None
Plain: TypeAlias = "Scalar | list[Plain] | dict[str, Plain]"
Steps: TypeAlias = tuple[str | int, ...]

_SHOWN_CHARACTERS = 60
_SHOWN_STEPS = 12
_ITEM_NUMBER = re.compile("0|[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class Source:
    """A file, or one `--set`, that gives values."""

    label: str
    """The file as the user names it, or the text `--set a.b=value`."""
    kind: Kind
    """What part this source plays in the scenario."""


class Mark(NamedTuple):
    """A place in a source; lines and columns count from 1."""

    source: Source
    line: int
    column: int

    def __str__(self) -> str:
        """Write the place the way editors and terminals make clickable."""
        if self.source.kind == "set":
            return self.source.label
        return f"{self.source.label}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Origin:
    """Who gave a value: the kind of source, and where in it."""

    kind: Kind
    file: str
    line: int
    column: int

    def __str__(self) -> str:
        """Write the place, or say that nobody wrote the value down."""
        if self.kind == "default":
            return "default"
        return self.file if self.kind == "set" else f"{self.file}:{self.line}:{self.column}"


DEFAULT = Origin("default", "", 0, 0)


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A single value."""

    value: Scalar
    mark: Mark


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list of values."""

    items: "tuple[Node, ...]"
    mark: Mark


@dataclass(frozen=True, slots=True)
class MapNode:
    """Keys with their values, in the order written."""

    entries: "dict[str, Entry]"
    mark: Mark

    def without(self, *names: str) -> "MapNode":
        """Return the same map with some keys left out."""
        kept = {name: entry for name, entry in self.entries.items() if name not in names}
        return MapNode(kept, self.mark)


Node: TypeAlias = ScalarNode | ListNode | MapNode


class Entry(NamedTuple):
    """One key of a map: where the key stands, and its value."""

    key: Mark
    node: Node


class Problem(NamedTuple):
    """Something wrong at a place of the scenario."""

    mark: Mark
    steps: Steps
    message: str

    def __str__(self) -> str:
        """Write `file:line:column: path: message`."""
        path = f"{_shown(self.steps)}: " if self.steps else ""
        return f"{self.mark}: {path}{self.message}"


def dotted(steps: Steps) -> str:
    """Write a path the way `--set` and `foresell explain` take it."""
    return ".".join(str(step) for step in steps)


def _shown(steps: Steps) -> str:
    """Write a path for a message: long names and very long paths are cut."""
    names = [shorten(str(step)) for step in steps]
    return ".".join(names if len(names) <= _SHOWN_STEPS else [*names[:5], "...", *names[-2:]])


def shorten(text: str) -> str:
    """Cut text too long for a message, and spell out characters that a terminal would act upon."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[:200])
    return shown if len(shown) <= _SHOWN_CHARACTERS else shown[: _SHOWN_CHARACTERS - 3] + "..."


def show(value: object) -> str:
    """Show a value in a message, cut short; true, false and null as YAML writes them."""
    if value is None or isinstance(value, bool):
        return str(value).lower() if value is not None else "null"
    if isinstance(value, str):
        return f"'{shorten(value)}'"
    if isinstance(value, dict | list):
        return "a map" if isinstance(value, dict) else "a list"
    return shorten(str(value))


def path_label(path: Path | str) -> str:
    """Write a path so that it can always be printed, even when its name is not valid text."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def refuse(label: str, problems: Iterable[Problem]) -> InputError:
    """Gather problems, sorted by file and line, into the one error that shows them all."""
    ordered = sorted(set(problems), key=lambda problem: (*_sort_key(problem.mark), str(problem)))
    count = f"{len(ordered)} problem{'s' if len(ordered) != 1 else ''}"
    return InputError(f"{label} has {count}:", [str(problem) for problem in ordered])


def _sort_key(mark: Mark) -> tuple[bool, str, int, int]:
    return (mark.source.kind == "set", mark.source.label, mark.line, mark.column)


def plain(node: Node) -> Plain:
    """Strip the places off a node: plain dicts, lists and values."""
    if isinstance(node, ScalarNode):
        return node.value
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return {name: plain(entry.node) for name, entry in node.entries.items()}


def child(node: Node, step: str | int) -> Entry | None:
    """Go down one step: a key of a map or the number of a list item; None when there is no such thing."""
    if isinstance(node, MapNode):
        return node.entries.get(str(step))
    number = item_number(str(step)) if isinstance(node, ListNode) else None
    if not isinstance(node, ListNode) or number is None or number >= len(node.items):
        return None
    return Entry(node.items[number].mark, node.items[number])


def item_number(step: str) -> int | None:
    """Read a step of a path as the number of a list item; None when it is not one."""
    return int(step) if _ITEM_NUMBER.fullmatch(step) else None


def find(node: Node, path: str) -> Entry | None:
    """Find the value at a dotted path; a key may itself hold dots, the longest match wins."""
    parts = path.split(".")
    for cut in range(len(parts), 0, -1):
        entry = child(node, ".".join(parts[:cut]))
        if entry is not None:
            found = find(entry.node, ".".join(parts[cut:])) if cut < len(parts) else entry
            if found is not None:
                return found
    return None


def origin_of(mark: Mark) -> Origin:
    """Turn a place into the origin shown to users."""
    inside_file = mark.source.kind != "set"
    line, column = (mark.line, mark.column) if inside_file else (0, 0)
    return Origin(mark.source.kind, mark.source.label, line, column)


def leaves(node: Node, steps: Steps = ()) -> Iterator[tuple[Steps, Mark]]:
    """List every single value of a tree (an empty map or list counts as one) with its place."""
    if isinstance(node, MapNode) and node.entries:
        for name, entry in node.entries.items():
            yield from leaves(entry.node, (*steps, name))
    elif isinstance(node, ListNode) and node.items:
        for number, item in enumerate(node.items):
            yield from leaves(item, (*steps, number))
    else:
        yield steps, node.mark
