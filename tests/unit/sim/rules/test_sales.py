import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.codes import PRIORITIES
from sim.rules.sales import too_old, urgency

LEVEL = st.integers(-10, 10).map(float)


@given(st.floats(0.0, 1e4))
def test_without_a_limit_no_deal_is_too_old(age):
    assert not too_old(age, 0.0)


@given(st.floats(0.0, 1e4), st.floats(0.1, 1e4))
def test_a_deal_is_given_up_after_its_limit_and_not_on_it(age, oldest):
    assert too_old(age, oldest) == (age > oldest)
    assert not too_old(oldest, oldest)


@given(LEVEL, LEVEL, LEVEL)
def test_urgency_is_a_level_of_the_queues(stage, source, grade):
    level = urgency(stage, source, grade)
    assert 0 <= level < PRIORITIES
    assert urgency(stage, source, grade + 1.0) >= level


@pytest.mark.parametrize(
    ("terms", "level"), [((1.0, 2.0, -1.0), 2), ((0.0, 0.0, -3.0), 0), ((9.0, 9.0, 9.0), 7)]
)
def test_levels_are_added_and_kept_in_range(terms, level):
    assert urgency(*terms) == level
