"""Win rates of few deals are drawn to the mean as far as chance explains their spread."""

import numpy as np
import pytest
from scipy import stats
from scipy.special import gammaln

from calibration.fits.shrinkage import fit_group_rates, fit_group_shares

HITS = np.array([3.0, 18.0, 0.0, 9.0, 2.0, 25.0, 1.0, 30.0])
TRIALS = np.array([10.0, 40.0, 4.0, 60.0, 3.0, 80.0, 12.0, 90.0])


def test_eight_reps_follow_the_marginal_likelihood():
    fit = fit_group_shares(HITS, TRIALS)
    assert fit.mean == pytest.approx(0.285890523, abs=1e-4)
    assert fit.a == pytest.approx(6.96881662, rel=1e-3)
    assert fit.b == pytest.approx(17.4070058, rel=1e-3)
    assert fit.log_likelihood == pytest.approx(-179.512767, abs=1e-5)
    expected = [0.289995, 0.387860, 0.245590, 0.189258, 0.327618, 0.306286, 0.219069, 0.323222]
    assert fit.posterior() == pytest.approx(expected, abs=1e-3)


def test_equal_reps_are_said_to_be_equal():
    fit = fit_group_shares(np.full(10, 30.0), np.full(10, 100.0))
    assert not fit.spread_is_real
    assert fit.spread_low == 0.0
    assert fit.noise_share == pytest.approx(1.0)
    assert fit.posterior() == pytest.approx(np.full(10, 0.3), abs=1e-3)


def test_reps_that_really_differ_are_hardly_shrunk():
    fit = fit_group_shares(np.array([100.0, 500.0, 900.0]), np.full(3, 1_000.0))
    assert fit.spread_is_real
    assert fit.posterior() == pytest.approx([0.1, 0.5, 0.9], abs=0.01)
    assert fit.spread_low > 0.1


def test_the_interval_of_the_spread_covers_the_truth():
    """99 % range of the coverage of 90 % intervals in 50 repeats: 1 false alarm in 100 seeds."""
    covered = 0
    truth = np.sqrt(0.3 * 0.7 / 41)
    for seed in range(50):
        random = np.random.default_rng(seed)
        hits = random.binomial(150, random.beta(12, 28, 25)).astype(float)
        fit = fit_group_shares(hits, np.full(25, 150.0))
        covered += fit.spread_low <= truth <= fit.spread_high
    assert 0.78 <= covered / 50 <= 1.0


def test_rates_of_groups_are_drawn_to_their_common_gamma():
    """Shape and mean within 3.3 standard errors: 1 false alarm in 1,000 seeds each."""
    random = np.random.default_rng(10)
    exposures = random.uniform(1, 12, 400)
    counts = random.poisson(random.gamma(4.0, 5.0, 400) * exposures).astype(float)
    fit = fit_group_rates(counts, exposures)
    assert abs(np.log(fit.shape / 4.0)) < 3.3 * fit.log_shape_error
    assert fit.mean == pytest.approx(20.0, rel=3.3 * 0.5 / 20)
    assert fit.spread_is_real
    raw = counts / exposures
    assert np.all(np.abs(fit.posterior() - fit.mean) <= np.abs(raw - fit.mean) + 1e-9)


def test_the_marginal_of_counts_is_the_negative_binomial():
    counts, exposures = np.array([3.0, 8.0, 1.0, 12.0]), np.array([2.0, 2.0, 1.0, 4.0])
    fit = fit_group_rates(counts, exposures)
    chance = fit.per_exposure / (fit.per_exposure + exposures)
    known = np.sum(stats.nbinom.logpmf(counts, fit.shape, chance))
    constant = np.sum(counts * np.log(exposures) - gammaln(counts + 1))
    assert fit.log_likelihood + constant == pytest.approx(known, abs=1e-4)


def test_equal_rates_are_said_to_be_equal():
    fit = fit_group_rates(np.full(10, 20.0), np.full(10, 2.0))
    assert not fit.spread_is_real
    assert fit.posterior() == pytest.approx(np.full(10, 10.0), rel=1e-3)
