"""Statistics against closed forms and published constants, to the tolerances that come with them.

The reference file is not part of the repository; without it these tests are skipped.
"""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import special

from planning.apportion import largest_remainder
from planning.intervals import t_interval
from planning.paired import Question, compare, paired_p_value, variance_reduction
from planning.risk import tail_risk
from planning.runlength import warm_up
from planning.selection_rules import budget_shares, kim_nelson, rinott_constant
from sim.errors import InputError

REFERENCE = Path(__file__).resolve().parents[2].parent / "shared" / "reference" / "closed_forms.json"

pytestmark = pytest.mark.skipif(not REFERENCE.is_file(), reason="the reference values are not at hand")


def entry(name: str) -> dict[str, Any]:
    entries = json.loads(REFERENCE.read_text(encoding="utf-8"))["entries"]
    found: dict[str, Any] = next(item for item in entries if item["id"] == name)
    return found


def cases(outputs: dict[str, Any]) -> list[tuple[int, int, Any]]:
    """Turn {"k=5,n0=20": value} into (5, 20, value)."""
    found = []
    for key, value in outputs.items():
        plans, first = (int(part.split("=")[1]) for part in key.split(","))
        found.append((plans, first, value))
    return found


def test_paired_comparison_matches_the_reference():
    reference = entry("s01")
    plans, expected = reference["inputs"], reference["outputs"]
    results = np.column_stack([plans["plan_B"], plans["plan_A"]])
    outcome = compare(results, Question())[1]
    assert outcome.versus is not None
    assert outcome.mean.estimate == pytest.approx(expected["mean_A"], abs=1e-9)
    assert outcome.mean.half_width == pytest.approx(expected["hw_A"], rel=1e-7)
    assert outcome.versus.difference.estimate == pytest.approx(expected["mean_diff"], abs=1e-9)
    assert outcome.versus.difference.half_width == pytest.approx(expected["paired_hw"], rel=1e-8)
    assert outcome.versus.correlation == pytest.approx(expected["corr"], rel=1e-8)
    assert outcome.versus.variance_reduction == pytest.approx(expected["var_reduction_factor"], rel=1e-8)
    assert paired_p_value(results[:, 1] - results[:, 0]) == pytest.approx(expected["paired_p"], rel=1e-7)
    assert outcome.versus.verdict == "better"


def test_pairing_beats_welch_by_the_reference_factor():
    expected = entry("s01")["outputs"]
    plan = t_interval(entry("s01")["inputs"]["plan_A"])
    assert expected["welch_hw"] / expected["paired_hw"] > 7.9
    assert plan.half_width > expected["paired_hw"]


def test_warm_up_ends_where_the_reference_says():
    expected = entry("s02")["outputs"]
    place = np.arange(300)
    series = 20.0 * np.exp(-place / 15.0) + 10.0 + 0.2 * ((7919 * place) % 11 - 5)
    found = warm_up(series)
    assert (found.batches, found.observations) == (expected["d_star_batches"], expected["truncate_obs"])
    assert found.statistic == pytest.approx(expected["stat"], rel=1e-8)
    assert found.mean_after == pytest.approx(expected["truncated_mean"], rel=1e-8)
    assert found.verdict == "found"


def test_rinott_constants():
    for plans, first, expected in cases(entry("s04")["outputs"]):
        assert rinott_constant(plans, first, 0.95) == pytest.approx(expected["P95"], abs=1e-6)
        assert rinott_constant(plans, first, 0.9) == pytest.approx(expected["P90"], abs=1e-6)


def test_kim_nelson_constants():
    """The reference prints nine digits."""
    for plans, first, expected in cases(entry("s05")["outputs"]):
        constants = kim_nelson(plans, first, 0.05)
        assert constants.eta == pytest.approx(expected["eta"], rel=1e-8, abs=1e-9)
        assert constants.h_squared == pytest.approx(expected["h2"], rel=1e-8, abs=1e-9)


def test_budget_shares():
    expected = entry("s06")["outputs"]
    assert budget_shares(np.arange(10.0), [6.0] * 10) == pytest.approx(expected["case10"], abs=1e-6)
    assert budget_shares([10, 9, 7, 7], [2, 4, 2, 6]) == pytest.approx(expected["case4"], abs=1e-6)


def quantiles(name: str, chances: np.ndarray) -> np.ndarray:
    curves = {
        "normal": lambda u: 100.0 + 40.0 * special.ndtri(u),
        "lognormal": lambda u: np.exp(4.0 + 0.6 * special.ndtri(u)),
        "exponential": lambda u: -50.0 * np.log1p(-u),
    }
    drawn: np.ndarray = curves[name](chances)
    return drawn


@pytest.mark.parametrize("name", ["normal", "lognormal", "exponential"])
def test_tail_risk_of_evenly_spread_results_is_the_closed_form(name):
    expected = entry("s09")["outputs"][name]
    found = tail_risk(quantiles(name, (np.arange(200_000) + 0.5) / 200_000), 0.05, resamples=2)
    assert found.value_at_risk == pytest.approx(expected["VaR"], rel=2e-4)
    assert found.expected_shortfall == pytest.approx(expected["CVaR"], rel=2e-4)


@pytest.mark.parametrize("name", ["normal", "lognormal", "exponential"])
def test_tail_risk_of_a_sample_is_within_its_own_error(name):
    """3.5 standard errors: a false alarm in 0.05% of all seeds, here with a fixed one."""
    expected = entry("s09")["outputs"][name]
    uniforms = np.random.Generator(np.random.Philox(11)).random(40_000)
    found = tail_risk(quantiles(name, uniforms), 0.05, resamples=200)
    assert abs(found.value_at_risk - expected["VaR"]) <= 3.5 * found.value_at_risk_error
    assert abs(found.expected_shortfall - expected["CVaR"]) <= 3.5 * found.expected_shortfall_error
    assert found.expected_shortfall_error <= 0.03 * expected["CVaR"]
    assert found.expected_shortfall <= found.value_at_risk


def test_common_demand_reduces_the_variance_of_a_newsvendors_choice():
    """10,000 replications; the factor must reach 0.8 of the closed form."""
    reference = entry("s13")
    demand = -np.log1p(-np.random.Generator(np.random.Philox(12)).random(10_000))
    profits = [
        10 * np.minimum(stock, demand) - 3 * stock + np.maximum(stock - demand, 0.0)
        for stock in reference["inputs"]["Q"]
    ]
    factor = variance_reduction(*profits)
    assert factor is not None
    assert factor >= 0.8 * reference["outputs"]["VRF"]
    error = float(np.std(profits[1] - profits[0])) / math.sqrt(10_000)
    assert abs(np.mean(profits[1] - profits[0]) - reference["outputs"]["diff"]) <= 3.5 * error


def test_quotas_split_to_the_cent():
    reference = entry("f06")
    total, (thirds, uneven) = reference["inputs"]["total"], reference["inputs"]["weights"]
    assert list(largest_remainder(total, thirds)) == reference["outputs"]["a"]
    assert list(largest_remainder(total, uneven)) == reference["outputs"]["b"]
    with pytest.raises(InputError, match="weights that are all zero"):
        largest_remainder(total, [0.0, 0.0])
