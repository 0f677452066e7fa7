import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.apportion import Bounds, bounded_split, largest_remainder
from sim.errors import InputError

WEIGHTS = st.lists(st.floats(0.0, 1e6), min_size=1, max_size=12).filter(any)
TOTALS = st.integers(0, 10**15)


@given(TOTALS, WEIGHTS)
def test_parts_add_up_exactly_and_stay_within_a_cent_of_their_share(total, weights):
    parts = largest_remainder(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert part == pytest.approx(total * weight / sum(weights), abs=1.0 + 1e-9 * total)
        assert weight > 0.0 or part == 0


def test_ties_go_to_the_earlier_part():
    assert largest_remainder(5, (1, 1, 1)) == (2, 2, 1)


@pytest.mark.parametrize(
    ("total", "weights", "message"),
    [
        (10, (0.0, 0.0), "weights that are all zero"),
        (10, (), "nobody to split among"),
        (10, (1.0, -1.0), "must be finite and not negative"),
        (10, (1.0, float("nan")), "must be finite and not negative"),
        (-1, (1.0,), "cannot split a negative total of -1 cents"),
    ],
)
def test_a_split_without_sense_is_refused(total, weights, message):
    with pytest.raises(InputError, match=message):
        largest_remainder(total, weights)


def test_what_a_cap_frees_goes_to_the_rest_by_weight():
    assert bounded_split(100, (1, 1, 2), (Bounds(cap_cents=10), Bounds(), Bounds())) == (10, 30, 60)


def test_what_a_floor_takes_comes_from_the_rest_by_weight():
    assert bounded_split(100, (1, 1, 2), (Bounds(floor_cents=40), Bounds(), Bounds())) == (40, 20, 40)


def test_floors_and_caps_can_bind_together():
    bounds = (Bounds(floor_cents=50), Bounds(cap_cents=20), Bounds())
    assert bounded_split(100, (1, 6, 3), bounds) == (50, 20, 30)


@st.composite
def feasible_splits(draw):
    weights = draw(st.lists(st.floats(0.01, 100.0), min_size=1, max_size=8))
    floors = [draw(st.integers(0, 500)) for _ in weights]
    caps = [draw(st.none() | st.integers(floor, 1500)) for floor in floors]
    most = 10_000 if None in caps else sum(cap for cap in caps if cap is not None)
    total = draw(st.integers(sum(floors), max(sum(floors), most)))
    return total, weights, [Bounds(*pair) for pair in zip(floors, caps, strict=True)]


@given(feasible_splits())
def test_a_feasible_split_adds_up_within_its_bounds(split):
    total, weights, bounds = split
    parts = bounded_split(total, weights, bounds)
    assert sum(parts) == total
    for part, bound in zip(parts, bounds, strict=True):
        assert part >= bound.floor_cents
        assert bound.cap_cents is None or part <= bound.cap_cents


@given(feasible_splits())
def test_parts_that_meet_no_bound_keep_their_proportions(split):
    total, weights, bounds = split
    parts = bounded_split(total, weights, bounds)
    levels = [
        (part - 1) / weight <= (other + 1) / scale
        for part, weight, bound in zip(parts, weights, bounds, strict=True)
        for other, scale, limit in zip(parts, weights, bounds, strict=True)
        if bound.floor_cents < part and (limit.cap_cents is None or other < limit.cap_cents)
    ]
    assert all(levels)


def test_floors_above_the_total_are_refused():
    with pytest.raises(InputError, match="the floors add up to 30 cents, more than the total of 20 cents"):
        bounded_split(20, (1, 1), (Bounds(15), Bounds(15)))


def test_caps_below_the_total_are_refused():
    with pytest.raises(InputError, match="the caps add up to 30 cents, less than the total of 40 cents"):
        bounded_split(40, (1, 1), (Bounds(0, 15), Bounds(0, 15)))


def test_what_nobody_with_a_weight_can_take_is_refused():
    with pytest.raises(InputError, match="cannot place 40 cents: caps leave 25 cents over"):
        bounded_split(40, (1, 0), (Bounds(0, 15), Bounds()))
