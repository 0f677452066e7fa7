"""Leavers over rep-years, with the exact interval of rare events."""

from pathlib import Path

import pandas as pd
import pytest

from calibration.base.context import Context
from calibration.base.people import people_values
from calibration.tables import make_tables
from scenarios.load import Plan, load

START = pd.Timestamp("2024-01-01")
END = START + pd.Timedelta(days=730.5)


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    path = tmp_path / "plan.yaml"
    path.write_text("extends: library:tiny\nteams: {sales: {attrition: 25% per year}}\n", encoding="utf-8")
    return load(path)


def context(plan: Plan, people: int, leavers: int) -> Context:
    """People who were there on the first day; those who leave do so in the middle."""
    middle = START + (END - START) / 2
    reps = pd.DataFrame(
        {
            "rep_id": [f"r{n}" for n in range(people)],
            "role": "sales",
            "hired": START - pd.Timedelta(days=400),
            "left": [middle if n < leavers else pd.NaT for n in range(people)],
        }
    )
    leads = pd.DataFrame({"lead_id": ["a", "b"], "created": [START, END]})
    return Context(plan, make_tables({"reps": reps, "leads": leads}), {})


def test_time_before_the_records_does_not_count(plan: Plan):
    (value,) = people_values(context(plan, 20, 10))
    assert value.value == pytest.approx(10 / (10 * 1.0 + 10 * 2.0), rel=1e-3)
    # Garwood's interval for 10 events: 5.43 to 16.96
    assert (value.low * 30, value.high * 30) == pytest.approx((5.43, 16.96), abs=0.02)


def test_a_team_that_nobody_left_gets_a_low_rate_with_its_upper_bound(plan: Plan):
    (value,) = people_values(context(plan, 20, 0))
    assert value.low == 0.0 < value.value < value.high
    assert value.high * 40 == pytest.approx(3.0, abs=0.01)


def test_a_team_too_small_to_tell_keeps_its_rate(plan: Plan):
    assert list(people_values(context(plan, 2, 1))) == []
