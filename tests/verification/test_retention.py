"""Retention, word of mouth and hiring in ordinary scenarios against textbook values.

The rule is that of `test_closed_forms`: at most 3.5 standard errors off (a right engine fails one comparison
with probability 4.7e-4; seeds are fixed), errors of at most 1 %, and a rate that is 3 % wrong is noticed.
"""

import pytest

from scenarios.load import load
from tests.verification import retention
from tests.verification.entries_retention import ENTRIES, compare, notices
from tests.verification.entry import problems
from tests.verification.measure import FOLDER

PUBLISHED = [
    (name, quantity, place) for name, entry in ENTRIES.items() for quantity, place in entry.published.items()
]


@pytest.mark.parametrize("name", ENTRIES)
def test_a_scenario_reproduces_its_textbook_values(name):
    assert not problems(compare(ENTRIES[name]))


@pytest.mark.parametrize("name", [name for name, entry in ENTRIES.items() if entry.wrong])
def test_a_rate_that_is_three_percent_wrong_is_noticed(name):
    assert notices(ENTRIES[name])


@pytest.mark.parametrize(("name", "quantity", "place"), PUBLISHED)
def test_our_formula_gives_the_published_value(name, quantity, place, closed_forms):
    entry, path = place.split(":")
    value = closed_forms[entry]["outputs"]
    for step in path.split("/"):
        value = value[int(step)] if isinstance(value, list) else value[step]
    assert ENTRIES[name].expected()[quantity] == pytest.approx(value, rel=1e-6)


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
