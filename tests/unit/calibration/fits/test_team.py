"""What the list of reps and their deals tell, and what they do not."""

import numpy as np
import pandas as pd
import pytest

from calibration.estimate import Estimate
from calibration.fits.team import team_estimates
from calibration.tables import make_tables

START = pd.Timestamp("2022-01-01")


def found(frames: dict[str, pd.DataFrame]) -> dict[str, Estimate]:
    return {item.name: item for item in team_estimates(make_tables(frames))}


def closed_deals(rates: dict[str, float], each: int) -> pd.DataFrame:
    rows = [
        (rep, "won" if i < rate * each else "lost", i) for rep, rate in rates.items() for i in range(each)
    ]
    frame = pd.DataFrame(rows, columns=["rep", "status", "day"])
    frame["deal_id"] = [str(i) for i in range(len(frame))]
    frame["created"] = START + pd.to_timedelta(frame["day"], unit="D")
    return frame.assign(closed=frame["created"] + pd.Timedelta(days=10))


def test_reps_who_differ_by_chance_only_are_said_to():
    estimates = found({"deals": closed_deals({"Ann": 0.50, "Bob": 0.48, "Cy": 0.52, "Di": 0.5}, 100)})
    assert not estimates["team.win_rate.spread"].identified
    assert estimates["team.win_rate.noise_share"].value == pytest.approx(1.0, abs=1e-3)
    assert estimates["team.reps.bob.win_rate"].value == pytest.approx(0.5, abs=0.005)
    assert estimates["team.load.deals_per_rep_month"].value > 0


def test_reps_who_differ_are_kept_apart():
    estimates = found({"deals": closed_deals({"Ann": 0.2, "Bob": 0.5, "Cy": 0.8, "Di": 0.4}, 200)})
    assert estimates["team.win_rate.spread"].identified
    assert estimates["team.reps.cy.win_rate"].value == pytest.approx(0.8, abs=0.02)


def test_attrition_is_leavers_over_rep_years():
    reps = pd.DataFrame({"rep_id": [str(i) for i in range(10)], "hired": START, "left": pd.NaT})
    reps["left"] = pd.to_datetime(reps["left"]).astype("datetime64[ns]")
    reps.loc[:4, "left"] = START + pd.Timedelta(days=365)
    estimate = found({"reps": reps})["team.attrition.per_year"]
    assert estimate.value == pytest.approx(5 / 10 / (365 / 365.25))
    assert estimate.count == 5


def test_without_leavers_a_survey_stands_in_and_says_so():
    reps = pd.DataFrame({"rep_id": ["1", "2"], "hired": [START, START + pd.Timedelta(days=90)]})
    estimate = found({"reps": reps})["team.attrition.per_year"]
    assert (estimate.value, estimate.identified) == (0.27, False)


def test_the_ramp_of_new_reps_is_recovered():
    """Time constant of 90 days within 3.3 stated errors: 1 false alarm in 1,000 seeds."""
    random = np.random.default_rng(6)
    reps = pd.DataFrame({"rep_id": [str(i) for i in range(60)]})
    reps["hired"] = START + pd.to_timedelta(random.integers(0, 300, 60), unit="D")
    rows = []
    for rep, hired in zip(reps["rep_id"], reps["hired"], strict=True):
        tenure = np.arange(1, 700)
        wins = random.poisson(0.2 * (1 - np.exp(-tenure / 90.0)))
        rows += [(rep, hired + pd.Timedelta(days=int(day)), "won") for day in np.repeat(tenure, wins)]
    deals = pd.DataFrame(rows, columns=["rep", "closed", "status"])
    deals = deals.assign(
        deal_id=[str(i) for i in range(len(deals))], created=deals["closed"] - pd.Timedelta(days=20)
    )
    estimate = found({"reps": reps, "deals": deals})["team.ramp.time_constant_days"]
    assert estimate.identified
    assert abs(np.log(estimate.value / 90.0)) < 3.3 * estimate.standard_error / estimate.value
