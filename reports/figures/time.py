"""Results over the months: fans of what may come, and plain lines."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter

from reports.figures.canvas import DASHES, INK, PALETTE, WIDTH, drawing, short, styled, unit_axis
from reports.figures.words import Scale, Words, finished
from reports.page import Figure, Key
from reports.tables import Table, month, number, table, words

_MOST_ACROSS = 3
_MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class Band:
    """A result over the months of one plan: what 10, 50 and 90 of 100 futures stay below."""

    label: str
    months: tuple[date, ...]
    p10: tuple[float, ...]
    p50: tuple[float, ...]
    p90: tuple[float, ...]


def fan(said: Words, bands: Sequence[Band], scale: Scale) -> Figure:
    """Draw one panel per plan on common axes: the middle as a line, P10 to P90 as a band."""
    down = math.ceil(len(bands) / _MOST_ACROSS)
    across = math.ceil(len(bands) / down)
    with styled():
        picture = drawing(2.4 * down)
        panels = picture.subplots(down, across, sharex=True, sharey=True, squeeze=False)
        picture.subplots_adjust(0.85 / WIDTH, 0.13 / down, 0.98, 1.0 - 0.11 / down, 0.09, 0.2)
        for place, axes in enumerate(panels.flat):
            if place < len(bands):
                _draw_band(axes, bands[place], place, scale, across)
            else:
                axes.set_axis_off()
        return finished(
            said, picture, _fan_data(said, bands, scale), [_spoken(band, scale) for band in bands]
        )


def _draw_band(axes: Axes, band: Band, place: int, scale: Scale, across: int) -> None:
    colour = PALETTE[place % len(PALETTE)]
    places = range(len(band.months))
    axes.fill_between(places, band.p10, band.p90, color=colour, alpha=0.22, linewidth=0)
    axes.plot(places, band.p50, color=colour)
    if across > 1 or place:
        axes.set_title(short(band.label, 84 // across), loc="left", color=INK, fontsize=9.5, pad=5)
    _months(axes, band.months, _MOST_TICKS // across)
    unit_axis(axes, "y", scale.unit, scale.currency)
    if place % across:
        axes.set_ylabel("")


def _months(axes: Axes, months: Sequence[date], most: int = _MOST_TICKS) -> None:
    """Write a few months below the axis; what is between two months is not written."""
    step = max(1, math.ceil(len(months) / most))
    axes.xaxis.set_major_locator(FixedLocator(list(range(0, len(months), step))))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda place, _: month(months[round(place)])))
    axes.set_xlim(-0.3, max(len(months) - 0.7, 0.7))


def _fan_data(said: Words, bands: Sequence[Band], scale: Scale) -> Table:
    columns = ("Month", *(f"{band.label}, {part}" for band in bands for part in ("P10", "P50", "P90")))
    lines = [
        (
            words(month(first)),
            *(
                number(values[place] if place < len(values) else None, scale.unit, scale.currency)
                for band in bands
                for values in (band.p10, band.p50, band.p90)
            ),
        )
        for place, first in enumerate(max(bands, key=lambda band: len(band.months)).months)
    ]
    return table(said.title, columns, lines, said.source)


def _spoken(band: Band, scale: Scale) -> str:
    return (
        f"{band.label}: from {scale.write(band.p50[0])} in {month(band.months[0])} to "
        f"{scale.write(band.p50[-1])} ({scale.write(band.p10[-1])} to {scale.write(band.p90[-1])}) in "
        f"{month(band.months[-1])}"
    )


def lines(said: Words, bands: Sequence[Band], scale: Scale) -> Figure:
    """Draw the middle of each plan as a line, all in one panel, told apart by colour and dashes."""
    with styled():
        picture = drawing(2.5)
        axes = picture.add_axes((0.85 / WIDTH, 0.16, 0.98 - 0.85 / WIDTH, 0.76))
        for place, band in enumerate(bands):
            colour, dash = PALETTE[place % len(PALETTE)], DASHES[place % len(DASHES)]
            axes.plot(range(len(band.months)), band.p50, color=colour, linestyle=dash)
        _months(axes, bands[0].months)
        unit_axis(axes, "y", scale.unit, scale.currency)
        legend = tuple(Key(band.label, place % len(PALETTE) + 1, place) for place, band in enumerate(bands))
        data = _fan_data(said, bands, scale)
        spoken = [_spoken(band, scale) for band in bands]
        return finished(said, picture, data, spoken, legend if len(bands) > 1 else ())
