"""A small company in base units, for tests that need parameters but no scenario file."""

import numpy as np

from scenarios.quantiles import Shape, tables
from sim.codes import LOST, NONE, WON, ProductKind, Reason, Routing, SourceKind
from sim.params import Params
from sim.params.brand import Brand
from sim.params.campaigns import Campaigns, Source, shared_reaches
from sim.params.clock import Calendar, Clock
from sim.params.customers import Care, Customers, Satisfaction
from sim.params.draws import Draw, Draws
from sim.params.finance import Finance
from sim.params.fulfilment import Fulfilment, Route
from sim.params.leads import Leads
from sim.params.market import Cell, Market, Segment
from sim.params.offer import Choice, Offer, Product
from sim.params.policies import Policies, Reallocation
from sim.params.sales import Move, Opening, Sales, Stage
from sim.params.table import table
from sim.params.team import Desk, People, Seat, Team

(
    HOUR_WORK,
    DAYS_WAIT,
    PATIENCE,
    ONE,
    FIT,
    ATTRITION,
    VACANCY,
    TRANSIT,
    PAYMENT,
    TICKETS,
    LAPSE,
    NOISE,
    AGAIN,
) = range(13)
SALES, OTHER = 0, 1
BOUGHT = 3
"""Sources whose leads do not come from customers: the first ones."""
OPEN = 6
"""Deals that are open at the start, in each of two places."""


def _draws() -> Draws:
    shapes = tables([Shape("exponential"), Shape("uniform"), Shape("lognormal", (0.7,))])
    rows = [
        Draw(0, 3.0, 0.0),
        Draw(2, 5.0, 0.0),
        Draw(0, 2.0, 0.0),
        Draw(1, 0.0, 1.0),
        Draw(1, 1.0, 0.0),
        Draw(0, 300.0, 0.0),
        Draw(1, 1e-5, 40.0),
        Draw(2, 4.0, 0.0),
        Draw(1, 30.0, 10.0),
        Draw(0, 60.0, 0.0),
        Draw(0, 100.0, 0.0),
        Draw(1, 0.4, -0.2),
        Draw(0, 50.0, 0.0),
    ]
    two_or_three = np.array([[[0.5, 2.0], [1.0, 3.0]]])
    return Draws(table(Draw, rows), shapes, two_or_three)


def _clock(days: int) -> Clock:
    reach = days + 400
    week = np.array([(day % 7) < 5 for day in range(reach)])
    every = np.ones(reach, bool)
    opens = np.array([week, every])
    before = np.concatenate([np.zeros((2, 1), np.int64), np.cumsum(opens, axis=1)], axis=1)
    open_days = np.full((2, reach), reach + 10_000_000, np.int64)
    for calendar in range(2):
        found = np.flatnonzero(opens[calendar])
        open_days[calendar, : len(found)] = found
    months = -(-days // 30)
    return Clock(
        horizon=days,
        months=months,
        month_of=np.arange(days) // 30,
        month_starts=np.arange(months) * 30,
        calendars=table(Calendar, [Calendar(8.0, 9.0), Calendar(24.0, 0.0)]),
        open_before=before,
        open_days=open_days,
    )


def _sources() -> list[Source]:
    plain = Source(
        SourceKind.INBOUND, 11, 0, 0, 0, 1.0, 1.0, 0.0, 0.0, 2.0, 0.0, 0.5, 0.0, NONE, NONE, 1.0, 0.0, 0
    )
    return [
        plain,
        plain._replace(kind=SourceKind.CAMPAIGN, identity=12, lags=5, saturation=1, half=100.0, slope=1.2,
                       visits=80.0, conversion=0.05, unaided=0.0, awareness_gain=0.01, awareness_pull=0.0),
        plain._replace(kind=SourceKind.OUTBOUND, identity=13, unaided=0.1, awareness_pull=0.0,
                       team=SALES, priority=1),
        plain._replace(kind=SourceKind.REFERRAL, identity=14, unaided=0.0, reach=1),
        plain._replace(kind=SourceKind.CROSS_SELL, identity=15, unaided=0.0, reach=1),
    ]  # fmt: skip


def _stages() -> Sales:
    first = Stage(SALES, HOUR_WORK, DAYS_WAIT, 1, PATIENCE, 2, 0, 0, 3, 200.0, 500, 1, NONE, LOST)
    decide = Stage(SALES, HOUR_WORK, NONE, 0, NONE, LOST, 1, 3, 1, 0.0, 0, 0, NONE, LOST)
    nurture = Stage(NONE, NONE, DAYS_WAIT, 0, NONE, LOST, 0, 4, 2, 0.0, 300, 0, NONE, LOST)
    moves = [
        Move(0.6, 1, 0),
        Move(0.8, 2, 0),
        Move(1.0, LOST, Reason.FIT),
        Move(1.0, WON, 0),
        Move(0.3, 0, 0),
        Move(1.0, LOST, Reason.NO_DECISION),
    ]
    stages = table(Stage, [first, decide, nurture])
    return Sales(stages, table(Move, moves), expansion_entry=1, open=table(Opening, []))


def _people(reps: int, routing: int) -> People:
    pooled = routing == Routing.POOL
    everyone = Desk(0, SALES, 0, 0, 0, reps)
    desks = [everyone] if pooled else [everyone._replace(first_seat=seat, seats=1) for seat in range(reps)]
    desks.append(Desk(1, OTHER, 0, 1, reps, 2))
    seat = Seat(0, 100, 0.0, 400.0, 1.0, 400_000, ATTRITION, VACANCY, 100_000, 0)
    seats = [seat._replace(desk=0 if pooled else nth, identity=100 + nth) for nth in range(reps)]
    seats[-1] = seats[-1]._replace(opens=45.0, tenure=0.0)
    seats += [seat._replace(desk=len(desks) - 1, identity=200 + nth, attrition=NONE) for nth in range(2)]
    sales_desks = len(desks) - 1
    return People(
        teams=table(Team, [Team(SALES, 0, sales_desks, routing), Team(OTHER, sales_desks, 1, Routing.POOL)]),
        team_of=np.array([[0, 0], [1, 1]]),
        team_desks=np.arange(len(desks)),
        desks=table(Desk, desks),
        seats=table(Seat, seats),
        ramps=np.array([[0.25, 0.5, 1.0]]),
    )


def _offer(days: int) -> Offer:
    goods = Product(ProductKind.GOODS, 0, ONE, 0.05, 300_000)
    service = goods._replace(kind=ProductKind.SUBSCRIPTION, term=3)
    return Offer(
        products=table(Product, [goods, service]),
        price=np.full((2, 2, days), 1_000_000, np.int64),
        mix=np.tile(np.array([0.5, 1.0]), (2, days, 1)),
        by_name=np.arange(2),
        ours=np.full((2, 2, days), 0.5),
        rivals=np.zeros((2, 2, days)),
        nothing=np.array([0.3, 0.6]),
        price_gap=np.full((2, 2, days), 0.2),
        choice=Choice(0.5, 0.5, 1.0, 0.5, 0.1),
    )


def _after_sales() -> tuple[Fulfilment, Customers]:
    goods = Route(
        OTHER, HOUR_WORK, 0.05, OTHER, HOUR_WORK, 0.1, TRANSIT, 9.0, PATIENCE, PAYMENT, 0.03, 9_000, 0.08
    )
    service = goods._replace(credit_role=NONE, credit_work=NONE, transit=NONE, cancel=NONE)
    care = Care(
        TICKETS, OTHER, HOUR_WORK, 0.5, 45.0, OTHER, HOUR_WORK, AGAIN, 0.8, 3.0, 0.3, 1, 0.3, VACANCY, LAPSE
    )
    moods = Satisfaction(0.7, 0.85, 0.3, 0.8, 0.3, 0.9, 0.3)
    return (
        Fulfilment(table(Route, [goods, service]), np.array([1.0, 1.5])),
        Customers(table(Care, [care, care]), moods, cross_source=4, referral_source=3, initial_product=1),
    )


def company(
    days: int = 200, reps: int = 4, routing: int = Routing.LEAST_LOADED, accounts: int = 2000
) -> Params:
    """Two segments in two territories, every area at work, crowded enough that queues form."""
    cells = [Cell(cell // 2, cell % 2, accounts, 5 * (cell == 0), 0, 50 + cell) for cell in range(4)]
    season = 1.0 + 0.3 * np.sin(np.arange(days) / 20.0)
    spend = np.zeros((5, days), np.int64)
    spend[1] = 12_345
    weights = np.zeros((5, 8))
    weights[1, :5] = 0.6 ** np.arange(5)
    fulfilment, customers = _after_sales()
    return Params(
        clock=_clock(days),
        draws=_draws(),
        market=Market(
            table(Segment, [Segment(0.05, FIT, 0.1), Segment(0.05, FIT, 0.0)]),
            table(Cell, cells),
            np.array([season, season]),
            2,
        ),
        offer=_offer(days),
        campaigns=Campaigns(
            table(Source, _sources()),
            *shared_reaches([dict.fromkeys(range(4), 0.25), {}])[1:],
            spend,
            weights,
        ),
        brand=Brand(np.full(4, 0.3), 0.003, 0.02, 0.6, 0.01),
        leads=Leads(NOISE, np.array([0.75, 0.5, 0.2]), np.array([0.0, 0.0, 2.0, -2.0]), np.arange(4.0), 1.0),
        sales=_stages(),
        people=_people(reps, routing),
        fulfilment=fulfilment,
        customers=customers,
        finance=Finance(100_000_000, 2_000_000),
        policies=Policies(Reallocation(1, 2, 1, 0.2, 0.3)),
    )


def network(days: int = 100, reps: int = 3, routing: int = Routing.POOL, accounts: int = 2000) -> Params:
    """The company with a waiting room, leads in batches, word of mouth, and deals open at the start."""
    params = company(days, reps, routing, accounts)
    sources, stages, cells = (
        rows.copy() for rows in (params.campaigns.sources, params.sales.stages, params.market.cells)
    )
    rows = [Draw(*row.tolist()) for row in params.draws.rows]
    sources["batch"][0], sources["batch_mean"][0], sources["imitation"][1] = len(rows), 2.5, 0.02
    stages["room"][0], stages["full_to"][0] = 4, 2
    cells["open"][[1, 2]] = OPEN
    opened = [Opening(0, 1, OPEN, AGAIN, DAYS_WAIT, 71), Opening(1, 2, OPEN, AGAIN, NONE, 72)]
    return params._replace(
        draws=params.draws._replace(rows=table(Draw, [*rows, Draw(-1, 1.0, 0.0)])),
        campaigns=params.campaigns._replace(sources=sources),
        sales=params.sales._replace(stages=stages, open=table(Opening, opened)),
        market=params.market._replace(cells=cells),
    )


def busy_team() -> Params:
    """One team sells, checks credit and delivers, and its people come and go all the time."""
    params = company(days=100, reps=3)
    seats, routes = params.people.seats.copy(), params.fulfilment.routes.copy()
    seats["attrition"], seats["opens"] = TRANSIT, 0.0
    routes["credit_role"] = routes["make_role"] = SALES
    return params._replace(
        people=params.people._replace(seats=seats), fulfilment=params.fulfilment._replace(routes=routes)
    )
