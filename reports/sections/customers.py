"""Customers: how many, how content, how many stay."""

import pandas as pd

from reports import facts
from reports.figures.bars import Series, bars
from reports.figures.time import fan
from reports.figures.words import Scale, Words
from reports.material import Material, Plan
from reports.page import Block, Section
from reports.tables import amount, plain
from reports.text.en import words as read

_FLOWS = (
    "new_customers",
    "renewals_due",
    "renewed",
    "churned",
    "repeats",
    "cross_sells",
    "referrals",
    "tickets",
)


def customers(material: Material) -> Section | None:
    """Satisfaction, and customers who come, stay and go."""
    plans = facts.with_table(material.plans, "funnel", "new_customers")
    if not plans:
        return None
    blocks: list[Block] = []
    if all(facts.has(plan, "funnel", "customer") for plan in plans):
        blocks.append(_stock(plans))
    blocks.append(_flows(plans))
    content = [plan for plan in plans if _has_satisfaction(plan)]
    if content:
        blocks.append(_satisfaction(content))
    told = [
        f"{plain(plan.name)} {amount(facts.total(plan.tables['funnel'], 'new_customers').mean, 'count', '')}"
        for plan in plans
    ]
    return Section("customers", "Customers", f"New customers: {', '.join(told)}.", tuple(blocks), "Customers")


def _has_satisfaction(plan: Plan) -> bool:
    return facts.has(plan, "funnel", "satisfaction") and bool(
        plan.tables["funnel"]["satisfaction"].notna().any()
    )


def _stock(plans: list[Plan]) -> Block:
    said = Words(
        "customer-base",
        "Customers at the end of each month",
        "The line is the middle future, the band holds 80 of 100 futures.",
        facts.source(plans, "funnel"),
    )
    bands = [facts.band(plan.name, plan.tables["funnel"], "customer") for plan in plans]
    return fan(said, bands, Scale("count"))


def _flows(plans: list[Plan]) -> Block:
    known = [name for name in _FLOWS if all(name in plan.tables["funnel"] for plan in plans)]
    names = [name for name in known if any(plan.tables["funnel"][name].any() for plan in plans)] or known[:1]
    series = [
        Series(
            plan.name,
            tuple(one.bar for one in facts.totals(plan.tables["funnel"], names)),
            place % 6 + 1,
        )
        for place, plan in enumerate(plans)
    ]
    said = Words(
        "customer-flows",
        "What happened with customers over the whole period",
        "Bars show the mean, thin lines P10 to P90.",
        facts.source(plans, "funnel"),
    )
    return bars(said, [read(name) for name in names], series, Scale("count"))


def _satisfaction(plans: list[Plan]) -> Block:
    said = Words(
        "satisfaction",
        "Satisfaction by month",
        "Mean of the customers heard each month on a scale from 0 to 1; the band holds 80 of 100 futures.",
        facts.source(plans, "funnel"),
    )
    bands = [facts.weighted_band(plan.name, _heard(plan), "satisfaction", "experiences") for plan in plans]
    return fan(said, bands, Scale("score"))


def _heard(plan: Plan) -> pd.DataFrame:
    frame = plan.tables["funnel"]
    return frame[frame["satisfaction"].notna()]
