"""Targets add up to the cent, and their chances come from the simulated futures."""

from datetime import date
from pathlib import Path

import pytest

from planning.quotas import Blend
from planning.runs import Options
from planning.targets import TargetRequest, blend_of, cents_in, plan_targets, shares_in
from scenarios.load import load
from sim.errors import InputError

TOTAL = 12_345_678_901


@pytest.fixture(scope="module")
def plan():
    """A company with regions, territories and reps."""
    return load("library:saas", settings=["months=4"])


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Options:
    """Few replications, kept for all tests of this file."""
    return Options(4, out=tmp_path_factory.mktemp("runs"))


def request(**changes: object) -> TargetRequest:
    """A request for two months with some changes."""
    return TargetRequest(**{"total_cents": TOTAL, "months": 2, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("by", ["even", "history", "potential", "pipeline", "even=40%,potential=60%"])
def test_children_add_up_to_their_parent_to_the_cent(plan, runs, by):
    found = plan_targets(plan, request(blend=blend_of(by)), runs)
    for node in found.tree.walk():
        if node.children:
            assert sum(child.base_cents for child in node.children) == node.base_cents
    assert found.tree.base_cents == TOTAL


def test_the_tree_goes_from_company_over_region_and_team_to_rep(plan, runs):
    found = plan_targets(plan, request(), runs)
    assert {len(node.path) for node in found.tree.walk()} == {1, 2, 3, 4}
    assert all(rep.path[-1].startswith("ae/") for rep in found.tree.reps())
    assert len(found.chances) == len(list(found.tree.walk()))


def test_over_assignment_raises_quotas_level_by_level(plan, runs):
    found = plan_targets(plan, request(over_assignment=(0.0, 0.0, 0.1)), runs)
    street = sum(rep.quota_cents for rep in found.tree.reps())
    assert street == pytest.approx(1.1 * TOTAL, abs=10)


def test_a_rep_who_has_not_started_gets_no_target(plan, runs):
    found = plan_targets(plan, request(), runs)
    hired_later = [rep for rep in found.tree.reps() if rep.base_cents == 0]
    names = plan.names.desks
    west = [name for name in names if name.startswith("ae/west/")]
    assert [rep.path[-1] for rep in hired_later] == [west[-1]]


def test_a_target_of_nothing_is_always_met_and_a_huge_one_never(plan, runs):
    none = plan_targets(plan, request(total_cents=0), runs)
    huge = plan_targets(plan, request(total_cents=10**15), runs)
    assert none.chances[0].base_chance.estimate == 1.0
    assert huge.chances[0].base_chance.estimate == 0.0


def test_attainment_of_the_company_is_that_of_all_reps(plan, runs):
    found = plan_targets(plan, request(), runs)
    team = found.run.tables["team"]
    months = team["month"].dt.date.isin(found.months)
    signed = team[months].groupby("replication")["bookings_cents"].sum().mean()
    assert found.chances[0].expected == pytest.approx(signed / TOTAL, rel=1e-9)


def test_the_period_is_the_end_of_the_scenario_or_what_was_asked_for(plan, runs):
    last = plan_targets(plan, request(), runs)
    asked = plan_targets(plan, request(begin=date(2025, 2, 14)), runs)
    assert last.months == (date(2025, 3, 1), date(2025, 4, 1))
    assert asked.months == (date(2025, 2, 1), date(2025, 3, 1))


def test_a_period_outside_the_scenario_is_refused(plan, runs):
    with pytest.raises(InputError, match="2 months from 2025-04 on do not lie inside the scenario"):
        plan_targets(plan, request(begin=date(2025, 4, 1)), runs)


def test_history_needs_a_time_before_the_period(plan, runs):
    with pytest.raises(InputError, match="history of everyone below is zero"):
        plan_targets(plan, request(blend=Blend(history=1.0), begin=date(2025, 1, 1)), runs)


def test_a_company_where_nobody_sells_has_no_targets(tmp_path: Path):
    idle = load("library:tiny", settings=["days=1", "months=null"])
    with pytest.raises(InputError, match="nobody signs a deal"):
        plan_targets(idle, request(months=1), Options(1, out=tmp_path))


@pytest.mark.parametrize(
    ("read", "text", "message"),
    [
        (blend_of, "histry", "'histry' is no yardstick"),
        (blend_of, "even=50%,even=50%", "'even' is no yardstick"),
        (blend_of, "even=50%", "must add up to 1"),
        (shares_in, "5%,much", "'much' is not a share"),
    ],
)
def test_what_cannot_be_read_is_said(read, text, message):
    with pytest.raises(InputError, match=message):
        read(text)


def test_amounts_are_read_with_their_currency():
    assert cents_in("12M EUR", "EUR") == 1_200_000_000
    with pytest.raises(InputError, match="is no amount"):
        cents_in("12 USD", "EUR")
