"""Where leads come from: campaigns and every other source, one response model."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sim.params.table import Numbers, Table, Words, table


class Source(NamedTuple):
    """A source of leads; paid, owned and earned media differ by numbers only."""

    kind: int
    """A SourceKind [code]."""
    identity: int
    """Number made of the name, part of the keys of its leads [word]."""
    priority: int
    """Added to the urgency of its leads; lower is sooner [level]."""
    lags: int
    """Days of spend the carry-over looks back on [day]."""
    saturation: int
    """A Saturation [code]."""
    half: float
    """Pressure scale of the response: half-saturation for Hill and Michaelis-Menten [currency/day]."""
    slope: float
    """Steepness of the response [1]."""
    visits: float
    """Visits a day at full saturation (or per unit, when linear) [visit/day]."""
    conversion: float
    """Leads per visit, with the whole reached market in its starting state [lead/visit]."""
    unaided: float
    """Leads a day without any spend, at awareness one; per productive seat for outbound [lead/day]."""
    awareness_gain: float
    """Share of the unaware made aware per day at full saturation, times message consistency [1/day]."""
    awareness_pull: float
    """How far intensity follows awareness: 0 not at all, 1 in proportion [1]."""
    fit_shift: float
    """Added to the fit of its leads, before clipping to 0..1 [1]."""
    team: int
    """Role that makes outbound contacts, or none [index]."""
    batch: int
    """Distribution of the leads that arrive together, or none: one by one; what customers bring [index]."""
    batch_mean: float
    """Its mean [lead]."""
    imitation: float
    """Leads a day per free account if all accounts of its cell were customers [lead/day]."""
    reach: int
    """Reach of the source [index]."""


class Reach(NamedTuple):
    """The cells that sources of the same aim are at work in."""

    first: int
    """First of its rows in `reached` [index]."""
    cells: int
    """Number of its cells [1]."""


class Reached(NamedTuple):
    """A cell of a reach."""

    cell: int
    """[index]"""
    weight: float
    """Share of a source's visits that land in this cell [1]."""


class Campaigns(NamedTuple):
    """Sources, where they reach and what is spent on them."""

    sources: Table
    """`Source` rows."""
    reaches: Table
    """`Reach` rows: one for all sources that reach the same cells with the same weights."""
    reached: Table
    """`Reached` rows of one reach after the other; those of a reach by falling weight."""
    spend: Words
    """Planned spend, (sources, days) [cent]."""
    lag_weights: Numbers
    """Weight of the spend of 0, 1, 2, ... days ago, (sources, longest carry-over) [1]."""


def shared_reaches(aims: Sequence[Mapping[int, float]]) -> tuple[list[int], Table, Table]:
    """The reach of every source, the reaches, and the cells they reach.

    Parameters
    ----------
    aims : weight of each cell that a source reaches, one map per source

    Examples
    --------
    >>> numbers, reaches, reached = shared_reaches([{0: 0.2, 1: 0.8}, {}, {1: 0.8, 0: 0.2}])
    >>> numbers, reaches.cells.tolist(), reached.cell.tolist()
    ([0, 1, 0], [2, 0], [1, 0])
    """
    numbered: dict[tuple[tuple[int, float], ...], int] = {}
    numbers = [numbered.setdefault(_falling(aim), len(numbered)) for aim in aims]
    reaches: list[Reach] = []
    reached: list[Reached] = []
    for cells in numbered:
        reaches.append(Reach(len(reached), len(cells)))
        reached.extend(Reached(*each) for each in cells)
    return numbers, table(Reach, reaches), table(Reached, reached)


def _falling(aim: Mapping[int, float]) -> tuple[tuple[int, float], ...]:
    """Cells and weights, the largest weight first."""
    return tuple(sorted(aim.items(), key=lambda each: (-each[1], each[0])))
