"""Impossible dates, far durations and period ends are noticed, told and, where they are errors, left out."""

import numpy as np
import pandas as pd

from calibration.quality.dates import (
    dates_of_one_day,
    far_durations,
    impossible_dates,
    open_with_close_date,
    period_end_surge,
    unused_columns,
)
from calibration.tables import make_tables

START = pd.Timestamp("2024-01-01")


def orders(days) -> pd.DataFrame:
    frame = pd.DataFrame({"order_id": [f"o{i}" for i in range(len(days))], "ordered": START})
    return frame.assign(delivered=START + pd.to_timedelta(days, unit="D"))


def test_orders_delivered_before_they_were_ordered_are_left_out():
    (finding,) = impossible_dates(make_tables({"orders": orders([3.0, -5.0, 4.0, -0.2])}))
    assert finding.how_many == 2
    assert finding.excluded_rows == (1,)
    assert finding.examples == ("o1: -5.0 days", "o3: -0.2 days")


def test_deals_closed_before_they_began_stay_wins():
    deals = pd.DataFrame({"deal_id": ["1"], "created": [START], "closed": [START - pd.Timedelta(days=3)]})
    (finding,) = impossible_dates(make_tables({"deals": deals.assign(status="won")}))
    assert finding.excluded_rows == ()
    assert "left out of durations" in finding.action


def test_a_promise_of_the_day_of_the_order_is_possible():
    frame = orders([2.0]).assign(ordered=START + pd.Timedelta(hours=15), promised=START)
    assert list(impossible_dates(make_tables({"orders": frame}))) == []


def test_a_few_durations_of_a_year_are_errors():
    random = np.random.default_rng(1)
    days = [*np.minimum(random.lognormal(2.3, 0.6, 1_000), 60.0), 356.0, 390.0]
    (finding,) = far_durations(make_tables({"orders": orders(days)}))
    assert finding.excluded_rows == (1000, 1001)
    assert finding.examples[0] == "o1000: 356 days"


def test_many_long_durations_are_a_heavy_tail_and_stay():
    random = np.random.default_rng(1)
    days = [*np.minimum(random.lognormal(2.3, 0.6, 1_000), 60.0), *[400.0] * 50]
    (finding,) = far_durations(make_tables({"orders": orders(days)}))
    assert finding.excluded_rows == ()
    assert finding.action.startswith("kept")


def test_a_surge_in_the_last_month_of_the_quarter_is_told():
    closed = pd.to_datetime(["2024-01-10", "2024-02-10", "2024-03-20"] * 100)
    status = np.where(np.arange(300) % 3 == 2, "won", np.where(np.arange(300) % 2, "won", "lost"))
    deals = pd.DataFrame({"deal_id": [str(i) for i in range(300)], "closed": closed, "status": status})
    (finding,) = period_end_surge(make_tables({"deals": deals}))
    assert finding.what == "deals closed in the last month of a quarter are won 100%, others 50%"
    assert list(period_end_surge(make_tables({"deals": deals.assign(status=["won", "lost"] * 150)}))) == []


def test_close_dates_of_open_deals_are_expectations():
    deals = pd.DataFrame({"deal_id": ["1", "2"], "closed": [START, START], "status": ["open", "won"]})
    (finding,) = open_with_close_date(make_tables({"deals": deals}))
    assert finding.how_many == 1


def test_one_date_for_most_rows_looks_like_an_import():
    leads = pd.DataFrame({"lead_id": [str(i) for i in range(200)], "created": START})
    leads.loc[:50, "created"] = pd.Timestamp("2023-05-05")
    (finding,) = dates_of_one_day(make_tables({"leads": leads}))
    assert finding.what == "149 of 200 rows have created on 2024-01-01"


def test_columns_without_content_are_listed():
    (finding,) = unused_columns(
        make_tables({"accounts": pd.DataFrame({"account_id": ["1"], "segment": "a"})})
    )
    assert finding.what == "no row has territory"
