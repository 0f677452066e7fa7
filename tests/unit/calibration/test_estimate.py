"""Estimates are finite, ordered, and say when the records decide nothing."""

import pytest

from calibration.estimate import (
    Estimate,
    Label,
    Prior,
    assumed,
    positive,
    probability,
    real,
    share,
    slug,
    widened,
)
from sim.errors import RunError

LABEL = Label("deals.won", "share", "won over closed")


def test_a_number_that_is_not_finite_is_refused():
    with pytest.raises(RunError, match=r"deals\.won: the fit gave a number that is not finite"):
        Estimate("deals.won", "share", float("nan"), 0.0, 1.0, 0.1, 5, "history", True, "test")


def test_a_value_outside_its_interval_is_refused():
    with pytest.raises(RunError, match="outside its interval"):
        Estimate("deals.won", "share", 0.5, 0.6, 0.7, 0.1, 5, "history", True, "test")


@pytest.mark.parametrize("hits", [0, 1, 50, 100])
def test_a_share_lies_in_an_interval_within_zero_and_one(hits):
    estimate = share(LABEL, hits, 100)
    assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1
    assert estimate.high > estimate.low
    assert estimate.standard_error > 0


def test_a_share_of_nothing_is_not_identified():
    estimate = share(LABEL, 0, 0)
    assert not estimate.identified
    assert (estimate.low, estimate.high, estimate.grade) == (0.0, 1.0, "assumption")


def test_few_records_are_called_thin():
    assert share(LABEL, 5, 10).grade == "thin history"
    assert share(LABEL, 50, 100).grade == "history"


def test_a_certain_probability_still_has_an_interval():
    estimate = probability(LABEL, 1.0, 0.0, 20)
    assert estimate.low == pytest.approx(0.88, abs=0.01)
    assert probability(LABEL, 0.4, 0.05, 100).low == pytest.approx(0.321, abs=0.001)


def test_intervals_cover_ninety_percent_of_a_normal():
    assert real(LABEL, 1.0, 0.1, 50).low == pytest.approx(1 - 0.16449, abs=1e-5)
    assert positive(LABEL, 10.0, 0.1, 50).high == pytest.approx(11.78786, abs=1e-5)


def test_a_prior_is_handed_on_with_its_source():
    estimate = assumed(LABEL, Prior(0.27, 0.1, 0.5, "survey"), 0)
    assert (estimate.value, estimate.identified, estimate.grade) == (0.27, False, "assumption")
    assert estimate.method == "not identified: won over closed; prior from survey"


def test_other_treatments_widen_an_interval_and_leave_the_value():
    one, two = share(LABEL, 50, 100), share(LABEL, 80, 100)
    wide = widened(one, [two], "late entry")
    assert (wide.value, wide.low, wide.high) == (one.value, one.low, two.high)


def test_names_become_parts_of_a_path():
    assert slug("") == "not_recorded"
    assert slug("R&D / Köln") == "r_d_köln"
