import numpy as np
import pytest

from planning.selection_rules import budget_shares, kim_nelson, rinott_constant
from sim.errors import InputError


def test_the_slack_shrinks_to_nothing():
    constants = kim_nelson(2, 20, 0.05)
    variances = np.array([[0.0, 4.0], [4.0, 0.0]])
    early, late = constants.slack(variances, 1.0, 20), constants.slack(variances, 1.0, 21)
    assert early[0, 1] == pytest.approx((constants.h_squared * 4.0 - 20.0) / 40.0)
    assert late[0, 1] == 0.0
    assert early[0, 0] == 0.0


def test_more_plans_need_more_replications():
    assert kim_nelson(10, 20, 0.05).h_squared > kim_nelson(5, 20, 0.05).h_squared
    assert rinott_constant(10, 20, 0.95) > rinott_constant(5, 20, 0.95)


def test_one_plan_cannot_be_selected_from():
    with pytest.raises(InputError, match="selection needs 2 plans and 2 replications, found 1 and 20"):
        kim_nelson(1, 20, 0.05)


def test_a_probability_below_guessing_is_refused():
    with pytest.raises(InputError, match="probability must lie between 1/4 and 1"):
        rinott_constant(4, 20, 0.2)


def test_an_alpha_above_guessing_is_refused():
    with pytest.raises(InputError, match="alpha must lie between 0 and half of 1"):
        kim_nelson(2, 20, 0.5)


def test_budget_goes_to_close_rivals_and_noisy_plans():
    shares = budget_shares([10.0, 9.0, 5.0, 9.0], [1.0, 1.0, 1.0, 2.0])
    assert shares.sum() == pytest.approx(1.0)
    assert shares[1] > shares[2]
    assert shares[3] == pytest.approx(4.0 * shares[1])


def test_a_tie_for_the_best_is_refused():
    with pytest.raises(InputError, match="two plans tie for the best"):
        budget_shares([1.0, 1.0], [1.0, 1.0])


def test_a_plan_that_does_not_vary_is_refused():
    with pytest.raises(InputError, match="one standard deviation above 0 for every mean"):
        budget_shares([1.0, 2.0], [1.0, 0.0])
