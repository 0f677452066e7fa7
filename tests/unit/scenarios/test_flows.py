"""Flows worked out by hand, against the rules and against a simulation."""

import pytest

from scenarios.compile import compile_params
from scenarios.flows import choice_chance, expected_flows, grade_shares, saturated, stage_visits
from scenarios.load import load
from scenarios.schema.campaigns import SaturationCurve
from sim.codes import CellFlow, Saturation
from sim.engine.replicate import replicate
from sim.rules.campaigns import saturation
from sim.rules.offer import choice_share
from tests.unit.scenarios.plans import plan_of


@pytest.mark.parametrize("form", ["linear", "hill", "logistic", "tanh", "michaelis_menten", "root"])
@pytest.mark.parametrize("pressure", [0.0, 1.0, 40.0, 100.0, 900.0])
def test_the_hand_worked_saturation_is_the_rule(form, pressure):
    curve = SaturationCurve.model_validate({"form": form, "half": 100, "slope": 1.7})
    code = Saturation[form.upper()]
    assert saturated(curve, pressure) == pytest.approx(saturation(code, pressure, 100.0, 1.7), abs=1e-12)


def test_the_hand_worked_choice_is_the_rule(tmp_path):
    scenario = plan_of(tmp_path, "brand={awareness: 0%, reputation: 50%}").scenario
    offer = compile_params(scenario).offer
    segment = scenario.market.segments["small"]
    ours = offer.ours[0, 0, 0] + scenario.offer.choice.fit * (0.6 - 0.5)
    chance = choice_chance(scenario, "core", scenario.offer.products["core"], ("small", "north"))
    assert chance == pytest.approx(choice_share(ours, offer.rivals[0, 0, 0], segment.no_decision))


def test_grades_share_out_all_leads(tmp_path):
    scenario = plan_of(tmp_path).scenario
    shares = grade_shares(scenario, scenario.market.segments["small"].fit, 0.0)
    assert sum(shares) == pytest.approx(1.0)
    assert shares == pytest.approx([0.274, 0.304, 0.261, 0.159], abs=0.003), "normal with sd 0.25 about 0.6"


def test_returning_deals_are_counted_until_they_are_too_old(tmp_path):
    scenario = plan_of(tmp_path).scenario
    endless = stage_visits(scenario.model_copy(update={"stages": _ageless(scenario)}), {"talk": 1.0}, 1.0)
    assert endless["talk"] == pytest.approx(1.0 / (1.0 - 0.1 * 0.4))
    assert stage_visits(scenario, {"talk": 1.0}, 1.0)["talk"] <= endless["talk"]


def _ageless(scenario):
    return {name: stage.model_copy(update={"oldest": 0.0}) for name, stage in scenario.stages.items()}


def test_hand_worked_leads_and_wins_are_near_a_simulation():
    """Means of one long replication; the bands are wide (10 and 25 %): this checks the sums, not the luck."""
    plan = load("library:saas")
    flows = expected_flows(plan.scenario)
    books = replicate(compile_params(plan.scenario), 1, 0).books
    months = len(plan.names.months)
    leads, wins = (int(books.cells[:months, flow].sum()) for flow in (CellFlow.LEADS, CellFlow.WON))
    assert leads / 730 == pytest.approx(sum(flows.leads.values()), rel=0.10)
    assert wins / 730 == pytest.approx(sum(flows.wins.values()), rel=0.25)


def test_expected_flows_balance(tmp_path):
    scenario = plan_of(tmp_path).scenario
    flows = expected_flows(scenario)
    assert flows.leads["website"] == pytest.approx(2.0 * 0.1), "ten percent know us"
    assert flows.leads["calls"] == pytest.approx(0.1 * 4)
    assert 0.0 < sum(flows.wins.values()) < sum(flows.leads.values())
    assert 0.0 < flows.utilisation("reps", "north") < 1.0
