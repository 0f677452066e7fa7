"""What is wrong with the data, and what was done about it."""

from reports.material import Material
from reports.page import Block, Note, Section
from reports.tables import Cell, amount, missing, table, words

_TONES = {"serious": "bad", "warning": "warn", "note": "muted"}


def quality(material: Material) -> Section | None:
    """Remarks on the data and the size of the tables."""
    made = material.calibration
    if made is None:
        return None
    blocks: list[Block] = []
    if made.findings:
        rank = {severity: place for place, severity in enumerate(_TONES)}
        rows = [
            (
                words(one.what),
                Cell(one.severity, tone=_TONES[one.severity]),
                words(one.table),
                Cell(f"{one.how_many:,} ({amount(one.share, 'share', '')})", numeric=True),
                words(one.action),
                words(one.effect),
                words("; ".join(one.examples)) if one.examples else missing("none kept"),
            )
            for one in sorted(made.findings, key=lambda finding: rank[finding.severity])
        ]
        columns = ("What was noticed", "Weight", "Table", "Rows", "What was done", "Effect", "Examples")
        blocks.append(table("Remarks", columns, rows, "Checks of the history"))
    else:
        blocks.append(Note("Nothing was noticed.", "good"))
    sizes = [
        (
            words(one.table),
            Cell(f"{one.rows:,}", numeric=True),
            Cell(f"{one.left_out:,}", numeric=True),
            words(one.first),
            words(one.last),
        )
        for one in made.summaries
    ]
    headings = ("Table", "Rows used", "Rows left out", "First date", "Last date")
    blocks.append(table("Tables", headings, sizes, "History"))
    serious = sum(one.severity == "serious" for one in made.findings)
    lead = f"{len(made.findings)} remarks, {serious} of them serious. Rows left out are not silently dropped."
    return Section("data-quality", "Data quality", lead, tuple(blocks), "Evidence")
