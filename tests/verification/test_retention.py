"""Retention, word of mouth and hiring in ordinary scenarios against textbook values.

The rule is that of `test_closed_forms`: at most 3.5 standard errors off (a right engine fails one comparison
with probability 4.7e-4; seeds are fixed), errors of at most 1 %, and a rate that is 3 % wrong is noticed.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from scenarios.load import load
from tests.verification import retention
from tests.verification.measure import FOLDER, Estimates, misses

Measure = Callable[[tuple[str, ...], int], Estimates]


class Entry(NamedTuple):
    """How a reference entry is measured."""

    entry: str
    run: Measure
    paths: dict[str, tuple[str, ...]]
    """Place of the reference value of each quantity."""
    replications: int
    wrong: str
    """Setting that makes one rate 3 % wrong."""
    fewer: int
    """Replications that are enough to notice it."""


def same(*names: str) -> dict[str, tuple[str, ...]]:
    """Quantities that are called as in the reference, with dots between the steps."""
    paths: dict[str, tuple[str, ...]] = {name: tuple(name.split(".")) for name in names}
    return paths


ENTRIES = {
    "BG/NBD": Entry(
        "r01",
        retention.bgnbd,
        {
            **{weeks: ("E_X", weeks) for weeks in ("31.8571", "39.0000", "78.0000")},
            **{number: ("P_X39", number) for number in ("0", "1", "2", "7")},
        },
        56,
        "customers.default.again.exponential.mean=17.6355427 weeks",
        12,
    ),
    "beta-geometric": Entry(
        "r03",
        retention.sbg,
        same(*(f"{name}.{term}" for name in ("S", "r") for term in range(7)), "DERL_n1", "DERL_n4"),
        8,
        "customers.default.keep.beta.b=0.68804",
        5,
    ),
    "constant churn": Entry(
        "r05",
        retention.churn,
        same("CLV", "expected_life", "half_life", "NRR_12m_no_expansion"),
        16,
        "customers.default.keep=97.94%",
        10,
    ),
    "expansion": Entry(
        "r05",
        retention.expansion,
        same("NRR_12m_with_1p5pct_expansion"),
        8,
        "customers.default.keep=97.94%",
        8,
    ),
    "word of mouth": Entry(
        "r06",
        retention.branching,
        {
            **same("mean_total", "sd_total", "P_no_referral_seed"),
            **{str(size): ("borel_P_total1_2_3", str(size - 1)) for size in (1, 2, 3)},
        },
        30,
        "customers.default.referral.poisson.mean=0.412",
        10,
    ),
    "hiring": Entry(
        "o08",
        retention.hiring,
        same("heads_18", "productive_18"),
        1200,
        "teams.hunters.hiring=2.06 per month",
        900,
    ),
}


def expected(entries: dict[str, Any], entry: Entry) -> dict[str, float]:
    """Reference values of the quantities of an entry."""
    values = {}
    for name, path in entry.paths.items():
        value = entries[entry.entry]["outputs"]
        for step in path:
            value = value[int(step)] if isinstance(value, list) else value[step]
        values[name] = float(value)
    return values


@pytest.mark.parametrize("name", ENTRIES)
def test_a_scenario_reproduces_its_textbook_values(name, closed_forms):
    entry = ENTRIES[name]
    assert not misses(entry.run((), entry.replications), expected(closed_forms, entry))


@pytest.mark.parametrize("name", ENTRIES)
def test_a_rate_that_is_three_percent_wrong_is_noticed(name, closed_forms):
    entry = ENTRIES[name]
    problems = misses(entry.run((entry.wrong,), entry.fewer), expected(closed_forms, entry))
    assert any("standard errors off" in problem for problem in problems)


def test_people_come_and_go_until_both_balance(closed_forms):
    values = closed_forms["o08"]["outputs"]
    steady = {name: values[name] for name in ("heads_steady", "productive_steady")}
    assert not misses(retention.steady_hiring((), 180), steady)


def pareto_mean(weeks: float) -> float:
    """Mean number of repeat purchases (Schmittlein, Morrison & Colombo 1987, equation 17)."""
    r, alpha, s, beta = 0.553, 10.578, 0.606, 11.669
    return float(r * beta / (alpha * (s - 1.0)) * (1.0 - (beta / (beta + weeks)) ** (s - 1.0)))


def test_pareto_nbd_means_are_those_of_the_published_formula():
    assert not misses(retention.pareto_nbd((), 8), {str(weeks): pareto_mean(weeks) for weeks in (39, 78)})


def test_a_pace_that_is_three_percent_wrong_is_noticed_by_pareto_nbd():
    wrong = ("customers.default.again.exponential.mean=18.5712530 weeks",)
    found = retention.pareto_nbd(wrong, 8)
    assert misses(found, {str(weeks): pareto_mean(weeks) for weeks in (39, 78)})


def test_loyal_subscribers_stay_behind():
    """Nobody changes, yet the retention of those who are left rises from year to year (r03)."""
    found = retention.sbg((), 3)
    rates = [float(found[f"r.{term}"].mean()) for term in range(7)]
    assert rates == sorted(rates)
    assert rates[6] - rates[0] > 0.07


def test_word_of_mouth_that_feeds_on_itself_is_told_and_stays_within_the_market():
    settings = [
        "customers.default.referral.poisson.mean=1.1",
        "market.segments.buyers={accounts: 2000, customers: 10}",
    ]
    plan = load(FOLDER / "r06.yaml", settings=settings)
    assert any("referrals multiply without end" in warning for warning in plan.warnings)
    run = next(retention.runs("r06", tuple(settings), 1))
    assert 10 < run.census.customers.sum() <= 2010
