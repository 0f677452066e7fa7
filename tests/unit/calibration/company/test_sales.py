"""How deals end without stage history: decisions, early losses, deals that stay open."""

import numpy as np
import pandas as pd
import pytest

from calibration.company.facts import gather
from calibration.company.sales import decided_losses, find_flow, process_of_deals
from calibration.pipeline import calibrate_tables
from calibration.tables import Tables, make_tables

RANDOM = np.random.default_rng(2)
DAY = pd.Timestamp("2024-01-01")


def deals_history(won: int = 300, lost_late: int = 150, lost_early: int = 150, open_: int = 100) -> Tables:
    """Deals of one year: wins and late losses take 50 to 70 days, early losses 3 to 10; some never close."""
    count = won + lost_late + lost_early + open_
    created = DAY + pd.to_timedelta(RANDOM.uniform(0, 200, count), unit="D")
    age = np.concatenate(
        [RANDOM.uniform(50, 70, won + lost_late), RANDOM.uniform(3, 10, lost_early), np.zeros(open_)]
    )
    status = ["won"] * won + ["lost"] * (lost_late + lost_early) + ["open"] * open_
    closed = (created + pd.to_timedelta(age, unit="D")).where(np.array(status) != "open")
    deals = pd.DataFrame(
        {
            "deal_id": [f"d{number}" for number in range(count)],
            "rep": [f"rep {number % 4}" for number in range(count)],
            "territory": [("north", "south")[number % 2] for number in range(count)],
            "product": "thing",
            "created": created,
            "closed": closed,
            "status": status,
            "amount": np.where(np.array(status) == "won", 900.0, np.nan),
            "list_price": 1000.0,
        }
    )
    # a late ending makes the open deals old
    deals.loc[len(deals)] = {
        **deals.iloc[0].to_dict(),
        "deal_id": "last",
        "closed": DAY + pd.Timedelta(days=330),
    }
    return make_tables({"deals": deals})


def test_losses_with_the_times_of_wins_are_told_from_earlier_ones():
    won, late = RANDOM.uniform(50, 70, 5000), RANDOM.uniform(50, 70, 3000)
    early = RANDOM.uniform(3, 10, 2000)
    # error of a quarter of 5,000: 2 %
    assert decided_losses(won, np.concatenate([late, early])) == pytest.approx(0.6, abs=0.05)
    assert decided_losses(won, early) == 0.0


def test_deals_go_three_ways_whose_shares_add_up():
    history = deals_history()
    facts = gather(history, calibrate_tables(history))
    flow = find_flow(facts)
    assert flow.never is not None
    assert flow.never.value == pytest.approx(100 / 700, abs=0.05)
    assert flow.fade_share == pytest.approx(150 / 700, abs=0.05)
    # those who decide: 300 won, 150 lost
    assert flow.choice.value == pytest.approx(2 / 3, abs=0.06)
    assert flow.choice.low < flow.choice.value < flow.choice.high
    assert np.median(flow.fading) < 15


def test_a_history_of_deals_enters_at_the_deal():
    history = deals_history()
    process = process_of_deals(gather(history, calibrate_tables(history)))
    assert process.entry == "deal"
    assert process.decisions is None
    assert [crew.name for crew in process.crews] == ["sales"]
    assert len(process.crews[0].reps) == 4
    shares = [value.value for value in process.stages.values if ".next." in value.path]
    assert sum(shares) == pytest.approx(1.0, abs=1e-9)
