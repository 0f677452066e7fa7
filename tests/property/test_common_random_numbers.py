"""Plans are compared with the same luck: what a change does not touch stays the same, event by event.

Keys are fixed, so nothing here fails by chance; for fresh keys each correlation would exceed 4/sqrt(n) once
in 16,000.
"""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.compile import compile_params
from scenarios.load import load
from sim.codes import NONE, Happening, Purpose, Routing
from sim.engine.replicate import replicate
from sim.outcome import root_key
from sim.params import Params
from sim.params.campaigns import Source
from sim.params.policies import Policies, Reallocation
from sim.params.table import table
from sim.params.team import Desk, People, Seat, Team
from sim.run import simulate_recorded
from sim.streams import child, uniform
from sim.trace import Trace
from tests.support.aims import aimed, aims_of
from tests.support.companies import company

SEED = st.integers(0, 2**40)
CAMPAIGN, OUTBOUND = 1, 2
NO_POLICY = Policies(Reallocation(0, 1, 1, 0.0, 0.0))
PLENTY = 10**12
"""So many accounts that those in the pipeline do not lower demand."""


def trace_of(params: Params, seed: int, replication: int = 0) -> Trace:
    trace = replicate(params, seed, replication, recording=True).trace
    assert trace is not None
    return trace


def rows(trace: Trace, *kinds: Happening) -> Trace:
    return trace[np.isin(trace.what, kinds)].view(np.recarray)


def with_one_more_source(params: Params) -> Params:
    """The company with a campaign that nobody pays for and that reaches everyone."""
    campaigns = params.campaigns
    idle = Source(1, 99, 0, 5, 1, 100.0, 1.2, 80.0, 0.05, 0.0, 0.01, 0.0, 0.0, NONE, NONE, 1.0, 0.0, 0)
    sources = [*(Source(*row) for row in campaigns.sources), idle]
    more = campaigns._replace(
        sources=table(Source, sources),
        spend=np.vstack([campaigns.spend, np.zeros_like(campaigns.spend[:1])]),
        lag_weights=np.vstack([campaigns.lag_weights, campaigns.lag_weights[:1]]),
    )
    return params._replace(campaigns=more)


def with_seat(params: Params, opens: float) -> Params:
    """The pooled company with one more seat at its first desk, held from a day on."""
    desks = [Desk(*desk) for desk in params.people.desks]
    seats = [Seat(*seat) for seat in params.people.seats]
    here = desks[0].seats
    seats.insert(here, seats[0]._replace(identity=999, opens=opens))
    desks = [
        desks[0]._replace(seats=here + 1),
        *(desk._replace(first_seat=desk.first_seat + 1) for desk in desks[1:]),
    ]
    people = params.people._replace(desks=table(Desk, desks), seats=table(Seat, seats))
    return params._replace(people=people)


def divided(days: int = 150) -> Params:
    """Segment A lives in one territory, segment B in the other, and each territory has teams of its own."""
    params = company(days, reps=2, routing=Routing.POOL)
    cells = params.market.cells.copy()
    cells.accounts[[1, 2]] = 0
    aims = [
        {cell: weight for cell, weight in aim.items() if cell in (0, 3)} for aim in aims_of(params.campaigns)
    ]
    return params._replace(
        market=params.market._replace(cells=cells),
        campaigns=aimed(params.campaigns, aims),
        people=_two_offices(params.people),
        policies=NO_POLICY,
    )


def _two_offices(people: People) -> People:
    """Every team once per territory."""
    desks, seats = [Desk(*row) for row in people.desks], [Seat(*row) for row in people.seats]
    there = [
        desk._replace(team=desk.team + 2, territory=1, first_seat=desk.first_seat + len(seats))
        for desk in desks
    ]
    twins = [seat._replace(desk=seat.desk + len(desks), identity=seat.identity + 5000) for seat in seats]
    first, second = (Team(*row) for row in people.teams)
    teams = [
        first,
        second,
        first._replace(first=len(desks)),
        second._replace(first=len(desks) + second.first),
    ]
    return people._replace(
        teams=table(Team, teams),
        team_of=np.array([[0, 2], [1, 3]]),
        team_desks=np.arange(2 * len(desks)),
        desks=table(Desk, desks + there),
        seats=table(Seat, seats + twins),
    )


@settings(max_examples=10)
@given(SEED)
def test_a_campaign_without_budget_changes_nothing_at_all(seed):
    params = company(days=150)._replace(policies=NO_POLICY)
    before, after = trace_of(params, seed), trace_of(with_one_more_source(params), seed)
    assert before.tobytes() == after.tobytes()


@settings(max_examples=10)
@given(SEED)
def test_a_seat_that_is_never_filled_changes_nothing_at_all(seed):
    params = company(days=150, routing=Routing.POOL)
    before, after = trace_of(params, seed), trace_of(with_seat(params, opens=1e6), seed)
    assert before.tobytes() == after.tobytes()


def test_a_plan_that_restates_its_own_values_changes_nothing_at_all():
    plan = load("library:saas")
    seed = plan.scenario.seed
    restated = load("library:saas", settings=[f"seed={seed}", f"name={plan.scenario.name}"])
    before = trace_of(compile_params(plan.scenario), seed)
    assert trace_of(compile_params(restated.scenario), seed).tobytes() == before.tobytes()


@settings(max_examples=10)
@given(SEED, st.floats(0.2, 3.0))
def test_what_happens_in_one_segment_leaves_a_segment_that_shares_nothing_alone(seed, factor):
    params = divided()
    season = params.market.season.copy()
    season[0] *= factor
    ours = params.offer.ours.copy()
    ours[:, 0] += factor - 1.0
    busier = params._replace(
        market=params.market._replace(season=season), offer=params.offer._replace(ours=ours)
    )
    before, after = trace_of(params, seed), trace_of(busier, seed)
    there = [trace[trace.cell == 3] for trace in (before, after)]
    assert len(there[0]) > 100
    for field in before.dtype.names:
        assert np.array_equal(there[0][field], there[1][field])
    assert not np.array_equal(before[before.cell == 0], after[after.cell == 0])


@settings(max_examples=15)
@given(SEED, st.floats(1.0, 3.0))
def test_more_spend_brings_the_same_leads_and_more(seed, factor):
    params = company(days=90, accounts=PLENTY)._replace(policies=NO_POLICY)
    # a rep who is busy quits later, and calls more people until then
    params.campaigns.sources["unaided"][OUTBOUND] = 0.0
    spend = np.rint(params.campaigns.spend * factor).astype(np.int64)
    richer = params._replace(campaigns=params.campaigns._replace(spend=spend))
    less, more = (_arrivals(trace_of(plan, seed)) for plan in (params, richer))
    assert less <= more
    assert len(more) > len(less) or factor < 1.1


def _arrivals(trace: Trace) -> set[tuple[int, float, int, int]]:
    """Key, time, score and grade of every lead that sources send."""
    leads = rows(trace, Happening.LEAD)
    leads = leads[leads.other == 0]
    return set(
        zip(
            leads.key.tolist(), leads.time.tolist(), leads.amount.tolist(), leads.detail.tolist(), strict=True
        )
    )


def without_feedback(params: Params) -> Params:
    """The company without leads that depend on its people or its customers."""
    sources = params.campaigns.sources.copy()
    sources["unaided"][OUTBOUND] = 0.0
    sources.awareness_pull[:] = 0.0
    return params._replace(campaigns=params.campaigns._replace(sources=sources), policies=NO_POLICY)


@settings(max_examples=10)
@given(SEED)
def test_one_more_rep_changes_no_draw_that_is_not_about_reps(seed):
    params = without_feedback(company(days=150, reps=2, routing=Routing.POOL, accounts=PLENTY))
    fewer, more = trace_of(params, seed), trace_of(with_seat(params, opens=0.0), seed)
    assert _arrivals(fewer) == _arrivals(more)
    for traits in (_units, _days_to_pay, _days_in_transit):
        here, there = traits(fewer), traits(more)
        both = here.keys() & there.keys()
        assert len(both) > 5
        assert all(here[key] == pytest.approx(there[key], abs=1e-9) for key in both)
    assert not np.array_equal(rows(fewer, Happening.START).time, rows(more, Happening.START).time)


def _units(trace: Trace) -> dict[int, float]:
    """Units of every order."""
    orders = rows(trace, Happening.ORDER)
    return dict(zip(orders.key.tolist(), orders.detail.tolist(), strict=True))


def _days_to_pay(trace: Trace) -> dict[int, float]:
    """Days from every invoice to its payment, or to its loss."""
    return _days_between(trace, (Happening.INVOICED,), (Happening.PAID, Happening.BAD_DEBT))


def _days_in_transit(trace: Trace) -> dict[int, float]:
    """Days from the last quality check of every order to its delivery."""
    return _days_between(trace, (Happening.MADE,), (Happening.DELIVERED,))


def _days_between(trace: Trace, begin: tuple[Happening, ...], end: tuple[Happening, ...]) -> dict[int, float]:
    first, last = rows(trace, *begin), rows(trace, *end)
    begun = dict(zip(first.key.tolist(), first.time.tolist(), strict=True))
    return {key: time - begun[key] for key, time in zip(last.key.tolist(), last.time.tolist(), strict=True)}


@settings(max_examples=5)
@given(SEED)
def test_a_replication_alone_is_the_same_as_inside_a_batch(seed):
    params = company(days=90)
    batch = simulate_recorded(params, seed, range(4), workers=2)
    for number, outcome in zip(batch.replications, batch.outcomes, strict=True):
        assert outcome.trace is not None
        assert outcome.trace.tobytes() == trace_of(params, seed, number).tobytes()


def test_no_two_entities_of_a_run_share_a_key():
    """Each lead, order, invoice, customer and ticket is born once."""
    trace = trace_of(company(days=400, reps=8), 3)
    for births in (
        (Happening.LEAD, Happening.NO_ACCOUNT),
        (Happening.ORDER,),
        (Happening.INVOICED,),
        (Happening.CUSTOMER,),
        (Happening.TICKET,),
        (Happening.REFERRAL,),
        (Happening.CROSS_SELL,),
    ):
        keys = rows(trace, *births).key
        assert len(keys) > 10
        assert len(np.unique(keys)) == len(keys)


def test_a_deal_is_closed_once_and_never_won_and_lost():
    closed = rows(trace_of(company(days=400, reps=8), 4), Happening.WON, Happening.LOST)
    assert len(np.unique(closed.key)) == len(closed)


def test_draws_of_parents_children_siblings_and_replications_are_not_correlated():
    numbers = 2000
    limit = 4.0 / np.sqrt(numbers)
    deals = [np.uint64(child(root_key(1, 0), Purpose.FIELD_LEVEL, number)) for number in range(numbers)]
    families = [
        deals,
        [np.uint64(child(deal, Purpose.ORDER, 0)) for deal in deals],
        [np.uint64(child(deal, Purpose.REFERRAL, 0)) for deal in deals],
        [np.uint64(child(deal, Purpose.REFERRAL, 1)) for deal in deals],
        [root_key(1, number) for number in range(numbers)],
        [root_key(number, 0) for number in range(numbers)],
    ]
    draws = [
        np.array([uniform(key, purpose, 0) for key in keys])
        for keys in families
        for purpose in (Purpose.FIT, Purpose.MOVE)
    ]
    for one, other in combinations(draws, 2):
        assert abs(np.corrcoef(one, other)[0, 1]) < limit
