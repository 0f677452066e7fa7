"""Rates and seasons are found beside what else moves leads: awareness, free accounts, productive seats."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.base.context import Context
from calibration.base.demand import demand_values
from calibration.base.exposure import find_exposure, productive_seats
from calibration.tables import make_tables
from scenarios.load import Plan, load

START = pd.Timestamp("2025-01-01")
DAYS = 730
WEEKDAYS = np.array([1.3, 1.2, 1.1, 1.1, 1.1, 0.6, 0.6])


def plan(folder: Path) -> Plan:
    """A scenario with even weekdays, an aware market and two callers."""
    path = folder / "plan.yaml"
    path.write_text(
        "extends: library:tiny\n"
        "months: 24\n"
        "brand: {awareness: 50%, decay: 0 per day, word_of_mouth: 0 per day}\n"
        "campaigns:\n"
        "  website: {leads: 1 per day}\n"
        "  calls: {kind: outbound, team: sales, leads: 1 per day}\n"
        "market:\n"
        "  segments:\n"
        "    companies: {accounts: 1000000, seasonality: {weekdays: [1, 1, 1, 1, 1, 1, 1]}}\n",
        encoding="utf-8",
    )
    return load(path)


def context(folder: Path, leads_a_day: float, reps: pd.DataFrame) -> Context:
    random = np.random.default_rng(9)
    days = pd.date_range(START, periods=DAYS, freq="D")
    counts = random.poisson(leads_a_day * WEEKDAYS[days.day_of_week])
    created = days.repeat(counts) + pd.to_timedelta(random.uniform(0, 1, counts.sum()), unit="D")
    source = np.where(random.random(len(created)) < 0.5, "website", "calls")
    leads = pd.DataFrame(
        {
            "lead_id": [f"l{n}" for n in range(len(created))],
            "created": created,
            "source": source,
            "segment": "companies",
        }
    )
    return Context(plan(folder), make_tables({"leads": leads, "reps": reps}), {})


@pytest.fixture
def reps() -> pd.DataFrame:
    """Two callers since long ago, one of whom leaves in the middle of the records."""
    middle = START + pd.Timedelta(days=DAYS / 2)
    return pd.DataFrame(
        {
            "rep_id": ["a", "b"],
            "role": "sales",
            "hired": START - pd.Timedelta(days=900),
            "left": [pd.NaT, middle],
        }
    )


def test_rates_are_per_aware_market_and_per_productive_seat(tmp_path: Path, reps: pd.DataFrame):
    values, _ = demand_values(find_exposure(context(tmp_path, 20.0, reps)))
    found = {value.path: value for value in values}
    # 7,300 leads a source: 4 standard errors are 5 %; half are aware; 1.5 seats in the mean
    assert found["campaigns.website.leads"].value == pytest.approx(10.0 / 0.5, rel=0.05)
    assert found["campaigns.calls.leads"].value == pytest.approx(10.0 / 1.5, rel=0.05)
    assert found["campaigns.website.leads"].unit == "per day"


def test_weekdays_keep_the_mean_of_the_scenario(tmp_path: Path, reps: pd.DataFrame):
    values, exposure = demand_values(find_exposure(context(tmp_path, 20.0, reps)))
    path = "market.segments.companies.seasonality.weekdays."
    factors = [value.value for value in values if value.path.startswith(path)]
    assert factors == pytest.approx(list(WEEKDAYS), rel=0.08)
    assert np.mean(factors) == pytest.approx(1.0)
    assert exposure.season["companies"][0] == pytest.approx(factors[START.weekday()])


def test_a_seat_counts_by_the_ramp_of_its_holder(tmp_path: Path):
    reps = pd.DataFrame({"rep_id": ["a"], "role": ["sales"], "hired": [START]})
    given = context(tmp_path, 1.0, reps)
    seats = productive_seats(
        given, given.scenario.campaigns["calls"], pd.date_range(START, periods=200, freq="D")
    )
    ramp = given.scenario.teams["sales"].ramp
    assert seats[0] == ramp[0]
    assert seats[-1] == ramp[-1]
    assert list(np.unique(seats)) == sorted(set(ramp))
