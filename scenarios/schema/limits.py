"""How much one replication may grow."""

from pydantic import Field

from scenarios.schema.base import Section
from sim.codes import (
    MOST_ENTITIES,
    MOST_HAPPENINGS,
    USUAL_AT_ONCE,
    USUAL_ENTITIES,
    USUAL_TRACE_ROWS,
)


class Limits(Section):
    """Caps of one replication; a run that meets one stops, and says what there is most of."""

    cases: int = Field(default=USUAL_ENTITIES, ge=1, le=MOST_ENTITIES)
    """Most leads, deals, orders, invoices, customers, tickets and seats open at once [case]."""
    events: int = Field(default=MOST_HAPPENINGS, ge=1, le=MOST_HAPPENINGS)
    """Most events in all [event]."""
    at_once: int = Field(default=USUAL_AT_ONCE, ge=1000, le=1_000_000_000)
    """Most events of one instant; more are taken as a loop that never ends [event]."""
    trace_rows: int = Field(default=USUAL_TRACE_ROWS, ge=1, le=MOST_HAPPENINGS)
    """Most rows of an event trace, when one is recorded [event]."""
