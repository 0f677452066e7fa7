"""From revenue to profit, step by step; the steps must add up."""

from dataclasses import dataclass

from reports.figures.canvas import INK, PALETTE, QUIET, drawing, room, short, styled, unit_axis
from reports.figures.words import Scale, Words, finished
from reports.page import Figure, Key
from reports.tables import amount, number, table, words
from sim.errors import RunError

_TOLERANCE = 0.005
"""Half a cent: what may be lost when cents become units of money [money]."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is added to the running total; a cost is negative."""

    label: str
    change: float


@dataclass(frozen=True, slots=True)
class Bridge:
    """A start, the steps from it, and the end they must lead to."""

    start: Step
    steps: tuple[Step, ...]
    end: Step

    def __post_init__(self) -> None:
        reached = self.start.change + sum(step.change for step in self.steps)
        allowed = _TOLERANCE * (1 + len(self.steps)) + 1e-9 * abs(self.start.change)
        if not abs(reached - self.end.change) <= allowed:
            raise RunError(
                f"the way from {self.start.label} to {self.end.label} does not add up: "
                f"the steps lead to {reached:,.2f}, the books say {self.end.change:,.2f}"
            )


def waterfall(said: Words, bridge: Bridge, scale: Scale) -> Figure:
    """Draw the start and the end as full bars and every step as the part it adds or takes."""
    rows = (bridge.start, *bridge.steps, bridge.end)
    labels = [short(step.label) for step in rows]
    with styled():
        picture = drawing(0.62 + 0.27 * len(rows))
        axes = room(picture, labels, scale.unit)
        total = 0.0
        for place, step in enumerate(rows):
            full = place in {0, len(rows) - 1}
            left = 0.0 if full else total
            colour = PALETTE[0] if full else PALETTE[2] if step.change >= 0.0 else PALETTE[1]
            axes.barh(place, step.change, left=left, height=0.62, color=colour)
            total = step.change if full else total + step.change
            if place < len(rows) - 1:
                axes.plot([total, total], [place, place + 1], color=QUIET, linewidth=0.7)
        axes.axvline(0.0, color=INK, linewidth=0.8)
        axes.set_yticks(range(len(rows)), labels, color=INK)
        axes.set_ylim(len(rows) - 0.45, -0.55)
        axes.spines["left"].set_visible(False)
        unit_axis(axes, "x", scale.unit, scale.currency)
        lines = [
            (words(step.label), number(step.change, scale.unit, scale.currency), words(_part(step, bridge)))
            for step in rows
        ]
        data = table(said.title, ("", "Amount", f"Of {bridge.start.label.lower()}"), lines, said.source)
        spoken = [f"{step.label} {scale.write(step.change)}" for step in rows]
        keys = (Key("Total", 1), Key("Adds", 3), Key("Takes away", 2))
        return finished(said, picture, data, spoken, keys)


def _part(step: Step, bridge: Bridge) -> str:
    whole = bridge.start.change
    return amount(step.change / whole, "share", "") if whole else "not defined"
