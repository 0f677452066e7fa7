"""Comparisons run every plan under the same luck and say how sure the answer is."""

from pathlib import Path

import numpy as np
import pytest

from planning.comparison import Request, compare_plans, default_delta
from planning.plans import Candidate
from planning.runs import Options
from scenarios.load import load
from sim.errors import InputError

FIXED = Request(sequential=False)


def tiny(*settings: str, name: str = "Baseline", length: str = "months=2") -> Candidate:
    """A small plan that differs by settings."""
    return Candidate(name, load("library:tiny", settings=[length, *settings]))


USUAL = "finance.overhead=12k EUR per month"
CHEAP = "finance.overhead=2k EUR per month"


def test_a_plan_that_only_saves_overhead_wins_by_exactly_that(tmp_path: Path):
    found = compare_plans([tiny(USUAL), tiny(CHEAP, name="Save")], FIXED, Options(6, out=tmp_path))
    versus = found.outcomes[1].versus
    assert versus is not None
    assert versus.difference.low == pytest.approx(20_000.0, abs=1.0)
    assert versus.verdict == "better"
    assert found.best == 1
    assert "Save has the best operating profit: +20,000 EUR against Baseline" in found.statement


def test_a_plan_without_a_change_makes_no_difference_at_all(tmp_path: Path):
    found = compare_plans([tiny(), tiny(name="Same")], FIXED, Options(5, out=tmp_path))
    versus = found.outcomes[1].versus
    assert versus is not None
    assert (versus.difference.low, versus.difference.high) == (0.0, 0.0)
    assert versus.verdict == "equivalent within delta"


def test_all_plans_meet_the_luck_of_the_baseline(tmp_path: Path):
    plans = [tiny(), tiny("seed=77", name="Other seed")]
    found = compare_plans(plans, FIXED, Options(4, out=tmp_path))
    first, second = (run.figures("leads") for run in found.runs)
    np.testing.assert_array_equal(first, second)


def test_the_plan_that_looks_best_is_run_again_on_fresh_replications(tmp_path: Path):
    found = compare_plans(
        [tiny(), tiny("campaigns.search.budget=6000 EUR per month", name="More")],
        FIXED,
        Options(6, out=tmp_path),
    )
    assert found.fresh is not None
    assert found.fresh.plan == found.best
    assert found.fresh.before != found.fresh.after


def test_the_cheapest_acquisition_cost_is_the_best(tmp_path: Path):
    plans = [
        tiny(length="months=6"),
        tiny("campaigns.search.budget=30k EUR per month", name="Dear", length="months=6"),
    ]
    found = compare_plans(plans, Request("cac", sequential=False), Options(6, out=tmp_path))
    assert found.question.goal == "lowest"
    assert found.best == 0
    assert found.statement.startswith("No plan does better than the baseline")


def test_a_search_ends_with_a_guarantee_and_judges_on_fresh_replications(tmp_path: Path):
    found = compare_plans([tiny(), tiny(CHEAP, name="Save")], Request(), Options(100, out=tmp_path))
    assert found.selection is not None
    assert (found.selection.verdict, found.selection.winner) == ("separated", 1)
    assert found.runs[0].options.first == 20
    assert found.runs[0].options.replications == 100
    assert "is the one selected with a chance of at least 95%" in found.statement


def test_a_search_that_cannot_tell_names_no_winner(tmp_path: Path):
    plans = [tiny(), tiny("campaigns.search.budget=3100 EUR per month", name="A little more")]
    found = compare_plans(plans, Request(delta=1.0, most=20), Options(100, out=tmp_path))
    assert found.selection is not None
    assert found.selection.winner is None
    assert found.statement.startswith("Not separated: after 20 replications each of these may be the best")


def test_a_search_needs_enough_fresh_replications(tmp_path: Path):
    with pytest.raises(InputError, match=r"at least 100 replications, found 30; .*--fixed"):
        compare_plans([tiny(), tiny(CHEAP, name="Save")], Request(), Options(30, out=tmp_path))


@pytest.mark.parametrize(
    ("plans", "problem"),
    [
        ([tiny()], "needs a baseline and at least one plan"),
        ([tiny(), tiny()], "two plans are called Baseline"),
        ([tiny(), tiny(length="months=3", name="Longer")], "Longer: length differs from the baseline"),
    ],
)
def test_what_cannot_be_compared_is_refused(plans, problem, tmp_path: Path):
    with pytest.raises(InputError, match=problem):
        compare_plans(plans, FIXED, Options(2, out=tmp_path))


def test_a_key_figure_that_is_not_defined_everywhere_is_refused(tmp_path: Path):
    plans = [tiny("months=null", length="days=1"), tiny("months=null", CHEAP, name="Save", length="days=1")]
    with pytest.raises(InputError, match=r"win_rate is not defined in \d+ of 20 replications"):
        compare_plans(plans, Request("win_rate", sequential=False), Options(3, out=tmp_path))


def test_the_default_delta_is_one_per_cent_of_the_baseline():
    assert default_delta(-1_234_567.0) == 12_000.0
    assert default_delta(0.0) == 1.0
