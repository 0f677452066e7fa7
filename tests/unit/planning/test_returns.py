"""Returns of campaigns come from the same futures without the spend."""

from pathlib import Path

import pytest

from planning.returns import campaign_returns, paid_sources
from planning.runs import Options
from scenarios.load import load


@pytest.fixture(scope="module")
def plan():
    """A small company with one paid source."""
    return load("library:tiny", settings=["months=6", "campaigns.search.budget=3000 EUR per month"])


def test_only_sources_with_spend_have_a_return(plan):
    assert [plan.names.sources[place] for place in paid_sources(plan)] == ["search"]


def test_the_spend_of_a_campaign_is_what_its_absence_saves(plan, tmp_path: Path):
    (found,) = campaign_returns(plan, Options(4, out=tmp_path))
    assert found.spend == pytest.approx(18_000.0, rel=0.01)


def test_ratios_are_those_of_the_stated_formulas(plan, tmp_path: Path):
    (found,) = campaign_returns(plan, Options(4, out=tmp_path))
    assert found.roas.value is not None
    assert found.roi.value is not None
    assert found.roi.value.estimate < found.roas.value.estimate
    assert found.roas.formula == "ROAS = change in revenue / change in spend"


def test_a_campaign_that_brings_nothing_loses_its_spend(tmp_path: Path):
    useless = load("library:tiny", settings=["months=3", "campaigns.search.response.visits=0 per day"])
    (found,) = campaign_returns(useless, Options(3, out=tmp_path))
    assert found.roas.value is not None
    assert found.roi.value is not None
    assert (found.roas.value.estimate, found.roi.value.estimate) == (0.0, -1.0)
