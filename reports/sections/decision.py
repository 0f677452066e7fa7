"""The comparison: which plan, by how much, how sure."""

from planning.paired import Versus
from planning.risk import TailRisk
from reports.facts import finite
from reports.figures.intervals import Range, intervals, tornado
from reports.figures.spread import chances
from reports.figures.words import Scale, Words
from reports.findings import can_lose, chance, gap, leader, listed, name_of, verdict
from reports.material import Decision, Material
from reports.page import Block, Definitions, Figure, Note, Section
from reports.tables import Cell, Table, amount, missing, plain, table, with_range, words
from reports.text.en import Result, result

_ONLY = "This plan is the baseline"


def decision(material: Material) -> Section | None:
    """The comparison of the plans."""
    made = material.decision
    if made is None:
        return None
    kpi = result(made.kpi)
    blocks: list[Block] = []
    if len(made.outcomes) > 1:
        blocks.append(_differences(material, made))
    blocks += [_spread(material, made), _outcomes(material, made)]
    blocks += _procedure(material, made)
    blocks += _drivers(material, made)
    headline, _, _ = verdict(material, made)
    goal = "low" if made.question.goal == "lowest" else "high"
    lead = f"{headline}. Judged by {kpi.label.lower()} ({goal} is good)."
    if kpi.meaning:
        lead += f" {kpi.meaning}"
    return Section("decision", "The decision", lead, tuple(blocks), "Decision")


def _scale(material: Material, made: Decision) -> Scale:
    return Scale(result(made.kpi).unit, material.currency)


def _differences(material: Material, made: Decision) -> Figure:
    base = name_of(material, made.question.baseline)
    rows = [
        Range(
            plan.name,
            outcome.versus.difference.estimate,
            outcome.versus.difference.low,
            outcome.versus.difference.high,
            _colour(outcome.versus.verdict),
            outcome.versus.verdict,
        )
        for plan, outcome in zip(material.plans, made.outcomes, strict=True)
        if outcome.versus is not None
    ]
    separated = [row.label for row in rows if row.remark in {"better", "worse"}]
    sentence = f"Difference of each plan from {base}: " + (
        f"{listed([plain(label) for label in separated])} {'is' if len(separated) == 1 else 'are'} "
        "separated from it."
        if separated
        else "no plan is separated from it."
    )
    said = Words(
        "differences",
        f"{result(made.kpi).label}: difference from {base}",
        sentence,
        f"Summaries of runs {_runs(material)}",
        f"All ranges hold together with {chance(made.question.confidence)} confidence.",
    )
    return intervals(said, rows, _scale(material, made), meaning="Difference")


def _colour(verdict_word: str) -> int:
    return {"better": 3, "worse": 2, "not separated": 5}.get(verdict_word, 1)


def _runs(material: Material) -> str:
    return ", ".join(plan.run[:12] for plan in material.plans if plan.run) or "as given"


def _spread(material: Material, made: Decision) -> Block:
    plans = [plan for plan in material.plans if made.kpi in plan.summary]
    samples = [finite(plan.summary[made.kpi]) for plan in plans]
    if not plans or not all(map(len, samples)):
        return Note("The results of the single futures are not part of this report.", "plain")
    kpi = result(made.kpi)
    said = Words(
        "chances",
        f"{kpi.label}: chance of staying below each value",
        "Each curve is one plan; where curves cross, the better plan depends on how the year goes.",
        f"Summaries of runs {_runs(material)}",
    )
    return chances(said, [plan.name for plan in plans], samples, _scale(material, made))


def _outcomes(material: Material, made: Decision) -> Table:
    columns = ["Plan", "Mean (P10 to P90)", "Difference", "Verdict", "Best of all"]
    columns += [f"Worst {chance(made.risks[0].share)}"] if made.risks else []
    rows = [_outcome(material, made, place) for place in range(len(made.outcomes))]
    return table("Plans side by side", columns, rows, f"Summaries of runs {_runs(material)}")


def _outcome(material: Material, made: Decision, place: int) -> list[Cell]:
    kpi, outcome = result(made.kpi), made.outcomes[place]
    cells = [words(material.plans[place].name)]
    cells.append(with_range(outcome.mean.estimate, outcome.p10, outcome.p90, kpi.unit, material.currency))
    cells += _against(material, kpi, outcome.versus)
    regret = f"gives up {amount(outcome.opportunity_loss, kpi.unit, material.currency)}"
    cells.append(Cell(chance(outcome.chance_best), numeric=True, detail=regret))
    if made.risks:
        cells.append(_worst(material, made, made.risks[place]))
    return cells


def _worst(material: Material, made: Decision, risk: TailRisk) -> Cell:
    sign = 1.0 if made.question.goal == "highest" else -1.0
    shown = amount(sign * risk.expected_shortfall, result(made.kpi).unit, material.currency)
    detail = f"below zero: {chance(risk.chance_of_loss.estimate)}" if can_lose(made) else ""
    return Cell(shown, numeric=True, detail=detail)


def _against(material: Material, kpi: Result, versus: Versus | None) -> list[Cell]:
    if versus is None:
        return [missing(_ONLY), Cell("baseline", tone="muted")]
    ends = " to ".join(gap(material, end, kpi) for end in (versus.difference.low, versus.difference.high))
    shown = gap(material, versus.difference.estimate, kpi)
    return [Cell(shown, numeric=True, detail=ends), Cell(versus.verdict, tone=_tone(versus.verdict))]


def _tone(verdict_word: str) -> str:
    return {"better": "good", "worse": "bad", "not separated": "warn"}.get(verdict_word, "")


def _procedure(material: Material, made: Decision) -> list[Block]:
    """What is guaranteed, the winner's curse, and what common random numbers saved."""
    kpi, selection = result(made.kpi), made.selection
    entries: list[tuple[str, str]] = []
    if made.statement:
        entries.append(("In full", made.statement))
    if selection is not None and selection.statement != made.statement:
        entries.append(("What is guaranteed", _named(material, selection.statement)))
    if selection is not None and selection.confirmation is not None:
        sure = selection.confirmation
        entries.append(
            (
                "Winner on fresh replications",
                f"{amount(sure.winner.estimate, kpi.unit, material.currency)}; the search had made it "
                f"{amount(sure.search_estimate, kpi.unit, material.currency)}, so it flattered the winner by "
                f"{amount(sure.winners_curse, kpi.unit, material.currency)}.",
            )
        )
    if made.before is not None and made.after is not None:
        ends = f"{gap(material, made.after.low, kpi)} to {gap(material, made.after.high, kpi)}"
        entries.append(
            (
                "Its lead on fresh replications",
                f"{gap(material, made.after.estimate, kpi)} ({ends}); where it was chosen, the lead was "
                f"{gap(material, made.before.estimate, kpi)}.",
            )
        )
    if made.question.delta is not None:
        entries.append(
            ("Too small to matter", f"Below {amount(made.question.delta, kpi.unit, material.currency)}")
        )
    entries += _same_luck(made)
    return [Definitions(tuple(entries))] if entries else []


def _named(material: Material, statement: str) -> str:
    """Say which plan each number of the statement means."""
    names = "; ".join(f"plan {place} is {name_of(material, place)}" for place in range(len(material.plans)))
    return f"{statement} Here {names}."


def _same_luck(made: Decision) -> list[tuple[str, str]]:
    versus = made.outcomes[leader(made)].versus
    others = [one for one in (versus, *(outcome.versus for outcome in made.outcomes)) if one is not None]
    if not others or others[0].variance_reduction is None or others[0].replications_saved is None:
        return []
    factor, saved = others[0].variance_reduction, others[0].replications_saved
    text = f"Differences vary {factor:,.1f} times less than with separate luck"
    return [("Same luck for every plan", f"{text}; that saves {max(saved, 0):,} replications of each plan.")]


def _drivers(material: Material, made: Decision) -> list[Block]:
    if not made.drivers:
        return [Note("What would change the answer: not tested.", "warn")]
    ordered = sorted(made.drivers, key=lambda one: -abs(one.at_high - one.at_low))
    bars = [Range(one.name, one.as_planned, one.at_low, one.at_high) for one in ordered]
    remarks = [
        (one.switch or "none in its range") + (" (prior-driven)" if one.prior_driven else "")
        for one in ordered
    ]
    switching = sum(bool(one.switch) for one in ordered)
    said = Words(
        "drivers",
        f"What moves the lead of {name_of(material, leader(made))}",
        f"What moves the lead most: {plain(ordered[0].name)}; {switching} of {len(ordered)} parameters "
        "can turn the answer within their range.",
        f"Runs {_runs(material)} with one parameter moved at a time",
        "The ranges tested stand below; what rests on assumptions alone is prior-driven.",
    )
    rows = [
        (
            words(one.name),
            words(one.low_label),
            words(one.high_label),
            words("prior-driven" if one.prior_driven else "history"),
        )
        for one in ordered
    ]
    ranges = table("Ranges tested", ("Parameter", "Lower end", "Upper end", "Rests on"), rows, shown=False)
    return [tornado(said, bars, _scale(material, made), remarks), ranges]
