"""Olist, a real marketplace: what a careful analysis finds, the calibration finds too."""

from pathlib import Path

import pytest

from calibration.ingest import read_history
from calibration.pipeline import Calibration, calibrate_tables

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def olist(public_data: Path) -> Calibration:
    return calibrate_tables(read_history([public_data / "olist_*"]))


def value(calibration: Calibration, name: str) -> float:
    estimate = calibration.estimate(name)
    assert estimate is not None, name
    return estimate.value


def test_only_cohorts_with_recorded_wins_count(olist: Calibration):
    assert 0.130 <= value(olist, "leads.conversion") <= 0.131
    assert value(olist, "leads.conversion_all_cohorts") == pytest.approx(0.10525, abs=1e-5)
    (finding,) = [finding for finding in olist.findings if finding.check == "left truncation"]
    assert finding.severity == "serious"
    assert "nothing ends before 2017-12-05" in finding.what
    assert "created before 2018-01-01 are incomplete" in finding.what


def test_channels_rank_as_they_should(olist: Calibration):
    expected = {
        "paid_search": 0.123,
        "organic_search": 0.118,
        "direct_traffic": 0.112,
        "referral": 0.085,
        "social": 0.056,
        "email": 0.030,
    }
    found = {name: value(olist, f"leads.{name}.conversion_all_cohorts") for name in expected}
    assert found == pytest.approx(expected, abs=6e-4)
    usable = [value(olist, f"leads.{name}.conversion") for name in expected]
    assert usable == sorted(usable, reverse=True)


def test_time_to_win_is_heavy_tailed(olist: Calibration):
    assert value(olist, "leads.time_to_win.log_mean") == pytest.approx(2.56, abs=0.01)
    assert value(olist, "leads.time_to_win.log_sd") == pytest.approx(1.54, abs=0.01)


def test_deliveries_keep_their_promise_by_day(olist: Calibration):
    assert value(olist, "delivery.on_time.share") == pytest.approx(0.9295, abs=0.001)
    assert value(olist, "delivery.slack.median_days") == pytest.approx(12, abs=0.5)
    assert value(olist, "delivery.transit.median_days") == pytest.approx(7.1, abs=0.1)
    assert value(olist, "orders.cancelled.share") == pytest.approx(0.006, abs=0.001)


def test_the_lognormal_describes_lead_times_best(olist: Calibration):
    assert value(olist, "delivery.lead_time.log_sd") == pytest.approx(0.68, abs=0.005)
    distances = {
        law: value(olist, f"delivery.lead_time.distance.{law}") for law in ("lognormal", "gamma", "weibull")
    }
    assert distances == pytest.approx({"lognormal": 0.032, "gamma": 0.046, "weibull": 0.065}, abs=0.002)


def test_every_tampered_order_is_caught_and_hardly_another(public_data: Path):
    history = read_history([public_data / "olist_orders"])
    calibration = calibrate_tables(history)
    refused = {
        row for finding in calibration.findings if finding.table == "orders" for row in finding.excluded_rows
    }
    lines = (public_data / "olist_orders" / "olist_orders_9999_clean.csv").read_text().splitlines()[1:]
    tampered = {row for row, line in enumerate(lines) if line.endswith(",1")}
    assert len(tampered) == 15
    assert tampered <= refused
    assert len(refused) <= 20


def test_missing_losses_are_told(olist: Calibration):
    checks = {finding.check for finding in olist.findings}
    assert {"only wins are recorded", "day or month first", "unused files", "empty columns"} <= checks
    assert olist.estimate("deals.win_rate_closed") is None
