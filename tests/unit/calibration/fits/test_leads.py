"""Arrival rates and their factors are recovered from daily counts."""

import numpy as np
import pandas as pd
import pytest

from calibration.fits.leads import daily_counts, fit_arrivals, lead_estimates
from calibration.tables import make_tables

WEEKDAY = np.array([1.15, 1.2, 1.1, 1.05, 0.9, 0.85, 0.75])


def two_years(dispersion: float = 1.0) -> tuple[np.ndarray, pd.DatetimeIndex]:
    days = pd.date_range("2022-01-03", periods=728, freq="D")
    month = 1 + 0.3 * np.sin(2 * np.pi * np.arange(12) / 12)
    expected = 20 * WEEKDAY[days.day_of_week] * month[days.month - 1]
    random = np.random.default_rng(3)
    if dispersion > 1:
        expected = expected * random.gamma(10.0, 0.1, len(days))
    return random.poisson(expected).astype(float), days


def test_rate_and_factors_are_recovered():
    """Bands of 4 standard errors over 20 numbers: fewer than 2 false alarms in 1,000 seeds."""
    counts, days = two_years()
    fit = fit_arrivals(counts, days)
    assert fit.rate == pytest.approx(20.0, rel=4 / np.sqrt(counts.sum()) + 0.005)
    assert fit.weekday == pytest.approx(WEEKDAY, rel=4 / np.sqrt(counts.sum() / 8))
    assert fit.month == pytest.approx(1 + 0.3 * np.sin(2 * np.pi * np.arange(12) / 12), rel=4 / np.sqrt(700))
    assert fit.dispersion == pytest.approx(1.0, abs=4 * np.sqrt(2 / 728))
    assert np.isinf(fit.size)


def test_more_noise_than_poisson_widens_the_intervals():
    counts, days = two_years(dispersion=3.0)
    fit = fit_arrivals(counts, days)
    assert fit.dispersion > 2
    assert fit.size == pytest.approx(10.0, rel=0.4)
    assert fit.inflation > 1.4


def test_days_without_leads_count():
    created = pd.Series(pd.to_datetime(["2024-01-01 10:00", "2024-01-01 11:00", "2024-01-04 00:00"]))
    days = pd.date_range("2024-01-01", "2024-01-04", freq="D")
    assert daily_counts(created, days).tolist() == [2.0, 0.0, 0.0, 1.0]


def test_months_of_a_short_record_are_not_identified():
    created = pd.date_range("2024-01-01", periods=90, freq="D")
    leads = pd.DataFrame(
        {"lead_id": [str(i) for i in range(90)], "created": created, "source": ["a", "b", "b"] * 30}
    )
    found = {item.name: item for item in lead_estimates(make_tables({"leads": leads}))}
    assert found["leads.all.per_day"].value == pytest.approx(1.0, rel=1e-3)
    assert found["leads.b.per_day"].value == pytest.approx(60 / 90)
    assert found["leads.source.a.share"].value == pytest.approx(1 / 3)
    assert not found["leads.month.june"].identified
    assert found["leads.weekday.monday"].identified
