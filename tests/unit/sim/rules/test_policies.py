import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.policies import budget_factor

WINS = st.integers(0, 500).map(float)
COST = st.floats(1.0, 1e9)
YIELD = st.floats(1e-9, 1.0)
STEP = st.floats(0.0, 0.9)


@given(WINS, COST, YIELD, STEP)
def test_a_budget_changes_by_one_step_at_most(wins, cost, mean_yield, step):
    assert 1.0 - step <= budget_factor(wins, cost, mean_yield, step) <= 1.0 + step


@given(WINS, COST, YIELD, STEP)
def test_more_customers_for_the_same_money_never_lose_budget(wins, cost, mean_yield, step):
    here = budget_factor(wins, cost, mean_yield, step)
    assert budget_factor(wins + 1.0, cost, mean_yield, step) >= here
    assert budget_factor(wins, 2.0 * cost, mean_yield, step) <= here


def test_an_average_campaign_keeps_its_budget():
    assert budget_factor(9.5, 100.0, 0.1, 0.5) == pytest.approx(1.0)


def test_one_unlucky_month_does_not_close_a_channel():
    assert budget_factor(0.0, 10.0, 0.1, 0.9) == pytest.approx(0.5)


def test_without_cost_or_without_any_customer_nothing_is_decided():
    assert budget_factor(5.0, 0.0, 0.1, 0.5) == 1.0
    assert budget_factor(5.0, 10.0, 0.0, 0.5) == 1.0
