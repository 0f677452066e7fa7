"""The words of an answer: a verdict is claimed when it is true, and only then."""

from dataclasses import replace

import numpy as np
import pytest

from planning.paired import Question, compare
from reports.build import build_page
from reports.findings import answer, verdict
from reports.material import Decision, Driver, Material
from reports.render.html import to_html
from tests.support.report_material import PLANS, decision, material, plan, selected

NAMES = PLANS[:2]


def made_of(*columns: list[float], delta: float | None = None, confidence: float = 0.95) -> Material:
    """Two plans with these results."""
    question = Question(delta=delta, confidence=confidence)
    outcomes = compare(np.column_stack(columns), question)
    plans = tuple(replace(plan(name, replications=4), tables={}) for name in NAMES)
    return Material("Title", plans=plans, decision=Decision("revenue", question, outcomes))


def headline(made: Material) -> tuple[str, str, str]:
    """Headline, verdict and tone."""
    assert made.decision is not None
    return verdict(made, made.decision)


def test_a_plan_that_is_better_in_every_future_is_chosen() -> None:
    made = made_of([100.0, 110.0, 90.0, 105.0, 95.0], [120.0, 131.0, 110.0, 126.0, 116.0])
    assert headline(made) == (
        "Choose More search: better revenue than Baseline",
        "better than baseline",
        "good",
    )


def test_plans_that_chance_cannot_tell_apart_are_not_separated() -> None:
    made = made_of([100.0, 110.0, 90.0, 105.0, 95.0], [101.0, 105.0, 97.0, 99.0, 102.0])
    assert headline(made)[1] == "not separated"
    assert "not separated" in to_html(build_page(made))
    assert "Choose" not in headline(made)[0]


def test_equal_plans_are_not_separated() -> None:
    same = [100.0, 110.0, 90.0, 105.0]
    assert headline(made_of(same, same))[1] == "not separated"


def test_plans_that_lie_within_delta_are_equivalent() -> None:
    made = made_of([100.0, 110.0, 90.0, 105.0], [100.5, 110.4, 90.6, 105.5], delta=5.0)
    assert headline(made)[1] == "equivalent"


def test_the_baseline_is_kept_when_the_other_plan_is_worse() -> None:
    made = made_of([120.0, 131.0, 110.0, 126.0], [100.0, 110.0, 90.0, 105.0])
    assert headline(made) == ("Keep Baseline: every other plan does worse", "baseline holds", "good")


def test_a_selection_that_separates_names_its_winner() -> None:
    made = material(NAMES)
    made = replace(made, decision=selected(made.plans, (0.0, 90_000.0)))
    assert headline(made) == ("Choose More search: best on operating profit", "separated", "good")
    assert "Winner on fresh replications" in to_html(build_page(made))


def test_a_selection_of_equal_plans_names_no_winner() -> None:
    made = material(NAMES)
    made = replace(made, decision=selected(made.plans, (0.0, 0.0), delta=2_000.0))
    words, chip, tone = headline(made)
    assert (chip, tone) == ("not separated", "warn")
    assert "Choose" not in words


def test_what_would_change_the_answer_is_said_or_said_to_be_untested() -> None:
    plans = material(NAMES).plans
    untested = replace(material(NAMES), decision=decision(plans, drivers=()))
    assert any("was not tested" in sentence for sentence in answer(untested).sentences)
    firm = (Driver("win rate", "-20 %", "+20 %", 1.0, 3.0, 2.0),)
    tested = replace(material(NAMES), decision=decision(plans, drivers=firm))
    assert any("No single parameter tested changes the answer" in one for one in answer(tested).sentences)


@pytest.mark.parametrize("assumed", [True, False])
def test_an_answer_that_an_assumption_can_turn_is_prior_driven(assumed: bool) -> None:
    turning = (Driver("price sensitivity", "1", "3", 3.0, -1.0, 2.0, "above 2.4", prior_driven=assumed),)
    plans = material(NAMES).plans
    made = replace(material(NAMES), decision=decision(plans, drivers=turning), origins=(), calibration=None)
    sentences = " ".join(answer(made).sentences)
    assert "Another plan becomes the better one at price sensitivity above 2.4" in sentences
    assert ("The answer is prior-driven" in sentences) == assumed


def test_parameters_that_no_record_tells_are_called_not_identified() -> None:
    text = to_html(build_page(material(NAMES)))
    assert "Not identified, so any plan that rests on them is prior-driven: campaigns.tv.half_life" in text
    assert "not identified, prior-driven" in text
    sentences = " ".join(answer(material(NAMES)).sentences)
    assert "1 of 4 calibrated parameters are not identified by the history" in sentences


def test_one_plan_alone_is_not_called_best() -> None:
    made = replace(material(NAMES[:1]), decision=None)
    told = answer(made)
    assert told.chip == "one plan"
    assert "No other plan was compared with it" in told.sentences[0]
    assert len(told.tiles) == 4
