"""The example that every new user sees first, from the records of a company to compared plans."""

from contextlib import nullcontext

import pytest

from foresell.demo import Demo, run_demo
from planning.runs import Options


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Demo:
    """The example as `foresell demo` runs it."""
    options = Options(seed=1, workers=2)
    return run_demo(tmp_path_factory.mktemp("demo"), options, lambda _: nullcontext(lambda _done, _all: None))


def test_most_true_values_lie_inside_their_intervals(demo):
    """Of some 80 intervals of 90 %, fewer than 78 % hold in less than 1 run of 1,000 (binomial)."""
    told = demo.recovery[demo.recovery["identified"]]
    assert len(told) > 60
    assert told["inside"].mean() >= 0.78


def test_three_plans_are_compared_with_going_on_as_before(demo):
    outcomes = demo.study.comparison.outcomes
    assert len(outcomes) == 4
    for outcome in outcomes[1:]:
        assert outcome.versus is not None
        assert outcome.versus.variance_reduction > 5, "the same luck for all plans"


def test_the_report_shows_true_beside_estimated_values(demo):
    page = demo.report.read_text(encoding="utf-8")
    assert "Truth recovery" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
