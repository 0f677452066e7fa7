"""What managers do inside the simulation, by what they could have known."""

from pydantic import Field

from scenarios.schema.base import Section
from scenarios.units import Duration, Share
from sim.codes import DAYS_PER_MONTH


class Reallocation(Section):
    """Shift campaign budgets, month by month, from dear to cheap sources of customers."""

    every: Duration = Field(default=DAYS_PER_MONTH, gt=0)
    """Time between decisions, whole months [day]."""
    window: Duration = Field(default=3 * DAYS_PER_MONTH, gt=0)
    """Records looked at, whole months [day]."""
    lag: Duration = Field(default=DAYS_PER_MONTH)
    """Time until records are complete, whole months [day]."""
    step: Share = 0.2
    """Largest relative change of one budget per decision [1]."""
    floor: Share = 0.3
    """Smallest share of its planned budget that a campaign keeps [1]."""


class Policies(Section):
    """All policies; what is left out is switched off."""

    reallocate_budget: Reallocation | None = None
    """Shift campaign budgets by observed cost per customer."""
