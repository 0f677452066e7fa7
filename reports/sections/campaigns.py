"""Campaigns: what they cost, what they bring, what a little more would bring."""

from planning.roi import Return
from reports import facts
from reports.figures.bars import Series, bars
from reports.figures.intervals import Range, intervals
from reports.figures.words import Scale, Words
from reports.findings import listed
from reports.material import CampaignReturn, Material, Plan
from reports.page import Block, Definitions, Figure, Note, Section
from reports.tables import Cell, Table, missing, number, plain, table, with_range, words
from reports.text.en import UnitName

_TOO_UNSURE = "not separated"


def campaigns(material: Material) -> Section | None:
    """Returns of the campaigns and where leads come from."""
    plans = facts.with_table(material.plans, "sources", "source", "leads", "spend")
    if not plans and not material.returns:
        return None
    blocks: list[Block] = []
    if any(one.roi.value is not None for one in material.returns):
        blocks.append(_returns_figure(material))
    if material.returns:
        blocks += [_returns_table(material), Definitions(_formulas(material))]
    else:
        blocks.append(Note("Returns of single campaigns were not tested; only totals are shown.", "warn"))
    if plans:
        blocks.append(_shares(plans))
    blocks += [_sources(material, plan) for plan in plans]
    return Section(
        "campaigns", "Campaigns and their returns", _lead(material), tuple(blocks), "Market and sales"
    )


def _lead(material: Material) -> str:
    if not material.returns:
        return "Where leads come from and what they cost."
    sure = [one.campaign for one in material.returns if _word(one.roi) == "earns"]
    losing = [one.campaign for one in material.returns if _word(one.roi) == "loses"]
    unsure = [one.campaign for one in material.returns if _word(one.roi) == _TOO_UNSURE]
    told = (
        ("Earns back more than it costs", sure),
        ("Costs more than it brings", losing),
        ("Not separated from breaking even", unsure),
    )
    return " ".join(f"{what}: {listed([plain(name) for name in names])}." for what, names in told if names)


def _returns_figure(material: Material) -> Figure:
    rows = [
        Range(one.campaign, value.estimate, value.low, value.high, _colour(one.roi), _word(one.roi))
        for one in material.returns
        if (value := one.roi.value) is not None
    ]
    said = Words(
        "returns",
        "Return on what each campaign costs",
        "Right of zero a campaign earns more gross margin than it costs, left of zero less; a range across "
        "zero leaves it open.",
        "Runs with and without each campaign, met with the same luck",
    )
    return intervals(said, rows, Scale("share"), meaning="ROI")


def _colour(roi: Return) -> int:
    return {"earns": 3, "loses": 2}.get(_word(roi), 5)


def _word(roi: Return) -> str:
    if roi.value is None:
        return "not defined"
    if roi.value.low > 0.0:
        return "earns"
    return "loses" if roi.value.high < 0.0 else _TOO_UNSURE


def _returns_table(material: Material) -> Table:
    rows = []
    for one in material.returns:
        cells = [words(one.campaign), words(one.plan), number(one.spend, "money", material.currency)]
        cells += [_cell(one.roas, "ratio"), _cell(one.roi, "share"), _cell(one.marginal_roi, "share")]
        cells += [_payback(one)] if any(other.payback for other in material.returns) else []
        rows.append(cells)
    columns = ["Campaign", "Plan", "Spend", "ROAS", "ROI", "ROI of a little more"]
    columns += ["Pays back after"] if any(one.payback for one in material.returns) else []
    return table("Returns", columns, rows, "Runs without, with, and with a little more of each campaign")


def _cell(figure: Return, unit: UnitName) -> Cell:
    if figure.value is None:
        return missing(figure.reason)
    value = figure.value
    return with_range(value.estimate, value.low, value.high, unit)


def _payback(one: CampaignReturn) -> Cell:
    if one.payback is None:
        return missing("not tested")
    months = one.payback.of_the_mean
    if months is None:
        return missing(one.payback.reason)
    return Cell(f"{months} month{'s' * (months != 1)}", numeric=True)


def _formulas(material: Material) -> tuple[tuple[str, str], ...]:
    first = material.returns[0]
    formulas = [one.formula for one in (first.roas, first.roi, first.marginal_roi)]
    if first.payback is not None:
        formulas.append(first.payback.formula)
    parts = [formula.split(" = ", 1) for formula in formulas]
    return tuple((part[0], part[-1]) for part in parts)


def _shares(plans: list[Plan]) -> Figure:
    sources = facts.items(plans, "sources", "source")
    series = [
        Series(
            plan.name,
            tuple(
                facts.total(facts.chosen(plan.tables["sources"], "source", source), "leads").bar
                for source in sources
            ),
            place % 6 + 1,
        )
        for place, plan in enumerate(plans)
    ]
    said = Words(
        "sources",
        "Leads by source",
        "Bars show the mean number of leads, thin lines P10 to P90.",
        facts.source(plans, "sources"),
    )
    return bars(said, sources, series, Scale("count"))


def _sources(material: Material, plan: Plan) -> Table:
    rows = []
    for source in facts.items([plan], "sources", "source"):
        part = facts.chosen(plan.tables["sources"], "source", source)
        spend, leads = facts.mean_totals(part, ["spend", "leads"])
        cost = spend / leads if leads > 0.0 and spend > 0.0 else None
        why = "no spend" if spend == 0.0 else "no leads"
        cells = [words(source), number(spend, "money", material.currency), number(leads, "count")]
        cells.append(number(cost, "money", material.currency, why))
        if "won" in part:
            won = facts.total(part, "won").mean
            cells += [number(won, "count")]
            cells.append(
                number(spend / won if won > 0.0 and spend > 0.0 else None, "money", material.currency, why)
            )
        rows.append(cells)
    extra = ["Deals won", "Spend per deal"] if "won" in plan.tables["sources"] else []
    columns = ["Source", "Spend", "Leads", "Spend per lead", *extra]
    return table(f"Sources, {plan.name}", columns, rows, facts.source([plan], "sources"), shown=False)
