import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.team import opens_at, productivity

RAMP = np.array([0.2, 0.5, 0.8, 1.0])
MONTH = 30.4375


@given(st.floats(0.1, 3.0), st.floats(-100.0, 5000.0))
def test_nobody_is_faster_than_their_skill_on_a_ramp_that_ends_at_one(skill, tenure):
    assert 0.2 * skill <= productivity(skill, tenure, RAMP) <= skill


@given(st.floats(0.0, 400.0))
def test_experience_never_slows_down_on_a_rising_ramp(tenure):
    assert productivity(1.0, tenure + 10.0, RAMP) >= productivity(1.0, tenure, RAMP)


@pytest.mark.parametrize(
    ("tenure", "speed"), [(0.0, 0.2), (MONTH - 0.01, 0.2), (MONTH, 0.5), (3.5 * MONTH, 1.0)]
)
def test_the_ramp_climbs_month_by_month_and_stays_on_top(tenure, speed):
    assert productivity(1.0, tenure, RAMP) == speed


def test_who_starts_later_counts_as_new():
    assert productivity(2.0, -30.0, RAMP) == pytest.approx(0.4)


@given(st.floats(0.0, 500.0), st.floats(0.0, 100.0), st.integers(2, 50))
def test_seats_open_one_after_the_other(before, gap, turn):
    assert opens_at(before, gap, turn) == before + gap
    assert opens_at(before, gap, 1) == gap, "the first counts from the start"
