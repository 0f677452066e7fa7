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
    return Section("funnel", "Leads, deals and orders", _lead(plans), tuple(blocks), "Market and sales")


def _lead(plans: list[Plan]) -> str:
    told = []
    for plan in plans:
        leads, won = facts.mean_totals(plan.tables["funnel"], ["leads", "won"])
        told.append(f"{plain(plan.name)} {leads:,.0f} leads, {won:,.0f} won")
    return f"On average: {'; '.join(told)}."


def _steps(plans: list[Plan]) -> Figure:
    steps = [(name, label) for name, label in FUNNEL if all(name in plan.tables["funnel"] for plan in plans)]
    series = [
        Series(
            plan.name,
            tuple(one.bar for one in facts.totals(plan.tables["funnel"], [name for name, _ in steps])),
            place % 6 + 1,
        )
        for place, plan in enumerate(plans)
    ]
    said = Words(
        "funnel",
        "From lead to delivery",
        "How many leads reach each step over the whole period; orders include repeat purchases, thin lines "
        "show P10 to P90.",
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
    for item, plan, part in facts.long(plans, "funnel", by):
        rows.append(
            [
                words(item),
                words(plan.name),
                *(number(mean, "count") for mean in facts.mean_totals(part, ["leads", "won"])),
                number(_win_rate(part), "share", reason="no deal closed"),
                *_response(part),
            ]
        )
    timed = ["First response"] if "response_days" in plans[0].tables["funnel"] else []
    columns = [by.capitalize(), "Plan", "Leads", "Deals won", "Win rate", *timed]
    return table(f"By {by}", columns, rows, facts.source(plans, "funnel"), shown=False)


def _win_rate(part: pd.DataFrame) -> float:
    """Deals won, of the closed deals that passed screening."""
    if "lost" not in part:
        return float("nan")
    closed = part["won"] + part["lost"]
    if {"no_account", "accepted"} <= set(part):
        closed = closed - (part["leads"] - part["no_account"] - part["accepted"])
    return facts.ratio(part.assign(closed=closed), "won", "closed").mean


def _response(part: pd.DataFrame) -> list[Cell]:
    if "response_days" not in part:
        return []
    answer = facts.mean(part, "response_days", "responses")
    return [number(answer.mean, "days", reason="no lead answered")]


def _reasons(plans: list[Plan]) -> Figure:
    reasons = facts.items(plans, "losses", "reason")
    sums = [[_deals(plan, reason) for reason in reasons] for plan in plans]
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


def _deals(plan: Plan, reason: str) -> float:
    """Mean number of deals lost for a reason; replications without any have no rows and count as zero."""
    rows = facts.chosen(plan.tables["losses"], "reason", reason)
    return float(rows["deals"].sum()) / max(len(plan.summary), 1)


def _stages(plan: Plan) -> Table:
    frame = plan.tables["pipeline"]
    names = [name for name in ("entered", "left", "won", "lost", "cold", "turned_away") if name in frame]
    rows = []
    for stage in facts.items([plan], "pipeline", "stage"):
        part = facts.chosen(frame, "stage", stage)
        cells = [words(stage), *(number(mean, "count") for mean in facts.mean_totals(part, names))]
        if "stay_days" in part:
            stay = facts.mean(part, "stay_days", "left")
            cells.append(number(stay.mean, "days", reason="nobody left"))
        rows.append(cells)
    columns = ["Stage", *map(read, names)] + (["Mean stay"] if "stay_days" in frame else [])
    return table(f"Stages, {plan.name}", columns, rows, facts.source([plan], "pipeline"), shown=False)
