"""Stage probabilities and stays are recovered although many deals are still open."""

import numpy as np
import pytest

from calibration.fits.durations import Spells, fit_law, make_spells
from calibration.fits.outcomes import end_shares, outcome_estimates, share_of

REPEATS = 50
COVERAGE = (0.78, 1.0)
"""99 % range of the coverage of 90 % intervals in 50 repeats (binomial): 1 false alarm in 100 seeds."""


def deals_with_40_percent_open(seed: int) -> tuple[Spells, float, float]:
    """2,000 deals of one stage, seen until a common day; with true share and mean stay."""
    random = np.random.default_rng(seed)
    advance, lose = 30 * random.weibull(1.4, 2_000), 45 * random.weibull(1.4, 2_000)
    stay = np.minimum(advance, lose)
    seen_for = random.uniform(0, 52, 2_000)
    cause = np.where(stay > seen_for, 0, np.where(advance < lose, 1, 2))
    share = 30**-1.4 / (30**-1.4 + 45**-1.4)
    mean = (30**-1.4 + 45**-1.4) ** (-1 / 1.4) * 0.9114231
    return make_spells(np.zeros(2_000), np.minimum(stay, seen_for), cause), share, mean


def test_shares_and_stays_of_2000_deals_are_recovered_with_honest_intervals():
    """Bias below 2 %, coverage of 90 % intervals in its 99 % range (1 false alarm in 100 seeds each)."""
    values: dict[str, list[float]] = {"advance": [], "wait.mean_days": []}
    covered = dict.fromkeys(values, 0)
    for seed in range(REPEATS):
        spells, share, mean = deals_with_40_percent_open(seed)
        estimates = {item.name: item for item in outcome_estimates("stage", ("advance", "lose"), spells)}
        for name, truth in (("advance", share), ("wait.mean_days", mean)):
            estimate = estimates[f"stage.{name}"]
            values[name].append(estimate.value / truth)
            covered[name] += estimate.low <= truth <= estimate.high
    for name, ratios in values.items():
        assert abs(np.mean(ratios) - 1) < 0.02, name
        assert COVERAGE[0] <= covered[name] / REPEATS <= COVERAGE[1], name


def test_averaging_closed_deals_only_is_biased():
    spells, _, mean = deals_with_40_percent_open(0)
    assert 0.35 < np.mean(spells.cause == 0) < 0.45
    assert spells.age[spells.cause > 0].mean() < 0.75 * mean


def test_exponential_shares_follow_the_closed_form():
    cause = np.array([1] * 18 + [2] * 12 + [0] * 25)
    spells = Spells(np.zeros(55), np.full(55, 740 / 55), cause)
    laws = [fit_law(spells.only(number), "exponential") for number in (1, 2)]
    value, error = share_of(laws, 0)
    assert value == pytest.approx(0.6, abs=1e-9)
    assert error == pytest.approx(0.6 * 0.4 * np.sqrt(1 / 18 + 1 / 12), rel=1e-4)


def test_shares_add_up_to_one_for_mixed_laws():
    spells, _, _ = deals_with_40_percent_open(1)
    laws = [fit_law(spells.only(1), "weibull"), fit_law(spells.only(2), "lognormal")]
    assert end_shares(laws, [law.parameters for law in laws]).sum() == pytest.approx(1.0, abs=1e-12)


def test_a_stage_nobody_left_is_not_identified():
    spells = make_spells(np.zeros(5), np.full(5, 3.0), np.zeros(5, int))
    estimates = outcome_estimates("stage", ("advance", "lose"), spells)
    assert [item.name for item in estimates] == ["stage.advance", "stage.lose", "stage.wait.mean_days"]
    assert not any(item.identified for item in estimates)


def test_no_time_seen_gives_no_estimate():
    assert (
        outcome_estimates("stage", ("advance",), make_spells(np.zeros(0), np.zeros(0), np.zeros(0, int)))
        == []
    )
