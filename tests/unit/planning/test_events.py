"""The event log names what happened, and filters it."""

from pathlib import Path

import pandas as pd
import pytest

from planning.events import Filter, event_table, record, trace_of
from planning.runs import Options
from scenarios.load import load
from sim.codes import Happening
from sim.errors import InputError, RunError


@pytest.fixture(scope="module")
def plan():
    """Two months of a small company."""
    return load("library:tiny", settings=["months=2"])


@pytest.fixture(scope="module")
def events(plan) -> pd.DataFrame:
    """Its events."""
    return event_table(trace_of(record(plan, Options())), plan.names)


def test_events_are_in_order_and_inside_the_scenario(events: pd.DataFrame):
    assert events["time"].is_monotonic_increasing
    assert events["time"].min() >= pd.Timestamp("2025-01-01")
    assert events["time"].max() <= pd.Timestamp("2025-03-01")


def test_every_kind_is_told_in_words(events: pd.DataFrame, plan):
    names = plan.names
    told = {kind: set(rows["about"]) for kind, rows in events.groupby("what")}
    assert set(told) <= {kind.name.lower() for kind in Happening}
    assert told["lead"] <= set(names.sources)
    assert told["stage"] <= set(names.stages)
    assert told["won"] <= set(names.products)
    assert "no_decision" in told["lost"]
    assert "work" in told["start"]


def test_a_filter_keeps_what_is_asked_for(events: pd.DataFrame):
    found = Filter(kinds=("won", "lost")).rows(events)
    assert set(found["what"]) == {"won", "lost"}
    desk = found["desk"][found["desk"] != ""].iloc[0]
    assert set(Filter(desk=desk).rows(events)["desk"]) == {desk}


def test_the_story_of_a_deal_goes_on_with_its_order(events: pd.DataFrame):
    won = Filter(kinds=("won",)).rows(events)["entity"].iloc[0]
    story = list(Filter(entity=won).rows(events)["what"])
    assert story[0] == "lead"
    assert {"stage", "won", "order"} <= set(story)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (Filter(kinds=("wonn",)), "no kind of event is called 'wonn' (did you mean 'won'?)"),
        (Filter(segment="companie"), "no segment is called 'companie' (did you mean 'companies'?)"),
    ],
)
def test_what_is_not_there_is_answered_with_the_nearest_name(events: pd.DataFrame, wanted, message):
    with pytest.raises(InputError, match="the events cannot be chosen") as refused:
        wanted.rows(events)
    assert message in refused.value.problems


def test_the_log_of_a_replication_that_was_not_recorded_is_refused(plan):
    outcome = record(plan, Options())._replace(trace=None)
    with pytest.raises(RunError, match="was not recorded"):
        trace_of(outcome)


def test_deals_from_before_and_deals_turned_away_are_told_with_their_stage():
    example = Path(__file__).parents[3] / "docs" / "examples" / "loaded_pipeline.yaml"
    plan = load(example, settings=["months=3", "stages.first_visit.room=0"])
    told = event_table(trace_of(record(plan, Options())), plan.names)
    opened, away = (told[told["what"] == what] for what in ("opened", "turned_away"))
    assert opened["about"].value_counts().to_dict() == {"specification": 20, "proposal": 20, "negotiation": 8}
    assert opened["amount"].between(0.0, 1.0).all()
    assert set(away["about"]) == {"first_visit"}
