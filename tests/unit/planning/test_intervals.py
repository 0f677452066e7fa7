import math

import numpy as np
import pytest

from planning.intervals import Interval, bootstrap_interval, t_interval, wilson_interval
from sim.errors import InputError


def normal_rows(rows: int, columns: int, seed: int) -> np.ndarray:
    return np.random.Generator(np.random.Philox(seed)).standard_normal((rows, columns))


def test_an_interval_knows_its_half_width_and_what_it_covers():
    interval = Interval(2.0, 1.0, 3.0, 0.95)
    assert interval.half_width == 1.0
    assert interval.covers(3.0)
    assert not interval.covers(3.1)


def test_the_interval_of_a_mean_is_students():
    interval = t_interval([1.0, 2.0, 3.0], 0.9)
    assert interval.estimate == 2.0
    assert interval.half_width == pytest.approx(2.919985580 / math.sqrt(3.0), abs=1e-9)


def test_equal_results_have_an_interval_without_width():
    assert t_interval([4.0, 4.0, 4.0]).half_width == 0.0


def test_the_interval_of_a_mean_covers_the_truth_as_often_as_it_says():
    """1,000 samples of 8; a correct 95% interval leaves 93.1% to 96.7% once in 100 (fixed seed)."""
    covered = [t_interval(sample).covers(0.0) for sample in normal_rows(1000, 8, 5)]
    assert 0.931 <= np.mean(covered) <= 0.967


def test_wilson_matches_a_textbook_value():
    """Newcombe (1998): 81 of 263 gives 0.2553 to 0.3662."""
    interval = wilson_interval(81, 263)
    assert interval.low == pytest.approx(0.2553, abs=5e-5)
    assert interval.high == pytest.approx(0.3662, abs=5e-5)


@pytest.mark.parametrize(("successes", "low", "high"), [(0, 0.0, 0.27753), (10, 0.72247, 1.0)])
def test_wilson_stays_between_0_and_1(successes, low, high):
    interval = wilson_interval(successes, 10)
    assert interval.low == pytest.approx(low, abs=5e-6)
    assert interval.high == pytest.approx(high, abs=5e-6)


def test_more_successes_than_trials_are_refused():
    with pytest.raises(InputError, match="5 successes in 4 trials"):
        wilson_interval(5, 4)


def test_the_bootstrap_is_the_same_for_the_same_seed():
    sample = np.exp(normal_rows(1, 60, 1)[0])
    assert bootstrap_interval(sample, seed=4) == bootstrap_interval(sample, seed=4)
    assert bootstrap_interval(sample, seed=4) != bootstrap_interval(sample, seed=5)


def test_the_bootstrap_reaches_further_on_the_side_of_the_long_tail():
    interval = bootstrap_interval(np.exp(normal_rows(1, 60, 2)[0]))
    assert interval.high - interval.estimate > interval.estimate - interval.low


def test_the_bootstrap_agrees_with_scipy():
    from scipy import stats

    sample = np.exp(normal_rows(1, 80, 3)[0])
    source = np.random.Generator(np.random.Philox(1))
    theirs = stats.bootstrap(
        (sample,), np.mean, n_resamples=8000, method="BCa", rng=source
    ).confidence_interval
    ours = bootstrap_interval(sample, resamples=8000)
    width = theirs.high - theirs.low
    assert ours.low == pytest.approx(theirs.low, abs=0.04 * width)
    assert ours.high == pytest.approx(theirs.high, abs=0.04 * width)


def test_the_bootstrap_of_equal_results_has_no_width():
    assert bootstrap_interval(np.full(30, 2.0)).half_width == 0.0


def test_the_bootstrap_takes_any_statistic():
    sample = normal_rows(1, 101, 4)[0]
    interval = bootstrap_interval(sample, lambda values: float(np.median(values)))
    assert interval.covers(float(np.median(sample)))


def test_too_few_resamples_are_refused():
    with pytest.raises(InputError, match="100 resamples asked for, at least 2000 needed"):
        bootstrap_interval(np.arange(40.0), resamples=100)


def test_a_bootstrap_of_few_replications_is_refused():
    with pytest.raises(InputError, match="29 replications given, at least 30 needed"):
        bootstrap_interval(np.arange(29.0))
