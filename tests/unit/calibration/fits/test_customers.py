"""Churn, renewal, tickets and repeat orders."""

import pandas as pd
import pytest

from calibration.estimate import Estimate
from calibration.fits.customers import customer_estimates
from calibration.tables import make_tables

START = pd.Timestamp("2023-01-01")
YEAR = pd.Timedelta(days=365.25)


def found(frames: dict[str, pd.DataFrame]) -> dict[str, Estimate]:
    return {item.name: item for item in customer_estimates(make_tables(frames))}


def customers() -> pd.DataFrame:
    frame = pd.DataFrame({"customer_id": [str(i) for i in range(10)], "since": START})
    frame["ended"] = pd.Series([START + YEAR] * 2 + [pd.NaT] * 8, dtype="datetime64[ns]")
    return frame


def test_churn_is_lost_customers_over_customer_years():
    renewals = pd.DataFrame({"customer_id": ["9"], "due": [START + 2 * YEAR], "renewed": [1.0]})
    estimates = found({"customers": customers(), "renewals": renewals})
    assert estimates["customers.churn.per_year"].value == pytest.approx(2 / 18)
    assert estimates["customers.renewal.share"].value == 1.0


def test_no_loss_hands_on_the_prior():
    stable = customers().assign(ended=None)
    assert not found({"customers": stable})["customers.churn.per_year"].identified


def test_renewals_not_decided_yet_do_not_count():
    renewals = pd.DataFrame({"customer_id": ["1", "2", "3"], "due": START, "renewed": [1.0, 0.0, None]})
    estimate = found({"renewals": renewals})["customers.renewal.share"]
    assert (estimate.value, estimate.count) == (0.5, 2)


def test_tickets_are_counted_per_customer_year_and_open_ones_are_exposure():
    tickets = pd.DataFrame({"ticket_id": [str(i) for i in range(40)], "customer_id": "1"})
    tickets["opened"] = START + pd.to_timedelta(range(40), unit="D")
    tickets["resolved"] = (tickets["opened"] + pd.Timedelta(days=4)).where(tickets.index < 30)
    estimates = found({"customers": customers(), "tickets": tickets})
    assert estimates["support.resolution.mean_days"].value > 4
    assert estimates["support.tickets_per_customer_year"].count == 40


def test_repeat_orders_need_customers_who_come_back():
    orders = pd.DataFrame(
        {"order_id": [str(i) for i in range(20)], "customer_id": ["a"] * 12 + list("bcdefghi")}
    )
    orders["ordered"] = START + pd.to_timedelta(range(20), unit="D")
    estimates = found({"orders": orders})
    assert estimates["customers.repeat.share"].value == pytest.approx(1 / 9)
    assert estimates["customers.repeat_orders_per_year"].count == 11
    assert found({"orders": orders.drop_duplicates("customer_id")}) == {}
