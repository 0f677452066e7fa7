import numpy as np
import pytest

from planning.intervals import t_interval
from planning.roi import (
    MARGINAL_ROAS,
    MARGINAL_ROI,
    ROAS,
    ROI,
    Return,
    Run,
    marginal_roas,
    marginal_roi,
    payback,
    present_value,
    roas,
    roi,
)
from sim.errors import InputError

WITH = Run.of([500.0, 520.0, 540.0], [200.0, 210.0, 220.0], 100.0)
WITHOUT = Run.of([200.0, 210.0, 250.0], [50.0, 60.0, 80.0], 0.0)


def estimate(found: Return) -> float:
    assert found.value is not None
    return found.value.estimate


def test_each_word_means_its_formula():
    assert estimate(roas(WITH, WITHOUT)) == pytest.approx(3.0)
    assert estimate(roi(WITH, WITHOUT)) == pytest.approx(((150 + 150 + 140) / 3 - 100) / 100)
    assert roas(WITH, WITHOUT).formula == ROAS
    assert roi(WITH, WITHOUT).formula == ROI


def test_the_next_unit_of_money_is_measured_on_its_own():
    more = Run.of(WITH.revenue + 4.0, WITH.gross_margin + 1.5, 101.0)
    assert estimate(marginal_roas(more, WITH)) == pytest.approx(4.0)
    assert estimate(marginal_roi(more, WITH)) == pytest.approx(0.5)
    assert marginal_roas(more, WITH).formula == MARGINAL_ROAS
    assert marginal_roi(more, WITH).formula == MARGINAL_ROI


def test_with_equal_spend_in_all_replications_the_interval_is_students():
    paired = t_interval((WITH.revenue - WITHOUT.revenue) / 100.0)
    found = roas(WITH, WITHOUT).value
    assert found is not None
    assert (found.low, found.high) == pytest.approx((paired.low, paired.high))


def test_the_interval_covers_a_ratio_of_random_spend():
    """500 samples of 40; a 95% interval that is right misses more than 40 times in 0.2% of all cases."""
    source = np.random.Generator(np.random.Philox(6))
    covered = 0
    for _ in range(500):
        spend = 100.0 + 10.0 * source.standard_normal(40)
        revenue = 3.0 * spend + 20.0 * source.standard_normal(40)
        found = roas(Run.of(revenue, revenue, spend), Run.of(np.zeros(40), np.zeros(40), 0.0)).value
        assert found is not None
        covered += found.covers(3.0)
    assert covered >= 460


def test_no_spend_has_no_return():
    found = roi(WITHOUT, WITHOUT)
    assert found.value is None
    assert found.reason == "not defined: the two plans spend the same"


def test_present_value_discounts_from_the_second_period_on():
    found = present_value([[-100.0, 60.0, 72.0], [-100.0, 60.0, 72.0]], 0.2)
    assert found.value is not None
    assert found.value.estimate == pytest.approx(0.0, abs=1e-12)


def test_a_discount_rate_of_minus_one_is_refused():
    with pytest.raises(InputError, match="the discount rate must be above -1"):
        present_value([[1.0], [1.0]], -1.0)


def test_payback_is_the_first_period_that_stays_in_the_black():
    gains = np.array([[0.0, 60.0, 60.0, 0.0]])
    costs = np.array([[100.0, 0.0, 0.0, 0.0]])
    assert payback(gains, costs).of_the_mean == 3
    late = np.array([[100.0, 0.0, 0.0, 50.0]])
    assert payback(gains, late).of_the_mean is None


def test_payback_counts_the_futures_that_get_there():
    gains = np.array([[0.0, 120.0], [0.0, 90.0], [110.0, 0.0], [0.0, 10.0], [130.0, 0.0]])
    costs = np.tile([100.0, 0.0], (5, 1))
    found = payback(gains, costs)
    assert found.chance.estimate == 0.6
    assert found.median == 2
    assert found.of_the_mean is None
    assert found.reason == "not paid back within 2 periods"


def test_without_spend_there_is_nothing_to_pay_back():
    found = payback(np.ones((2, 3)), np.zeros((2, 3)))
    assert (found.of_the_mean, found.median) == (None, None)
    assert found.reason.startswith("not defined")


def test_shapes_that_differ_are_refused():
    with pytest.raises(InputError, match=r"gross margin is \(1, 2\) but spend is \(1, 3\)"):
        payback(np.ones((1, 2)), np.ones((1, 3)))
    with pytest.raises(InputError, match="3 revenues but 2 gross margins"):
        Run.of([1.0, 2.0, 3.0], [1.0, 2.0], 0.0)
