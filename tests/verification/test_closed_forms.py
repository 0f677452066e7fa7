"""Ordinary scenarios against textbook values.

Rule: |estimate - reference| <= 3.5 standard errors, and a standard error of at most 1 % so that the test has
power. A right engine fails one comparison with probability 4.7e-4; seeds are fixed, so is the outcome here.
Each entry is also run with one rate 3 % wrong, which must be noticed in at least one of its quantities.
"""

import math
from collections.abc import Callable

import numpy as np
import pytest

from sim.codes import MediaState, Money
from tests.verification import measure
from tests.verification.measure import Estimates

ERRORS = 3.5
MOST_RELATIVE_ERROR = 0.01

Entry = tuple[Callable[[tuple[str, ...]], Estimates], dict[str, str], tuple[str, ...]]
"""How to measure, which quantity is which reference output, and the planted error."""

ENTRIES: dict[str, Entry] = {
    "q01a": (
        measure.q01a,
        {"P_wait": "P_wait", "Wq": "Wq", "P_Wq_gt_t": "P_Wq_gt_t"},
        ("campaigns.inquiries.leads=8.24 per day",),
    ),
    "q03a": (
        measure.q03a,
        {"P_wait": "P_wait", "P_abandon": "P_abandon", "E_wait": "E_wait"},
        ("campaigns.inquiries.leads=8.24 per day",),
    ),
    "q05": (
        measure.q05,
        {"Wq_high": "Wq_high", "Wq_low": "Wq_low"},
        ("campaigns.warm.leads=9.888 per day",),
    ),
    "f01": (
        measure.f01,
        {"P_win": "P_win.MQL", "expected_days": "expected_days_MQL"},
        ("stages.proposal.next.won=46.35%", "stages.proposal.next.lost.share=43.65%"),
    ),
    "f03": (
        measure.f03,
        {name: name for name in ("P_adv", "mean_stay", "CIF_adv_30", "CIF_lost_30")},
        ("stages.handle.wait.exponential.mean=15.8461538461538 days",),
    ),
    "d03": (
        measure.d03,
        {"total": "total", "q1_first91": "q1_first91"},
        ("campaigns.inquiries.leads=20.6 per day",),
    ),
    "o05": (
        measure.o05,
        {"recognised": "recognised_month.24", "deferred": "deferred_end_month.24"},
        ("campaigns.inquiries.leads=10.3 per month",),
    ),
    "o06": (
        measure.o06,
        {"AR_steady": "AR_steady", "unpaid_after_2m": "unpaid_after_2m"},
        ("fulfilment.default.payment.gamma.mean=50.161 days",),
    ),
}


def reference(entries: dict[str, dict[str, object]], entry: str, path: str) -> float:
    """A reference output by its dotted path."""
    value: object = entries[entry]["outputs"]
    for step in path.split("."):
        assert isinstance(value, dict)
        value = value[step]
    assert isinstance(value, int | float)
    return float(value)


def misses(estimates: Estimates, expected: dict[str, float]) -> list[str]:
    """Quantities that lie further from their reference than chance allows, or are too rough to tell."""
    problems = []
    for name, value in expected.items():
        found = estimates[name]
        error = float(found.std(ddof=1)) / math.sqrt(len(found))
        mean = float(found.mean())
        if error > MOST_RELATIVE_ERROR * abs(value):
            problems.append(f"{name}: standard error {error:.4g} is more than 1 % of {value:.6g}")
        if abs(mean - value) > ERRORS * error:
            problems.append(
                f"{name}: {mean:.6g} is {(mean - value) / error:+.2f} standard errors off {value:.6g}"
            )
    return problems


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_scenario_reproduces_its_textbook_values(entry, closed_forms):
    run, paths, _ = ENTRIES[entry]
    expected = {name: reference(closed_forms, entry, path) for name, path in paths.items()}
    assert not misses(run(()), expected)


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_rate_that_is_three_percent_wrong_is_noticed(entry, closed_forms):
    run, paths, wrong = ENTRIES[entry]
    expected = {name: reference(closed_forms, entry, path) for name, path in paths.items()}
    assert any("standard errors off" in problem for problem in misses(run(wrong), expected))


def test_constant_spend_carries_over_to_its_steady_state(closed_forms):
    adstock = measure.media("d04", (), MediaState.ADSTOCK)
    steady = adstock[2, 1] / 31.0
    assert steady == pytest.approx(reference(closed_forms, "d04", "steady"), rel=1e-9)


def test_a_single_pulse_is_worth_its_whole_carry_over(closed_forms):
    adstock = measure.media("d04", (), MediaState.ADSTOCK)
    assert adstock[:, 2].sum() == pytest.approx(reference(closed_forms, "d04", "total_pulse"), rel=1e-9)


def test_a_carry_over_that_is_three_percent_wrong_is_noticed(closed_forms):
    wrong = ("campaigns.steady.response.carry_over.decay=0.618",)
    steady = measure.media("d04", wrong, MediaState.ADSTOCK)[2, 1] / 31.0
    assert steady != pytest.approx(reference(closed_forms, "d04", "steady"), rel=1e-2)


@pytest.mark.parametrize(("level", "source"), [("0", 1), ("10", 2), ("50", 3), ("100", 4), ("1000", 5)])
def test_saturation_follows_the_hill_curve(level, source, closed_forms):
    share = measure.media("d05", (), MediaState.SATURATION)[0, source] / 31.0
    assert share == pytest.approx(reference(closed_forms, "d05", level), rel=1e-8, abs=1e-12)


def test_a_saturation_that_is_three_percent_wrong_is_noticed(closed_forms):
    wrong = ("campaigns.level_100.response.saturation.half=51.5 EUR",)
    share = measure.media("d05", wrong, MediaState.SATURATION)[0, 4] / 31.0
    assert share != pytest.approx(reference(closed_forms, "d05", "100"), rel=1e-3)


def test_revenue_of_contracts_is_exact_to_the_cent():
    for money in measure.contract_money(20):
        billed = money[:-1, Money.BILLINGS]
        spread = np.zeros(len(billed) + 12, np.int64)
        for month, amount in enumerate(billed):
            spread[month : month + 12] += amount // 12
        assert (money[:-1, Money.REVENUE] == spread[: len(billed)]).all()
        assert money[-1, Money.REVENUE] == spread[len(billed) :].sum()
