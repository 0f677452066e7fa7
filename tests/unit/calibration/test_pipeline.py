"""Whatever a history holds, the result is finite numbers that say what they rest on."""

import math

import numpy as np
import pandas as pd
import pytest

from calibration.pipeline import calibrate_tables
from calibration.tables import make_tables

START = pd.Timestamp("2024-01-01")


def days(count: int, start: pd.Timestamp = START) -> pd.DatetimeIndex:
    return pd.date_range(start, periods=count, freq="D")


def leads(count: int) -> pd.DataFrame:
    return pd.DataFrame({"lead_id": [f"l{i}" for i in range(count)], "created": days(count), "source": "web"})


def deals(count: int, status, rep="r") -> pd.DataFrame:
    frame = pd.DataFrame(
        {"deal_id": [f"d{i}" for i in range(count)], "lead_id": [f"l{i}" for i in range(count)]}
    )
    frame = frame.assign(rep=rep, created=days(count), status=status, amount=100.0, list_price=100.0)
    return frame.assign(closed=(frame["created"] + pd.Timedelta(days=5)).where(frame["status"] != "open"))


def spend(count: int, amount, source: str = "web") -> pd.DataFrame:
    return pd.DataFrame({"date": days(count), "source": source, "amount": amount})


def orders(count: int) -> pd.DataFrame:
    frame = pd.DataFrame(
        {"order_id": [str(i) for i in range(count)], "ordered": START, "status": "delivered"}
    )
    return frame.assign(
        delivered=START + pd.Timedelta(days=2), promised=START + pd.Timedelta(days=1), amount=5.0
    )


def invoices(count: int, settled) -> pd.DataFrame:
    frame = pd.DataFrame(
        {"invoice_id": [str(i) for i in range(count)], "issued": days(count), "settled": settled}
    )
    return frame.assign(
        due=frame["issued"] + pd.Timedelta(days=30), disputed=[float(i % 2) for i in range(count)]
    )


def stages(left) -> pd.DataFrame:
    return pd.DataFrame(
        {"deal_id": ["1", "2", "3"], "stage": "offer", "entered": START, "left": left, "outcome": ""}
    )


HISTORIES = {
    "nothing": {},
    "empty tables": {"deals": deals(0, "won"), "leads": leads(0)},
    "all open": {"deals": deals(50, "open"), "leads": leads(50)},
    "all won": {"deals": deals(50, "won"), "leads": leads(50)},
    "all lost": {"deals": deals(50, "lost"), "leads": leads(50)},
    "one won deal": {"deals": deals(1, "won"), "leads": leads(1)},
    "one lost deal": {"deals": deals(1, "lost"), "leads": leads(1)},
    "one open deal": {"deals": deals(1, "open"), "leads": leads(1)},
    "no variance, one rep": {"deals": deals(50, ["won", "lost"] * 25)},
    "three equal reps": {"deals": deals(60, ["won", "lost"] * 30, ["a", "b", "c"] * 20)},
    "no dates": {"deals": deals(20, "won").assign(created=None, closed=None), "leads": leads(20)},
    "flat spend": {"leads": leads(100), "spend": spend(100, 10.0)},
    "no spend": {"leads": leads(100), "spend": spend(100, 0.0)},
    "collinear spend": {
        "leads": leads(200),
        "spend": pd.concat([spend(200, np.arange(200.0), name) for name in ("tv", "radio")]),
    },
    "spend long ago": {
        "leads": leads(100),
        "spend": spend(100, 1.0).assign(date=days(100, pd.Timestamp("2020-01-01"))),
    },
    "equal orders": {"orders": orders(200)},
    "one order": {"orders": orders(1)},
    "unpaid invoices": {"invoices": invoices(3, pd.NaT)},
    "paid on one day": {"invoices": invoices(40, START + pd.Timedelta(days=60))},
    "one stage stay ended": {"stage_history": stages([START + pd.Timedelta(days=1), pd.NaT, pd.NaT])},
    "stage stays open": {"stage_history": stages(pd.NaT)},
    "customers without dates": {
        "customers": pd.DataFrame({"customer_id": ["1"]}),
        "tickets": pd.DataFrame({"ticket_id": ["1"], "customer_id": "1"}),
    },
}


@pytest.mark.parametrize("name", sorted(HISTORIES))
def test_poor_histories_give_finite_numbers_or_none(name):
    calibration = calibrate_tables(make_tables(HISTORIES[name]))
    for estimate in calibration.estimates:
        assert math.isfinite(estimate.value)
        assert estimate.low <= estimate.value <= estimate.high
        assert estimate.method


@pytest.mark.parametrize("name", ["flat spend", "no spend", "collinear spend"])
def test_spend_that_tells_nothing_is_labelled_so(name):
    calibration = calibrate_tables(make_tables(HISTORIES[name]))
    sizes = [item for item in calibration.estimates if item.name.endswith("leads_per_week_at_mean_spend")]
    assert sizes
    assert not any(item.identified for item in sizes)


def test_names_are_given_once():
    doubled = leads(60).assign(source=["Paid Search", "paid-search", "web"] * 20)
    names = [estimate.name for estimate in calibrate_tables(make_tables({"leads": doubled})).estimates]
    assert len(names) == len(set(names))


def test_an_estimate_is_found_by_its_name():
    calibration = calibrate_tables(make_tables({"deals": deals(50, ["won", "lost"] * 25)}))
    found = calibration.estimate("deals.win_rate_closed")
    assert found is not None
    assert found.value == 0.5
    assert calibration.estimate("deals.unknown") is None


def test_the_summary_tells_rows_left_out_and_the_period():
    twice = pd.concat([deals(50, "won"), deals(2, "won")])
    (summary,) = calibrate_tables(make_tables({"deals": twice})).summaries
    assert (summary.rows, summary.left_out) == (50, 2)
    assert (summary.first, summary.last) == ("2024-01-01", "2024-02-24")
