"""Conversion, outcomes and stages, with cohorts that are complete and deals still open."""

import numpy as np
import pandas as pd
import pytest

from calibration.estimate import Estimate
from calibration.fits.sales import deal_spells, sales_estimates, stage_spells
from calibration.tables import make_tables

START = pd.Timestamp("2023-01-02")


def found(frames: dict[str, pd.DataFrame]) -> dict[str, Estimate]:
    return {item.name: item for item in sales_estimates(make_tables(frames))}


def funnel(recorded_from: str) -> dict[str, pd.DataFrame]:
    """Leads of a year of which a fifth is won within a month; wins are recorded from a day on."""
    random = np.random.default_rng(2)
    created = START + pd.to_timedelta(np.sort(random.integers(0, 365, 4_000)), unit="D")
    leads = pd.DataFrame({"lead_id": [str(i) for i in range(4_000)], "created": created, "source": "web"})
    won = leads[random.random(4_000) < 0.2]
    closed = won["created"] + pd.to_timedelta(random.exponential(10, len(won)), unit="D")
    deals = pd.DataFrame({"deal_id": won["lead_id"], "lead_id": won["lead_id"], "created": won["created"]})
    deals = deals.assign(closed=closed, status="won")
    return {"leads": leads, "deals": deals[deals["closed"] >= recorded_from]}


def test_cohorts_before_the_records_began_do_not_lower_the_conversion():
    """Band of 3.3 standard errors: 1 false alarm in 1,000 seeds."""
    estimates = found(funnel("2023-07-01"))
    window = estimates["leads.conversion"]
    assert window.value == pytest.approx(0.2, abs=3.3 * window.standard_error)
    assert estimates["leads.conversion_all_cohorts"].value < 0.13


def test_all_cohorts_count_where_the_records_are_complete():
    estimates = found(funnel("2023-01-01"))
    assert estimates["leads.conversion"].count == 4_000
    assert estimates["leads.conversion"].value == estimates["leads.conversion_all_cohorts"].value


def history_of_deals(closed_from: str) -> pd.DataFrame:
    """Deals of which 45 % are won after a mean of 20 days, 35 % lost after 20 days, and 20 % never close."""
    random = np.random.default_rng(4)
    created = START + pd.to_timedelta(np.sort(random.integers(0, 365, 4_000)), unit="D")
    status = random.choice(["won", "lost", "never"], 4_000, p=[0.45, 0.35, 0.20])
    ended = created + pd.to_timedelta(np.minimum(random.exponential(20, 4_000), 60), unit="D")
    closed = pd.Series(ended).where((status != "never") & (ended < START + pd.Timedelta(days=365)))
    frame = pd.DataFrame({"deal_id": [str(i) for i in range(4_000)], "created": created, "closed": closed})
    frame["status"] = np.where(closed.isna(), "open", status)
    return frame[frame["closed"].isna() | (frame["closed"] >= closed_from)]


@pytest.mark.parametrize("closed_from", ["2023-01-01", "2023-04-01"])
def test_outcomes_are_recovered_with_open_deals_and_late_entry(closed_from):
    """Truth within 3.3 standard errors: 1 false alarm in 1,000 seeds and number."""
    estimates = found({"deals": history_of_deals(closed_from)})
    for name, truth in (("won", 0.45), ("lost", 0.35), ("never_closed", 0.20)):
        estimate = estimates[f"deals.outcome.{name}"]
        assert estimate.value == pytest.approx(truth, abs=3.3 * estimate.standard_error + 0.002), name
    assert estimates["deals.win_rate_closed"].value == pytest.approx(0.5625, abs=0.04)


def test_late_entry_is_modelled_only_when_the_early_deals_look_like_it():
    late = found({"deals": history_of_deals("2023-04-01")})["deals.outcome.won"].method
    assert "deals before the first ending enter late" in late
    deals = history_of_deals("2023-01-01")
    early_open = (deals["status"] == "open") & (deals["created"] < "2023-04-01")
    hidden = deals[~early_open & ~(deals["closed"] < "2023-04-01")]
    assert "late entry refuted" in found({"deals": hidden})["deals.outcome.won"].method


def test_expected_close_dates_of_open_deals_are_not_endings():
    deals = history_of_deals("2023-01-01")
    expected = deals.assign(closed=deals["closed"].fillna(pd.Timestamp("2030-01-01")))
    spells = deal_spells(make_tables({"deals": expected}).table("deals"))
    assert spells.age.max() < 366


def test_stage_stays_begun_before_the_records_enter_late():
    stays = pd.DataFrame(
        {"entered": pd.to_datetime(["2024-01-01", "2024-02-01"]), "outcome": ["advanced", ""]}
    )
    stays["left"] = pd.to_datetime(pd.Series(["2024-02-10", None]))
    names, spells = stage_spells(stays, pd.Timestamp("2024-01-31 12:00"), pd.Timestamp("2024-03-01"))
    assert names == ("advance", "lose")
    assert spells.entered.tolist() == [30.0, 0.0]
    assert spells.age.tolist() == [40.0, 29.0]
    assert spells.cause.tolist() == [1, 0]


def test_stalled_stays_are_a_third_way_to_leave():
    stays = pd.DataFrame({"deal_id": [str(i) for i in range(90)], "stage": "Proposal", "entered": START})
    stays["left"] = START + pd.to_timedelta(np.arange(90) % 30 + 1, unit="D")
    stays["outcome"] = ["advanced", "lost", "stalled"] * 30
    estimates = found({"stage_history": stays})
    parts = [estimates[f"stages.proposal.{way}"].value for way in ("advance", "lose", "stall")]
    assert sum(parts) == pytest.approx(1.0, abs=1e-6)
    assert estimates["stages.proposal.wait.mean_days"].count == 90


def test_price_realisation_is_amount_over_list_price():
    deals = history_of_deals("2023-01-01").assign(amount=90.0, list_price=100.0)
    estimates = found({"deals": deals})
    assert estimates["deals.price_realisation.mean"].value == pytest.approx(0.9)
    assert estimates["deals.amount.median"].value == pytest.approx(90.0)
