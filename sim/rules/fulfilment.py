"""Delivery."""

from sim.jit import rule


@rule
def is_late(delivered: float, promised: float) -> bool:
    """Whether a delivery missed its promise; on the promised instant is on time.

    Parameters
    ----------
    delivered : [day] time of delivery
    promised : [day] promised time

    Examples
    --------
    >>> is_late(10.0, 10.0)
    False
    """
    return delivered > promised


@rule
def delivery_experience(late: bool, on_time_worth: float, late_worth: float) -> float:
    """Experience of a delivery (late hurts more than early helps: Harter, Stich & Spann 2024).

    Parameters
    ----------
    late : [0/1] whether the promise was missed
    on_time_worth : [1] experience of an on-time delivery
    late_worth : [1] experience of a late one

    Examples
    --------
    >>> delivery_experience(True, 0.85, 0.3)
    0.3
    """
    return late_worth if late else on_time_worth
