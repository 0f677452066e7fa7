"""From lead to delivery: how many get how far, and where deals are lost."""

import pandas as pd

from reports import facts
from reports.figures.bars import Bar, Series, bars
from reports.figures.time import fan
from reports.figures.words import Scale, Words
from reports.material import Material, Plan
from reports.page import Block, Figure, Section
from reports.tables import Cell, Table, number, plain, table, words
from reports.text.en import FUNNEL, REASONS
from reports.text.en import words as read

_COUNT = Scale("count")


def funnel(material: Material) -> Section | None:
    """Leads, deals and orders."""
    plans = facts.with_table(material.plans, "funnel", "leads", "won")
    if not plans:
        return None
    blocks: list[Block] = [_steps(plans), _months(plans)]
    if facts.has(plans[0], "funnel", "segment", "territory"):
        blocks += [_split(plans, "segment"), _split(plans, "territory")]
    losing = facts.with_table(material.plans, "losses", "reason", "deals")
    if losing:
        blocks.append(_reasons(losing))
    staged = facts.with_table(material.plans, "pipeline", "stage", "entered")
    blocks += [_stages(plan) for plan in staged]
    first = plans[0].tables["funnel"]
    leads, won = facts.total(first, "leads").mean, facts.total(first, "won").mean
    lead = f"{plain(plans[0].name)}: {leads:,.0f} leads become {won:,.0f} deals won on average" + (
        f", one in {leads / won:,.0f}." if won > 0 else "."
    )
    return Section("funnel", "Leads, deals and orders", lead, tuple(blocks), "Market and sales")


def _steps(plans: list[Plan]) -> Figure:
    steps = [(name, label) for name, label in FUNNEL if all(name in plan.tables["funnel"] for plan in plans)]
    series = [
        Series(
            plan.name,
            tuple(facts.total(plan.tables["funnel"], name).bar for name, _ in steps),
            place % 6 + 1,
        )
        for place, plan in enumerate(plans)
    ]
    said = Words(
        "funnel",
        "From lead to delivery",
        f"How many leads reach each step over the whole period; thin lines show P10 to P90 for "
        f"{len(plans)} plan{'s' * (len(plans) > 1)}.",
        facts.source(plans, "funnel"),
    )
    return bars(said, [label for _, label in steps], series, _COUNT)


def _months(plans: list[Plan]) -> Figure:
    bands = [facts.band(plan.name, plan.tables["funnel"], "leads") for plan in plans]
    said = Words(
        "leads-by-month",
        "Leads by month",
        "Leads that arrive each month: the line is the middle future, the band holds 80 of 100 futures.",
        facts.source(plans, "funnel"),
    )
    return fan(said, bands, _COUNT)


def _split(plans: list[Plan], by: str) -> Table:
    rows = []
    for item in facts.items(plans, "funnel", by):
        cells: list[Cell] = [words(item)]
        for plan in plans:
            part = facts.chosen(plan.tables["funnel"], by, item)
            cells += [number(facts.total(part, name).mean, "count") for name in ("leads", "won")]
            cells.append(number(_win_rate(part), "share", reason="no deal closed"))
        rows.append(cells)
    columns = [by.capitalize()]
    columns += [f"{plan.name}, {part}" for plan in plans for part in ("leads", "won", "win rate")]
    return table(f"By {by}", columns, rows, facts.source(plans, "funnel"), shown=False)


def _win_rate(part: pd.DataFrame) -> float:
    if "lost" not in part:
        return float("nan")
    return facts.ratio(part.assign(closed=part["won"] + part["lost"]), "won", "closed").mean


def _reasons(plans: list[Plan]) -> Figure:
    reasons = facts.items(plans, "losses", "reason")
    sums = [
        [
            facts.total(facts.chosen(plan.tables["losses"], "reason", reason), "deals").mean
            for reason in reasons
        ]
        for plan in plans
    ]
    order = sorted(range(len(reasons)), key=lambda place: -max(row[place] for row in sums))
    order = [place for place in order if any(row[place] > 0 for row in sums)] or order[:1]
    series = [
        Series(plan.name, tuple(Bar(row[place]) for place in order), nth % 6 + 1)
        for nth, (plan, row) in enumerate(zip(plans, sums, strict=True))
    ]
    labels = [REASONS.get(reasons[place], read(reasons[place])) for place in order]
    said = Words(
        "losses",
        "Why deals are lost",
        f"Mean number of deals lost by reason; most often: {labels[0].lower()}.",
        facts.source(plans, "losses"),
    )
    return bars(said, labels, series, _COUNT)


def _stages(plan: Plan) -> Table:
    frame = plan.tables["pipeline"]
    names = [name for name in ("entered", "left", "won", "lost", "cold") if name in frame]
    rows = []
    for stage in facts.items([plan], "pipeline", "stage"):
        part = facts.chosen(frame, "stage", stage)
        cells = [words(stage), *(number(facts.total(part, name).mean, "count") for name in names)]
        if "stay_days" in part:
            stay = facts.mean(part, "stay_days", "left")
            cells.append(number(stay.mean, "days", reason="nobody left"))
        rows.append(cells)
    columns = ["Stage", *map(read, names)] + (["Mean stay"] if "stay_days" in frame else [])
    return table(f"Stages, {plan.name}", columns, rows, facts.source([plan], "pipeline"), shown=False)
