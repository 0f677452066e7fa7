"""A page in memory: what the reader sees, before it becomes HTML."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.tables import Table


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a legend."""

    label: str
    colour: int
    """Place in the palette of the page, from 1."""
    dash: int = 0
    """Style of the line, so that colour is never the only difference."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its words: what it shows, and the same as a table."""

    name: str
    title: str
    sentence: str
    """What the picture shows, in one sentence."""
    description: str
    """The picture in words, with its numbers."""
    svg: str
    data: Table
    legend: tuple[Key, ...] = ()
    evidence: str = ""
    """What the numbers rest on; empty when nothing needs saying."""
    kind: str = "figure"


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph."""

    text: str
    tone: str = "plain"
    """Plain, good, warn or bad."""
    kind: str = "note"


@dataclass(frozen=True, slots=True)
class Tile:
    """One number that matters."""

    label: str
    value: str
    detail: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Tiles:
    """Some numbers that matter, side by side."""

    tiles: tuple[Tile, ...]
    kind: str = "tiles"


@dataclass(frozen=True, slots=True)
class Definitions:
    """Terms with what is to be said about them."""

    entries: tuple[tuple[str, str], ...]
    kind: str = "definitions"


Block = Figure | Note | Table | Tiles | Definitions


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a report."""

    anchor: str
    title: str
    lead: str
    """What this part says, in one or two sentences."""
    blocks: tuple[Block, ...]
    group: str = ""
    """Heading of the contents list that it stands under."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The first thing a reader sees."""

    headline: str
    chip: str
    """The verdict in a word or two."""
    tone: str
    """Good, warn, bad or plain."""
    sentences: tuple[str, ...]
    tiles: tuple[Tile, ...]
    tiles_of: str = ""
    """Which plan the tiles show."""


@dataclass(frozen=True, slots=True)
class Page:
    """A whole report."""

    title: str
    subtitle: str
    answer: Answer
    sections: tuple[Section, ...]
    data: Mapping[str, object]
    """The answer for programs that read the file."""
