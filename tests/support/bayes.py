"""Whether a simulated share is the right one: the Bayes factor of "there is a bug" against "there is none".

A bug may make any share, most likely an extreme one: Jeffreys' prior, Beta(1/2, 1/2). Without a bug the count
is binomial with the target share.
Above 100 the evidence for a bug is decisive, below 0.1 that against it is strong; between them the sample was
too small, and the answer is "inconclusive", which is no pass.
"""

import math
from typing import Literal, NamedTuple

from scipy import stats

DECISIVE = 100.0
CONCLUSIVE = 0.1
_MOST = 700.0
"""Largest exponent shown; a larger factor says no more."""

Verdict = Literal["bug", "inconclusive", "no bug"]


class Share(NamedTuple):
    """How often something happened in independent trials."""

    hits: float
    trials: float


def bayes_factor(share: Share, target: float) -> float:
    """Evidence for a bug over evidence for the target share [1]."""
    hits, trials = round(share.hits), round(share.trials)
    bug = stats.betabinom(trials, 0.5, 0.5).logpmf(hits)
    right = stats.binom(trials, target).logpmf(hits)
    return math.exp(min(float(bug - right), _MOST))


def verdict(share: Share, target: float) -> Verdict:
    """What the sample says about the target."""
    factor = bayes_factor(share, target)
    if factor > DECISIVE:
        return "bug"
    return "no bug" if factor < CONCLUSIVE else "inconclusive"
