"""Products, their prices and shares, as deals and orders name them."""

from dataclasses import dataclass, replace

import pandas as pd

from calibration.company.facts import Facts
from calibration.company.text import Part, flow, history, join, line, number
from calibration.estimate import Estimate, slug
from calibration.overlay import PathValue
from calibration.tables import days_between, recorded
from sim.codes import DAYS_PER_MONTH

UNIT_COST_SHARE = 0.4
UNKNOWN_PRICE = 1000.0
MOST_DISCOUNT = 0.9
RECENT = 90
"""Days at the end of the records whose list prices count [day]."""
SAME = 1.02
"""Ratio of prices up to which segments pay the same."""


@dataclass(frozen=True, slots=True)
class Range:
    """What is sold, and the discount that is usual."""

    products: tuple["Item", ...]
    discount: PathValue | None
    subscription: bool
    term_months: int

    @property
    def usual_discount(self) -> float:
        """Discount [1]."""
        return self.discount.value if self.discount is not None else 0.0


@dataclass(frozen=True, slots=True)
class Item:
    """One product."""

    name: str
    price: dict[str, float]
    """Price by segment; one entry with a blank name stands for all."""
    share: float
    count: int
    note: str
    interval: Estimate | None = None
    """Estimate behind the price, when it is not a list price."""


def find_range(facts: Facts) -> Range:
    """Products with list prices; without product names one product at the mean amount."""
    deals, renewals = facts.tables.table("deals"), facts.tables.table("renewals")
    items = _listed(facts) if recorded(deals["product"]) else (_single(facts),)
    realised = facts.estimate("deals.price_realisation.mean")
    discount = None
    if realised is not None:
        cut = [
            min(max(1 - edge, 0.0), MOST_DISCOUNT) for edge in (realised.value, realised.high, realised.low)
        ]
        discount = PathValue(
            "discount", round(cut[0], 6), cut[1], cut[2], realised.grade, realised.method, realised.count
        )
    return Range(items, discount, len(renewals) > 0, _term(facts))


def _term(facts: Facts) -> int:
    """Months from the start of a customer to the first renewal due."""
    renewals, customers = facts.tables.table("renewals"), facts.tables.table("customers")
    since = customers.drop_duplicates("customer_id").set_index("customer_id")["since"]
    first = renewals.groupby("customer_id")["due"].min()
    days = days_between(since.reindex(first.index), first).dropna()
    return max(round(float(days.median()) / DAYS_PER_MONTH), 1) if len(days) else 12


def _listed(facts: Facts) -> tuple[Item, ...]:
    """Products by name, with the share of the deals that came from leads."""
    deals = facts.tables.table("deals")
    named = deals[deals["product"] != ""]
    from_leads = named[named["lead_id"] != ""]
    asked = (from_leads if len(from_leads) else named)["product"].value_counts()
    items = []
    for product, rows in named.groupby("product", sort=True):
        prices, note = _prices(rows, facts.segments)
        if prices:
            count = int(asked.get(product, 0))
            items.append(Item(slug(str(product)), prices, count / int(asked.sum()), len(rows), note))
    whole = sum(item.share for item in items) or 1.0
    return tuple(replace(item, share=item.share / whole) for item in items)


def _prices(rows: pd.DataFrame, segments: tuple[str, ...]) -> tuple[dict[str, float], str]:
    """List prices as they stood at the end of the records, else mean amounts of won deals; by segment."""
    listed = rows[rows["list_price"] > 0]
    if len(listed):
        last = listed["closed"].fillna(listed["created"])
        recent = listed[last >= last.max() - pd.Timedelta(days=RECENT)]
        return _by_segment(recent, "list_price", segments), history(len(listed), "deals; list price")
    won = rows[(rows["status"] == "won") & (rows["amount"] > 0)]
    found = _by_segment(won, "amount", segments) if len(won) else {}
    return found, history(len(won), "won deals; mean amount")


def _by_segment(rows: pd.DataFrame, column: str, segments: tuple[str, ...]) -> dict[str, float]:
    """One price, or one for every segment when list prices differ between segments."""
    middle = round(float(rows[column].median() if column == "list_price" else rows[column].mean()), 2)
    by_segment = rows[column].groupby(rows["segment"].map(slug)).median().round(2)
    known = by_segment[by_segment.index.isin(segments)]
    if column != "list_price" or len(known) <= 1 or known.max() <= SAME * known.min():
        return {"": middle}
    return {name: float(known.get(name, middle)) for name in segments}


def _single(facts: Facts) -> Item:
    for name, what in (("deals.amount.mean", "won deals"), ("orders.amount.mean", "orders")):
        estimate = facts.estimate(name)
        if estimate is not None:
            note = history(estimate.count, f"{what}; mean amount")
            return Item("product", {"": round(estimate.value, 2)}, 1.0, estimate.count, note, estimate)
    return Item("product", {"": UNKNOWN_PRICE}, 1.0, 0, "[assumption] no amounts on record")


def offer_part(range_: Range) -> Part:
    """The key `offer.products`."""
    shares = [round(item.share, 6) for item in range_.products]
    shares[-1] = round(1.0 - sum(shares[:-1]), 6)
    head = Part((line(0, "offer"), line(1, "products")))
    return join(
        [head, *(_product(range_, item, part) for item, part in zip(range_.products, shares, strict=True))]
    )


def _product(range_: Range, item: Item, part: float) -> Part:
    path, cost = f"offer.products.{item.name}", min(item.price.values()) * UNIT_COST_SHARE
    lines = [
        line(2, item.name),
        line(3, "kind", "subscription" if range_.subscription else "goods"),
        line(3, "price", _price_text(item), item.note),
        line(3, "unit_cost", f"{cost:.2f}", "[assumption] 40% of the lowest price"),
        line(3, "share", number(part), "share of the leads that ask for it"),
    ]
    values = list(_price_value(path, item))
    if range_.subscription:
        lines.append(
            line(3, "term", f"{range_.term_months} months", "[history] customer's start to first renewal")
        )
    cut = range_.discount
    lines.append(
        line(3, "discount", number(range_.usual_discount), history(cut.count, "won deals") if cut else "")
    )
    if cut is not None:
        values.append(
            PathValue(f"{path}.discount", cut.value, cut.low, cut.high, cut.grade, cut.method, cut.count)
        )
    return Part(tuple(lines), tuple(values))


def _price_text(item: Item) -> str:
    words = {segment: f"{price:.2f}" for segment, price in item.price.items()}
    return words[""] if "" in words else flow(words)


def _price_value(path: str, item: Item) -> tuple[PathValue, ...]:
    estimate = item.interval
    if estimate is None:
        return ()
    return (
        PathValue(
            f"{path}.price",
            item.price[""],
            round(estimate.low, 2),
            round(estimate.high, 2),
            estimate.grade,
            f"mean amount; {estimate.method}",
            estimate.count,
        ),
    )
