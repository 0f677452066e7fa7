import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.customers import (
    NEVER,
    keep_chance,
    satisfaction_next,
    stay_chance,
    term_days,
    time_between,
)

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


@given(SHARE, st.integers(0, 5), st.integers(0, 5))
def test_who_is_bound_stays_and_who_is_free_stays_by_satisfaction(likely, terms, commitment):
    expected = 1.0 if terms < commitment else likely
    assert stay_chance(likely, terms, commitment, 30.0, NEVER) == expected


@given(SHARE, st.integers(0, 5), st.integers(0, 5), st.floats(0.0, 1000.0))
def test_nobody_stays_beyond_its_lifetime(likely, terms, commitment, end):
    assert stay_chance(likely, terms, commitment, end, end) == 0.0


@given(st.floats(0.01, 1000.0), st.floats(0.01, 100.0))
def test_at_twice_the_pace_purchases_come_in_half_the_time(days, pace):
    assert time_between(days, 2.0 * pace) == pytest.approx(time_between(days, pace) / 2.0)


def test_who_has_no_pace_never_buys_again():
    assert time_between(10.0, 0.0) == NEVER
    assert time_between(10.0, -0.1) == NEVER
    assert time_between(10.0, 1e-305) == NEVER


@given(st.integers(1, 120), st.floats(0.01, 0.99))
def test_the_term_of_an_add_on_is_a_moment_longer_than_its_months(months, chance):
    assert 0.0 < term_days(months, chance) - 30.4375 * months < 1.01e-5
