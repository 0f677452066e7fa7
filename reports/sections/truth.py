"""Recovery: estimates from a simulated history beside the truth that made it."""

from reports.figures.intervals import Range, intervals
from reports.figures.words import Scale, Words
from reports.material import Material, TruthRow
from reports.page import Block, Section
from reports.tables import Cell, Table, amount, figures, table, words

_MOST_IN_PICTURE = 40
"""More rows make a picture nobody reads; the table holds all [1]."""


def truth(material: Material) -> Section | None:
    """How many 90 % ranges hold the true value."""
    rows = material.truth
    if not rows:
        return None
    held = [row for row in rows if row.low <= row.truth <= row.high]
    unknown = sum(not row.identified for row in rows)
    lead = (
        f"The history was simulated, so the truth is known: {len(held)} of {len(rows)} ranges hold it "
        f"({amount(len(held) / len(rows), 'share', '')}; 90 % is what the ranges promise)."
    )
    if unknown:
        lead += f" {unknown} parameters are not identified."
    blocks: list[Block] = []
    related = [row for row in rows if row.truth != 0.0]
    if related:
        said = Words(
            "truth",
            "Estimates over the truth",
            f"Each range is divided by the true value, so it should reach across 1; "
            f"{sum(row in held for row in related[:_MOST_IN_PICTURE])} of "
            f"{len(related[:_MOST_IN_PICTURE])} shown do.",
            "Recovery",
        )
        blocks.append(intervals(said, _relative(related), Scale("ratio"), 1.0, "Estimate over truth"))
    blocks.append(_table(rows))
    return Section("truth", "Truth recovery", lead, tuple(blocks), "Evidence")


def _relative(rows: list[TruthRow]) -> list[Range]:
    shown = rows[:_MOST_IN_PICTURE]
    ends = [sorted((row.low / row.truth, row.high / row.truth)) for row in shown]
    return [
        Range(
            row.name,
            row.value / row.truth,
            low,
            high,
            3 if low <= 1.0 <= high else 2,
            "" if row.identified else "not identified",
        )
        for row, (low, high) in zip(shown, ends, strict=True)
    ]


def _table(rows: tuple[TruthRow, ...]) -> Table:
    lines = [
        (
            words(row.name),
            Cell(figures(row.truth), numeric=True),
            Cell(figures(row.value), numeric=True),
            Cell(f"{figures(row.low)} to {figures(row.high)}", numeric=True),
            words(row.unit),
            _verdict(row),
        )
        for row in rows
    ]
    columns = ("Parameter", "Truth", "Estimate", "90 % range", "Unit", "Holds the truth")
    return table("Estimate and truth", columns, lines, "Recovery", shown=False)


def _verdict(row: TruthRow) -> Cell:
    if not row.identified:
        return Cell("not identified", tone="warn")
    return Cell("yes", tone="good") if row.low <= row.truth <= row.high else Cell("no", tone="bad")
