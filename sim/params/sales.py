"""The sales process: stages and the moves between them."""

from typing import NamedTuple

from sim.params.table import Table


class Stage(NamedTuple):
    """One step of a deal: work by a rep, then the buyer's own time, then a move."""

    role: int
    """Role whose desk does the work, or none [index]."""
    work: int
    """Distribution of working hours, or none [index]."""
    wait: int
    """Distribution of the buyer's delay in days, or none [index]."""
    priority: int
    """Urgency of its work; 0 is first [level]."""
    patience: int
    """Distribution of days until an unattended deal goes cold, or none [index]."""
    cold_to: int
    """Where a cold deal goes [move target]."""
    chooses: int
    """1 when the buyer chooses among us, rivals and nothing at its end [0/1]."""
    moves: int
    """First of its moves [index]."""
    ways: int
    """Number of its moves [1]."""
    oldest: float
    """Age of the deal above which it is given up here; 0 is never [day]."""
    touch_cost: int
    """Cost of each entry (a nurture touch, a demo) [cent]."""
    first_touch: int
    """1 when its work is the first response to a lead [0/1]."""
    room: int
    """Cases that may wait at the desk until deals are turned away, or none for no limit [case]."""
    full_to: int
    """Where a deal goes that is turned away [move target]."""


class Move(NamedTuple):
    """A way out of a stage."""

    upto: float
    """Cumulative share of the ways up to this one [1]."""
    to: int
    """Stage, WON or LOST [move target]."""
    reason: int
    """Reason when lost [code]."""


class Opening(NamedTuple):
    """Deals that are in a stage when the run starts, in one cell."""

    stage: int
    """[index]"""
    cell: int
    """[index]"""
    deals: int
    """How many [deal]."""
    age: int
    """Distribution of the days since their lead arrived, or none [index]."""
    remaining: int
    """Distribution of the days until the buyer's delay of the stage ends, if it has one [index]."""
    identity: int
    """Number made of the names of stage and cell, part of their keys [word]."""


class Sales(NamedTuple):
    """The whole process."""

    stages: Table
    """`Stage` rows."""
    moves: Table
    """`Move` rows, grouped by stage."""
    expansion_entry: int
    """Stage at which cross-sell deals start [index]."""
    open: Table
    """`Opening` rows."""
