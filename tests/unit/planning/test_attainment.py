import numpy as np
import pytest

from planning.attainment import attainment
from planning.quotas import Blend, Unit, split_target
from sim.errors import InputError

TEAM = Unit("Team", (Unit("a"), Unit("b", ramp=0.5)))


def test_chances_are_counted_for_every_unit():
    tree = split_target(300, TEAM, Blend(even=1.0), (0.1,))
    team, first, second = attainment(tree, [[200.0, 100.0], [230.0, 60.0], [220.0, 110.0], [0.0, 0.0]])
    assert team.path == ("Team",)
    assert (team.base_chance.estimate, team.quota_chance.estimate) == (0.5, 0.5)
    assert (first.base_chance.estimate, first.quota_chance.estimate) == (0.75, 0.5)
    assert (second.base_chance.estimate, second.quota_chance.estimate) == (0.5, 0.25)
    assert first.expected == pytest.approx(650.0 / 4 / 220)


def test_attainment_is_spread_not_just_a_mean():
    tree = split_target(100, Unit("rep"), Blend(even=1.0))
    (found,) = attainment(tree, np.arange(101.0)[:, None])
    assert (found.p10, found.p50, found.p90) == pytest.approx((0.1, 0.5, 0.9))
    assert found.quota_chance.low < 1 / 101 < found.quota_chance.high


def test_attainment_of_a_quota_of_zero_is_not_defined():
    tree = split_target(100, Unit("Team", (Unit("a"), Unit("b", ramp=0.0))), Blend(even=1.0))
    assert attainment(tree, [[100.0, 5.0]])[2].expected is None


def test_bookings_need_a_column_for_every_rep():
    with pytest.raises(InputError, match="bookings have 3 columns for 2 reps"):
        attainment(split_target(300, TEAM, Blend(even=1.0)), np.zeros((4, 3)))
