import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.brand import awareness_next, reputation_next

SHARE = st.floats(0.0, 1.0)
RATE = st.floats(0.0, 2.0)


@given(SHARE, RATE, RATE, SHARE)
def test_awareness_stays_a_share_however_loud_the_media(awareness, gain, talk, decay):
    assert 0.0 <= awareness_next(awareness, gain, talk, decay) <= 1.0


@given(SHARE, st.floats(0.0, 0.5), st.floats(0.0, 0.5), st.floats(0.0, 0.5))
def test_louder_media_and_more_talk_never_lower_awareness(awareness, gain, talk, decay):
    assert awareness_next(awareness, gain + 0.1, talk, decay) >= awareness_next(awareness, gain, talk, decay)
    assert awareness_next(awareness, gain, talk + 0.1, decay) >= awareness_next(awareness, gain, talk, decay)


@pytest.mark.parametrize(("gain", "decay"), [(0.05, 0.01), (0.01, 0.05), (0.2, 0.2)])
def test_awareness_settles_where_learning_and_forgetting_are_equal(gain, decay):
    awareness = 0.9
    for _ in range(2000):
        awareness = awareness_next(awareness, gain, 0.0, decay)
    assert awareness == pytest.approx(gain / (gain + decay), abs=1e-12)


def test_nobody_forgets_what_nobody_knew():
    assert awareness_next(0.0, 0.0, 0.0, 0.5) == 0.0


@given(SHARE, SHARE, st.integers(0, 30), st.floats(0.0, 0.9))
def test_reputation_stays_between_what_it_was_and_what_is_felt(reputation, experience, count, weight):
    after = reputation_next(reputation, experience, float(count), weight)
    low, high = sorted((reputation, experience))
    assert low - 1e-12 <= after <= high + 1e-12


@given(SHARE, SHARE, st.integers(1, 12), st.floats(0.01, 0.9))
def test_equal_experiences_at_once_count_as_much_as_one_by_one(reputation, experience, count, weight):
    one_by_one = reputation
    for _ in range(count):
        one_by_one = reputation_next(one_by_one, experience, 1.0, weight)
    assert reputation_next(reputation, experience, float(count), weight) == pytest.approx(
        one_by_one, abs=1e-12
    )


def test_a_day_without_experiences_leaves_reputation_alone():
    assert reputation_next(0.3, 0.9, 0.0, 0.5) == 0.3
