"""Relations between runs that must hold whatever the numbers are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.books import Books
from sim.codes import LOST, NONE, WON, CellFlow, DeskFlow, Happening, Money, Routing, SourceFlow, StageFlow
from sim.engine.replicate import replicate
from sim.params import Params
from sim.params.draws import Draw
from sim.params.market import Cell
from sim.params.offer import Choice
from sim.params.policies import Policies, Reallocation
from sim.params.sales import Move, Opening, Sales, Stage
from sim.params.table import table
from sim.params.team import Desk, Seat, Team
from sim.run import simulate
from sim.trace import Trace
from tests.support.aims import aimed, aims_of
from tests.support.companies import company

SEED = st.integers(0, 2**40)
CAMPAIGN = 1
NO_POLICY = Policies(Reallocation(0, 1, 1, 0.0, 0.0))
COUNTS = ("cells", "sources", "stages", "products", "losses", "accounts", "heads", "brand")
MONEY = ("money_places", "money_products", "money_sources")


def books_of(params: Params, seed: int) -> Books:
    return replicate(params, seed, 0).books


def trace_of(params: Params, seed: int) -> Trace:
    trace = replicate(params, seed, 0, recording=True).trace
    assert trace is not None
    return trace


def total(books: Books, flow: CellFlow) -> int:
    return int(books.cells[:, flow].sum())


# ------------------------------------------------------------------------------------------- currency


def in_round_prices(days: int = 200) -> Params:
    """The company with prices whose months and shares are whole cents: no rounding blurs the scale."""
    params = company(days)
    offer = params.offer._replace(price=np.full_like(params.offer.price, 1_200_000))
    return params._replace(offer=offer, policies=NO_POLICY)


def in_other_currency(params: Params, rate: int) -> Params:
    """The same company in a currency of which `rate` units make one of the old."""
    products, seats = params.offer.products.copy(), params.people.seats.copy()
    stages, routes = params.sales.stages.copy(), params.fulfilment.routes.copy()
    sources = params.campaigns.sources.copy()
    products.unit_cost *= rate
    seats.salary *= rate
    seats.hiring_cost *= rate
    stages.touch_cost *= rate
    routes.logistics_cost *= rate
    sources.half *= rate
    finance = params.finance._replace(
        opening_cash=params.finance.opening_cash * rate, overhead=params.finance.overhead * rate
    )
    return params._replace(
        offer=params.offer._replace(products=products, price=params.offer.price * rate),
        people=params.people._replace(seats=seats),
        sales=params.sales._replace(stages=stages),
        fulfilment=params.fulfilment._replace(routes=routes),
        campaigns=params.campaigns._replace(sources=sources, spend=params.campaigns.spend * rate),
        finance=finance,
    )


@settings(max_examples=10)
@given(SEED, st.sampled_from([2, 8, 64]))
def test_another_currency_scales_money_and_nothing_else(seed, rate):
    here, there = (
        books_of(params, seed) for params in (in_round_prices(), in_other_currency(in_round_prices(), rate))
    )
    for name in COUNTS:
        assert np.array_equal(getattr(here, name), getattr(there, name)), name
    for name in MONEY:
        assert np.array_equal(rate * getattr(here, name), getattr(there, name)), name


# -------------------------------------------------------------------------------------------- horizon


@settings(max_examples=10)
@given(SEED, st.integers(30, 120), st.sampled_from(list(Routing)))
def test_a_longer_horizon_leaves_the_time_before_it_as_it_was(seed, days, routing):
    short, long = (trace_of(company(horizon, routing=routing), seed) for horizon in (days, 2 * days))
    before = long[long.time < days]
    assert short.tobytes() == before.tobytes()


# --------------------------------------------------------------------------------------------- budget


@settings(max_examples=10)
@given(SEED)
def test_without_any_budget_no_campaign_brings_a_lead(seed):
    params = company()
    books = books_of(
        params._replace(campaigns=params.campaigns._replace(spend=np.zeros_like(params.campaigns.spend))),
        seed,
    )
    assert books.sources[:, SourceFlow.LEADS, CAMPAIGN].sum() == 0
    assert books.sources[:, SourceFlow.LEADS, 0].sum() > 0, "what comes by itself still comes"
    assert not books.money_places[:, Money.MEDIA].any()


# --------------------------------------------------------------------------------------- win or lose


def decided(to: int) -> Params:
    """The company whose deals, once in the process, all end in one way."""
    params = company(accounts=10**6)
    moves = params.sales.moves.copy()
    moves.to[(moves.to == WON) | (moves.to == LOST)] = to
    stages = params.sales.stages.copy()
    stages.chooses[:] = 0
    stages.cold_to[:] = to
    stages.oldest[:] = 0.0
    leads = params.leads._replace(entry=np.maximum(params.leads.entry, 0.0))
    return params._replace(sales=params.sales._replace(moves=moves, stages=stages), leads=leads)


@settings(max_examples=8)
@given(SEED)
def test_deals_that_cannot_be_won_bring_no_order_and_no_new_customer(seed):
    books = books_of(decided(LOST), seed)
    assert total(books, CellFlow.LOST) > 0
    assert total(books, CellFlow.WON) == total(books, CellFlow.NEW_CUSTOMERS) == 0


@settings(max_examples=8)
@given(SEED)
def test_deals_that_cannot_be_lost_are_all_won_or_open(seed):
    outcome = replicate(decided(WON), seed, 0)
    books = outcome.books
    assert total(books, CellFlow.LOST) == 0
    came = total(books, CellFlow.LEADS) + total(books, CellFlow.EXPANSION_LEADS)
    assert total(books, CellFlow.WON) + int(outcome.census.deals.sum()) == came


# ------------------------------------------------------------------------------------------- capacity


def one_queue(seats: int, days: int = 200) -> Params:
    """Deals that one team works first come, first served, and that choose by how long they waited."""
    params = company(days, reps=2, routing=Routing.POOL, accounts=10**12)
    people = params.people
    first, other = (Desk(*row) for row in people.desks)
    rep, clerk = Seat(*people.seats[0]), Seat(*people.seats[-1])
    reps = [rep._replace(identity=100 + nth, opens=0.0, tenure=900.0, attrition=NONE) for nth in range(seats)]
    clerks = [clerk._replace(identity=200 + nth) for nth in range(other.seats)]
    sources = params.campaigns.sources.copy()
    sources.awareness_pull[:] = 0.0
    sources["unaided"][2] = 0.0
    sources.priority[:] = 0
    stage = Stage(0, 0, NONE, 0, NONE, LOST, 1, 0, 1, 0.0, 0, 1, NONE, LOST)
    return params._replace(
        people=people._replace(
            teams=table(Team, [Team(*row) for row in people.teams]),
            desks=table(Desk, [first._replace(seats=seats), other._replace(first_seat=seats)]),
            seats=table(Seat, reps + clerks),
        ),
        campaigns=params.campaigns._replace(sources=sources),
        customers=params.customers._replace(cross_source=NONE, referral_source=NONE),
        offer=params.offer._replace(choice=Choice(0.0, 0.0, 1.0, 0.0, 0.8)),
        leads=params.leads._replace(entry=np.zeros(4), urgency=np.zeros(4)),
        sales=Sales(table(Stage, [stage]), table(Move, [Move(1.0, WON, 0)]), 0, table(Opening, [])),
        policies=NO_POLICY,
    )


def slower(params: Params, hours: float) -> Params:
    """The same with longer work per deal."""
    rows = [Draw(*row) for row in params.draws.rows]
    rows[0] = rows[0]._replace(scale=hours)
    return params._replace(draws=params.draws._replace(rows=table(Draw, rows)))


@settings(max_examples=12)
@given(SEED, st.integers(1, 6), st.floats(2.0, 12.0))
def test_with_one_more_rep_every_deal_that_was_won_is_won_and_perhaps_more(seed, seats, hours):
    fewer, more = (trace_of(slower(one_queue(number), hours), seed) for number in (seats, seats + 1))
    won = [set(trace.key[trace.what == Happening.WON].tolist()) for trace in (fewer, more)]
    assert won[0] <= won[1]


@settings(max_examples=12)
@given(SEED, st.integers(1, 4), st.floats(2.0, 12.0))
def test_with_one_more_rep_no_deal_waits_longer(seed, seats, hours):
    fewer, more = (trace_of(slower(one_queue(number), hours), seed) for number in (seats, seats + 1))
    starts = [
        dict(zip(rows.key.tolist(), rows.time.tolist(), strict=True))
        for rows in (trace[(trace.what == Happening.START) & (trace.desk == 0)] for trace in (fewer, more))
    ]
    assert starts[0].keys() <= starts[1].keys()
    assert all(starts[1][key] <= start + 1e-9 for key, start in starts[0].items())


def test_without_queues_nothing_waits_and_nothing_goes_cold():
    books = books_of(slower(one_queue(400, days=90), 1.0), 5)
    assert books.stages[:, StageFlow.COLD].sum() == 0
    assert books.desks[:, DeskFlow.WAITED, 0].sum() == 0, "nobody waited at the first desk"


# --------------------------------------------------------------------------------- order and division


def with_segments_swapped(params: Params) -> Params:
    """The same company with its two segments listed the other way round; every identity is kept."""
    market, offer = params.market, params.offer
    order = [2, 3, 0, 1]
    cells = [Cell(*market.cells[place])._replace(segment=1 - market.cells[place].segment) for place in order]
    aims = [{order.index(cell): weight for cell, weight in aim.items()} for aim in aims_of(params.campaigns)]
    return params._replace(
        market=market._replace(
            segments=market.segments[[1, 0]].view(np.recarray),
            cells=table(Cell, cells),
            season=market.season[::-1].copy(),
        ),
        brand=params.brand._replace(awareness=params.brand.awareness[order]),
        campaigns=aimed(params.campaigns, aims),
        offer=offer._replace(
            price=offer.price[:, ::-1].copy(),
            mix=offer.mix[::-1].copy(),
            ours=offer.ours[:, ::-1].copy(),
            rivals=offer.rivals[:, ::-1].copy(),
            nothing=offer.nothing[::-1].copy(),
            price_gap=offer.price_gap[:, ::-1].copy(),
        ),
    )


@settings(max_examples=10)
@given(SEED, st.sampled_from(list(Routing)))
def test_the_order_in_which_segments_are_listed_does_not_matter(seed, routing):
    params = company(routing=routing)
    here, there = books_of(params, seed), books_of(with_segments_swapped(params), seed)
    for name in ("cells", "losses", "accounts", "brand"):
        assert np.array_equal(getattr(here, name), getattr(there, name)[..., [2, 3, 0, 1]]), name
    for name in ("sources", "stages", "desks", "products", "heads", "money_products", "money_sources"):
        assert np.array_equal(getattr(here, name), getattr(there, name)), name


def split(params: Params) -> Params:
    """The same market, each cell as two halves in one territory; the halves have leads of their own."""
    halves = [
        Cell(*cell)._replace(accounts=cell.accounts // 2, customers=0, identity=1000 + 2 * place + part)
        for place, cell in enumerate(params.market.cells)
        for part in (0, 1)
    ]
    aims = [
        {2 * cell + part: weight / 2.0 for cell, weight in aim.items() for part in (0, 1)}
        for aim in aims_of(params.campaigns)
    ]
    return params._replace(
        market=params.market._replace(cells=table(Cell, halves)),
        brand=params.brand._replace(awareness=np.repeat(params.brand.awareness, 2)),
        campaigns=aimed(params.campaigns, aims),
    )


@pytest.fixture(scope="module")
def whole_and_halves() -> tuple[np.ndarray, np.ndarray]:
    """Counts of 60 runs of a market, and of 60 runs of the same market in two halves, (runs, CellFlow)."""
    params = company(days=150, accounts=4000)
    params.market.cells.customers[:] = 0
    runs = [simulate(plan, 21, range(60), workers=2) for plan in (params, split(params))]
    whole, halves = (results.books().cells.sum(axis=(1, 3)) for results in runs)
    return whole, halves


@pytest.mark.parametrize("flow", [CellFlow.LEADS, CellFlow.WON, CellFlow.DELIVERED, CellFlow.TICKETS])
def test_a_market_in_two_identical_halves_is_the_same_in_law(whole_and_halves, flow):
    """Means of 60 runs each; equal laws differ by more than four standard errors once in 16,000."""
    whole, halves = (counts[:, flow] for counts in whole_and_halves)
    error = np.sqrt(whole.var(ddof=1) / 60 + halves.var(ddof=1) / 60)
    assert abs(whole.mean() - halves.mean()) < 4.0 * error
    assert error < 0.1 * whole.mean(), "the test could see a difference"
