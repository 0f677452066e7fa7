"""Estimates with their ranges: differences of plans, returns, estimates beside the truth, drivers."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from reports.figures.canvas import (
    INK,
    MARKERS,
    PALETTE,
    PAPER,
    QUIET,
    drawing,
    room,
    short,
    styled,
    unit_axis,
)
from reports.figures.words import Scale, Words, finished
from reports.page import Figure, Key
from reports.tables import Table, between, number, table, words

_ROW = 0.34
"""Height of one row [inch]."""


@dataclass(frozen=True, slots=True)
class Range:
    """An estimate with its range."""

    label: str
    estimate: float
    low: float
    high: float
    colour: int = 1
    """Place in the palette, from 1."""
    remark: str = ""
    """Written behind the row in the table, such as a verdict."""


def intervals(
    said: Words, rows: Sequence[Range], scale: Scale, reference: float | None = 0.0, meaning: str = "Estimate"
) -> Figure:
    """Draw each estimate as a point on its range, with a line to compare it with."""
    labels = [short(row.label) for row in rows]
    with styled():
        picture = drawing(0.75 + _ROW * len(rows))
        axes = room(picture, labels, scale.unit)
        if reference is not None:
            axes.axvline(reference, color=QUIET, linewidth=1.0)
        for place, row in enumerate(rows):
            _draw_range(axes, place, row)
        _rows_on_axis(axes, labels)
        unit_axis(axes, "x", scale.unit, scale.currency)
        return finished(said, picture, _data(said, rows, scale, meaning), _spoken(rows, scale))


def _draw_range(axes: Axes, place: int, row: Range) -> None:
    colour = PALETTE[(row.colour - 1) % len(PALETTE)]
    axes.plot([row.low, row.high], [place, place], color=colour, linewidth=3.0, alpha=0.45)
    marker = MARKERS[(row.colour - 1) % len(MARKERS)]
    axes.plot(row.estimate, place, marker, color=colour, markersize=6.5, markeredgecolor=PAPER)


def _rows_on_axis(axes: Axes, labels: Sequence[str]) -> None:
    axes.set_yticks(range(len(labels)), labels, color=INK)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.spines["left"].set_visible(False)


def _data(said: Words, rows: Sequence[Range], scale: Scale, meaning: str) -> Table:
    lines = [
        (
            words(row.label),
            number(row.estimate, scale.unit, scale.currency),
            between(row.low, row.high, scale.unit, scale.currency),
            words(row.remark) if row.remark else words("-"),
        )
        for row in rows
    ]
    remarked = any(row.remark for row in rows)
    columns = ("", meaning, "Range", "Remark")[: 4 if remarked else 3]
    return table(said.title, columns, [line[: len(columns)] for line in lines], said.source)


def _spoken(rows: Sequence[Range], scale: Scale) -> list[str]:
    return [
        f"{row.label}: {scale.write(row.estimate)}, {scale.write(row.low)} to {scale.write(row.high)}"
        for row in rows
    ]


def tornado(said: Words, bars: Sequence[Range], scale: Scale, remarks: Sequence[str]) -> Figure:
    """Draw how far each parameter moves the lead, the widest first; left of zero another plan leads.

    Each bar runs from the lead at the lower end of the parameter (`low`) to that at its upper end (`high`);
    `estimate` is the lead as planned.
    """
    labels = [short(bar.label) for bar in bars]
    with styled():
        picture = drawing(0.75 + _ROW * len(bars))
        axes = room(picture, labels, scale.unit)
        for place, bar in enumerate(bars):
            for end, colour in ((bar.low, PALETTE[0]), (bar.high, PALETTE[1])):
                axes.barh(place, end - bar.estimate, left=bar.estimate, height=0.5, color=colour)
        axes.axvline(0.0, color=INK, linewidth=1.0)
        if bars:
            axes.axvline(bars[0].estimate, color=QUIET, linewidth=1.0, linestyle=(0, (3, 2)))
        _rows_on_axis(axes, labels)
        unit_axis(axes, "x", scale.unit, scale.currency)
        lines = [
            (
                words(bar.label),
                number(bar.low, scale.unit, scale.currency),
                number(bar.high, scale.unit, scale.currency),
                words(remark),
            )
            for bar, remark in zip(bars, remarks, strict=True)
        ]
        columns = ("Parameter", "Lead at its lower end", "Lead at its upper end", "Switch point")
        data = table(said.title, columns, lines, said.source)
        spoken = [
            f"{bar.label}: lead {scale.write(bar.low)} at its lower end, {scale.write(bar.high)} at its upper"
            for bar in bars
        ]
        legend = (Key("Parameter at its lower end", 1), Key("Parameter at its upper end", 2))
        return finished(said, picture, data, spoken, legend)
