"""Promise, refusals, transport and payment find the places that the scenario states."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.base.context import Context
from calibration.base.orders import order_values
from calibration.tables import make_tables
from scenarios.load import Plan, load

START = pd.Timestamp("2024-01-01")
COUNT = 3000
RANDOM = np.random.default_rng(11)


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    path = tmp_path / "plan.yaml"
    path.write_text(
        "extends: library:tiny\n"
        "market: {territories: {home: {distance: 2.0}}}\n"
        "fulfilment: {default: {credit: {team: sales, work: 1 h, rejects: 5%}}}\n",
        encoding="utf-8",
    )
    return load(path)


@pytest.fixture
def context(plan: Plan) -> Context:
    ids = [f"o{n}" for n in range(COUNT)]
    ordered = START + pd.to_timedelta(RANDOM.uniform(0, 600, COUNT), unit="D")
    refused = RANDOM.random(COUNT) < 0.04
    transit = 2.0 * 6.0 * np.exp(0.5 * RANDOM.standard_normal(COUNT))
    delivered = pd.Series(ordered + pd.to_timedelta(transit, unit="D")).where(~refused)
    paid = pd.Series(ordered + pd.to_timedelta(RANDOM.gamma(4.0, 5.0, COUNT), unit="D"))
    never = RANDOM.random(COUNT) < 0.02
    orders = pd.DataFrame(
        {
            "order_id": ids,
            "deal_id": "d",
            "status": np.where(refused, "cancelled", "delivered"),
            "ordered": ordered,
            "approved": ordered,
            "promised": ordered + pd.Timedelta(days=21),
            "shipped": pd.Series(ordered).where(~refused),
            "delivered": delivered,
        }
    )
    invoices = pd.DataFrame({"invoice_id": ids, "issued": ordered, "settled": paid.where(~never)})
    deals = pd.DataFrame({"deal_id": ["d"], "territory": ["home"]})
    return Context(plan, make_tables({"orders": orders, "invoices": invoices, "deals": deals}), {})


def test_every_stated_place_gets_its_number(context: Context):
    found = {value.path.removeprefix("fulfilment.default."): value for value in order_values(context)}
    # tolerances are 4 standard errors or more
    truths = {
        "promise": (21.0, 0.001),
        "credit.rejects": (0.04, 0.40),
        "transit.lognormal.median": (6.0, 0.04),
        "transit.lognormal.sigma": (0.5, 0.06),
        "payment.gamma.mean": (20.0, 0.04),
        "payment.gamma.shape": (4.0, 0.11),
        "bad_debt": (0.02, 0.55),
    }
    assert set(found) == set(truths)
    for name, (truth, tolerance) in truths.items():
        assert found[name].value == pytest.approx(truth, rel=tolerance), name
        assert found[name].low <= found[name].value <= found[name].high


def test_what_the_scenario_does_not_state_gets_no_number(context: Context):
    plain = Context(load("library:tiny"), context.tables, {})
    assert "fulfilment.default.credit.rejects" not in {value.path for value in order_values(plain)}
