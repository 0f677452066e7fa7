"""Why a value is what it is."""

import pytest

from scenarios.explain import explain
from scenarios.load import load
from sim.errors import InputError
from tests.unit.scenarios.plans import BASE, plan_of


def test_a_written_value_names_its_place_and_the_default(tmp_path):
    found = explain(plan_of(tmp_path), "market.segments.small.in_market")
    assert (found.value, found.unit, found.default) == ("5%", "1", 0.05)
    assert str(found.origin).endswith("plan.yaml:13:18")
    assert found.grade == "", "a value of the user's own has no evidence unless it is noted beside it"


def test_a_default_names_its_evidence(tmp_path):
    found = explain(plan_of(tmp_path), "customers.default.keep")
    assert (str(found.origin), found.value, found.grade) == ("default", 0.92, "survey")
    assert "F24" in found.source
    assert "renew" in found.doc


def test_evidence_noted_beside_a_value_is_told(tmp_path):
    text = BASE.replace("no_decision: 0.5\n", "no_decision: 0.5   # [survey F17] 40-60% decide nothing\n")
    found = explain(plan_of(tmp_path, text=text), "market.segments.small.no_decision")
    assert (found.grade, found.source) == ("survey", "F17, 40-60% decide nothing")


def test_a_setting_from_the_command_line_is_named(tmp_path):
    found = explain(plan_of(tmp_path, "brand={decay: 1% per day}"), "brand.decay")
    assert str(found.origin) == "--set brand={decay: 1% per day}"


def test_a_calibrated_value_shows_its_interval(tmp_path):
    overlay = tmp_path / "fit.yaml"
    overlay.write_text(
        "calibrated:\n  source: crm.csv\n  date: 2025-01-31\n  intervals:\n"
        "    market.segments.small.no_decision: {low: 0.4, high: 0.7, grade: strong, method: logit}\n"
        "market: {segments: {small: {no_decision: 0.55}}}\n"
    )
    path = tmp_path / "plan.yaml"
    path.write_text(BASE)
    found = explain(load(path, overlays=[overlay]), "market.segments.small.no_decision")
    assert found.interval is not None
    assert (found.value, found.interval.low, found.interval.high) == (0.55, 0.4, 0.7)
    assert any("calibrated: 0.4 to 0.7 (strong)" in line for line in found.lines())


def test_an_entry_of_one_product_is_explained_like_the_default(tmp_path):
    found = explain(plan_of(tmp_path), "customers.extra.visits")
    assert found.value == "none"
    assert "visits" in found.doc


def test_below_a_map_of_names_the_map_is_explained(tmp_path):
    found = explain(plan_of(tmp_path), "market.segments.small.accounts.north")
    assert found.value == 1000
    assert "accounts" in found.doc


def test_a_whole_section_can_be_explained(tmp_path):
    found = explain(plan_of(tmp_path), "leads.grades")
    assert found.value == {"A": 0.75, "B": 0.55, "C": 0.35}
    assert explain(plan_of(tmp_path), "finance.overhead").default == "0 per month"


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("customers.default.kep", "did you mean 'keep'?"),
        ("teams.rep", "did you mean 'reps'?"),
        ("markt.segments", "did you mean 'market'?"),
        ("nothing.at.all", "no such key"),
    ],
)
def test_an_unknown_key_names_the_nearest_one(tmp_path, key, hint):
    with pytest.raises(InputError, match="no such key") as error:
        explain(plan_of(tmp_path), key)
    assert hint in str(error.value)
