import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.market import accounts_by, demand_factor, imitation_leads

DAY = st.floats(0.0, 3650.0)


@given(st.integers(0, 10**7), st.floats(0.0, 1.0), DAY)
def test_a_growing_market_never_shrinks(start, growth, day):
    assert accounts_by(float(start), growth, day + 1.0) >= accounts_by(float(start), growth, day) >= start


@given(st.integers(0, 10**7), DAY)
def test_without_growth_the_market_stays(start, day):
    assert accounts_by(float(start), 0.0, day) == start


@pytest.mark.parametrize(("growth", "years", "accounts"), [(0.1, 1, 1100), (0.1, 2, 1210), (-0.5, 1, 500)])
def test_growth_compounds_by_the_year(growth, years, accounts):
    assert accounts_by(1000.0, growth, 365.0 * years) == accounts


@given(st.floats(0.1, 3.0), st.integers(0, 1000), st.integers(1, 1000))
def test_demand_follows_season_and_the_pool_that_is_left(season, free, start):
    assert demand_factor(season, float(free), float(start)) == pytest.approx(season * free / start)
    assert demand_factor(season, 0.0, float(start)) == 0.0
    assert demand_factor(season, float(start), float(start)) == pytest.approx(season)


def test_a_cell_without_accounts_asks_for_nothing():
    assert demand_factor(1.0, 0.0, 0.0) == 0.0


@given(st.floats(0.0, 1.0), st.integers(0, 1000), st.integers(0, 1000))
def test_word_of_mouth_needs_customers_and_somebody_who_is_free(imitation, customers, free):
    everyone = float(customers + free + 1)
    leads = imitation_leads(imitation, 1.0, float(customers), everyone, float(free))
    assert leads == pytest.approx(imitation * customers * free / everyone)
    assert imitation_leads(imitation, 1.0, 0.0, everyone, float(free)) == 0.0
    assert imitation_leads(imitation, 1.0, float(customers), everyone, 0.0) == 0.0


def test_word_of_mouth_follows_the_season_and_an_empty_market_is_silent():
    assert imitation_leads(0.1, 2.0, 5.0, 10.0, 5.0) == pytest.approx(0.5)
    assert imitation_leads(0.1, 2.0, 0.0, 0.0, 0.0) == 0.0
