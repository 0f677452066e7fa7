"""Shares and times of stages leave out what ended otherwise."""

import numpy as np
import pandas as pd
import pytest

from calibration.base.stages import wait_values, way_values
from scenarios.schema.sales import Stage

START = pd.Timestamp("2024-01-01")
RANDOM = np.random.default_rng(4)
WORKED = Stage.model_validate(
    {
        "team": "sales",
        "work": "1 h",
        "wait": {"lognormal": {"median": "5 days", "sigma": 0.5}},
        "patience": {"exponential": {"mean": "3 days"}},
        "goes_cold_to": "nurture",
        "oldest": "100 days",
        "next": {"demo": "60%", "nurture": "10%", "lost": {"share": "30%", "reason": "fit"}},
    }
)


def without_work_times(frame: pd.DataFrame) -> pd.DataFrame:
    """The same stays, from a system that does not record when somebody worked."""
    return frame.assign(
        work_started=pd.Series(dtype="datetime64[ns]"), work_finished=pd.Series(dtype="datetime64[ns]")
    )


def stays(**counts: int) -> pd.DataFrame:
    """Worked stays by target, seven days each."""
    targets = [target for target, count in counts.items() for _ in range(count)]
    size = len(targets)
    return pd.DataFrame(
        {
            "target": targets,
            "entered": START,
            "left": START + pd.Timedelta(days=7),
            "work_started": START + pd.Timedelta(days=1),
            "work_finished": START + pd.Timedelta(days=2),
            "rep": "a",
            "age": 10.0,
            "reason": "fit",
        },
        index=range(size),
    )


def shares(stage: Stage, frame: pd.DataFrame) -> dict[str, float]:
    return {
        value.path.removeprefix("stages.deal.next."): value.value
        for value in way_values("deal", stage, frame)
    }


def test_shares_are_counts_and_add_up_to_one():
    found = shares(WORKED, stays(demo=700, nurture=100, lost=200))
    assert found == {"demo": 0.7, "nurture": 0.1, "lost.share": 0.2}
    thirds = shares(WORKED, stays(demo=333, nurture=333, lost=334))
    assert sum(thirds.values()) == pytest.approx(1.0, abs=1e-12)


def test_deals_that_went_cold_do_not_count_as_moves():
    frame = stays(demo=700, nurture=400, lost=200)
    frame.loc[frame.index[700:1000], ["work_started", "work_finished"]] = pd.NaT
    assert shares(WORKED, frame) == {"demo": 0.7, "nurture": 0.1, "lost.share": 0.2}


def test_without_times_of_work_a_blank_rep_tells_the_cold_ones():
    frame = stays(demo=700, nurture=400, lost=200).pipe(without_work_times)
    frame.loc[frame.index[700:1000], "rep"] = ""
    assert shares(WORKED, frame) == {"demo": 0.7, "nurture": 0.1, "lost.share": 0.2}


def test_deals_above_the_age_limit_do_not_count_as_moves():
    frame = stays(demo=700, nurture=100, lost=500)
    frame.loc[frame.index[-300:], "age"] = 150.0
    assert shares(WORKED, frame) == {"demo": 0.7, "nurture": 0.1, "lost.share": 0.2}


def test_losses_by_choice_do_not_count_as_moves():
    stage = WORKED.model_copy(update={"choice": True})
    frame = stays(demo=700, nurture=100, lost=500)
    frame.loc[frame.index[-300:], "reason"] = "competitor"
    assert shares(stage, frame) == {"demo": 0.7, "nurture": 0.1, "lost.share": 0.2}


def waiting(size: int) -> pd.DataFrame:
    """Stays with three days of queue and work before five days (median) of the buyer's time."""
    frame = stays(demo=size)
    finished = START + pd.to_timedelta(RANDOM.uniform(0, 200, size), unit="D")
    buyer = pd.to_timedelta(5.0 * np.exp(0.5 * RANDOM.standard_normal(size)), unit="D")
    before = pd.Timedelta(days=3)
    return frame.assign(
        entered=finished - before,
        work_started=finished - before,
        work_finished=finished,
        left=finished + buyer,
    )


def test_the_buyers_time_begins_when_the_work_is_done():
    frame = waiting(2000)
    end = pd.Timestamp(frame["left"].sort_values().iloc[1600])
    frame["left"] = frame["left"].where(frame["left"] <= end)
    frame = frame[frame["work_finished"] <= end]
    median, sigma = wait_values("deal", WORKED, frame, end)
    # standard errors 1.3 % and 1.7 %
    assert median.value == pytest.approx(5.0, rel=0.06)
    assert sigma.value == pytest.approx(0.5, rel=0.08)


def test_without_times_of_work_the_interval_reaches_from_the_buyer_to_the_whole_stay():
    frame = waiting(2000).pipe(without_work_times)
    median, sigma = wait_values("deal", WORKED, frame, frame["left"].max())
    assert median.low < 5.0 < median.high
    assert sigma.low < 0.5 * sigma.value / 0.33
    assert "no records of work" in median.method
