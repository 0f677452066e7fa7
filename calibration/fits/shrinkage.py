"""Many small groups: how much of their spread is real, and where each group most likely stands.

Empirical Bayes: beta-binomial for shares (reps' win rates), gamma-Poisson for rates (deals a month), as in
Efron and Morris' baseball example.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, expit, gammaln

from calibration.fits.maximum import Array, delta_error, minimise

LIKELIHOOD_RATIO_5_PERCENT = 2.706
"""Chi-square bound for a parameter on its boundary: half of 10 %."""
MOST_VAGUE = 3.0
"""Standard error of a log beyond which a number is known to no order of magnitude."""
NO_SPREAD = 1e-12
"""Variance between groups that counts as none."""
MOST_EQUAL = 1e7
"""Prior size (a + b) at which groups count as equal."""


@dataclass(frozen=True, slots=True)
class GroupShares:
    """Shares of groups that come from one Beta distribution."""

    a: float
    b: float
    log_likelihood: float
    """Marginal log-likelihood, without binomial coefficients."""
    mean_error: float
    """Standard error of the prior mean."""
    log_size_error: float
    """Standard error of log(a + b), at most MOST_VAGUE."""
    spread_low: float
    """Lower end of the 90 % profile-likelihood interval of the spread."""
    spread_high: float
    """Upper end of the same interval."""
    spread_is_real: bool
    """Whether the groups differ more than chance explains (likelihood ratio, one-sided 5 %)."""
    hits: Array
    trials: Array

    @property
    def mean(self) -> float:
        """Mean share of the groups."""
        return self.a / (self.a + self.b)

    @property
    def spread(self) -> float:
        """Standard deviation of the true shares between groups."""
        return float(np.sqrt(self.mean * (1 - self.mean) / (self.a + self.b + 1)))

    @property
    def observed_spread(self) -> float:
        """Standard deviation of the observed shares, chance included."""
        return float(np.std(self.hits / self.trials, ddof=1)) if len(self.hits) > 1 else 0.0

    @property
    def noise_share(self) -> float:
        """Part of the observed variance between groups that is chance."""
        observed = self.observed_spread**2
        return float(np.clip(1 - self.spread**2 / observed, 0.0, 1.0)) if observed > NO_SPREAD else 1.0

    def posterior(self) -> Array:
        """Shrunken share of each group."""
        return np.asarray((self.a + self.hits) / (self.a + self.b + self.trials))

    def posterior_error(self) -> Array:
        """Posterior standard deviation of each group's share."""
        size = self.a + self.b + self.trials
        return np.asarray(np.sqrt(self.posterior() * (1 - self.posterior()) / (size + 1)))


def fit_group_shares(hits: Array, trials: Array) -> GroupShares:
    """Maximum of the marginal likelihood over the Beta prior's mean and size."""
    rate = float(np.clip(hits.sum() / trials.sum(), 1e-4, 1 - 1e-4))
    centre = float(np.log(rate / (1 - rate)))
    starts = [(centre, float(np.log(size))) for size in (10.0, 1_000.0)]

    def minus_log_likelihood(point: Array) -> float:
        beyond = max(float(point[1]) - float(np.log(MOST_EQUAL)), 0.0)
        return 1e-3 * beyond**2 - _marginal(point, hits, trials)

    optimum = minimise(minus_log_likelihood, starts)
    equal = float(hits.sum() * np.log(rate) + (trials - hits).sum() * np.log1p(-rate))
    point, size = optimum.parameters, float(np.exp(optimum.parameters[1]))
    mean = float(expit(point[0]))
    low, high = _spread_interval(point, hits, trials)
    return GroupShares(
        a=mean * size,
        b=(1 - mean) * size,
        log_likelihood=optimum.log_likelihood,
        mean_error=delta_error(lambda value: float(expit(value[0])), point, optimum.covariance),
        log_size_error=min(float(np.sqrt(optimum.covariance[1, 1])), MOST_VAGUE),
        spread_low=low,
        spread_high=high,
        spread_is_real=2 * (optimum.log_likelihood - equal) > LIKELIHOOD_RATIO_5_PERCENT,
        hits=hits,
        trials=trials,
    )


def _spread_interval(point: Array, hits: Array, trials: Array) -> tuple[float, float]:
    """Spreads that the likelihood does not refute at 90 %; from 0 when equal groups are not refuted."""
    sizes = np.linspace(0.0, np.log(MOST_EQUAL), 400)
    heights = np.array([_marginal(np.array([point[0], size]), hits, trials) for size in sizes])
    inside = sizes[2 * (_marginal(point, hits, trials) - heights) <= LIKELIHOOD_RATIO_5_PERCENT]
    mean = float(expit(point[0]))
    smallest, largest = (inside.min(), inside.max()) if len(inside) else (point[1], point[1])
    high = float(np.sqrt(mean * (1 - mean) / (np.exp(smallest) + 1)))
    low = float(np.sqrt(mean * (1 - mean) / (np.exp(largest) + 1)))
    return (0.0 if largest >= sizes[-1] else low), high


def _marginal(point: Array, hits: Array, trials: Array) -> float:
    size = np.exp(np.clip(point[1], -10.0, 25.0))
    mean = float(expit(np.clip(point[0], -30.0, 30.0)))
    a, b = mean * size, (1 - mean) * size
    return float(np.sum(betaln(a + hits, b + trials - hits) - betaln(a, b)))


@dataclass(frozen=True, slots=True)
class GroupRates:
    """Rates of groups that come from one Gamma distribution."""

    shape: float
    per_exposure: float
    """Rate parameter of the Gamma distribution; its mean is shape over this."""
    log_likelihood: float
    """Marginal log-likelihood, without terms that hold no parameter."""
    log_shape_error: float
    """Standard error of log(shape), at most MOST_VAGUE."""
    spread_is_real: bool
    """Whether the groups differ more than chance explains (likelihood ratio, one-sided 5 %)."""
    counts: Array
    exposures: Array

    @property
    def mean(self) -> float:
        """Mean rate of the groups."""
        return self.shape / self.per_exposure

    @property
    def relative_spread(self) -> float:
        """Standard deviation of the true rates over their mean."""
        return float(1.0 / np.sqrt(self.shape))

    def posterior(self) -> Array:
        """Shrunken rate of each group."""
        return np.asarray((self.shape + self.counts) / (self.per_exposure + self.exposures))


def fit_group_rates(counts: Array, exposures: Array) -> GroupRates:
    """Maximum of the marginal likelihood of counts over the Gamma prior's mean and shape."""
    rate = float(max(counts.sum(), 0.5) / exposures.sum())

    def minus_log_likelihood(point: Array) -> float:
        beyond = max(float(point[1]) - float(np.log(MOST_EQUAL)), 0.0)
        return 1e-3 * beyond**2 - _marginal_rates(point, counts, exposures)

    starts = [(float(np.log(rate)), float(np.log(shape))) for shape in (1.0, 50.0)]
    optimum = minimise(minus_log_likelihood, starts)
    equal = float(np.sum(counts * np.log(rate) - rate * exposures))
    shape = float(np.exp(optimum.parameters[1]))
    return GroupRates(
        shape=shape,
        per_exposure=shape / float(np.exp(optimum.parameters[0])),
        log_likelihood=optimum.log_likelihood,
        log_shape_error=min(float(np.sqrt(optimum.covariance[1, 1])), MOST_VAGUE),
        spread_is_real=2 * (optimum.log_likelihood - equal) > LIKELIHOOD_RATIO_5_PERCENT,
        counts=counts,
        exposures=exposures,
    )


def _marginal_rates(point: Array, counts: Array, exposures: Array) -> float:
    shape = np.exp(np.clip(point[1], -10.0, 25.0))
    per_exposure = shape / np.exp(np.clip(point[0], -30.0, 30.0))
    terms = gammaln(shape + counts) - gammaln(shape) - shape * np.log1p(exposures / per_exposure)
    return float(np.sum(terms - counts * np.log(per_exposure + exposures)))
