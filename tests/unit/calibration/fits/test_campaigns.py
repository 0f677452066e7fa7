"""The response to spend is recovered where spend varies, and called unknown where it does not."""

import numpy as np
import pandas as pd
import pytest

from calibration.fits.campaigns import Weeks, campaign_estimates, carried_over, fit_response, weekly
from calibration.tables import make_tables

TRUTH = {"carry_over_week": 0.5, "half_saturation_week": 6_000.0}


def history(seed: int) -> dict[str, pd.DataFrame]:
    """Two years of weekly spend with half of the pressure carried over and 60 leads a week at saturation."""
    random = np.random.default_rng(seed)
    days = pd.date_range("2022-01-03", periods=7 * 104, freq="D")
    spend = random.lognormal(np.log(5_000), 0.8, 104)
    pressure = carried_over(spend, 0.5)
    created = np.repeat(days, random.poisson(np.repeat(20 + 60 * pressure / (pressure + 6_000), 7) / 7))
    leads = pd.DataFrame(
        {"lead_id": [str(i) for i in range(len(created))], "created": created, "source": "search"}
    )
    return {
        "leads": leads,
        "spend": pd.DataFrame({"date": days, "source": "search", "amount": np.repeat(spend, 7) / 7}),
    }


@pytest.mark.parametrize("seed", range(4))
def test_carry_over_and_saturation_are_recovered(seed):
    """Truth within 2.6 posterior standard deviations: 1 false alarm in 100 seeds and parameter."""
    found = {item.name.split(".")[-1]: item for item in campaign_estimates(make_tables(history(seed)))}
    for name, truth in TRUTH.items():
        half = (found[name].high - found[name].low) / 2
        assert abs(found[name].value - truth) < 2.6 / 1.645 * max(half, truth - found[name].low), name
        assert found[name].identified
    assert "posterior sd / prior sd" in found["elasticity"].method


def test_two_channels_that_move_as_one_cannot_be_told_apart():
    random = np.random.default_rng(1)
    spend = random.lognormal(8, 0.8, 104)
    leads = random.poisson(20 + 40 * spend / (spend + 3_000)).astype(float)
    fit = fit_response(Weeks(("tv", "radio"), leads, np.column_stack([spend, 2 * spend])))
    assert fit.entangled(6)
    assert fit.entangled(9)


def test_carry_over_keeps_the_total_and_starts_in_its_steady_state():
    assert carried_over(np.full(5, 3.0), 0.7) == pytest.approx(np.full(5, 3.0))
    pulse = carried_over(np.array([0.0, 1.0, *[0.0] * 60]), 0.5)
    assert pulse.sum() == pytest.approx(1.0)
    assert pulse[1:4] == pytest.approx([0.5, 0.25, 0.125])


def test_channels_without_leads_of_their_own_are_fitted_together_against_all():
    tables = make_tables(history(0))
    spend = pd.concat([tables.table("spend"), tables.table("spend").assign(source="tv")])
    parts = weekly(spend, tables.table("leads"))
    assert [part.channels for part in parts] == [("search",), ("tv",)]
    assert parts[1].leads.sum() == pytest.approx(parts[0].leads.sum())


def test_whole_weeks_only_are_used():
    tables = make_tables(history(0))
    (weeks,) = weekly(tables.table("spend").head(24), tables.table("leads"))
    assert len(weeks.leads) == 3
    assert weeks.spend.sum() == pytest.approx(tables.table("spend")["amount"].head(21).sum())
