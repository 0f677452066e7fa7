"""Durations become a law where one fits and quantiles where none does."""

import numpy as np
import pytest

from calibration.company.timing import wait_part

RANDOM = np.random.default_rng(1)


def test_a_lognormal_duration_is_written_as_one_net_of_the_desk():
    days = 20.0 * np.exp(0.6 * RANDOM.standard_normal(4000))
    part = wait_part(2, "stages.deal", days, 1.5, "won deals")
    median, sigma = part.values
    assert median.path == "stages.deal.wait.lognormal.median"
    assert median.unit == "days"
    assert median.value == pytest.approx(18.5, rel=0.06)
    assert sigma.value == pytest.approx(0.6, rel=0.06)
    assert median.low < median.value < median.high


def test_two_humps_are_written_as_quantiles():
    days = np.concatenate([RANDOM.uniform(5, 15, 500), RANDOM.uniform(60, 110, 500)])
    part = wait_part(2, "stages.deal", days, 0.0, "won deals")
    assert part.values == ()
    (line,) = part.lines
    assert "empirical" in line
    shown = [float(text.split()[0]) for text in line.split("[", 1)[1].split("]")[0].split(", ")]
    assert not [value for value in shown if 16 < value < 59]


def test_the_desk_never_takes_more_than_most_of_the_time():
    part = wait_part(
        2, "stages.deal", np.full(50, 1.0) * np.exp(0.1 * RANDOM.standard_normal(50)), 30.0, "deals"
    )
    assert part.values[0].value > 0
