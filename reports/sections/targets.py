"""Targets from the company down to the rep, and the chance of reaching each."""

from planning.attainment import Attainment
from planning.intervals import Interval
from reports.figures.bars import Bar, Series, bars
from reports.figures.words import Scale, Words
from reports.findings import chance
from reports.material import Material, Target
from reports.page import Block, Figure, Section
from reports.tables import Cell, Table, missing, number, plain, table, with_range, words

_CENTS = 100.0
_MOST_BARS = 40
"""More bars make a picture nobody reads; then reps stand in the table alone [1]."""


def targets(material: Material) -> Section | None:
    """Quotas and attainment."""
    if not material.targets:
        return None
    top = material.targets[0]
    lead = (
        f"The chance that {plain(top.quota.path[-1])} reaches its target is "
        f"{chance(top.attainment.base_chance.estimate)} ({chance(top.attainment.base_chance.low)} to "
        f"{chance(top.attainment.base_chance.high)})."
    )
    blocks: list[Block] = [_attainment(material.targets), _table(material)]
    return Section("targets", "Targets and attainment", lead, tuple(blocks), "Decision")


def _label(target: Target) -> str:
    path = target.quota.path
    return path[-1] if len(path) == 1 else " / ".join(path[1:])


def _attainment(units: tuple[Target, ...]) -> Figure:
    known = [unit for unit in units if unit.attainment.expected is not None]
    upper = [unit for unit in known if unit.quota.children]
    shown = known if len(known) <= _MOST_BARS or not upper else upper
    values = tuple(
        Bar(unit.attainment.expected or 0.0, unit.attainment.p10, unit.attainment.p90) for unit in shown
    )
    said = Words(
        "attainment",
        "Bookings as a share of the quota",
        "Bars show the mean, thin lines P10 to P90; at the dashed line the quota is reached.",
        "Bookings of the runs, split of the target",
    )
    return bars(
        said, [_label(unit) for unit in shown], [Series("Attainment", values, 1)], Scale("share"), 1.0
    )


def _table(material: Material) -> Table:
    rows = []
    for unit in material.targets:
        quota, reached = unit.quota, unit.attainment
        cells = [words(" / ".join(quota.path))]
        amounts = (quota.base_cents / _CENTS, quota.quota_cents / _CENTS)
        cells += [number(amount, "money", material.currency) for amount in amounts]
        cells += [_odds(reached.base_chance), _odds(reached.quota_chance), _share(reached)]
        rows.append(cells)
    columns = ("Unit", "Target", "Quota handed out", "Chance of target", "Chance of quota", "Share of quota")
    return table("Every target", columns, rows, "Split of the target, bookings of the runs")


def _odds(odds: Interval) -> Cell:
    return Cell(chance(odds.estimate), numeric=True, detail=f"{chance(odds.low)} to {chance(odds.high)}")


def _share(reached: Attainment) -> Cell:
    if reached.expected is None or reached.p10 is None or reached.p90 is None:
        return missing("the quota is zero")
    return with_range(reached.expected, reached.p10, reached.p90, "share")
