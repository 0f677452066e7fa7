"""From order to cash."""

from pydantic import Field

from scenarios.schema.base import Section, evidence
from scenarios.schema.distributions import Effort, Timing
from scenarios.schema.forms import Name
from scenarios.units import Duration, Money, Share


class Credit(Section):
    """A check of the buyer before work begins."""

    team: Name
    """Team that checks."""
    work: Effort
    """Working time per check [hour of work]."""
    rejects: Share = 0.0
    """Share of orders refused [1]."""


class Production(Section):
    """Making what was ordered: a plant, onboarding, a service delivered."""

    team: Name
    """Team (or line) that makes it."""
    work: Effort
    """Working time per order [hour of work]."""
    defects: Share = Field(default=0.0, lt=1)
    """Share of finished work that fails the quality check and is made again [1]."""


class Route(Section):
    """How orders of a product become deliveries and cash."""

    credit: Credit | None = None
    """Credit check; null is none."""
    production: Production | None = None
    """Production; null is from stock."""
    transit: Timing | None = None
    """Transport time at distance 1; null is none [day]."""
    promise: Duration = Field(default=30.0, gt=0, json_schema_extra=evidence("assumption", "one month"))
    """Promised time from order to delivery [day]."""
    cancels_after: Timing | None = None
    """Time a buyer waits for production to begin before cancelling; null is for ever [day]."""
    payment: Timing = Field(
        default=30.0, json_schema_extra=evidence("survey", "F35: invoices are paid after 26 days in the mean")
    )
    """Time from invoice to payment [day]."""
    bad_debt: Share = Field(default=0.0, lt=1)
    """Share of invoices never paid [1]."""
    logistics_cost: Money = 0
    """Transport cost per order [cent]."""
    commission: Share = 0.0
    """Share of bookings paid to the seller [1]."""
