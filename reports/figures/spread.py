"""How a result is spread over the futures: one curve per plan."""

from collections.abc import Sequence

import numpy as np
from matplotlib.ticker import FixedLocator, FuncFormatter

from reports.figures.canvas import DASHES, PALETTE, WIDTH, drawing, styled, unit_axis
from reports.figures.words import Scale, Words, finished
from reports.page import Figure, Key
from reports.tables import number, table, words

_MOST_POINTS = 200
_LEVELS = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)


def chances(said: Words, labels: Sequence[str], samples: Sequence[np.ndarray], scale: Scale) -> Figure:
    """Draw the chance of staying below each value; a curve further right is the higher result."""
    levels = [np.quantile(sample, _LEVELS) for sample in samples]
    with styled():
        picture = drawing(2.7)
        axes = picture.add_axes((0.75 / WIDTH, 0.19, 0.97 - 0.75 / WIDTH, 0.75))
        for place, sample in enumerate(samples):
            shares = np.linspace(0.0, 1.0, min(len(sample), _MOST_POINTS))
            style = DASHES[place % len(DASHES)]
            axes.plot(
                np.quantile(sample, shares), shares, color=PALETTE[place % len(PALETTE)], linestyle=style
            )
        unit_axis(axes, "x", scale.unit, scale.currency)
        axes.set_ylim(0.0, 1.0)
        axes.yaxis.set_major_locator(FixedLocator([0.0, 0.25, 0.5, 0.75, 1.0]))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:.0f}"))
        axes.set_ylabel("of 100 futures below")
        legend = tuple(Key(label, place % len(PALETTE) + 1, place) for place, label in enumerate(labels))
        lines = [
            (words(label), *(number(float(value), scale.unit, scale.currency) for value in values))
            for label, values in zip(labels, levels, strict=True)
        ]
        columns = ("Plan", *(f"P{100 * level:.0f}" for level in _LEVELS))
        data = table(said.title, columns, lines, said.source)
        spoken = [
            f"{label}: half of the futures stay below {scale.write(float(values[3]))}, 80 of 100 lie between "
            f"{scale.write(float(values[1]))} and {scale.write(float(values[5]))}"
            for label, values in zip(labels, levels, strict=True)
        ]
        return finished(said, picture, data, spoken, legend if len(labels) > 1 else ())
