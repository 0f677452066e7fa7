"""From when on the records can be used."""

import numpy as np
import pandas as pd
import pytest

from calibration.quality.windows import deal_window, lead_window, lead_wins, usable_window
from calibration.tables import make_tables

START = pd.Timestamp("2023-01-01")


def cohorts(seed: int, share: float = 0.3) -> tuple[pd.Series, pd.Series]:
    random = np.random.default_rng(seed)
    created = pd.Series(START + pd.to_timedelta(np.sort(random.integers(0, 365, 3_000)), unit="D"))
    ended = created + pd.to_timedelta(random.exponential(15, 3_000), unit="D")
    return created, ended.where(random.random(3_000) < share)


@pytest.mark.parametrize("seed", range(20))
def test_complete_records_are_used_from_the_first_row(seed):
    """False alarms: 10 endings missing by chance happen in fewer than 1 of 20,000 histories."""
    window = usable_window(*cohorts(seed))
    assert not window.truncated
    assert window.start == cohorts(seed)[0].min()


def test_the_window_starts_where_conversion_jumps():
    created, ended = cohorts(0)
    window = usable_window(created, ended.where(ended >= "2023-06-20"))
    assert window.truncated
    assert window.start == pd.Timestamp("2023-06-01")
    assert window.expected_missing > 100


def test_without_a_jump_the_window_starts_with_the_month_of_the_first_ending():
    created, ended = cohorts(0, share=1.0)
    kept = ended.isna() | (ended >= "2023-03-10")
    window = usable_window(created[kept], ended[kept])
    assert window.truncated
    assert window.start == pd.Timestamp("2023-03-01")


def test_nothing_ended_leaves_every_cohort():
    created, ended = cohorts(0)
    assert not usable_window(created, ended.where(created.isna())).truncated


def test_wins_are_matched_to_leads():
    frames = {
        "leads": pd.DataFrame({"lead_id": ["1", "2"], "created": START}),
        "deals": pd.DataFrame({"deal_id": ["a"], "lead_id": ["2"], "status": "won", "closed": START}),
    }
    leads = lead_wins(make_tables(frames))
    assert leads["won"].tolist() == [False, True]
    assert leads["won_at"].isna().tolist() == [True, False]
    assert not lead_window(make_tables(frames)).truncated
    assert not deal_window(make_tables(frames)).truncated
