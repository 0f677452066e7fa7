"""How much one replication may grow."""

from pydantic import Field

from scenarios.schema.base import Section
from sim.params.limits import MOST_ENTITIES, MOST_HAPPENINGS
from sim.params.limits import Limits as Standard

_USUAL = Standard()


class Limits(Section):
    """Caps of one replication; a run that meets one stops, and says what there is most of."""

    cases: int = Field(default=_USUAL.entities, ge=1, le=MOST_ENTITIES)
    """Most leads, deals, orders, invoices, customers, tickets and seats open at once [case]."""
    events: int = Field(default=_USUAL.happenings, ge=1, le=MOST_HAPPENINGS)
    """Most events in all [event]."""
    at_once: int = Field(default=_USUAL.at_once, ge=1000, le=1_000_000_000)
    """Most events of one instant; more are taken as a loop that never ends [event]."""
    trace_rows: int = Field(default=_USUAL.trace_rows, ge=1, le=MOST_HAPPENINGS)
    """Most rows of an event trace, when one is recorded [event]."""
