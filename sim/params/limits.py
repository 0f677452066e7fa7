"""How much one replication may grow before it is stopped with a clear error."""

from typing import NamedTuple

from sim.codes import MOST_HAPPENINGS, USUAL_AT_ONCE, USUAL_ENTITIES, USUAL_TRACE_ROWS


class Limits(NamedTuple):
    """Caps of one replication; a run that meets one leaves no results."""

    entities: int = USUAL_ENTITIES
    """Leads, deals, orders, invoices, customers, tickets and seats that are open at once [1]."""
    happenings: int = MOST_HAPPENINGS
    """Happenings in all: rows that the trace has, or would have [1]."""
    at_once: int = USUAL_AT_ONCE
    """Events that share one instant [1]."""
    trace_rows: int = USUAL_TRACE_ROWS
    """Rows of a recorded trace [1]."""
