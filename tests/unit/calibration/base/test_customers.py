"""Renewal at neutral satisfaction, and tickets per customer and year."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit

from calibration.base.context import Context
from calibration.base.customers import customer_values
from calibration.tables import make_tables
from scenarios.load import Plan, load

START = pd.Timestamp("2024-01-01")
COUNT = 2000


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    path = tmp_path / "plan.yaml"
    path.write_text(
        "extends: library:tiny\n"
        "customers:\n"
        "  satisfaction: {on_time: 0.9, late: 0.3, neutral: 0.7}\n"
        "  default: {keep: 70%, keep_weight: 3, tickets: 1 per year, ticket_team: sales, ticket_work: 1 h}\n",
        encoding="utf-8",
    )
    return load(path)


def context(plan: Plan, late: float) -> Context:
    """Customers for a year; they decide on its last day, with 60 % staying at neutral satisfaction."""
    random = np.random.default_rng(10)
    names = [f"c{n}" for n in range(COUNT)]
    was_late = random.random(COUNT) < late
    level = np.where(was_late, 0.3, 0.9)
    stay = random.random(COUNT) < expit(logit(0.6) + 3 * (level - 0.7))
    end = START + pd.Timedelta(days=365)
    frames = {
        "leads": pd.DataFrame({"lead_id": ["l0", "l1"], "created": [START, end]}),
        "customers": pd.DataFrame({"customer_id": names, "since": START}),
        "renewals": pd.DataFrame({"customer_id": names, "due": end, "renewed": stay.astype(float)}),
        "orders": pd.DataFrame(
            {
                "order_id": names,
                "customer_id": names,
                "promised": START,
                "delivered": START + pd.to_timedelta(np.where(was_late, 5, -5), unit="D"),
            }
        ),
    }
    return Context(plan, make_tables(frames), {})


@pytest.mark.parametrize("late", [0.0, 0.5])
def test_keep_is_freed_from_what_satisfaction_adds(plan: Plan, late: float):
    (keep,) = [value for value in customer_values(context(plan, late)) if value.path.endswith("keep")]
    # 2,000 decisions: 4 standard errors are 5 points
    assert keep.value == pytest.approx(0.6, abs=0.05)
    assert keep.low < 0.6 < keep.high or abs(keep.value - 0.6) < 0.05


def test_decisions_of_unnamed_customers_still_count_when_all_customers_are_alike(plan: Plan):
    given = context(plan, 0.0)
    nameless = given.tables.table("renewals").assign(customer_id="")
    changed = Context(plan, given.tables.replaced({"renewals": nameless}), {})
    assert [value.path for value in customer_values(changed)] == ["customers.default.keep"]


def test_tickets_are_counted_per_customer_and_year(plan: Plan):
    given = context(plan, 0.0)
    opened = START + pd.to_timedelta(np.linspace(0, 364, 3000), unit="D")
    owners = [f"c{n % COUNT}" for n in range(3000)]
    tickets = make_tables(
        {
            "tickets": pd.DataFrame(
                {"ticket_id": range(3000), "customer_id": owners, "opened": opened, "resolved": opened}
            )
        }
    ).table("tickets")
    found = {
        v.path: v for v in customer_values(Context(plan, given.tables.replaced({"tickets": tickets}), {}))
    }
    assert found["customers.default.tickets"].value == pytest.approx(1.5, rel=0.01)
    assert found["customers.default.tickets"].unit == "per year"
