"""Brand: who knows us and what they think."""

from reports import facts
from reports.figures.time import lines
from reports.figures.words import Scale, Words
from reports.material import Material
from reports.page import Block, Section

_STOCKS = (
    (
        "awareness",
        "Awareness",
        "Awareness on a scale from 0 to 1, mean of all cells, middle future.",
    ),
    ("reputation", "Reputation", "Reputation on a scale from 0 to 1, mean of all cells, middle future."),
)


def brand(material: Material) -> Section | None:
    """Awareness and reputation over the months."""
    blocks: list[Block] = []
    for name, title, sentence in _STOCKS:
        plans = facts.with_table(material.plans, "funnel", name)
        if plans:
            bands = [facts.band(plan.name, plan.tables["funnel"], name, "mean") for plan in plans]
            said = Words(name, title, sentence, facts.source(plans, "funnel"))
            blocks.append(lines(said, bands, Scale("score")))
    if not blocks:
        return None
    lead = "Brand is a stock: spending builds it slowly, and it decays when spending stops."
    return Section("brand", "Brand", lead, tuple(blocks), "Market and sales")
