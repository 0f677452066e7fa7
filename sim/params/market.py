"""The market: segments by territory, and who is in it when."""

from typing import NamedTuple

from sim.params.table import Numbers, Table


class Segment(NamedTuple):
    """A group of accounts that need and behave alike."""

    in_market: float
    """Share of free accounts that look for a purchase at any time [1]."""
    fit: int
    """Distribution of how well an account fits the ideal customer, in 0..1 [index]."""
    growth: float
    """Growth of the number of accounts [1/year]."""


class Cell(NamedTuple):
    """One segment in one territory."""

    segment: int
    """[index]"""
    territory: int
    """[index]"""
    accounts: int
    """Accounts that are free at the start [account]."""
    customers: int
    """Accounts that are customers at the start [account]."""
    open: int
    """Accounts with a deal under way at the start [account]."""
    identity: int
    """Number made of the names, part of the keys of its leads [word]."""


class Market(NamedTuple):
    """Segments, territories and their demand over time."""

    segments: Table
    """`Segment` rows."""
    cells: Table
    """`Cell` rows, segment-major."""
    season: Numbers
    """Demand factor of each segment on each day: month, weekday, wave, macro index; (segments, days) [1]."""
    territories: int
    """Number of territories [1]."""
