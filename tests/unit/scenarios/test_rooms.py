"""Keys of waiting rooms, batches and word of mouth: what they become, and what is refused."""

from pathlib import Path

import pytest

from scenarios.checks import warnings_of
from scenarios.compile import compile_params
from sim.codes import LOST, NONE
from sim.streams import sampled
from tests.unit.scenarios.plans import plan_of, refused


def test_without_the_keys_there_is_room_for_all_and_leads_come_one_by_one(tmp_path: Path):
    params = compile_params(plan_of(tmp_path).scenario)
    assert (params.sales.stages.room == NONE).all()
    assert (params.sales.stages.full_to == LOST).all()
    assert (params.campaigns.sources.batch == NONE).all()
    assert (params.campaigns.sources.batch_mean == 1.0).all()
    assert (params.campaigns.sources.imitation == 0.0).all()
    assert len(params.sales.open) == 0


def test_a_room_and_where_it_sends_deals_are_compiled(tmp_path: Path):
    params = compile_params(plan_of(tmp_path, "stages.talk.room=0", "stages.talk.full_to=later").scenario)
    assert (params.sales.stages[0].room, params.sales.stages[0].full_to) == (0, 1)


def test_a_batch_and_word_of_mouth_are_compiled(tmp_path: Path):
    settings = (
        "campaigns.website.batch={values: {1: 50%, 3: 50%}}",
        "campaigns.search.batch=4",
        "campaigns.website.imitation=36.525% per year",
    )
    params = compile_params(plan_of(tmp_path, *settings).scenario)
    website, search = params.campaigns.sources[0], params.campaigns.sources[1]
    assert (website.batch_mean, search.batch_mean) == (2.0, 4.0)
    assert website.imitation == pytest.approx(0.001)
    assert [sampled(params.draws, int(website.batch), chance) for chance in (0.4, 0.6)] == [1.0, 3.0]
    assert sampled(params.draws, int(search.batch), 0.9) == 4.0


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (("stages.later.room=3",), "stages.later.room: no desk to wait at: the stage has no team"),
        (("stages.talk.full_to=later",), "stages.talk.full_to: nobody is turned away: give `room` too"),
        (("stages.talk.room=3", "stages.talk.full_to=latr"), "unknown stage 'latr' (did you mean 'later'?)"),
        (("stages.talk.room=3", "stages.talk.full_to=won"), "stages.talk.full_to: unknown stage 'won'"),
        (("stages.talk.room=-1",), "greater than or equal to 0"),
        (("stages.talk.room=3", "stages.talk.full_to=talk"), "goes round without taking time: talk -> talk"),
        (
            (
                "stages.talk.room=3",
                "stages.talk.full_to=later",
                "stages.later.wait=null",
                "stages.later.oldest=0 days",
            ),
            "goes round without taking time",
        ),
        (("campaigns.referrals.batch=3",), "a referral source is fed by customers"),
        (("campaigns.referrals.imitation=1% per day",), "a referral source is fed by customers"),
        (("campaigns.website.batch=2.5",), "campaigns.website.batch"),
        (("campaigns.website.batch={exponential: {mean: 3}}",), "campaigns.website.batch"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, settings, message):
    assert message in refused(tmp_path, *settings)


def test_deals_that_go_round_for_ever_are_warned_about(tmp_path: Path):
    settings = (
        "stages.later.next={talk: 100%, lost: 0%}",
        "stages.later.oldest=0 days",
        "stages.talk.choice=false",
    )
    plan = plan_of(tmp_path, *settings, "stages.talk.next={won: 0%, later: 100%, lost: 0%}")
    assert (("stages", "later", "next"), "no way leads on to won or lost") in warnings_of(plan.scenario)
