"""From numbers to sentences: which plan, by how much, how sure, and what would change it."""

from collections.abc import Iterator

from planning.selection import Selection
from reports.facts import spread
from reports.material import Decision, Driver, Material
from reports.page import Answer, Tile
from reports.tables import DASH, GAP, amount, plain, signed
from reports.text.en import HORIZON_NOTE, TILES, Result, result

_PRACTICALLY_SURE = 0.995


def answer(material: Material) -> Answer:
    """What a reader has to know, in a headline, a verdict and a few sentences."""
    if material.decision is not None:
        return _decided(material, material.decision)
    if material.plans:
        return _single(material)
    return _history(material)


def listed(names: list[str]) -> str:
    """Names in one phrase.

    Examples
    --------
    >>> listed(["A", "B", "C"])
    'A, B and C'
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "none"


def money(material: Material, value: float, kpi: Result) -> str:
    """A number in the unit of the result that decides."""
    return amount(value, kpi.unit, material.currency)


def gap(material: Material, value: float, kpi: Result) -> str:
    """A difference, with its sign."""
    text = money(material, value, kpi)
    return signed(text.replace("%", "points") if kpi.unit == "share" else text, value)


def chance(share: float) -> str:
    """A chance in words that do not claim certainty.

    Examples
    --------
    >>> [chance(share).replace(GAP, " ") for share in (0.83, 1.0, 0.001)]
    ['83 %', 'over 99 %', 'under 1 %']
    """
    if share >= _PRACTICALLY_SURE:
        return f"over 99{GAP}%"
    return f"under 1{GAP}%" if share < 1.0 - _PRACTICALLY_SURE else f"{100.0 * share:.0f}{GAP}%"


def name_of(material: Material, place: int) -> str:
    """Name of a plan."""
    return plain(material.plans[place].name)


def leader(decision: Decision) -> int:
    """The plan that looks best: the winner of a selection, else the best mean."""
    selection = decision.selection
    if selection is not None and selection.winner is not None:
        return selection.winner
    sign = 1.0 if decision.question.goal == "highest" else -1.0
    return max(range(len(decision.outcomes)), key=lambda place: sign * decision.outcomes[place].mean.estimate)


def _decided(material: Material, decision: Decision) -> Answer:
    headline, chip, tone = verdict(material, decision)
    best = leader(decision)
    sentences = [
        *by_how_much(material, decision),
        *how_sure(material, decision),
        *what_would_change_it(decision),
        *on_what_it_rests(material),
    ]
    return Answer(
        headline, chip, tone, tuple(sentences), tiles(material, best), f"Tiles show {name_of(material, best)}"
    )


def verdict(material: Material, decision: Decision) -> tuple[str, str, str]:
    """Headline, verdict in a word or two, and its tone."""
    if decision.selection is not None:
        return _selected(material, decision, decision.selection)
    base, best = decision.question.baseline, leader(decision)
    versus = decision.outcomes[best].versus
    kpi = result(decision.kpi).label.lower()
    if versus is None:
        return _baseline_leads(material, decision)
    against = f"{name_of(material, best)} against {name_of(material, base)}"
    if versus.verdict == "better":
        headline = f"Choose {name_of(material, best)}: better {kpi} than {name_of(material, base)}"
        return headline, "better than baseline", "good"
    if versus.verdict == "equivalent within delta":
        return f"{against}: too close to matter", "equivalent", "plain"
    return f"{against}: not separated on {kpi}", "not separated", "warn"


def _baseline_leads(material: Material, decision: Decision) -> tuple[str, str, str]:
    base = name_of(material, decision.question.baseline)
    verdicts = {outcome.versus.verdict for outcome in decision.outcomes if outcome.versus is not None}
    if verdicts == {"worse"}:
        return f"Keep {base}: every other plan does worse", "baseline holds", "good"
    if "not separated" in verdicts:
        return f"No plan is shown to beat {base}: not separated", "not separated", "warn"
    return f"No plan beats {base} by enough to matter", "equivalent", "plain"


def _selected(material: Material, decision: Decision, selection: Selection) -> tuple[str, str, str]:
    survivors = [name_of(material, place) for place in selection.survivors]
    kpi = result(decision.kpi).label.lower()
    if selection.winner is None or selection.verdict == "not separated":
        return f"Not separated: {listed(survivors)} may each be best on {kpi}", "not separated", "warn"
    if selection.verdict == "equivalent within delta":
        return f"{listed(survivors)} come to the same {kpi}", "equivalent", "plain"
    return f"Choose {name_of(material, selection.winner)}: best on {kpi}", "separated", "good"


def by_how_much(material: Material, decision: Decision) -> Iterator[str]:
    """Expected result of the leader and its difference from the baseline."""
    kpi, best = result(decision.kpi), leader(decision)
    outcome = decision.outcomes[best]
    yield (
        f"{kpi.label} of {name_of(material, best)}: {money(material, outcome.mean.estimate, kpi)} on "
        f"average; 80 of 100 futures end between {money(material, outcome.p10, kpi)} "
        f"and {money(material, outcome.p90, kpi)}."
    )
    versus = outcome.versus
    if versus is not None:
        ends = [gap(material, end, kpi) for end in (versus.difference.low, versus.difference.high)]
        yield (
            f"Against {name_of(material, decision.question.baseline)} that is "
            f"{gap(material, versus.difference.estimate, kpi)} ({ends[0]} to {ends[1]} with "
            f"{chance(versus.difference.confidence)} confidence), met with the same leads and the same luck."
        )


def how_sure(material: Material, decision: Decision) -> Iterator[str]:
    """Chances, and what is lost if the choice is wrong."""
    kpi, best = result(decision.kpi), leader(decision)
    outcome = decision.outcomes[best]
    best_of_all = f"Chance that its mean is the best of the {len(decision.outcomes)} plans: "
    best_of_all += chance(outcome.chance_best)
    regret = money(material, outcome.opportunity_loss, kpi)
    if outcome.chance_best < _PRACTICALLY_SURE and outcome.opportunity_loss > 0.0:
        best_of_all += f"; choosing it gives up {regret} on average in case another is better"
    yield f"{best_of_all}."
    parts = []
    if outcome.versus is not None:
        base = name_of(material, decision.question.baseline)
        parts.append(f"it does better than {base} in {chance(outcome.versus.share_of_futures_better)}")
    if decision.risks and can_lose(decision):
        parts.append(f"it ends below zero in {chance(decision.risks[best].chance_of_loss.estimate)}")
    if parts:
        yield f"Of single futures, {' and '.join(parts)}."


def can_lose(decision: Decision) -> bool:
    """Whether a result below zero means a loss."""
    return result(decision.kpi).unit == "money" and decision.question.goal == "highest"


def what_would_change_it(decision: Decision) -> Iterator[str]:
    """Parameters at which another plan becomes the better one, or that this was not tested."""
    if not decision.drivers:
        yield "What would change the answer was not tested: run a sensitivity analysis before relying on it."
        return
    switching = [driver for driver in decision.drivers if driver.switch]
    if switching:
        yield f"Another plan becomes the better one at {listed([_switch(one) for one in switching[:3]])}."
    else:
        names = listed([plain(driver.name) for driver in decision.drivers])
        yield f"No single parameter tested changes the answer within its range ({names})."
    driven = [plain(driver.name) for driver in switching if driver.prior_driven]
    if driven:
        yield (
            f"The answer is prior-driven: {listed(driven)} {'is' if len(driven) == 1 else 'are'} assumed, "
            "not learned from history, and can turn it."
        )


def _switch(driver: Driver) -> str:
    return f"{plain(driver.name)} {plain(driver.switch)}"


def on_what_it_rests(material: Material) -> Iterator[str]:
    """How much of the scenario is assumed and not learned."""
    assumed = sum(origin.prior_driven for origin in material.origins)
    unknown, parts = unidentified(material), []
    if assumed:
        parts.append(f"{assumed} of {len(material.origins)} inputs listed are prior-driven")
    if unknown and material.calibration is not None:
        total = len(material.calibration.estimates)
        parts.append(f"{len(unknown)} of {total} calibrated parameters are not identified by the history")
    if parts:
        text = "; ".join(parts)
        yield f"{text[0].upper()}{text[1:]}."
    yield (
        "All ranges show the luck of the period with the parameters held at their best values. How far the "
        "parameters themselves may be off is not in them; see what would change the answer, and the "
        "intervals of the calibration."
    )


def unidentified(material: Material) -> list[str]:
    """Names of the parameters that the history cannot tell."""
    calibration = material.calibration
    return [] if calibration is None else [one.name for one in calibration.estimates if not one.identified]


def tiles(material: Material, place: int) -> tuple[Tile, ...]:
    """Up to four numbers of a plan; the one that decides comes first."""
    summary = material.plans[place].summary
    first = (material.decision.kpi,) if material.decision is not None else ()
    names = [name for name in dict.fromkeys((*first, *TILES)) if name in summary]
    return tuple(_tile(material, place, name) for name in names[:4])


def _tile(material: Material, place: int, name: str) -> Tile:
    kpi, values = result(name), spread(material.plans[place].summary[name])
    ends = [amount(value, kpi.unit, material.currency) for value in (values.p10, values.p90)]
    detail = "not defined in any future" if DASH in ends else f"{ends[0]} to {ends[1]} in 80 of 100 futures"
    return Tile(kpi.label, amount(values.mean, kpi.unit, material.currency), detail)


def _single(material: Material) -> Answer:
    plan = material.plans[0]
    name = next((one for one in TILES if one in plan.summary), None)
    sentences = [HORIZON_NOTE, *on_what_it_rests(material)]
    if name is None:
        return Answer(f"{plain(plan.name)}", "one plan", "plain", tuple(sentences), ())
    kpi, values = result(name), spread(plan.summary[name])
    text = [amount(value, kpi.unit, material.currency) for value in (values.mean, values.p10, values.p90)]
    headline = f"{plain(plan.name)}: {kpi.label.lower()} of {text[0]} expected"
    first = f"80 of 100 futures end between {text[1]} and {text[2]}. No other plan was compared with it."
    return Answer(headline, "one plan", "plain", (first, *sentences), tiles(material, 0))


def _history(material: Material) -> Answer:
    calibration = material.calibration
    if calibration is None:
        return Answer(plain(material.title), "report", "plain", (), ())
    count, unknown = len(calibration.estimates), len(unidentified(material))
    serious = sum(finding.severity == "serious" for finding in calibration.findings)
    tone, chip = ("warn", f"{unknown} not identified") if unknown else ("good", "identified")
    sentences = [f"{serious} serious and {len(calibration.findings) - serious} other remarks on the data."]
    if unknown:
        sentences.append(
            f"{unknown} parameters are not identified: a plan that rests on them is prior-driven."
        )
    tile = (
        Tile("Parameters", f"{count}"),
        Tile("Told by the records", f"{count - unknown}"),
        Tile("Remarks on the data", f"{len(calibration.findings)}"),
        Tile("Rows used", f"{sum(one.rows for one in calibration.summaries):,}"),
    )
    headline = f"The history tells {count - unknown} of {count} parameters"
    return Answer(headline, chip, tone, tuple(sentences), tile)
