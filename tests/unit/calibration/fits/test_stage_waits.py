"""The wait of a stage is the buyer's time where the work of reps is on record."""

import numpy as np
import pandas as pd
import pytest

from calibration.estimate import Estimate
from calibration.fits.sales import stage_estimates
from calibration.tables import make_tables

START = pd.Timestamp("2024-01-01")
COUNT = 3000


def estimates(with_work: bool) -> dict[str, Estimate]:
    """Stays of four days of queue and work, then a buyer's time of median 6 days."""
    random = np.random.default_rng(12)
    entered = START + pd.to_timedelta(random.uniform(0, 300, COUNT), unit="D")
    finished = entered + pd.Timedelta(days=4)
    left = finished + pd.to_timedelta(6.0 * np.exp(0.5 * random.standard_normal(COUNT)), unit="D")
    history = pd.DataFrame(
        {
            "deal_id": [f"d{number}" for number in range(COUNT)],
            "stage": "offer",
            "entered": entered,
            "left": left,
            "rep": "a",
            "outcome": "advanced",
            "work_started": entered if with_work else pd.NaT,
            "work_finished": finished if with_work else pd.NaT,
        }
    )
    return {found.name: found for found in stage_estimates(make_tables({"stage_history": history}))}


def test_with_records_of_work_the_wait_begins_when_the_work_is_done():
    # standard error of the median 1 %
    found = estimates(with_work=True)
    assert found["stages.offer.wait.median_days"].value == pytest.approx(6.0, rel=0.05)
    assert "from the end of the rep's work" in found["stages.offer.wait.median_days"].method


def test_without_them_the_method_says_that_the_desk_is_included():
    found = estimates(with_work=False)
    assert found["stages.offer.wait.median_days"].value == pytest.approx(10.0, rel=0.05)
    assert "queue and work of the rep included" in found["stages.offer.wait.median_days"].method
