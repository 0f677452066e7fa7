"""Amounts and outcomes that do not mean what they seem to."""

import pandas as pd

from calibration.quality.values import (
    negative_amounts,
    outcomes_seen_before,
    without_status,
    zero_amount_losses,
)
from calibration.tables import make_tables


def test_lost_deals_without_amount_hide_what_was_at_stake():
    deals = pd.DataFrame(
        {"deal_id": ["1", "2", "3"], "status": ["lost", "lost", "won"], "amount": [0.0, 5.0, 7.0]}
    )
    (finding,) = zero_amount_losses(make_tables({"deals": deals}))
    assert finding.what == "1 of 2 lost deals have the amount 0"


def test_negative_amounts_are_told_in_every_table():
    orders = pd.DataFrame({"order_id": ["1"], "amount": [-3.0]})
    invoices = pd.DataFrame({"invoice_id": ["1"], "amount": [3.0]})
    (finding,) = negative_amounts(make_tables({"orders": orders, "invoices": invoices}))
    assert finding.table == "orders"


def test_a_score_that_knows_the_outcome_is_serious():
    leads = pd.DataFrame({"lead_id": ["1", "2", "3"], "score": [0.1, 0.2, 0.9]})
    deals = pd.DataFrame({"deal_id": ["a"], "lead_id": ["3"], "status": "won"})
    (finding,) = outcomes_seen_before(make_tables({"leads": leads, "deals": deals}))
    assert finding.severity == "serious"
    mixed = leads.assign(score=[0.1, 0.95, 0.9])
    assert list(outcomes_seen_before(make_tables({"leads": mixed, "deals": deals}))) == []


def test_deals_without_status_or_dates_are_counted():
    deals = pd.DataFrame(
        {"deal_id": ["1", "2"], "status": ["won", ""], "created": pd.Timestamp("2024-01-01")}
    )
    texts = [finding.what for finding in without_status(make_tables({"deals": deals.assign(created=None)}))]
    assert texts == [
        "1 won or lost deals have no close date",
        "1 deals have no status",
        "2 deals have no start date",
    ]
