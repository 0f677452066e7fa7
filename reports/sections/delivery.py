"""Orders: on time, whole and paid."""

import pandas as pd

from reports import facts
from reports.figures.bars import Series, bars
from reports.figures.time import fan
from reports.figures.words import Scale, Words
from reports.material import Material, Plan
from reports.page import Block, Section
from reports.tables import Table, amount, number, plain, table, words
from reports.text.en import words as read

_COUNTS = ("orders", "units", "delivered", "late", "defects", "cancelled", "bad_debts")

_DAYS = (("lead_time_days", "delivered"), ("payment_days", "paid"))


def delivery(material: Material) -> Section | None:
    """Deliveries, on time and by product."""
    plans = facts.with_table(material.plans, "orders", "product", "delivered", "late")
    if not plans:
        return None
    on_time = {plan.name: _on_time(plan) for plan in plans}
    told = [f"{plain(name)} {amount(one.mean, 'share', '')}" for name, one in on_time.items()]
    lead = f"Delivered by the promised date: {', '.join(told)}."
    blocks: list[Block] = [_months(plans), _products(plans), _table(plans)]
    return Section("delivery", "Delivery", lead, tuple(blocks), "Customers")


def _timely(plan: Plan) -> pd.DataFrame:
    frame = plan.tables["orders"]
    return frame.assign(timely=frame["delivered"] - frame["late"])


def _on_time(plan: Plan, product: str | None = None) -> facts.Spread:
    frame = _timely(plan)
    part = frame if product is None else facts.chosen(frame, "product", product)
    return facts.ratio(part, "timely", "delivered")


def _months(plans: list[Plan]) -> Block:
    said = Words(
        "on-time",
        "Share delivered by the promised date, by month",
        "The line is the middle future, the band holds 80 of 100 futures; months without a delivery are left "
        "blank.",
        facts.source(plans, "orders"),
    )
    return fan(
        said,
        [facts.ratio_band(plan.name, _timely(plan), "timely", "delivered") for plan in plans],
        Scale("share"),
    )


def _products(plans: list[Plan]) -> Block:
    products = facts.items(plans, "orders", "product")
    series = [
        Series(plan.name, tuple(_on_time(plan, product).bar for product in products), place % 6 + 1)
        for place, plan in enumerate(plans)
    ]
    said = Words(
        "on-time-products",
        "Share delivered by the promised date, by product",
        "Bars show the mean over the whole period, thin lines P10 to P90.",
        facts.source(plans, "orders"),
    )
    return bars(said, products, series, Scale("share"))


def _table(plans: list[Plan]) -> Table:
    first = plans[0].tables["orders"]
    names = [name for name in _COUNTS if name in first]
    days = [(name, weight) for name, weight in _DAYS if name in first]
    rows = []
    for product, plan, part in facts.long(plans, "orders", "product"):
        cells = [words(product), words(plan.name)]
        cells += [number(mean, "count") for mean in facts.mean_totals(part, names)]
        cells += [number(facts.mean(part, name, weight).mean, "days", reason="none") for name, weight in days]
        rows.append(cells)
    columns = ["Product", "Plan", *map(read, names), *(read(name.removesuffix("_days")) for name, _ in days)]
    return table("Orders by product", columns, rows, facts.source(plans, "orders"), shown=False)
