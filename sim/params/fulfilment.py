"""From order to cash."""

from typing import NamedTuple

from sim.params.table import Numbers, Table


class Route(NamedTuple):
    """How orders of one product are fulfilled; a role of none skips that step."""

    credit_role: int
    """Role that checks credit [index]."""
    credit_work: int
    """Distribution of hours per check [index]."""
    credit_reject: float
    """Share of orders refused [1]."""
    make_role: int
    """Role (plant line, onboarding team) that makes it [index]."""
    make_work: int
    """Distribution of hours per order [index]."""
    defect: float
    """Share of finished work that fails the quality check and is made again [1]."""
    transit: int
    """Distribution of transport days, or none [index]."""
    promise: float
    """Promised days from order to delivery [day]."""
    cancel: int
    """Distribution of days a buyer waits for production to begin, or none [index]."""
    payment: int
    """Distribution of days from invoice to payment [index]."""
    bad_debt: float
    """Share of invoices never paid [1]."""
    logistics_cost: int
    """Transport cost per order [cent]."""
    commission: float
    """Share of bookings paid to the seller [1]."""


class Fulfilment(NamedTuple):
    """Routes of all products."""

    routes: Table
    """`Route` rows, one per product."""
    distance: Numbers
    """Factor on transport days, (territories,) [1]."""
