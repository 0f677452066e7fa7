"""What is still under way when a run ends."""

from typing import NamedTuple

from sim.params.table import Words


class Census(NamedTuple):
    """Open cases at the horizon, counted from the cases themselves, not from the books."""

    deals: Words
    """Open deals, (cells,) [deal]."""
    stage_deals: Words
    """Open deals by stage, (stages,) [deal]."""
    stage_ticks: Words
    """Time they have been in their stages so far, (stages,) [tick]."""
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
    add_ons: Words
    """Add-ons that customers hold, (products,) [add-on]."""
    waiting: Words
    """Cases in the queue of each desk, (desks,) [case]."""
    waiting_ticks: Words
    """Time they have waited so far, (desks,) [tick]."""
    working: Words
    """Cases being worked on at each desk, (desks,) [case]."""
