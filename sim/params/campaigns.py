"""Where leads come from: campaigns and every other source, one response model."""

from typing import NamedTuple

from sim.params.table import Numbers, Table, Words


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


class Pair(NamedTuple):
    """A source at work in a cell."""

    source: int
    """[index]"""
    cell: int
    """[index]"""
    weight: float
    """Share of the source's visits that land in this cell [1]."""


class Campaigns(NamedTuple):
    """Sources, where they reach and what is spent on them."""

    sources: Table
    """`Source` rows."""
    pairs: Table
    """`Pair` rows."""
    spend: Words
    """Planned spend, (sources, days) [cent]."""
    lag_weights: Numbers
    """Weight of the spend of 0, 1, 2, ... days ago, (sources, longest carry-over) [1]."""
