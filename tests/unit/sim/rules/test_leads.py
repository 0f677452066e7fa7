import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.rules.leads import (
    MOST_REFERRALS,
    WIDE_LAYERS,
    block_number,
    grade_of,
    layer_days,
    layer_floor,
    point_time,
    poisson_count,
    referral_count,
    score_of,
)

GRADES = np.array([0.75, 0.5, 0.25])
SHARE = st.floats(0.0, 1.0)


@given(st.integers(0, 500))
def test_layers_of_the_field_lie_on_top_of_one_another(layer):
    height = layer_floor(layer + 1) - layer_floor(layer)
    assert 0.0 < height <= 1.0, "at most one lead a day is expected in a layer"


def test_low_intensities_meet_thin_layers():
    assert layer_floor(0) == 0.0
    assert [layer_floor(layer + 1) / layer_floor(layer) for layer in range(1, 5)] == [4.0] * 4
    assert layer_floor(100) == 96.0


@given(st.integers(0, 500))
def test_a_block_of_the_field_holds_about_one_point(layer):
    points = layer_days(layer) * (layer_floor(layer + 1) - layer_floor(layer))
    assert 0.75 <= points <= 1.0
    assert (layer_days(layer) == 1) == (layer >= WIDE_LAYERS)


@given(st.integers(0, 9), st.integers(0, 10_000), st.floats(0.0, 1.0, exclude_min=True, exclude_max=True))
def test_a_point_lies_in_its_block_and_nowhere_else(layer, day, chance):
    moment = point_time(layer, day, chance)
    first = day - day % layer_days(layer)
    assert first <= moment < first + layer_days(layer)
    assert block_number(layer, int(moment)) == block_number(layer, day)
    assert point_time(layer, first, chance) == moment, "whichever day of the block asks"


def test_every_block_has_a_number_of_its_own():
    blocks = {(layer, day // layer_days(layer)) for layer in range(12) for day in range(600)}
    assert len({block_number(layer, first * layer_days(layer)) for layer, first in blocks}) == len(blocks)


@given(st.floats(0.01, 1.0), st.floats(1e-9, 1.0 - 1e-9))
def test_the_count_is_the_inverse_of_the_poisson_distribution(mean, chance):
    count = poisson_count(mean, chance)
    assert stats.poisson.cdf(count, mean) >= chance - 1e-12
    if count:
        assert stats.poisson.cdf(count - 1, mean) < chance + 1e-12


@given(st.floats(0.0, 1.0), st.floats(0.0, 0.999), st.floats(0.0, 0.999))
def test_a_higher_chance_never_means_fewer_leads(mean, one, other):
    low, high = sorted((one, other))
    assert poisson_count(mean, low) <= poisson_count(mean, high)


def test_no_leads_are_expected_of_nothing():
    assert poisson_count(0.0, 0.999999) == 0


def test_a_layer_never_holds_more_points_than_numbers_are_kept_for():
    assert poisson_count(1.0, 1.0) < 64


@given(SHARE, st.floats(-2.0, 2.0))
def test_a_score_is_the_fit_seen_with_error_and_stays_a_share(fit, error):
    score = score_of(fit, error)
    assert 0.0 <= score <= 1.0
    if 0.0 <= fit + error <= 1.0:
        assert score == fit + error


@given(SHARE, SHARE)
def test_a_better_score_is_never_graded_worse(one, other):
    low, high = sorted((one, other))
    assert grade_of(high, GRADES) <= grade_of(low, GRADES)


@pytest.mark.parametrize(
    ("score", "grade"), [(0.75, 0), (0.7499, 1), (0.5, 1), (0.25, 2), (0.2499, 3), (0.0, 3)]
)
def test_a_grade_begins_at_its_lowest_score(score, grade):
    assert grade_of(score, GRADES) == grade


@given(st.floats(0.0, 1.0), st.floats(1e-9, 1.0 - 1e-9))
def test_an_occasion_brings_one_referral_or_none(chance_of_one, luck):
    assert referral_count(chance_of_one, 0, luck) == int(luck < chance_of_one)


@given(st.floats(0.01, 2.0), st.floats(1e-9, 1.0 - 1e-9))
def test_several_referrals_are_a_poisson_number_within_limits(mean, luck):
    assert referral_count(mean, 1, luck) == min(poisson_count(mean, luck), MOST_REFERRALS)


def test_the_limit_of_referrals_is_hardly_ever_met():
    assert stats.poisson.sf(MOST_REFERRALS, 2.0) < 1 / 4.8e6
