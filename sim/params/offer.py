"""The offer and the choice: products, prices, rivals."""

from typing import NamedTuple

from sim.params.table import Numbers, Table, Words


class Product(NamedTuple):
    """One thing sold."""

    kind: int
    """A ProductKind [code]."""
    term: int
    """Months a subscription is billed and recognised over [month]."""
    quantity: int
    """Distribution of units per order [index]."""
    discount: float
    """Discount that closes a usual deal [1]."""
    unit_cost: int
    """Cost of goods per unit, and per term for subscriptions [cent]."""


class Choice(NamedTuple):
    """Weights of what moves a buyer beyond the offer itself [utility]."""

    awareness: float
    """Per unit of brand awareness."""
    reputation: float
    """Per unit of reputation above one half."""
    fit: float
    """Per unit of fit above one half."""
    skill: float
    """Per unit of the desk's skill above one."""
    delay: float
    """Per unit of log(1 + days to first response)."""


class Offer(NamedTuple):
    """Everything a buyer compares."""

    products: Table
    """`Product` rows."""
    price: Words
    """List price, (products, segments, days) [cent]."""
    mix: Numbers
    """Cumulative share of each product among a segment's leads, in the order of `by_name`,
    (segments, days, products) [1]."""
    by_name: Words
    """Products in the order of their names: how they are listed changes no lead, (products,) [index]."""
    ours: Numbers
    """Utility of our product before brand and service, (products, segments, days)."""
    rivals: Numbers
    """Log of the summed exponentials of active rivals' utilities, (products, segments, days)."""
    nothing: Numbers
    """Utility of no decision, (segments,)."""
    price_gap: Numbers
    """Part of our utility lost to price against the best active rival, (products, segments, days)."""
    choice: Choice
