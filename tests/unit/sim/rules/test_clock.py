import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.codes import BEYOND
from sim.rules.clock import later_work, working_delay
from sim.rules.clock import open_hours as hours_until

HOURS, OPENS, REACH = 8.0, 9.0, 70
WORKDAY = np.array([day % 7 < 5 for day in range(REACH)])
BEFORE = np.concatenate([[0], np.cumsum(WORKDAY)])
DAYS = np.append(np.flatnonzero(WORKDAY), int(BEYOND))


def delay(now: float, work: float) -> float:
    return working_delay(now, work, HOURS, OPENS, BEFORE, DAYS)


def opening(day: int) -> tuple[float, float]:
    """Begin and end of the open hours of a day [day]."""
    start = day + OPENS / 24.0
    return start, start + (HOURS / 24.0 if WORKDAY[day] else 0.0)


def open_hours(now: float, then: float) -> float:
    """Open hours between two times, day by day [h]."""
    total = 0.0
    for day in range(REACH):
        start, end = opening(day)
        total += max(min(then, end) - max(now, start), 0.0)
    return 24.0 * total


@given(st.floats(0.0, 40.0), st.floats(0.1, 60.0))
def test_between_now_and_the_end_lie_exactly_the_hours_of_work(now, work):
    assert open_hours(now, now + delay(now, work)) == pytest.approx(work, abs=1e-7)


@given(st.floats(0.0, 40.0), st.floats(0.1, 30.0), st.floats(0.1, 30.0))
def test_work_in_two_parts_takes_as_long_as_in_one(now, first, second):
    half_way = now + delay(now, first)
    assert half_way + delay(half_way, second) == pytest.approx(now + delay(now, first + second), abs=1e-7)


@given(st.floats(0.0, 40.0), st.floats(0.0, 30.0))
def test_who_begins_later_does_not_end_sooner(now, work):
    assert now + 0.3 + delay(now + 0.3, work) >= now + delay(now, work) - 1e-9


def test_a_weekend_is_waited_out():
    friday_noon = 4.5
    assert friday_noon + delay(friday_noon, 6.0) == pytest.approx(7.0 + 10.0 / 24.0)


def test_round_the_clock_work_takes_its_own_time():
    every = np.arange(REACH + 1)
    assert working_delay(3.25, 30.0, 24.0, 0.0, every, every[:-1]) == pytest.approx(30.0 / 24.0)


def test_what_the_calendar_does_not_reach_never_ends():
    assert delay(60.0, 10_000.0) == BEYOND
    assert delay(float(REACH), 1.0) == BEYOND


@given(st.floats(0.0, 60.0), st.floats(0.0, 60.0))
def test_open_hours_until_two_moments_differ_by_those_between_them(one, other):
    now, then = sorted([one, other])
    between = hours_until(then, HOURS, OPENS, BEFORE) - hours_until(now, HOURS, OPENS, BEFORE)
    assert between == pytest.approx(open_hours(now, then), abs=1e-7)


def test_the_last_moment_of_a_calendar_counts_its_whole_days():
    assert hours_until(float(REACH), HOURS, OPENS, BEFORE) == HOURS * WORKDAY.sum()


@given(st.floats(0.0, 40.0), st.floats(0.1, 60.0), st.floats(0.0, 40.0))
def test_what_is_left_of_work_is_what_its_delay_goes_beyond_the_end(now, work, length):
    end = now + length
    left = later_work(work, now, end, HOURS, OPENS, BEFORE)
    beyond = open_hours(end, now + delay(now, work)) if now + delay(now, work) > end else 0.0
    assert left == pytest.approx(beyond, abs=1e-6)


@given(st.floats(1e9, 1e300))
def test_work_beyond_all_measure_never_ends(work):
    assert delay(3.0, work) == BEYOND
