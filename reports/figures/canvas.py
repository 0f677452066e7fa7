"""Drawing with matplotlib so that the same numbers give the same bytes and the page decides the colours.

Pictures are drawn in the colours below and written with names of page colours in their place, so that they
can be read on a light page, on a dark one and on paper. Labels are never read as formulas.
"""

import io
import re
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Drawing
from matplotlib.ticker import FuncFormatter, MaxNLocator

from reports.tables import plain, tick
from reports.text.en import UnitName

INK, QUIET, LINE, PAPER = "#1b2430", "#5c6775", "#d5dae1", "#fefefe"
PALETTE = ("#0068b3", "#c4530b", "#008060", "#a8527f", "#8f6a00", "#3d87b8")
"""Told apart with common colour blindness (after Okabe and Ito), dark enough for white paper."""
DASHES: tuple[Any, ...] = ("-", (0, (6, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)), (0, (10, 3)), (0, (3, 1)))
MARKERS = ("o", "s", "^", "D", "v", "P")

WIDTH = 7.6
"""Width of every picture [inch]."""
FONT = 8.5
"""Size of the letters [point]."""
LONGEST_LABEL = 30
"""Columns a label may take before it is cut; the table beside it has the whole name [column]."""

_VARIABLES = {
    INK: "var(--ink)",
    QUIET: "var(--quiet)",
    LINE: "var(--line)",
    PAPER: "var(--card)",
    **{colour: f"var(--c{place})" for place, colour in enumerate(PALETTE, start=1)},
}
_SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "foresell",
    "text.parse_math": False,
    "text.usetex": False,
    "text.color": INK,
    "font.family": ["DejaVu Sans"],
    "font.size": FONT,
    "axes.edgecolor": LINE,
    "axes.labelcolor": QUIET,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "xtick.color": LINE,
    "ytick.color": LINE,
    "xtick.labelcolor": QUIET,
    "ytick.labelcolor": QUIET,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "grid.color": LINE,
    "grid.linewidth": 0.6,
    "lines.linewidth": 1.8,
    "lines.solid_capstyle": "round",
    "path.simplify": True,
}


@contextmanager
def styled() -> Iterator[None]:
    """Use the style of the house, whatever the user's matplotlib is set to; leave no trace."""
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from")
        warnings.filterwarnings("ignore", message=r"Matplotlib currently does not support .* natively")
        yield


def drawing(height: float) -> Drawing:
    """An empty picture of the usual width.

    Parameters
    ----------
    height : [inch] height of the picture
    """
    made = Drawing(figsize=(WIDTH, height))
    FigureCanvasSVG(made)
    return made


def room(picture: Drawing, labels: list[str], unit: UnitName) -> Axes:
    """Axes that leave as much room as the labels at the left and the unit below need."""
    top, bottom = 0.1, 0.42 if unit in {"money", "days"} else 0.26
    height = picture.get_size_inches()[1]
    left = (0.25 + 0.068 * max((columns(label) for label in labels), default=0)) / WIDTH
    return picture.add_axes((left, bottom / height, 0.965 - left, 1.0 - (top + bottom) / height))


def columns(text: str) -> int:
    """Columns a text takes; Chinese characters and emoji take two.

    Examples
    --------
    >>> columns("plan"), columns("方案")
    (4, 4)
    """
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def short(text: str, most: int = LONGEST_LABEL) -> str:
    """A label that fits, cut with an ellipsis if need be."""
    shown = plain(text) or "(no name)"
    if columns(shown) <= most:
        return shown
    while columns(shown) > most - 1:
        shown = shown[:-1]
    return shown.rstrip() + "…"


def unit_axis(axes: Axes, which: str, unit: UnitName, currency: str) -> None:
    """Write the numbers of an axis in their unit."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_locator(MaxNLocator(5 if which == "x" else 4))
    axis.set_major_formatter(FuncFormatter(lambda value, _: tick(value, unit)))
    name = currency if unit == "money" else "days" if unit == "days" else ""
    if name:
        axis.set_label_text(plain(name))
    axes.grid(visible=True, axis="x" if which == "x" else "y")


def to_svg(picture: Drawing, name: str, title: str, description: str) -> str:
    """Write a picture as an SVG element for a page: labelled, coloured by the page, without foreign parts."""
    stream = io.StringIO()
    _pin_empty_labels(picture)
    mpl.rcParams["svg.hashsalt"] = f"foresell-{name}"
    picture.savefig(stream, format="svg", metadata={"Date": None}, transparent=True)
    text = stream.getvalue()
    body = text[text.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r"<style[^>]*>.*?</style>", "", body, flags=re.DOTALL)
    body = re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL)
    body = re.sub(r"font-family: [^;\"]*;? ?", "", body)
    body = re.sub(r'<text style="font: ([0-9.]+px)[^;"]*', r'<text style="font-size: \1', body)
    body = re.sub(r' transform="rotate\(-0 [^)]*\)"', "", body)
    body = _own_names(body, name)
    body = re.sub(r'style="[^"]*"', lambda style: _page_colours(style[0]), body)
    return _labelled(body, name, title, description)


def _pin_empty_labels(picture: Drawing) -> None:
    """Say where labels without text stand; to find room for one, matplotlib lays out all ticks once more."""
    for axes in picture.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if not axis.get_label_text():
                axis.set_label_coords(0.0, 0.0)


def _page_colours(style: str) -> str:
    for colour, variable in _VARIABLES.items():
        style = style.replace(colour, variable)
    return style


def _own_names(body: str, name: str) -> str:
    """Keep only the names that the picture itself refers to, and make them unique on the page."""
    used = set(re.findall(r"url\(#([^)]+)\)", body)) | set(re.findall(r'xlink:href="#([^"]+)"', body))

    def renamed(match: re.Match[str]) -> str:
        return f' id="{name}-{match[1]}"' if match[1] in used else ""

    body = re.sub(r' id="([^"]*)"', renamed, body)
    body = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", body)
    body = re.sub(r'xlink:href="#([^"]+)"', rf'xlink:href="#{name}-\1"', body)
    return re.sub(r"\n\s*", "\n", body).replace("\n", " ")


def _labelled(body: str, name: str, title: str, description: str) -> str:
    """Name and describe the picture for those who hear it."""
    box = re.search(r'viewBox="([^"]+)"', body)
    shape = box[1] if box else "0 0 1 1"
    inner = body[body.index(">") + 1 :]
    return (
        f'<svg role="img" viewBox="{shape}" aria-labelledby="{name}-title {name}-desc" '
        'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f'<title id="{name}-title">{escape(plain(title))}</title>'
        f'<desc id="{name}-desc">{escape(plain(description))}</desc>{inner.strip()}'
    )
