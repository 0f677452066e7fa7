"""Deals that are open at the start: where they are, what they hold, and what remains of their time."""

from pathlib import Path

import numpy as np
import pytest

from scenarios.compile import compile_params
from scenarios.load import load
from scenarios.pipeline import pipeline_of
from sim.codes import Account, CellFlow, DeskFlow, Happening, SourceFlow, StageFlow
from sim.daily import new_daily
from sim.run import simulate, simulate_recorded
from tests.unit.scenarios.plans import plan_of, refused

ACCOUNTS = {
    ("small", "north"): 1000,
    ("small", "south"): 500,
    ("large", "north"): 100,
    ("large", "south"): 100,
}


@pytest.mark.parametrize(
    ("deals", "expected"),
    [
        ("17", {("small", "north"): 10, ("small", "south"): 5, ("large", "north"): 1, ("large", "south"): 1}),
        ("{large: 3}", {("large", "north"): 2, ("large", "south"): 1}),
        (
            "{small: {south: 4, north: 0}, large: 2}",
            {("small", "south"): 4, ("large", "north"): 1, ("large", "south"): 1},
        ),
        ("0", {}),
    ],
)
def test_deals_go_where_they_are_said_to_be_or_where_the_accounts_are(tmp_path: Path, deals, expected):
    assert pipeline_of(plan_of(tmp_path, f"stages.talk.open.deals={deals}").scenario) == expected


def test_an_open_deal_holds_an_account(tmp_path: Path):
    settings = ("stages.talk.open.deals={small: {north: 30}}", "stages.later.open.deals={small: {north: 12}}")
    params = compile_params(plan_of(tmp_path, *settings).scenario)
    assert params.market.cells.open.tolist() == [42, 0, 0, 0]
    assert params.market.cells.accounts.tolist() == [1000 - 20 - 42, 500, 100, 100]
    accounts = new_daily(params).accounts
    assert accounts[Account.PIPELINE].tolist() == [42, 0, 0, 0]
    assert accounts.sum(axis=0).tolist() == list(ACCOUNTS.values())


def test_open_deals_are_counted_apart_from_leads_and_their_ends_belong_to_no_source(tmp_path: Path):
    params = compile_params(plan_of(tmp_path, "stages.talk.open.deals=300", "months=6").scenario)
    books = simulate(params, 1, range(3)).books()
    assert books.cells[:, :, CellFlow.OPENED].sum(axis=(1, 2)).tolist() == [300] * 3
    assert books.cells[:, 1:, CellFlow.OPENED].sum() == 0
    before = books.sources[..., -1].sum(axis=(0, 1))
    assert before[SourceFlow.LEADS] == 0
    assert 300 <= before[[SourceFlow.WON, SourceFlow.LOST]].sum() <= 900


def test_what_remains_of_an_exponential_wait_is_the_whole_wait_again(tmp_path: Path):
    """Mean of 4000 exponential times; a true one is off by more than four standard errors once in 16,000."""
    text_settings = ("stages.talk.open.deals={small: {north: 900}}", "days=300", "months=null")
    params = compile_params(plan_of(tmp_path, *text_settings).scenario)
    row = params.draws.rows[params.sales.open[0].remaining]
    assert (row.scale, row.shift) == (5.0, 0.0)
    assert params.sales.open[0].age == -1


def test_an_open_deal_is_older_than_the_plan(tmp_path: Path):
    settings = (
        "stages.later.open.deals=100",
        "stages.later.open.age=400 days",
        "stages.later.open.remaining=1 day",
    )
    params = compile_params(plan_of(tmp_path, *settings).scenario)
    run = simulate_recorded(params, 1, [0]).outcomes[0]
    assert run.trace is not None
    opened = run.trace[run.trace.what == Happening.OPENED]
    assert len(opened) == 100
    assert (opened.time == 0.0).all()
    aged = run.books.losses[0].sum(axis=1)
    assert aged.max() >= 100, "a deal above the age of one year is given up"


def test_a_queue_of_open_deals_is_worked_from_the_first_morning_on(tmp_path: Path):
    settings = (
        "stages.talk.open.deals=60",
        "stages.talk.wait=null",
        "stages.talk.room=10",
        "stages.talk.full_to=lost",
    )
    params = compile_params(plan_of(tmp_path, *settings).scenario)
    run = simulate_recorded(params, 3, [0]).outcomes[0]
    flows = run.books.stages[0]
    assert flows[StageFlow.ENTERED].sum() >= 60
    assert run.trace is not None
    at_once = run.trace[run.trace.time == 0.0]
    started, away = ((at_once.what == what).sum() for what in (Happening.START, Happening.TURNED_AWAY))
    assert started == 3
    assert away == 60 - 3 - 3 * 10 if (at_once.what == Happening.OPENED).sum() == 60 else away > 0
    assert np.array_equal(
        run.books.stages[:, StageFlow.TURNED_AWAY].sum(axis=1),
        run.books.desks[:, DeskFlow.TURNED_AWAY].sum(axis=1),
    )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (("stages.talk.open.deals={smal: 3}",), "stages.talk.open.deals.smal: unknown segment 'smal'"),
        (("stages.talk.open.deals={small: {nort: 3}}",), "deals.small.nort: unknown territory 'nort'"),
        (
            ("stages.talk.open.deals={large: {north: 101}}",),
            "101 open deals and 0 customers in north, but 100",
        ),
        (
            ("stages.talk.open.deals={small: {north: 990}}",),
            "990 open deals and 20 customers in north, but 1,000",
        ),
        (("stages.talk.open.deals=-1",), "greater than or equal to 0"),
        (("stages.later.wait=null", "stages.later.open.deals=3"), "the stage takes no time: no deal"),
        (
            ("stages.talk.wait=null", "stages.talk.open={deals: 3, remaining: 2 days}"),
            "the buyer has no part in this stage",
        ),
        (("stages.talk.open={dealz: 3}",), "dealz"),
    ],
)
def test_open_deals_that_cannot_be_are_refused(tmp_path: Path, settings, message):
    assert message in refused(tmp_path, *settings)


def test_the_example_of_the_documentation_starts_with_its_pipeline():
    path = Path(__file__).parents[3] / "docs" / "examples" / "loaded_pipeline.yaml"
    plan = load(path, settings=["months=2"])
    params = compile_params(plan.scenario)
    assert sum(pipeline_of(plan.scenario).values()) == 20 + 20 + 8
    cells = simulate(params, 1, [0]).outcomes[0].books.cells[:, CellFlow.OPENED]
    assert cells.sum(axis=1).tolist() == [48, 0]
