"""Companies that hypothesis makes up: every option of every area, in any combination."""

from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from sim.codes import LOST, NONE, WON, Reason, Routing
from sim.params import Params
from sim.params.draws import Draw
from sim.params.policies import Reallocation
from sim.params.sales import Move, Opening, Sales, Stage
from sim.params.table import Table, table
from tests.support import companies
from tests.support.companies import OTHER, SALES, company

EXTRA = [
    Draw(1, 1e-5, 2.0),  # as constant as a duration can be
    Draw(1, 1e-5, 0.0),  # hardly any time
    Draw(0, 15.0, 0.0),
    Draw(0, 0.5, 0.0),
    Draw(2, 12.0, 0.0),
]
"""Distributions beyond those of the hand-made company."""

shares = st.sampled_from([0.0, 0.1, 0.35, 0.8, 1.0])
roles = st.sampled_from([SALES, OTHER])
some_role = st.sampled_from([NONE, SALES, OTHER])


def _durations(first: int) -> st.SearchStrategy[int]:
    hand_made = [companies.HOUR_WORK, companies.DAYS_WAIT, companies.PATIENCE, companies.VACANCY]
    return st.sampled_from(hand_made + [first + nth for nth in range(len(EXTRA))])


def _long() -> st.SearchStrategy[int]:
    return st.sampled_from(
        [NONE, companies.DAYS_WAIT, companies.PATIENCE, companies.VACANCY, companies.TRANSIT]
    )


class Times(NamedTuple):
    """Ways to choose a duration."""

    always: st.SearchStrategy[int]
    maybe: st.SearchStrategy[int]
    long: st.SearchStrategy[int]
    """Long enough to be waited for over and over again, or none."""


@st.composite
def any_company(draw: st.DrawFn) -> Params:
    """A company with any mix of options, small enough to simulate in a moment."""
    params = company(
        days=draw(st.integers(10, 80)),
        reps=draw(st.integers(1, 5)),
        routing=draw(st.sampled_from(list(Routing))),
        accounts=draw(st.sampled_from([20, 300, 3000])),
    )
    rows = params.draws.rows
    times = _durations(len(rows))
    ways = Times(times, st.one_of(st.just(NONE), times), _long())
    params = params._replace(
        draws=params.draws._replace(rows=table(Draw, [Draw(*row.tolist()) for row in rows] + EXTRA))
    )
    for change in (_market, _sales, _networks, _people, _fulfilment, _customers, _differences, _hiring):
        params = change(draw, params, ways)
    return params


def changed(rows: Table, **columns: Any) -> Table:
    """The same rows with other values in some columns."""
    copy = rows.copy()
    for name, values in columns.items():
        copy[name] = values
    return copy


def _each(draw: st.DrawFn, rows: Table, **columns: st.SearchStrategy[Any]) -> Table:
    """The same rows with a drawn value in every row of some columns."""
    values = {name: [draw(choice) for _ in rows] for name, choice in columns.items()}
    return changed(rows, **values)


def _market(draw: st.DrawFn, params: Params, times: Times) -> Params:
    days = params.clock.horizon
    spend = params.campaigns.spend.copy()
    spend[1] = draw(st.sampled_from([0, 12_345, 60_000]))
    spend[0] = draw(st.sampled_from([0, 2_000]))
    price = params.offer.price.copy()
    price[draw(st.integers(0, 1)), :, draw(st.integers(0, days - 1)) :] = draw(
        st.sampled_from([1, 1_234_567])
    )
    cells, segments, leads = params.market.cells, params.market.segments, params.leads
    return params._replace(
        market=params.market._replace(
            cells=_each(draw, cells, customers=st.sampled_from([0, 3, 40])),
            segments=_each(draw, segments, growth=st.sampled_from([-0.5, 0.0, 0.3])),
        ),
        campaigns=params.campaigns._replace(spend=spend),
        offer=params.offer._replace(price=price),
        leads=leads._replace(
            noise=draw(st.sampled_from([NONE, companies.NOISE])),
            sla=draw(st.sampled_from([0.1, 2.0])),
            urgency=np.array([draw(st.sampled_from([0.0, 1.0, -2.0, 9.0])) for _ in range(4)]),
        ),
        policies=params.policies._replace(
            reallocation=Reallocation(draw(st.integers(0, 2)), 1, draw(st.integers(0, 1)), 0.3, 0.2)
        ),
    )


def _sales(draw: st.DrawFn, params: Params, times: Times) -> Params:
    count = draw(st.integers(1, 4))
    anywhere = st.sampled_from([WON, LOST, *range(count)])
    stages: list[Stage] = []
    moves: list[Move] = []
    for number in range(count):
        ways = draw(st.integers(1, 3))
        onward = number + 1 if number + 1 < count else WON
        uptos = [0.5, 0.75, 1.0][3 - ways :]
        targets = [*(draw(anywhere) for _ in range(ways - 1)), draw(st.sampled_from([onward, WON, LOST]))]
        stage = Stage(
            role=draw(some_role),
            work=draw(times.always),
            wait=draw(times.maybe),
            priority=draw(st.integers(0, 3)),
            patience=draw(times.long),
            cold_to=draw(anywhere),
            chooses=draw(st.integers(0, 1)),
            moves=len(moves),
            ways=ways,
            oldest=draw(st.sampled_from([0.0, 5.0, 30.0])),
            touch_cost=draw(st.sampled_from([0, 700])),
            first_touch=draw(st.integers(0, 1)),
            room=draw(st.sampled_from([NONE, NONE, 0, 1, 5])),
            full_to=draw(st.sampled_from([WON, LOST, *range(number + 1, count)])),  # no retry without end
        )
        stages.append(stage)
        moves += [Move(upto, to, Reason.FIT) for upto, to in zip(uptos, targets, strict=True)]
    entry = np.array([float(draw(anywhere)) for _ in range(4)])
    return params._replace(
        sales=Sales(
            table(Stage, stages), table(Move, moves), draw(st.integers(0, count - 1)), table(Opening, [])
        ),
        leads=params.leads._replace(entry=entry),
    )


def _networks(draw: st.DrawFn, params: Params, times: Times) -> Params:
    """Leads in batches, word of mouth, and deals that are open at the start."""
    sources, cells, rows = params.campaigns.sources, params.market.cells, params.draws.rows
    two_or_three = len(rows)
    batch, mean = np.full(len(sources), NONE), np.ones(len(sources))
    for source in range(companies.BOUGHT):
        if draw(st.booleans()):
            batch[source], mean[source] = two_or_three + draw(st.integers(0, 1)), 2.0
    openings = [
        Opening(
            stage=draw(st.integers(0, len(params.sales.stages) - 1)),
            cell=draw(st.integers(0, len(cells) - 1)),
            deals=draw(st.sampled_from([1, 4, 30])),
            age=draw(times.maybe),
            remaining=draw(times.maybe),
            identity=80 + number,
        )
        for number in range(draw(st.integers(0, 3)))
    ]
    opened = np.zeros(len(cells), np.int64)
    for row in openings:
        opened[row.cell] += row.deals
    imitation = [draw(st.sampled_from([0.0, 0.0, 0.02])) for _ in sources]
    extended = [Draw(*row.tolist()) for row in rows] + [Draw(-1, 1.0, 0.0), Draw(-1, 1.0, -2.0)]
    return params._replace(
        draws=params.draws._replace(rows=table(Draw, extended)),
        campaigns=params.campaigns._replace(
            sources=changed(sources, batch=batch, batch_mean=mean, imitation=imitation)
        ),
        sales=params.sales._replace(open=table(Opening, openings)),
        market=params.market._replace(cells=changed(cells, open=opened)),
    )


def _people(draw: st.DrawFn, params: Params, times: Times) -> Params:
    people = params.people
    opens = [draw(st.sampled_from([0.0, 0.0, 0.0, 7.0, 7.5])) for _ in people.seats]
    tenure = np.where(np.array(opens) > 0.0, 0.0, people.seats.tenure)
    return params._replace(
        people=people._replace(
            desks=_each(draw, people.desks, calendar=st.integers(0, 1)),
            seats=_each(
                draw,
                changed(people.seats, opens=opens, tenure=tenure),
                attrition=times.long,
                vacancy=times.maybe,
                skill=st.sampled_from([0.5, 1.0, 1.7]),
            ),
        )
    )


def _fulfilment(draw: st.DrawFn, params: Params, times: Times) -> Params:
    routes = _each(
        draw,
        params.fulfilment.routes,
        credit_role=some_role,
        credit_work=times.always,
        credit_reject=shares,
        make_role=some_role,
        make_work=times.always,
        defect=st.sampled_from([0.0, 0.1, 0.5]),
        transit=times.maybe,
        promise=st.sampled_from([0.0, 3.0, 20.0]),
        cancel=times.long,
        payment=times.maybe,
        bad_debt=shares,
    )
    kinds = _each(draw, params.offer.products, kind=st.integers(0, 2), term=st.integers(1, 4))
    return params._replace(
        fulfilment=params.fulfilment._replace(routes=routes),
        offer=params.offer._replace(products=kinds),
    )


def _customers(draw: st.DrawFn, params: Params, times: Times) -> Params:
    care = _each(
        draw,
        params.customers.care,
        ticket_gap=st.sampled_from([NONE, companies.TICKETS, companies.AGAIN]),
        ticket_role=roles,
        ticket_work=times.always,
        visit_every=st.sampled_from([0.0, 5.0, 13.7]),
        visit_role=roles,
        visit_work=times.always,
        again=st.sampled_from([NONE, companies.AGAIN, companies.DAYS_WAIT]),
        keep=shares,
        cross_sell=shares,
        cross_product=st.integers(0, 1),
        referral=shares,
        referral_delay=times.maybe,
        lapse=times.maybe,
    )
    return params._replace(
        customers=params.customers._replace(
            care=care,
            cross_source=draw(st.sampled_from([NONE, 4])),
            referral_source=draw(st.sampled_from([NONE, 3])),
        )
    )


def _differences(draw: st.DrawFn, params: Params, times: Times) -> Params:
    """Customers who differ, who are bound, who leave of their own accord, who recommend us to several."""
    first = len(params.draws.rows)
    rows = [Draw(*row.tolist()) for row in params.draws.rows]
    spreads = [Draw(0, 1.0, 0.0), Draw(1, 1.0, 0.0), Draw(1, 1.4, -0.2), Draw(2, 0.8, 0.0)]
    some = st.sampled_from([NONE, *range(first, first + len(spreads))])
    care = _each(
        draw,
        params.customers.care,
        pace=some,
        own_keep=some,
        commitment=st.sampled_from([0, 0, 1, 3]),
        lifetime=times.long,
        several=st.integers(0, 1),
    )
    return params._replace(
        draws=params.draws._replace(rows=table(Draw, rows + spreads)),
        customers=params.customers._replace(care=care),
    )


def _hiring(draw: st.DrawFn, params: Params, times: Times) -> Params:
    """The last seats of a desk open at random, one after the other."""
    people = params.people
    gap, chained = draw(times.long), draw(st.integers(0, 2))
    last = np.arange(len(people.seats))[::-1]
    turns = np.where(last < chained, chained - last, 0) if gap != NONE else np.zeros(len(last), np.int64)
    opens = np.where(turns > 0, 10.0, people.seats.opens)
    seats = changed(people.seats, turn=turns, gap=np.where(turns > 0, gap, NONE), opens=opens)
    seats = changed(seats, tenure=np.where(opens > 0.0, 0.0, seats.tenure))
    return params._replace(people=people._replace(seats=seats))
