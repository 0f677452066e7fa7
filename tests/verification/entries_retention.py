"""Retention, word of mouth and hiring: entries whose estimates are made from the rows of single customers.

Their samples are large populations, so that fewer than thirty replications are enough for the error.
"""

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

from tests.verification import retention
from tests.verification.entry import Comparison, within_chance
from tests.verification.measure import Estimates
from tests.verification.theory.retention import (
    BetaGeometric,
    BgNbd,
    borel,
    heads,
    lifetime_value,
    pareto_nbd_mean,
    productive_heads,
)

Measure = Callable[[tuple[str, ...], int], Estimates]
_FOREVER = 1e4


def compare(entry: "RetentionEntry") -> list[Comparison]:
    """Run an entry and compare it with theory."""
    found = entry.run((), entry.replications)
    return [within_chance(name, value, found[name]) for name, value in entry.expected().items()]


def notices(entry: "RetentionEntry") -> bool:
    """Whether the planted error shows in at least one quantity."""
    found = entry.run((entry.wrong,), entry.fewer)
    return any(within_chance(name, value, found[name]).noticed for name, value in entry.expected().items())


class RetentionEntry(NamedTuple):
    """One textbook result."""

    what: str
    run: Measure
    expected: Callable[[], Mapping[str, float]]
    replications: int
    wrong: str
    """Setting that makes one rate 3 % wrong; empty for more of an entry that has one."""
    fewer: int
    """Replications that are enough to notice it."""
    published: Mapping[str, str]
    """Place of quantities in the reference file: entry and dotted path."""


def _buyers() -> Mapping[str, float]:
    law = BgNbd(0.243, 4.414, 0.793, 2.426)
    means = {weeks: law.mean(float(weeks)) for weeks in ("39.0000", "78.0000")}
    chances = {str(number): law.chance(number, 39.0) for number in (0, 1, 2, 7)}
    return {"31.8571": law.mean(223.0 / 7.0), **means, **chances}


def _mixed_buyers() -> Mapping[str, float]:
    return {str(weeks): pareto_nbd_mean(0.553, 10.578, 0.606, 11.669, weeks) for weeks in (39, 78)}


def _subscribers() -> Mapping[str, float]:
    law = BetaGeometric(0.668, 3.806)
    stay = {f"S.{term}": law.stay(term + 1) for term in range(7)}
    retained = {f"r.{term}": law.retention(term + 1) for term in range(7)}
    to_come = {f"DERL_n{term}": law.renewals_to_come(term, 0.1) for term in (1, 4)}
    return {**stay, **retained, **to_come}


def _constant_churn() -> Mapping[str, float]:
    return {
        "CLV": lifetime_value(100.0, 0.98, 0.01),
        "expected_life": 1.0 / 0.02,
        "half_life": math.log(0.5) / math.log(0.98),
        "NRR_12m_no_expansion": 0.98**12,
    }


def _expansion() -> Mapping[str, float]:
    return {"NRR_12m_with_1p5pct_expansion": (0.98 * 1.015) ** 12}


def _families() -> Mapping[str, float]:
    mean, seeds = 0.4, 100
    return {
        "mean_total": seeds / (1.0 - mean),
        "sd_total": math.sqrt(seeds * mean / (1.0 - mean) ** 3),
        "P_no_referral_seed": math.exp(-mean),
        **{str(size): borel(mean, size) for size in (1, 2, 3)},
    }


def _people() -> Mapping[str, float]:
    return {
        "heads_18": heads(2.0, 0.03, 18.0),
        "productive_18": productive_heads(2.0, 0.03, 6.0, 18.0),
    }


def _steady_people() -> Mapping[str, float]:
    return {
        "heads_steady": heads(2.0, 0.03, _FOREVER),
        "productive_steady": productive_heads(2.0, 0.03, 6.0, 600.0),
    }


def _same(entry: str, *names: str) -> Mapping[str, str]:
    return {name: f"{entry}:{name}" for name in names}


ENTRIES: dict[str, RetentionEntry] = {
    "r01": RetentionEntry(
        "Repeat purchases of buyers of different pace and loyalty (BG/NBD)",
        retention.bgnbd,
        _buyers,
        56,
        "customers.default.again.exponential.mean=17.6355427 weeks",
        12,
        {
            **{weeks: f"r01:E_X/{weeks}" for weeks in ("39.0000", "78.0000")},
            **{str(number): f"r01:P_X39/{number}" for number in (0, 1, 2, 7)},
        },
    ),
    "Pareto/NBD": RetentionEntry(
        "Repeat purchases of buyers of different pace and life (Pareto/NBD)",
        retention.pareto_nbd,
        _mixed_buyers,
        8,
        "customers.default.again.exponential.mean=18.5712530 weeks",
        8,
        {},
    ),
    "r03": RetentionEntry(
        "Subscribers of different loyalty (beta-geometric)",
        retention.sbg,
        _subscribers,
        8,
        "customers.default.keep.beta.b=0.68804",
        5,
        {
            **{f"{name}.{term}": f"r03:{name}/{term}" for name in ("S", "r") for term in range(7)},
            **_same("r03", "DERL_n1", "DERL_n4"),
        },
    ),
    "r05": RetentionEntry(
        "Worth and life of subscribers who leave at a constant rate",
        retention.churn,
        _constant_churn,
        16,
        "customers.default.keep=97.94%",
        10,
        _same("r05", "CLV", "expected_life", "half_life", "NRR_12m_no_expansion"),
    ),
    "r05, expansion": RetentionEntry(
        "Recurring amount of subscribers who leave, and buy more",
        retention.expansion,
        _expansion,
        8,
        "customers.default.keep=97.94%",
        8,
        _same("r05", "NRR_12m_with_1p5pct_expansion"),
    ),
    "r06": RetentionEntry(
        "Families of customers who bring a Poisson number of others (Borel)",
        retention.branching,
        _families,
        30,
        "customers.default.referral.poisson.mean=0.412",
        10,
        {
            **_same("r06", "mean_total", "sd_total", "P_no_referral_seed"),
            **{str(size): f"r06:borel_P_total1_2_3/{size - 1}" for size in (1, 2, 3)},
        },
    ),
    "o08": RetentionEntry(
        "People who are hired at random dates, learn, and leave, after a year and a half",
        retention.hiring,
        _people,
        1200,
        "teams.hunters.hiring=2.06 per month",
        900,
        _same("o08", "heads_18", "productive_18"),
    ),
    "o08, steady": RetentionEntry(
        "The same in the twentieth year",
        retention.steady_hiring,
        _steady_people,
        180,
        "",
        0,
        _same("o08", "heads_steady", "productive_steady"),
    ),
}
