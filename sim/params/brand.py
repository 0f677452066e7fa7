"""Awareness and reputation."""

from typing import NamedTuple

from sim.params.table import Numbers


class Brand(NamedTuple):
    """How minds are made and lost."""

    awareness: Numbers
    """Awareness at the start, (cells,) [1]."""
    decay: float
    """Share of awareness forgotten per day [1/day]."""
    word_of_mouth: float
    """Share of the unaware made aware per day if everyone were a customer [1/day]."""
    reputation: float
    """Reputation at the start [1]."""
    reputation_rate: float
    """Weight of one delivered experience in a cell's reputation [1]."""
