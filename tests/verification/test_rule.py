"""The rule of acceptance itself: what passes, what does not, and what is only too rough to tell."""

from dataclasses import replace

import numpy as np
import pytest

from tests.support.bayes import Share, bayes_factor, verdict
from tests.verification.entry import within_chance
from tests.verification.registry import ENTRIES

SPREAD = np.linspace(-1.0, 1.0, 101)


def test_an_estimatewithin_chance_passes():
    assert within_chance("wait", 100.0, 100.1 + SPREAD).problem == ""


def test_an_estimate_beyond_chance_is_noticed_and_said():
    found = within_chance("wait", 100.0, 100.5 + SPREAD)
    assert found.noticed
    assert "wait: 100.5 is +8.57 standard errors off 100" in found.problem


def test_an_estimate_that_is_too_rough_is_no_pass():
    found = within_chance("wait", 100.0, 100.0 + 30.0 * SPREAD)
    assert not found.noticed
    assert "is more than 1 % of 100" in found.problem


def test_a_share_that_is_right_by_luck_of_few_trials_is_inconclusive():
    assert verdict(Share(5, 10), 0.5) == "inconclusive"
    found = within_chance("share", 0.5, np.full(30, 1.0), np.full(30, 2.0))
    assert "says inconclusive" in found.problem


def test_bayes_factors():
    """Ten of ten at a half: Jeffreys' prior gives 0.17620 to one in 1,024."""
    assert bayes_factor(Share(10, 10), 0.5) == pytest.approx(0.176197 * 1024, rel=1e-4)
    assert verdict(Share(5_000, 10_000), 0.5) == "no bug"
    assert verdict(Share(5_300, 10_000), 0.5) == "bug"
    assert bayes_factor(Share(0, 10**6), 0.9) > 1e300


def test_an_entry_needs_thirty_replications():
    with pytest.raises(ValueError, match="a standard error needs 30 replications"):
        replace(ENTRIES["q01a"], replications=29)


def test_the_table_in_the_documentation_shows_every_entry_and_its_reference(root):
    """Written by `python -m tests.verification docs/verification.md`."""
    text = (root / "docs" / "verification.md").read_text(encoding="utf-8")
    rows = [f"| {name} | {entry.what} |" for name, entry in ENTRIES.items()]
    quantities = [
        f"| `{quantity}` | {value:.6g} |"
        for entry in ENTRIES.values()
        for quantity, value in entry.expected().items()
    ]
    assert [row for row in rows + quantities if row not in text] == []
