import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.customers import keep_chance, satisfaction_next

SHARE = st.floats(0.0, 1.0)


@given(SHARE, SHARE, SHARE)
def test_satisfaction_moves_towards_the_experience_and_not_past_it(before, experience, weight):
    after = satisfaction_next(before, experience, weight)
    assert min(before, experience) - 1e-12 <= after <= max(before, experience) + 1e-12
    assert abs(after - experience) <= abs(before - experience) + 1e-12


def test_the_weight_says_how_much_one_experience_counts():
    assert satisfaction_next(0.2, 0.9, 0.0) == 0.2
    assert satisfaction_next(0.2, 0.9, 1.0) == pytest.approx(0.9)


@given(st.floats(0.01, 0.99), st.floats(0.0, 5.0), SHARE, SHARE)
def test_a_happier_customer_stays_no_less(keep, weight, satisfaction, neutral):
    happier = min(satisfaction + 0.05, 1.0)
    assert keep_chance(keep, weight, happier, neutral) >= keep_chance(keep, weight, satisfaction, neutral)


@given(st.floats(0.01, 0.99), st.floats(-5.0, 5.0), SHARE, SHARE)
def test_the_weight_is_in_log_odds(keep, weight, satisfaction, neutral):
    chance = keep_chance(keep, weight, satisfaction, neutral)
    gained = math.log(chance / (1.0 - chance)) - math.log(keep / (1.0 - keep))
    assert gained == pytest.approx(weight * (satisfaction - neutral), abs=1e-7)


@given(st.floats(0.0, 9.0), SHARE)
def test_some_always_stay_and_some_never_do(weight, satisfaction):
    assert keep_chance(0.0, weight, satisfaction, 0.5) == 0.0
    assert keep_chance(1.0, weight, satisfaction, 0.5) == 1.0
