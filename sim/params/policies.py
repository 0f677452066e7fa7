"""What managers do inside the simulation, by what they could have known."""

from typing import NamedTuple


class Reallocation(NamedTuple):
    """Monthly shift of campaign budgets from dear to cheap sources of customers."""

    every: int
    """Months between decisions; 0 switches the policy off [month]."""
    window: int
    """Months of records it looks at [month]."""
    lag: int
    """Months until records are complete [month]."""
    step: float
    """Largest relative change of one budget per decision [1]."""
    floor: float
    """Smallest share of its planned budget a campaign keeps [1]."""


class Policies(NamedTuple):
    """All policies."""

    reallocation: Reallocation
