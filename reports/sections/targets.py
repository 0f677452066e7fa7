"""Targets from the company down to the rep, and the chance of reaching each."""

from reports.figures.bars import Bar, Series, bars
from reports.figures.words import Scale, Words
from reports.findings import chance
from reports.material import Material, Target
from reports.page import Block, Figure, Section
from reports.tables import Cell, Table, missing, number, plain, table, words

_CENTS = 100.0


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
    return Section("targets", "Targets and attainment", lead, tuple(blocks), "Answer")


def _label(target: Target) -> str:
    path = target.quota.path
    return path[-1] if len(path) == 1 else " / ".join(path[1:])


def _attainment(units: tuple[Target, ...]) -> Figure:
    known = [unit for unit in units if unit.attainment.expected is not None]
    above = [unit for unit in known if not unit.quota.children] if len(known) > 40 else known  # noqa: PLR2004
    shown = known if len(known) <= 40 else [unit for unit in known if unit not in above]  # noqa: PLR2004
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
        reached = unit.attainment
        why = "the quota is zero"
        cells = [words(" / ".join(unit.quota.path))]
        cells += [
            number(c / _CENTS, "money", material.currency)
            for c in (unit.quota.base_cents, unit.quota.quota_cents)
        ]
        for odds in (reached.base_chance, reached.quota_chance):
            cells.append(
                Cell(f"{chance(odds.estimate)} ({chance(odds.low)} to {chance(odds.high)})", numeric=True)
            )
        for value in (reached.expected, reached.p10, reached.p90):
            cells.append(missing(why) if value is None else number(value, "share"))
        rows.append(cells)
    columns = (
        "Unit",
        "Target",
        "Quota handed out",
        "Chance of target",
        "Chance of quota",
        "Mean",
        "P10",
        "P90",
    )
    return table("Every target", columns, rows, "Split of the target, bookings of the runs")
