"""What one lead costs in each program."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measures import Measure, Row

NAMES = {
    "c": "plain C loop",
    "foresell": "Foresell, from YAML",
    "cimba": "cimba",
    "simpy": "SimPy by hand",
}
PANELS = {"queue-simpy": "One queue", "funnel-simpy": "Funnel: five stages, twenty reps"}
INK, OURS, OTHERS = "#222222", "#0b6e4f", "#b8bfc6"


def costs(row: Measure) -> list[tuple[str, float]]:
    """Program and cost of a lead [µs], the dearest first."""
    sides: Mapping[str, Any] = row.raw["seconds per lead"]
    found = [(NAMES[name], 1e6 * float(times["least"])) for name, times in sides.items()]
    return sorted(found, key=lambda pair: -pair[1])


def draw(rows: Sequence[Row], place: Path) -> bool:
    """Write the picture; False when the rows that it needs are not there."""
    panels = [row for row in rows if isinstance(row, Measure) and row.key in PANELS]
    if not panels:
        return False
    from matplotlib.figure import Figure  # noqa: PLC0415 - only when there is something to draw

    figure = Figure(figsize=(9, 1.2 + 1.6 * len(panels)), layout="constrained")
    for axes, row in zip(
        figure.subplots(len(panels), 1, sharex=True, squeeze=False)[:, 0], panels, strict=True
    ):
        _panel(axes, row)
    axes.set_xlabel("µs per lead, logarithmic scale")
    place.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(place, dpi=150)
    return True


def _panel(axes: Any, row: Measure) -> None:
    names, values = zip(*costs(row), strict=True)
    colours = [OURS if name == NAMES["foresell"] else OTHERS for name in names]
    axes.set_xscale("log")
    axes.scatter(values, names, color=colours, s=90, zorder=2)
    for name, value in zip(names, values, strict=True):
        axes.annotate(
            f"{value:.2g}", (value, name), (9, 0), textcoords="offset points", va="center", color=INK
        )
    axes.set_title(PANELS[row.key], loc="left", color=INK, fontsize=11)
    axes.set_xlim(0.01, 300)
    axes.set_ylim(-0.6, len(names) - 0.4)
    axes.grid(axis="x", color="#e6e6e6", zorder=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
