"""What is still under way when a run ends."""

from typing import NamedTuple

from sim.params.table import Words


class Census(NamedTuple):
    """Open cases at the horizon, counted from the cases themselves, not from the books."""

    deals: Words
    """Open deals, (cells,) [deal]."""
    stage_deals: Words
    """Open deals by stage, (stages,) [deal]."""
    orders: Words
    """Orders not delivered, (products,) [order]."""
    order_value: Words
    """Their value, (products,) [cent]."""
    invoices: Words
    """Invoices not settled, (products,) [invoice]."""
    invoice_value: Words
    """Their value, (products,) [cent]."""
    customers: Words
    """Customers, (products,) [customer]."""
    waiting: Words
    """Cases in the queue of each desk, (desks,) [case]."""
    waiting_ticks: Words
    """Time they have waited so far, (desks,) [tick]."""
    working: Words
    """Cases being worked on at each desk, (desks,) [case]."""
    stage_ticks: Words
    """Time open deals have been in their stage so far, (stages,) [tick]."""
