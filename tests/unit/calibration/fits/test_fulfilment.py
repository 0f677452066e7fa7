"""Delivery times, promises and cancellations from orders."""

import numpy as np
import pandas as pd
import pytest

from calibration.estimate import Estimate
from calibration.fits.fulfilment import compare_laws, fulfilment_estimates
from calibration.tables import make_tables

START = pd.Timestamp("2024-01-01")


def orders(seed: int = 7, count: int = 2_000) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    frame = pd.DataFrame({"order_id": [str(i) for i in range(count)], "status": "delivered"})
    frame["ordered"] = START + pd.to_timedelta(random.uniform(0, 365, count), unit="D")
    frame["shipped"] = frame["ordered"] + pd.to_timedelta(random.lognormal(0.5, 0.5, count), unit="D")
    frame["delivered"] = frame["shipped"] + pd.to_timedelta(random.lognormal(2.0, 0.7, count), unit="D")
    return frame.assign(promised=frame["ordered"] + pd.Timedelta(days=20))


def found(frame: pd.DataFrame) -> dict[str, Estimate]:
    return {item.name: item for item in fulfilment_estimates(make_tables({"orders": frame}))}


def test_transit_is_recovered():
    """Bands of 3.3 standard errors: 1 false alarm in 1,000 seeds each."""
    estimates = found(orders())
    assert estimates["delivery.transit.median_days"].value == pytest.approx(
        np.exp(2.0), rel=3.3 * 1.2533 * 0.7 / 44.7
    )
    assert estimates["delivery.transit.log_sd"].value == pytest.approx(0.7, rel=3.3 / np.sqrt(4_000))


def test_a_delivery_on_the_promised_day_is_on_time():
    frame = pd.DataFrame({"order_id": ["1", "2", "3"], "ordered": START, "status": "delivered"})
    frame["promised"] = START + pd.Timedelta(days=5)
    frame["delivered"] = [START + pd.Timedelta(days=days) for days in (4, 5.9, 6)]
    estimates = found(frame)
    assert estimates["delivery.on_time.share"].value == pytest.approx(2 / 3)
    assert estimates["delivery.on_the_day.share"].value == pytest.approx(1 / 3)
    assert estimates["delivery.slack.median_days"].value == 0.0


def test_cancelled_orders_are_counted_and_not_promised():
    frame = orders(count=100)
    frame.loc[:9, "status"] = "cancelled"
    estimates = found(frame)
    assert estimates["orders.cancelled.share"].value == pytest.approx(0.1)
    assert estimates["delivery.on_time.share"].count == 90


@pytest.mark.parametrize("law", ["lognormal", "gamma", "weibull"])
def test_the_law_of_the_data_is_the_first(law):
    """False alarms below 1 in 1,000 seeds: the laws lie more than 30 apart in log-likelihood."""
    random = np.random.default_rng(8)
    draws = {
        "lognormal": random.lognormal(2, 0.7, 4_000),
        "gamma": random.gamma(3.0, 4.0, 4_000),
        "weibull": 12 * random.weibull(3.0, 4_000),
    }
    assert compare_laws(draws[law])[0].name == law
