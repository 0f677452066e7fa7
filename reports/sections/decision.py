"""The comparison: which plan, by how much, how sure."""

import numpy as np

from reports.figures.intervals import Range, intervals, tornado
from reports.figures.spread import chances
from reports.figures.words import Scale, Words
from reports.findings import chance, gap, leader, listed, name_of, verdict
from reports.material import Decision, Material
from reports.page import Block, Definitions, Figure, Note, Section
from reports.tables import Cell, Table, amount, between, missing, number, plain, table, words
from reports.text.en import result

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
    return Section("decision", "The decision", lead, tuple(blocks), "Answer")


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
        f"All ranges hold together with {made.question.confidence:.0%} confidence.",
    )
    return intervals(said, rows, _scale(material, made), meaning="Difference")


def _colour(verdict_word: str) -> int:
    return {"better": 3, "worse": 2, "not separated": 5}.get(verdict_word, 1)


def _runs(material: Material) -> str:
    return ", ".join(plan.run[:12] for plan in material.plans if plan.run) or "as given"


def _spread(material: Material, made: Decision) -> Block:
    plans = [plan for plan in material.plans if made.kpi in plan.summary]
    samples = [np.asarray(plan.summary[made.kpi], dtype=np.float64) for plan in plans]
    samples = [sample[np.isfinite(sample)] for sample in samples]
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
    kpi = result(made.kpi)
    columns = ["Plan", "Mean", "P10", "P50", "P90", "Difference", "Range", "Verdict", "Best of all", "Regret"]
    if made.risks:
        columns += ["Below zero", "Worst 5 %"]
    rows = []
    for place, outcome in enumerate(made.outcomes):
        versus = outcome.versus
        cells: list[Cell] = [words(material.plans[place].name)]
        cells += [number(v, kpi.unit, material.currency) for v in (outcome.mean.estimate, outcome.p10)]
        cells += [number(v, kpi.unit, material.currency) for v in (outcome.p50, outcome.p90)]
        if versus is None:
            cells += [Cell("baseline", tone="muted"), missing(_ONLY), missing(_ONLY)]
        else:
            ends = versus.difference
            cells += [Cell(gap(material, ends.estimate, kpi), numeric=True)]
            cells += [between(ends.low, ends.high, kpi.unit, material.currency)]
            cells += [Cell(versus.verdict, tone=_tone(versus.verdict))]
        cells += [Cell(chance(outcome.chance_best), numeric=True)]
        cells += [number(outcome.opportunity_loss, kpi.unit, material.currency)]
        if made.risks:
            risk = made.risks[place]
            cells += [Cell(chance(risk.chance_of_loss.estimate), numeric=True)]
            cells += [number(risk.expected_shortfall, kpi.unit, material.currency)]
        rows.append(cells)
    return table("Plans side by side", columns, rows, f"Summaries of runs {_runs(material)}")


def _tone(verdict_word: str) -> str:
    return {"better": "good", "worse": "bad", "not separated": "warn"}.get(verdict_word, "")


def _procedure(material: Material, made: Decision) -> list[Block]:
    """What is guaranteed, the winner's curse, and what common random numbers saved."""
    kpi, selection = result(made.kpi), made.selection
    entries: list[tuple[str, str]] = []
    if made.statement:
        entries.append(("What is promised", made.statement))
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
    if made.question.delta is not None:
        entries.append(
            ("Too small to matter", f"Below {amount(made.question.delta, kpi.unit, material.currency)}")
        )
    entries += _same_luck(material, made)
    return [Definitions(tuple(entries))] if entries else []


def _named(material: Material, statement: str) -> str:
    """Say which plan each number of the statement means."""
    names = "; ".join(f"plan {place} is {name_of(material, place)}" for place in range(len(material.plans)))
    return f"{statement} Here {names}."


def _same_luck(material: Material, made: Decision) -> list[tuple[str, str]]:
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
        f"{plain(ordered[0].name)} moves the lead most; {switching} of {len(ordered)} parameters can turn the "
        "answer within their range.",
        f"Runs {_runs(material)} with one parameter moved at a time",
        "Ranges are 90 % intervals of the calibration where there is one, else assumptions (prior-driven).",
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
