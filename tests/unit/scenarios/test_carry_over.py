"""Carry-over of spend against the definitions of the marketing-mix tools it is named after."""

import math

import pytest

from scenarios.carry_over import carry_weights
from scenarios.schema.campaigns import CarryOver


def carry(**keys: object) -> list[float]:
    return carry_weights(CarryOver.model_validate(keys))


def test_geometric_weights_match_robyn_and_meridian():
    assert carry(form="geometric", decay=0.5, max_lag="3 days") == [1.0, 0.5, 0.25, 0.125]
    normalised = carry(form="geometric", decay=0.5, max_lag="3 days", normalise=True)
    assert normalised == pytest.approx([8 / 15, 4 / 15, 2 / 15, 1 / 15])


def test_a_weekly_decay_is_its_seventh_root_a_day():
    weights = carry(form="geometric", decay=0.3, period="week")
    assert weights[7] == pytest.approx(0.3)
    assert weights[1] == pytest.approx(0.3 ** (1 / 7))
    assert len(weights) == 57, "lags 0 to 56 days: eight weeks"


def test_delayed_geometric_peaks_at_its_delay():
    weights = carry(form="delayed_geometric", decay=0.5, peak="2 days", max_lag="4 days")
    assert weights == pytest.approx([0.5**4, 0.5, 1.0, 0.5, 0.5**4])


def test_binomial_weights_match_meridian():
    weights = carry(form="binomial", decay=0.25, max_lag="3 days")
    assert weights == pytest.approx([(1 - lag / 4) ** 3 for lag in range(4)])


def test_weibull_weights_match_robyn():
    density = [(x / 3) * math.exp(-((x / 3) ** 2)) for x in (1, 2, 3, 4)]
    stretched = [(each - min(density)) / (max(density) - min(density)) for each in density]
    assert carry(form="weibull_pdf", shape=2.0, scale="3 days", max_lag="3 days") == pytest.approx(stretched)
    kept = carry(form="weibull_cdf", shape=2.0, scale="3 days", max_lag="2 days")
    assert kept == pytest.approx([1.0, math.exp(-1 / 9), math.exp(-1 / 9 - 4 / 9)])


def test_without_carry_over_only_today_counts():
    assert carry(form="none") == [1.0]


def test_equal_weibull_days_count_the_same():
    assert carry(form="weibull_pdf", shape=1.0, scale="3 days", max_lag="0 days") == [1.0]
