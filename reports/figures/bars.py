"""Bars: funnels, workload, reasons, attainment, side by side for several plans."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from reports.figures.canvas import (
    INK,
    PALETTE,
    drawing,
    room,
    short,
    styled,
    unit_axis,
)
from reports.figures.words import Scale, Words, finished
from reports.page import Figure, Key
from reports.tables import Cell, between, number, table, words

_BAR = 0.17
"""Height of one bar [inch]."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Length of a bar, with the range of the futures where it is known."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Bars of one plan, one per label."""

    label: str
    bars: tuple[Bar, ...]
    colour: int
    """Place in the palette, from 1."""


def bars(
    said: Words, labels: Sequence[str], series: Sequence[Series], scale: Scale, reference: float | None = None
) -> Figure:
    """Draw one group of bars per label, one bar per series; a line marks the reference."""
    shown = [short(label) for label in labels]
    with styled():
        picture = drawing(0.62 + len(shown) * (_BAR * len(series) + 0.16))
        axes = room(picture, shown, scale.unit)
        for place, one in enumerate(series):
            _draw_series(axes, one, place, len(series))
        if reference is not None:
            axes.axvline(reference, color=INK, linewidth=1.0, linestyle=(0, (3, 2)))
        axes.set_yticks(range(len(shown)), shown, color=INK)
        axes.set_ylim(len(shown) - 0.45, -0.55)
        axes.spines["left"].set_visible(False)
        unit_axis(axes, "x", scale.unit, scale.currency)
        legend = tuple(Key(one.label, one.colour) for one in series) if len(series) > 1 else ()
        lines = [
            (
                words(label),
                *(cell for one in series for cell in _cells(one.bars[place], scale, _ranged(series))),
            )
            for place, label in enumerate(labels)
        ]
        data = table(said.title, _columns(series), lines, said.source)
        spoken = [
            f"{label}: " + ", ".join(f"{one.label} {scale.write(one.bars[place].value)}" for one in series)
            for place, label in enumerate(labels)
        ]
        return finished(said, picture, data, spoken, legend)


def _draw_series(axes: Axes, one: Series, place: int, count: int) -> None:
    thick = 0.78 / count
    colour = PALETTE[(one.colour - 1) % len(PALETTE)]
    for row, bar in enumerate(one.bars):
        middle = row + (place - (count - 1) / 2.0) * thick
        if bar.value == bar.value:
            axes.barh(middle, bar.value, height=0.86 * thick, color=colour)
        if bar.low is not None and bar.high is not None and bar.low == bar.low:
            axes.plot([bar.low, bar.high], [middle, middle], color=INK, linewidth=1.2)


def _ranged(series: Sequence[Series]) -> bool:
    return any(bar.low is not None for one in series for bar in one.bars)


def _columns(series: Sequence[Series]) -> tuple[str, ...]:
    parts = ("", " (P10 to P90)")[: 2 if _ranged(series) else 1]
    return ("", *(f"{one.label}{part}" for one in series for part in parts))


def _cells(bar: Bar, scale: Scale, ranged: bool) -> tuple[Cell, ...]:
    value = number(bar.value, scale.unit, scale.currency)
    if not ranged:
        return (value,)
    nothing = float("nan")
    low, high = (nothing if end is None else end for end in (bar.low, bar.high))
    return value, between(low, high, scale.unit, scale.currency)
