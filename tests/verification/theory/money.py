"""Demand, media response and money.

Sources: Broadbent (1979, adstock), Hill (1910), Little's law for receivables, straight-line revenue.
"""

import math
from collections.abc import Sequence

from scipy import optimize, stats


def seasonal_leads(
    level: float, weekdays: Sequence[float], amplitude: float, period: float, days: int
) -> float:
    """Expected leads of the first days of a year that begins on a Monday."""
    wave = [1.0 + amplitude * math.sin(2.0 * math.pi * day / period) for day in range(days)]
    return sum(level * weekdays[day % 7] * height for day, height in enumerate(wave))


def adstock_steady(spend: float, decay: float) -> float:
    """Carry-over of constant spend in the long run: x / (1 - decay)."""
    return spend / (1.0 - decay)


def hill(pressure: float, half: float, slope: float) -> float:
    """Share of the full response."""
    return pressure**slope / (pressure**slope + half**slope) if pressure > 0.0 else 0.0


def best_split_of_roots(weights: Sequence[float], budget: float) -> list[float]:
    """Split of a budget that makes the sum of weights times square roots largest."""
    squares = [weight**2 for weight in weights]
    return [budget * square / sum(squares) for square in squares]


def best_split_of_saturating(most: Sequence[float], half: Sequence[float], budget: float) -> list[float]:
    """Split that makes the sum of V x / (x + K) largest: equal marginal returns, by water-filling."""

    def spent(price: float) -> list[float]:
        return [max(0.0, math.sqrt(v * k / price) - k) for v, k in zip(most, half, strict=True)]

    top = max(v / k for v, k in zip(most, half, strict=True))
    price = optimize.brentq(lambda cost: sum(spent(cost)) - budget, 1e-9 * top, top, xtol=1e-15)
    return spent(float(price))


def best_price(cost: float, elasticity: float) -> float:
    """Price with the largest profit under constant elasticity (Lerner 1934)."""
    return cost * elasticity / (elasticity - 1.0)


def recognised(bookings: float, term: int, month: int) -> float:
    """Revenue of a month (from 1) under equal contracts booked every month, straight line over their term."""
    return bookings * min(month, term) / term


def deferred(bookings: float, term: int, month: int) -> float:
    """Billed in advance and not yet earned at the end of a month (from 1)."""
    return sum(bookings * max(term - age, 0) / term for age in range(1, month + 1))


def receivables(invoiced: float, delay: float) -> float:
    """Money owed in the steady state: Little's law on invoices."""
    return invoiced * delay


def unpaid(mean: float, shape: float, time: float) -> float:
    """Chance that an invoice with a gamma delay is unpaid after a time."""
    return float(stats.gamma(shape, scale=mean / shape).sf(time))
