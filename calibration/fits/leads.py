"""How many leads come a day, from where, on which weekdays and in which months."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.estimate import Estimate, Label, Prior, assumed, positive, share, slug
from calibration.fits.maximum import Array
from calibration.quality.windows import lead_window
from calibration.tables import MONTHS, WEEKDAYS, Tables, recorded

NOISY = 1.2
"""Variance over mean above which counts are not Poisson."""
ENOUGH_DAYS = 28
A_YEAR = 330
"""Days of record from which on a month can be told from a trend."""
NO_SEASON = Prior(1.0, 0.5, 1.5, "assumption: no seasonality known")
ROUNDS = 30


def lead_estimates(tables: Tables) -> Iterator[Estimate]:
    """Arrival rates and their factors, over the cohorts whose records are complete."""
    if not tables.has("leads"):
        return
    leads = tables.table("leads")
    leads = leads[lead_window(tables).holds(leads["created"])]
    if leads.empty:
        return
    days = pd.date_range(leads["created"].min().normalize(), leads["created"].max().normalize(), freq="D")
    fit = fit_arrivals(daily_counts(leads["created"], days), days)
    yield from _rate("leads.all", fit, days)
    yield from _factors(fit, days)
    yield from _splits(leads, fit, len(days))


def daily_counts(created: pd.Series, days: pd.DatetimeIndex) -> Array:
    """Leads on each day, zeros included."""
    counts = created.dt.normalize().value_counts().reindex(days, fill_value=0)
    return np.asarray(counts, dtype=float)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Daily counts as rate x weekday factor x month factor."""

    rate: float
    """Leads a day on a day of average season."""
    weekday: Array
    """Factor of each weekday, mean 1."""
    month: Array
    """Factor of each month, mean 1 over the months on record; 1 where unknown."""
    dispersion: float
    """Variance over mean of the counts around their expectation."""
    size: float
    """Negative-binomial variance is mean + mean^2 / size; infinite for Poisson."""
    count: int
    weekday_count: Array
    month_count: Array

    @property
    def inflation(self) -> float:
        """Factor on Poisson standard errors."""
        return float(np.sqrt(max(self.dispersion, 1.0)))


def fit_arrivals(counts: Array, days: pd.DatetimeIndex) -> Arrivals:
    """Multiplicative Poisson fit by iterated margins (Deming and Stephan 1940), its maximum likelihood."""
    weekday_of, month_of = days.day_of_week.to_numpy(), days.month.to_numpy() - 1
    weekday, month = np.ones(7), np.ones(12)
    seasonal = len(days) >= A_YEAR
    if len(days) >= ENOUGH_DAYS and counts.sum() > 0:
        for _ in range(ROUNDS):
            weekday = _margin(counts, month[month_of], weekday_of, 7)
            if seasonal:
                month = _margin(counts, weekday[weekday_of], month_of, 12)
    pattern = weekday[weekday_of] * month[month_of]
    rate = float(counts.sum() / pattern.sum())
    expected = rate * pattern
    used = 1 + (6 if len(days) >= ENOUGH_DAYS else 0) + (11 if seasonal else 0)
    spread = float(np.sum((counts - expected) ** 2 / np.maximum(expected, 1e-9)))
    dispersion = spread / max(len(counts) - used, 1)
    excess = float(np.sum((counts - expected) ** 2 - counts) / max(np.sum(expected**2), 1e-9))
    size = 1.0 / excess if dispersion > NOISY and excess > 0 else np.inf
    by_weekday = np.bincount(weekday_of, counts, 7).astype(float)
    by_month = np.bincount(month_of, counts, 12).astype(float)
    return Arrivals(rate, weekday, month, dispersion, size, int(counts.sum()), by_weekday, by_month)


def _margin(counts: Array, others: Array, group: np.ndarray, size: int) -> Array:
    """Factor of each group that makes its expected total equal its count; mean 1 over groups on record."""
    total = np.bincount(group, counts, size)
    weight = np.bincount(group, others, size)
    seen = weight > 0
    factor = np.where(seen, (total + 0.5) / np.maximum(weight, 1e-9), 0.0)
    mean = float(factor[seen].mean()) if seen.any() else 1.0
    return np.where(seen, factor / mean, 1.0)


def _rate(name: str, fit: Arrivals, days: pd.DatetimeIndex) -> Iterator[Estimate]:
    law = "Poisson" if np.isinf(fit.size) else "negative-binomial"
    method = (
        f"{law} counts of {len(days)} days from {days[0]:%Y-%m-%d}, variance over mean {fit.dispersion:.2f}"
    )
    count = max(fit.count, 1)
    yield positive(
        Label(f"{name}.per_day", "leads/day", method), fit.rate, fit.inflation / np.sqrt(count), fit.count
    )
    if len(days) < ENOUGH_DAYS:
        return
    error = float(np.sqrt(2.0 / len(days)))
    yield positive(
        Label("leads.dispersion", "1", f"variance over mean of daily counts, {law}"),
        fit.dispersion,
        error,
        fit.count,
    )


def _factors(fit: Arrivals, days: pd.DatetimeIndex) -> Iterator[Estimate]:
    enough = len(days) >= ENOUGH_DAYS
    for name, factor, count in zip(WEEKDAYS, fit.weekday, fit.weekday_count, strict=True):
        label = Label(f"leads.weekday.{name}", "1", "leads of the weekday over the average day")
        yield _factor(label, fit, (factor, count), enough)
    for name, factor, count in zip(MONTHS, fit.month, fit.month_count, strict=True):
        label = Label(
            f"leads.month.{name}", "1", "leads of the month over the average month, trend not removed"
        )
        yield _factor(label, fit, (factor, count), len(days) >= A_YEAR)


def _factor(label: Label, fit: Arrivals, known: tuple[float, float], enough: bool) -> Estimate:
    factor, count = known
    if not enough or count == 0:
        return assumed(label, NO_SEASON, int(count))
    return positive(label, float(factor), fit.inflation / float(np.sqrt(count)), int(count))


def _splits(leads: pd.DataFrame, fit: Arrivals, days: int) -> Iterator[Estimate]:
    """Rate of every source, and shares of segments, territories and grades."""
    if recorded(leads["source"]):
        for source, count in sorted(leads["source"].value_counts().items()):
            label = Label(
                f"leads.{slug(str(source))}.per_day", "leads/day", f"leads of the source over {days} days"
            )
            yield positive(label, count / days, fit.inflation / float(np.sqrt(count)), int(count))
    for column in ("source", "segment", "territory", "grade"):
        if recorded(leads[column]):
            for value, count in sorted(leads[column].value_counts().items()):
                label = Label(
                    f"leads.{column}.{slug(str(value))}.share", "share", f"leads of the {column} over all"
                )
                yield share(label, count, len(leads))
