"""Carry-over of spend (adstock): weights of past days, in the forms and words of marketing-mix models."""

import math
from itertools import accumulate

from scenarios.schema.campaigns import CarryOver, Source

_DAYS_PER_WEEK = 7


def lag_weights(source: Source) -> list[float]:
    """Weight of the spend of 0, 1, 2, ... days ago in the pressure of a source."""
    return [1.0] if source.response is None else carry_weights(source.response.carry_over)


def carry_weights(carry: CarryOver) -> list[float]:
    """Weight of the spend of 0, 1, 2, ... days ago."""
    if carry.form == "none":
        return [1.0]
    days = range(int(carry.max_lag) + 1)
    if carry.form == "weibull_cdf":
        weights = _survivals(carry, len(days))
    elif carry.form == "weibull_pdf":
        weights = _densities(carry, len(days))
    else:
        per = _DAYS_PER_WEEK if carry.period == "week" else 1
        weights = [_decayed(carry, day / per, per) for day in days]
    total = math.fsum(weights) if carry.normalise else 1.0
    return [weight / total for weight in weights]


def _decayed(carry: CarryOver, lag: float, per: int) -> float:
    """Weight at a lag in periods of the decay."""
    decay = carry.decay or 0.0
    if carry.form == "binomial":
        return float((1.0 - lag / (carry.max_lag / per + 1.0)) ** (1.0 / decay - 1.0))
    if carry.form == "delayed_geometric":
        return float(decay ** ((lag - carry.peak / per) ** 2))
    return float(decay**lag)


def _survivals(carry: CarryOver, days: int) -> list[float]:
    """Robyn's Weibull CDF form: the product of the survivals of days 1, 2, ..."""
    shape, scale = carry.shape or 1.0, carry.scale or 1.0
    hazards = [math.exp(-((day / scale) ** shape)) for day in range(1, days)]
    return list(accumulate(hazards, lambda kept, each: kept * each, initial=1.0))


def _densities(carry: CarryOver, days: int) -> list[float]:
    """Robyn's Weibull PDF form: the density of days 1, 2, ... stretched to 0..1."""
    shape, scale = carry.shape or 1.0, carry.scale or 1.0
    ratios = [day / scale for day in range(1, days + 1)]
    density = [ratio ** (shape - 1.0) * math.exp(-(ratio**shape)) for ratio in ratios]
    low, high = min(density), max(density)
    return [(each - low) / (high - low) for each in density] if high > low else [1.0] * days
