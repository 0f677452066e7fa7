"""How much one replication may grow before it is stopped with a clear error."""

from typing import NamedTuple

MOST_ENTITIES = (1 << 27) - 4096
"""Most entities that the stamps of events can tell apart [1]."""
MOST_HAPPENINGS = 10_000_000_000
"""Most happenings whose events the stamps can still number [1]."""


class Limits(NamedTuple):
    """Caps of one replication; a run that meets one leaves no results."""

    entities: int = 50_000_000
    """Leads, deals, orders, invoices, customers, tickets and seats that are open at once [1]."""
    happenings: int = MOST_HAPPENINGS
    """Happenings in all: rows that the trace has, or would have [1]."""
    at_once: int = 1_000_000
    """Events that share one instant [1]."""
    trace_rows: int = 50_000_000
    """Rows of a recorded trace [1]."""
