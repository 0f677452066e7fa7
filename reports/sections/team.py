"""Whether there are enough people: workload, waiting, bookings and heads by team."""

import pandas as pd

from reports import facts
from reports.figures.bars import Series, bars
from reports.figures.words import Scale, Words
from reports.material import Material, Plan
from reports.page import Block, Figure, Section
from reports.tables import Cell, Table, amount, missing, number, plain, table, words

_TITLES = {"wait_days": "Wait", "heads": "Heads (mean)", "won": "Deals won", "bookings": "Bookings"}
_FULL = 0.9
"""Workload above which queues grow long [1]."""


def team(material: Material) -> Section | None:
    """Workload, waiting and bookings by role."""
    plans = facts.with_table(material.plans, "team", "role", "utilisation")
    if not plans:
        return None
    blocks: list[Block] = [_workload(plans), _roles(material, plans)]
    if facts.has(plans[0], "team", "desk"):
        blocks += [_desks(material, plan) for plan in plans]
    return Section("team", "Team and capacity", _lead(plans), tuple(blocks), "Market and sales")


def _utilisation(plan: Plan, role: str) -> facts.Spread:
    part = facts.chosen(plan.tables["team"], "role", role)
    if {"work_hours", "capacity_hours"} <= set(part):
        return facts.ratio(part, "work_hours", "capacity_hours")
    return facts.mean(part, "utilisation", "heads")


def _lead(plans: list[Plan]) -> str:
    full = [
        f"{plain(role)} in {plain(plan.name)} ({amount(workload.mean, 'share', '')})"
        for role in facts.items(plans, "team", "role")
        for plan in plans
        if (workload := _utilisation(plan, role)).mean > _FULL
    ]
    limit = amount(_FULL, "share", "")
    if not full:
        return f"No team works more than {limit} of its time on average."
    return f"Close to their limit: {', '.join(full)}. Queues grow long above {limit} of the working time."


def _workload(plans: list[Plan]) -> Figure:
    roles = facts.items(plans, "team", "role")
    series = [
        Series(plan.name, tuple(_utilisation(plan, role).bar for role in roles), place % 6 + 1)
        for place, plan in enumerate(plans)
    ]
    said = Words(
        "workload",
        "Share of the working time that is filled with work",
        "Bars show the mean by role, thin lines P10 to P90; at the dashed line nobody has time left.",
        facts.source(plans, "team"),
    )
    return bars(said, roles, series, Scale("share"), reference=1.0)


def _roles(material: Material, plans: list[Plan]) -> Table:
    names = [name for name in ("wait_days", "bookings", "won", "heads") if name in plans[0].tables["team"]]
    rows = [
        [
            words(role),
            words(plan.name),
            number(_utilisation(plan, role).mean, "share", reason="no seat"),
            *(_figure(material, part, name) for name in names),
        ]
        for role, plan, part in facts.long(plans, "team", "role")
    ]
    columns = ["Role", "Plan", "Workload", *(_TITLES[name] for name in names)]
    return table("By role", columns, rows, facts.source(plans, "team"))


def _figure(material: Material, part: pd.DataFrame, name: str) -> Cell:
    if name not in part:
        return missing("not part of this run")
    if name == "wait_days":
        return number(facts.mean(part, name, "started").mean, "days", reason="nothing waited")
    if name == "heads":
        months = max(part["month"].nunique(), 1)
        return number(facts.total(part, name).mean / months, "count")
    return number(facts.total(part, name).mean, "money" if name == "bookings" else "count", material.currency)


def _desks(material: Material, plan: Plan) -> Table:
    frame = plan.tables["team"]
    rows = []
    for desk in facts.items([plan], "team", "desk"):
        part = facts.chosen(frame, "desk", desk)
        cells = [words(desk), number(facts.mean(part, "utilisation").mean, "share", reason="no seat")]
        if "wait_days" in part:
            cells.append(number(facts.mean(part, "wait_days").mean, "days", reason="nothing waited"))
        if "bookings" in part:
            cells.append(number(facts.total(part, "bookings").mean, "money", material.currency))
        rows.append(cells)
    optional = [title for name, title in (("wait_days", "Wait"), ("bookings", "Bookings")) if name in frame]
    columns = ["Rep or desk", "Workload", *optional]
    return table(f"Reps and desks, {plan.name}", columns, rows, facts.source([plan], "team"), shown=False)
