"""Profit, cash and where they come from."""

import pandas as pd

from reports import facts
from reports.figures.bridge import Bridge, Step, waterfall
from reports.figures.time import Band, fan
from reports.figures.words import Scale, Words
from reports.material import Material, Plan
from reports.page import Block, Figure, Section
from reports.tables import Cell, Table, amount, missing, number, plain, table, with_range, words
from reports.text.en import COSTS, MONEY, RESULTS, result

_VIEWS = (
    ("product", "By product"),
    ("source", "By source of the lead"),
    ("place", "By segment and territory"),
)
_SPLIT = ("bookings", "revenue", "gross_margin", "contribution", "operating_profit")


def money(material: Material) -> Section | None:
    """The profit and loss account, the cash, and the results by product, source and place."""
    blocks: list[Block] = []
    if any(len(plan.summary) for plan in material.plans):
        blocks.append(_results(material))
    plans = facts.with_table(material.plans, "pnl", "view", "item", "revenue", "operating_profit")
    if plans:
        shown = _shown(material, plans)
        blocks += [_profit_bridge(material, shown), *_fans(material, plans), _account(material, plans)]
        blocks += [_split(material, shown, view, title) for view, title in _VIEWS]
    if not blocks:
        return None
    return Section("money", "Profit and cash", _lead(material), tuple(blocks), "Money")


def _lead(material: Material) -> str:
    place = material.shown() or 0
    plan = material.plans[place]
    told = [
        f"{result(name).label.lower()} {amount(float(plan.summary[name].mean()), 'money', material.currency)}"
        for name in ("revenue", "operating_profit", "lowest_cash")
        if name in plan.summary
    ]
    return f"{plain(plan.name)} on average: {', '.join(told)}." if told else "Profit and cash of the plans."


def _shown(material: Material, plans: list[Plan]) -> Plan:
    place = material.shown() or 0
    return material.plans[place] if material.plans[place] in plans else plans[0]


def whole(plan: Plan) -> pd.DataFrame:
    """The books of the company, once: all items of one view."""
    frame = plan.tables["pnl"]
    views = [view for view, _ in _VIEWS if (frame["view"] == view).any()]
    return frame[frame["view"] == views[-1]] if views else frame


def _profit_bridge(material: Material, plan: Plan) -> Figure:
    frame = whole(plan)
    known = [name for name in COSTS if name in frame]
    revenue, profit, *costs = facts.mean_totals(frame, ["revenue", "operating_profit", *known])
    start, end = Step("Revenue", revenue), Step("Operating profit", profit)
    taken = [Step(MONEY[name], -cost) for name, cost in zip(known, costs, strict=True)]
    steps = tuple(step for step in taken if abs(step.change) > 0.0)
    largest = min(steps, key=lambda step: step.change, default=start)
    said = Words(
        "profit",
        f"From revenue to operating profit, {plan.name}",
        f"Mean of all futures; the largest cost is {largest.label.lower()} at "
        f"{amount(-largest.change, 'money', material.currency)}.",
        facts.source([plan], "pnl"),
    )
    return waterfall(said, Bridge(start, steps, end), Scale("money", material.currency))


def _fans(material: Material, plans: list[Plan]) -> list[Block]:
    scale = Scale("money", material.currency)
    pictures: list[Block] = []
    profit = [facts.band(plan.name, whole(plan), "operating_profit", running=True) for plan in plans]
    said = Words(
        "profit-by-month",
        "Operating profit so far, by month",
        "The line is the middle future, the band holds 80 of 100 futures.",
        facts.source(plans, "pnl"),
    )
    pictures.append(fan(said, profit, scale))
    balances = [band for band in (_cash(plan) for plan in plans) if band is not None]
    if balances:
        said = Words(
            "cash",
            "Cash at the end of each month",
            "The band holds 80 of 100 futures; where it dips below zero, money has to be found.",
            facts.source(plans, "pnl"),
        )
        pictures.append(fan(said, balances, scale))
    return pictures


def _cash(plan: Plan) -> Band | None:
    frame = whole(plan)
    return facts.band(plan.name, frame, "cash") if "cash" in frame else None


def _results(material: Material) -> Table:
    plans = [plan for plan in material.plans if len(plan.summary)]
    known = [name for name in RESULTS if any(name in plan.summary for plan in plans)]
    rows = []
    for name in known:
        kpi = result(name)
        cells: list[Cell] = [words(kpi.label)]
        for plan in plans:
            if name not in plan.summary:
                cells.append(missing("not part of this run"))
                continue
            values = facts.spread(plan.summary[name])
            cells.append(with_range(values.mean, values.p10, values.p90, kpi.unit, material.currency))
        rows.append(cells)
    columns = ["Result", *(plan.name for plan in plans)]
    return table("All results: mean, and P10 to P90", columns, rows, "Summaries, one row per replication")


def _account(material: Material, plans: list[Plan]) -> Table:
    lines = [name for name in MONEY if all(name in plan.tables["pnl"] for plan in plans)]
    means = [facts.mean_totals(whole(plan), lines) for plan in plans]
    rows = [
        [words(MONEY[name]), *(number(mean, "money", material.currency) for mean in of_plans)]
        for name, *of_plans in zip(lines, *means, strict=True)
    ]
    columns = ["Line", *(f"{plan.name}, mean" for plan in plans)]
    return table("Every line of the books", columns, rows, facts.source(plans, "pnl"), shown=False)


def _split(material: Material, plan: Plan, view: str, title: str) -> Table:
    frame = plan.tables["pnl"]
    frame = frame[frame["view"] == view]
    names = [name for name in _SPLIT if name in frame]
    rows = [
        [words(item), *(number(mean, "money", material.currency) for mean in facts.mean_totals(part, names))]
        for item, part in frame.groupby("item", sort=False)
    ]
    columns = ["", *(MONEY.get(name, name) for name in names)]
    return table(f"{title}, {plan.name}", columns, rows, facts.source([plan], "pnl"), shown=False)
