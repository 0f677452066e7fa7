"""What would change the answer is found by moving one assumption at a time."""

from pathlib import Path

import numpy as np
import pytest

from planning.comparison import Request, compare_plans
from planning.drivers import ASSUMPTIONS, Driver, _switch, find_drivers
from planning.intervals import Interval
from planning.plans import Candidate
from planning.runs import Options
from planning.variants import changed, customers_lost, odds_of_being_chosen, people_leaving, spend_of
from scenarios.compile import compile_params
from scenarios.load import load


def tiny(*settings: str) -> Candidate:
    """A small plan that differs by settings."""
    return Candidate(" ".join(settings) or "Baseline", load("library:tiny", settings=["months=2", *settings]))


def test_every_assumption_is_moved_and_the_lead_is_reported(tmp_path: Path):
    plans = [tiny(), tiny("finance.overhead=100 EUR per month")]
    found = compare_plans(plans, Request(sequential=False), Options(3, out=tmp_path))
    drivers = find_drivers(found, 2)
    assert {driver.name for driver in drivers} == set(ASSUMPTIONS)
    assert all(driver.switch is None for driver in drivers)
    assert all("no switch within +-20%" in driver.sentence() for driver in drivers)
    assert [driver.swing for driver in drivers] == sorted((d.swing for d in drivers), reverse=True)


def test_the_switch_is_where_the_line_crosses_zero():
    assert _switch(-1.0, 1.0, 3.0) == pytest.approx(0.9)
    assert _switch(3.0, 1.0, -3.0) == pytest.approx(1.05)
    assert _switch(1.0, 2.0, 3.0) is None


def test_a_switch_is_told_with_the_plan_that_takes_over():
    lead = Interval(1.0, 0.5, 1.5, 0.95)
    driver = Driver("odds", lead, lead, lead, ("A", "B"), 1.1)
    assert driver.sentence() == "odds: B becomes the better plan at about +10%"


@pytest.fixture(scope="module")
def params():
    """Parameters of the example company."""
    return compile_params(load("library:saas").scenario)


def test_a_factor_of_one_changes_nothing(params):
    same = odds_of_being_chosen(params, 1.0)
    np.testing.assert_array_equal(same.offer.ours, params.offer.ours)
    np.testing.assert_allclose(customers_lost(params, 1.0).customers.care.keep, params.customers.care.keep)


def test_more_people_leaving_means_shorter_stays_and_touches_nothing_else(params):
    moved = people_leaving(params, 2.0)
    seat = int(np.flatnonzero(params.people.seats.attrition >= 0)[0])
    before = params.draws.rows[params.people.seats[seat].attrition]
    after = moved.draws.rows[moved.people.seats[seat].attrition]
    assert after.scale == before.scale / 2
    assert len(moved.draws.rows) > len(params.draws.rows)
    np.testing.assert_array_equal(moved.people.seats.vacancy, params.people.seats.vacancy)


def test_spend_is_scaled_in_whole_cents_for_one_source_alone(params):
    source = int(np.argmax(params.campaigns.spend.sum(axis=1)))
    moved = spend_of(source)(params, 1.1)
    np.testing.assert_allclose(moved.campaigns.spend[source], 1.1 * params.campaigns.spend[source], atol=0.5)
    others = np.arange(len(params.campaigns.sources)) != source
    np.testing.assert_array_equal(moved.campaigns.spend[others], params.campaigns.spend[others])


def test_the_name_of_a_variant_tells_its_factor():
    assert changed("spend of search", spend_of(0), 1.1).name == "spend of search x 1.1"
