"""Read YAML text into nodes, strictly: what looks like a trap is an error, never a guess.

Only `true` and `false` are booleans, numbers are decimal, dates and times stay text, keys are text as
written. Duplicate keys, merge keys (`<<`), tags and several documents are refused; anchors and aliases work
within limits that are checked while reading, so that a small file cannot unfold into a large one.
"""

import math
import re
from typing import TypeAlias

import yaml

from scenarios.origin import (
    Entry,
    ListNode,
    MapNode,
    Mark,
    Node,
    Problem,
    Scalar,
    ScalarNode,
    Source,
    Steps,
    refuse,
    show,
)

MAX_DEPTH = 64
MAX_NODES = 500_000
MAX_ALIASES = 100
MAX_DIGITS = 15
MAX_CHARACTERS = 50

_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_PLAIN_TAGS = {
    "tag:yaml.org,2002:str": yaml.ScalarEvent,
    "tag:yaml.org,2002:map": yaml.MappingStartEvent,
    "tag:yaml.org,2002:seq": yaml.SequenceStartEvent,
}
_WORDS: dict[str, Scalar] = {"": None, "~": None, "null": None, "true": True, "false": False}
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_UNREADABLE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u2028\u2029\ud800-\udfff]")

_NodeEvent: TypeAlias = "yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent"


def parse_yaml(text: str, source: Source, outer_depth: int = 0) -> Node | None:
    """Read one YAML document; None when the text holds none.

    Parameters
    ----------
    text : YAML text
    source : where the text comes from, kept by every node
    outer_depth : levels that already enclose the text (a `--set` path)
    """
    refuse_unreadable(text, source)
    composer = _Composer(source, outer_depth)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            composer.take(event)
    except yaml.YAMLError as error:
        raise _syntax_error(error, text, source) from None
    except (ValueError, OverflowError, RecursionError):
        raise refuse(source.label, [Problem(Mark(source, 1, 1), (), "is not valid YAML")]) from None
    if composer.problems:
        raise refuse(source.label, composer.problems)
    return composer.root


def resolve(text: str) -> Scalar:
    """Turn an unquoted value into text, a number, true, false or null; ValueError says why it cannot be.

    Examples
    --------
    >>> [resolve(text) for text in ("1e5", "-0.0", "NO", "12:30:00", "0123", "1_000", "~")]
    [100000.0, 0.0, 'NO', '12:30:00', '0123', '1_000', None]
    """
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return _whole(text)
    if _DECIMAL.fullmatch(text):
        return _decimal(text)
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(f"{text} is not a number a scenario can use")
    return text


def _whole(text: str) -> int:
    if len(text.lstrip("+-")) > MAX_DIGITS:
        raise ValueError(f"a number of more than {MAX_DIGITS} digits (put it in quotes if it is a name)")
    return int(text)


def _decimal(text: str) -> float:
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"a number of more than {MAX_CHARACTERS} characters")
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{show(text)} is too large a number")
    mantissa = re.split("[eE]", text)[0]
    if value == 0.0 and mantissa.strip("+-0."):
        raise ValueError(f"{show(text)} is too small a number; write 0")
    return value + 0.0  # -0.0 becomes 0.0


class _Open:
    """A map or list whose end has not been read yet."""

    def __init__(self, mark: Mark, anchor: str | None, in_braces: bool) -> None:
        self.mark = mark
        self.anchor = anchor
        self.in_braces = in_braces
        self.nodes = 1
        self.height = 1

    def grow(self, nodes: int, height: int) -> None:
        """Count a value that was put inside."""
        self.nodes += nodes
        self.height = max(self.height, height + 1)


class _OpenMap(_Open):
    def __init__(self, mark: Mark, anchor: str | None, in_braces: bool) -> None:
        super().__init__(mark, anchor, in_braces)
        self.entries: dict[str, Entry] = {}
        self.key: tuple[str, Mark] | None = None


class _OpenList(_Open):
    def __init__(self, mark: Mark, anchor: str | None, in_braces: bool) -> None:
        super().__init__(mark, anchor, in_braces)
        self.items: list[Node] = []


class _Anchored:
    """A finished value that an alias may repeat, with its size once unfolded."""

    def __init__(self, node: Node, nodes: int, height: int) -> None:
        self.node = node
        self.nodes = nodes
        self.height = height


class _Composer:
    """Builds nodes from YAML events without recursion, checking every limit on the way."""

    def __init__(self, source: Source, outer_depth: int) -> None:
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._source = source
        self._outer_depth = outer_depth
        self._open: list[_OpenMap | _OpenList] = []
        self._anchors: dict[str, _Anchored | None] = {}
        self._aliases = 0
        self._nodes = 0
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        """Take in the next event."""
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._start(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._end()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise self._stop(event, "a second document starts here; a scenario file holds one")

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        inside = self._open[-1] if self._open else None
        self._check_tag(event)
        if isinstance(inside, _OpenMap) and inside.key is None:
            self._key(inside, event)
            return
        mark = self._mark(event)
        quoted = not event.implicit[0]
        if event.value == "" and not quoted and isinstance(inside, _OpenMap) and inside.in_braces:
            self._problem(mark, "has no value; a number is written without commas, and no value as null")
        node = ScalarNode(event.value if quoted else self._resolve(event.value, mark), mark)
        if _CONTROL.search(event.value):
            self._problem(mark, "holds a control character")
        self._anchor(event.anchor, _Anchored(node, 1, 0))
        self._put(node, 1, 0)

    def _resolve(self, text: str, mark: Mark) -> Scalar:
        try:
            return resolve(text)
        except ValueError as error:
            self._problem(mark, str(error))
            return None

    def _key(self, inside: _OpenMap, event: yaml.ScalarEvent) -> None:
        name, mark = event.value, self._mark(event)
        inside.key = (name, mark)
        self._anchor(event.anchor, _Anchored(ScalarNode(name, mark), 1, 0))
        first = inside.entries.get(name)
        if name == "<<":
            self._problem(mark, "merge keys are not read; use extends:, or repeat the keys")
        elif name.strip() == "" or _CONTROL.search(name):
            self._problem(mark, "a key must be readable text")
        elif first is not None:
            self._problem(mark, f"duplicate key {show(name)} (first at line {first.key.line})")

    def _start(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        inside = self._open[-1] if self._open else None
        if isinstance(inside, _OpenMap) and inside.key is None:
            raise self._stop(event, "a key must be plain text, not a map or list")
        self._check_tag(event)
        self._check_depth(event, 1)
        kind = _OpenMap if isinstance(event, yaml.MappingStartEvent) else _OpenList
        self._open.append(kind(self._mark(event), event.anchor, bool(event.flow_style)))
        if event.anchor is not None:
            self._anchors[event.anchor] = None

    def _end(self) -> None:
        done = self._open.pop()
        node: Node
        if isinstance(done, _OpenMap):
            node = MapNode(done.entries, done.mark)
        else:
            node = ListNode(tuple(done.items), done.mark)
        self._anchor(done.anchor, _Anchored(node, done.nodes, done.height))
        self._put(node, done.nodes, done.height)

    def _alias(self, event: yaml.AliasEvent) -> None:
        name = show(event.anchor)
        inside = self._open[-1] if self._open else None
        if isinstance(inside, _OpenMap) and inside.key is None:
            raise self._stop(event, "a key must be plain text, not an alias")
        if event.anchor not in self._anchors:
            raise self._stop(event, f"alias {name} has no anchor before it")
        anchored = self._anchors[event.anchor]
        if anchored is None:
            raise self._stop(event, f"alias {name} would hold itself")
        self._aliases += 1
        if self._aliases > MAX_ALIASES:
            raise self._stop(event, f"more than {MAX_ALIASES} aliases")
        self._check_depth(event, anchored.height)
        self._count(event, anchored.nodes - 1)
        self._put(anchored.node, anchored.nodes, anchored.height)

    def _put(self, node: Node, nodes: int, height: int) -> None:
        """Place a finished value into the map or list it belongs to."""
        if not self._open:
            self.root = node
            return
        inside = self._open[-1]
        inside.grow(nodes, height)
        if isinstance(inside, _OpenList):
            inside.items.append(node)
        elif inside.key is not None:
            name, mark = inside.key
            inside.entries.setdefault(name, Entry(mark, node))
            inside.key = None

    def _anchor(self, name: str | None, anchored: _Anchored) -> None:
        if name is not None:
            self._anchors[name] = anchored

    def _check_tag(self, event: _NodeEvent) -> None:
        self._count(event, 1)
        if event.tag is not None and not isinstance(event, _PLAIN_TAGS.get(event.tag, ())):
            self._problem(self._mark(event), f"tag {show(event.tag)} is not read; write the plain value")

    def _check_depth(self, event: yaml.Event, height: int) -> None:
        if self._outer_depth + len(self._open) + height > MAX_DEPTH:
            raise self._stop(event, f"nested deeper than {MAX_DEPTH} levels")

    def _count(self, event: yaml.Event, nodes: int) -> None:
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            raise self._stop(event, f"more than {MAX_NODES:,} values, aliases unfolded")

    def _mark(self, event: yaml.Event) -> Mark:
        start = event.start_mark
        line, column = (start.line, start.column) if start is not None else (0, 0)
        return Mark(self._source, line + 1, column + 1)

    def _steps(self) -> Steps:
        """Path of the value that is being read."""
        steps: list[str | int] = []
        for inside in self._open:
            if isinstance(inside, _OpenList):
                steps.append(len(inside.items))
            elif inside.key is not None:
                steps.append(inside.key[0])
        return tuple(steps)

    def _problem(self, mark: Mark, message: str) -> None:
        self.problems.append(Problem(mark, self._steps(), message))

    def _stop(self, event: yaml.Event, message: str) -> Exception:
        self._problem(self._mark(event), message)
        return refuse(self._source.label, self.problems)


def refuse_unreadable(text: str, source: Source) -> None:
    """Refuse control characters, odd line ends and whatever else an editor would not show.

    Parameters
    ----------
    text : text of the source
    source : where the text comes from
    """
    odd = _UNREADABLE.search(text)
    if odd is None:
        return
    before = text[: odd.start()]
    mark = Mark(source, before.count("\n") + 1, odd.start() - before.rfind("\n"))
    message = f"the character U+{ord(odd.group()):04X} may not stand in a scenario"
    raise refuse(source.label, [Problem(mark, (), message)])


def _syntax_error(error: yaml.YAMLError, text: str, source: Source) -> Exception:
    """Say where YAML cannot be read, and why, in plain words where we know the cause."""
    place = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    line, column = (place.line, place.column) if place is not None else (0, 0)
    rows = re.split("\r\n|\r|\n", text)
    row = rows[line] if line < len(rows) else ""
    message = f"not valid YAML: {getattr(error, 'problem', None) or 'unreadable text'}"
    if "\t" in row[: len(row) - len(row.lstrip())]:
        message = "not valid YAML: a tab; indent with spaces"
    elif "nesting depth" in message:  # the parser's own limit, which lies above ours and may be met first
        message = f"nested deeper than {MAX_DEPTH} levels"
    elif "mapping values are not allowed" in message:
        message += " (put a value that holds ': ' in quotes, and check the indentation)"
    return refuse(source.label, [Problem(Mark(source, line + 1, column + 1), (), message)])
