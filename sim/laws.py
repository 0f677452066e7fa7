"""Conservation laws: what must add up after every run, exactly, in whole numbers.

Each law compares two sides that were counted apart: at different desks, by different cases, or from the cases
still open at the end. A run that breaks a law leaves no results.
"""

from collections.abc import Callable, Iterator

import numpy as np

from sim import month_laws, time_laws
from sim.books import Books
from sim.census import Census
from sim.codes import Account, CellFlow, DeskFlow, Money, ProductFlow, SourceFlow, StageFlow
from sim.daily import first_heads
from sim.outcome import Outcome
from sim.params import Params
from sim.params.table import Numbers, Words
from sim.rules.finance import share_of
from sim.rules.policies import budget_factor
from sim.sides import unequal
from sim.trace_laws import broken_trace_laws

_COSTS = (
    Money.COGS,
    Money.LOGISTICS,
    Money.MEDIA,
    Money.CONTENT,
    Money.NURTURE,
    Money.SALARIES,
    Money.COMMISSION,
    Money.HIRING,
    Money.OVERHEAD,
)
_SAME_COUNTS = (
    (CellFlow.ORDERS, ProductFlow.ORDERS),
    (CellFlow.DELIVERED, ProductFlow.DELIVERED),
    (CellFlow.LATE, ProductFlow.LATE),
    (CellFlow.CANCELLED, ProductFlow.CANCELLED),
    (CellFlow.CREDIT_REJECTED, ProductFlow.CREDIT_REJECTED),
    (CellFlow.RENEWED, ProductFlow.RENEWED),
    (CellFlow.CHURNED, ProductFlow.CUSTOMERS_LOST),
)


def broken_laws(params: Params, outcome: Outcome) -> list[str]:
    """Sentences about every law that the books of a replication break; none when all is well."""
    broken = [sentence for law in _WITHIN_THE_BOOKS for sentence in law(outcome)]
    broken += [sentence for law in _AGAINST_THE_PLAN for sentence in law(params, outcome)]
    if outcome.trace is not None:
        broken += broken_trace_laws(params, outcome.books, outcome.trace)
    return broken


def _leads(outcome: Outcome) -> Iterator[str]:
    cells, open_deals = outcome.books.cells, outcome.census.deals
    came = _new_deals(cells) + cells[:, CellFlow.OPENED]
    closed = cells[:, CellFlow.WON] + cells[:, CellFlow.LOST]
    yield from unequal(
        "leads with an account and deals from before = won + lost + open",
        ("cell",),
        came.sum(axis=0),
        closed.sum(axis=0) + open_deals,
    )
    lost, reasons = cells[:, CellFlow.LOST], outcome.books.losses.sum(axis=1)
    yield from unequal("lost deals = lost deals by reason", ("month", "cell"), lost, reasons)


def _new_deals(cells: Words) -> Words:
    """Deals that begin: leads with an account, and expansions."""
    return cells[:, CellFlow.LEADS] - cells[:, CellFlow.NO_ACCOUNT] + cells[:, CellFlow.EXPANSION_LEADS]


def _expansions(params: Params, outcome: Outcome) -> Iterator[str]:
    """New business holds an account each, expansion deals hold none: so the two are told apart."""
    cells, sources = outcome.books.cells, outcome.books.sources
    cross = params.customers.cross_source
    expansions = np.zeros(len(cells), np.int64)
    closed = 0
    if cross >= 0:
        expansions = sources[:, SourceFlow.LEADS, cross]
        closed = sources[:, [SourceFlow.WON, SourceFlow.LOST], cross].sum()
    came = cells[:, CellFlow.EXPANSION_LEADS].sum(axis=1)
    yield from unequal("expansion leads = leads of the cross-sell source", ("month",), came, expansions)
    still_open = outcome.census.deals - outcome.books.accounts[-1, Account.PIPELINE]
    yield from unequal("expansion leads = won + lost + open", (), came.sum(), closed + still_open.sum())


def _sources(outcome: Outcome) -> Iterator[str]:
    cells, sources = outcome.books.cells.sum(axis=2), outcome.books.sources.sum(axis=2)
    leads = cells[:, CellFlow.LEADS] + cells[:, CellFlow.EXPANSION_LEADS]
    yield from unequal("leads by cell = leads by source", ("month",), leads, sources[:, SourceFlow.LEADS])
    for name in ("ACCEPTED", "WON", "LOST", "NO_ACCOUNT"):
        law = f"{name.lower().replace('_', ' ')} by cell = by source"
        yield from unequal(law, ("month",), cells[:, CellFlow[name]], sources[:, SourceFlow[name]])


def _stages(params: Params, outcome: Outcome) -> Iterator[str]:
    stages, cells = outcome.books.stages, outcome.books.cells.sum(axis=2)
    entered, left = stages[:, StageFlow.ENTERED], stages[:, StageFlow.LEFT]
    yield from unequal(
        "deals that entered a stage = left + open",
        ("stage",),
        entered.sum(axis=0),
        left.sum(axis=0) + outcome.census.stage_deals,
    )
    ways = stages[:, [StageFlow.TO_STAGE, StageFlow.WON, StageFlow.LOST]].sum(axis=1)
    yield from unequal("deals that left a stage = moved + won + lost", ("month", "stage"), left, ways)
    admitted = cells[:, CellFlow.ACCEPTED] + cells[:, CellFlow.OPENED]
    if params.sales.expansion_entry >= 0:
        admitted = admitted + cells[:, CellFlow.EXPANSION_LEADS]
    moved = stages[:, StageFlow.TO_STAGE].sum(axis=1)
    yield from unequal(
        "deals that entered stages = admitted + moved", ("month",), entered.sum(axis=1), admitted + moved
    )
    came = _new_deals(cells) + cells[:, CellFlow.OPENED]
    closed = stages[:, [StageFlow.WON, StageFlow.LOST]].sum(axis=(1, 2))
    yield from unequal(
        "closed deals = closed in a stage + rejected at the door",
        ("month",),
        cells[:, CellFlow.WON] + cells[:, CellFlow.LOST],
        closed + came - admitted,
    )


def _openings(params: Params, outcome: Outcome) -> Iterator[str]:
    """Deals from before the start are those of the plan, and hold the accounts set aside for them."""
    opened, rows = outcome.books.cells[:, CellFlow.OPENED], params.sales.open
    planned = np.zeros_like(opened)
    np.add.at(planned[0], np.asarray(rows.cell), np.asarray(rows.deals))
    yield from unequal("deals from before = planned", ("month", "cell"), opened, planned)
    yield from unequal(
        "deals from before = accounts set aside", ("cell",), planned[0], params.market.cells.open
    )


def _rooms(params: Params, outcome: Outcome) -> Iterator[str]:
    """Whom a desk turns away leaves a stage and a cell; a stage without a limit turns nobody away."""
    books = outcome.books
    stages = books.stages[:, StageFlow.TURNED_AWAY]
    by_stage = stages.sum(axis=1)
    for name, turned in (
        ("cell", books.cells[:, CellFlow.TURNED_AWAY].sum(axis=1)),
        ("desk", books.desks[:, DeskFlow.TURNED_AWAY].sum(axis=1)),
    ):
        yield from unequal(f"turned away by stage = by {name}", ("month",), by_stage, turned)
    endless = np.where(params.sales.stages.room < 0, stages.sum(axis=0), 0)
    yield from unequal("a desk with room turns nobody away", ("stage",), endless, np.zeros_like(endless))


def _accounts(params: Params, outcome: Outcome) -> Iterator[str]:
    cells, accounts = outcome.books.cells, outcome.books.accounts
    places = params.market.cells
    start = np.asarray(places.accounts) + np.asarray(places.customers) + np.asarray(places.open)
    born = cells[:, CellFlow.ACCOUNTS_NEW].cumsum(axis=0)
    yield from unequal(
        "free + pipeline + customers + lapsed = accounts at the start + new",
        ("month", "cell"),
        accounts.sum(axis=1),
        start + born,
    )
    away = cells[:, CellFlow.CHURNED] - cells[:, CellFlow.ACCOUNTS_BACK]
    yield from unequal(
        "lapsed accounts = customers lost - accounts back",
        ("month", "cell"),
        accounts[:, Account.LAPSED],
        away.cumsum(axis=0),
    )


def _customers(params: Params, outcome: Outcome) -> Iterator[str]:
    books, census = outcome.books, outcome.census
    came = books.products[:, ProductFlow.CUSTOMERS_NEW] - books.products[:, ProductFlow.CUSTOMERS_LOST]
    yield from unequal("customers = came - lost", ("product",), census.customers, came.sum(axis=0))
    bought, ended = books.products[:, ProductFlow.ADD_ONS_NEW], books.products[:, ProductFlow.ADD_ONS_ENDED]
    yield from unequal("add-ons = sold - ended", ("product",), census.add_ons, (bought - ended).sum(axis=0))
    start = int(params.market.cells.customers.sum())
    new = books.cells[:, CellFlow.NEW_CUSTOMERS].sum() - books.cells[:, CellFlow.CHURNED].sum()
    yield from unequal("customers = start + new - lost", (), census.customers.sum(), start + new)
    due = books.cells[:, CellFlow.RENEWALS_DUE]
    decided = books.cells[:, [CellFlow.RENEWED, CellFlow.REPEATS, CellFlow.CHURNED]].sum(axis=1)
    yield from unequal("decisions due = renewed + bought again + lost", ("month", "cell"), due, decided)


def _orders(outcome: Outcome) -> Iterator[str]:
    cells, products = outcome.books.cells, outcome.books.products
    ended = (ProductFlow.DELIVERED, ProductFlow.CANCELLED, ProductFlow.CREDIT_REJECTED)
    yield from unequal(
        "orders = delivered + cancelled + refused + open",
        ("product",),
        products[:, ProductFlow.ORDERS].sum(axis=0),
        products[:, ended].sum(axis=(0, 1)) + outcome.census.orders,
    )
    placed = cells[:, CellFlow.WON] + cells[:, CellFlow.REPEATS]
    yield from unequal("orders = won deals + repeats", ("month", "cell"), cells[:, CellFlow.ORDERS], placed)
    for by_cell, by_product in _SAME_COUNTS:
        law = f"{by_cell.name.lower().replace('_', ' ')} by cell = by product"
        yield from unequal(
            law, ("month",), cells[:, by_cell].sum(axis=1), products[:, by_product].sum(axis=1)
        )


def _desks(outcome: Outcome) -> Iterator[str]:
    flows, census = outcome.books.desks.sum(axis=0), outcome.census
    yield from unequal(
        "cases that asked for a desk = started + gave up + waiting",
        ("desk",),
        flows[DeskFlow.ENTERED],
        flows[DeskFlow.STARTED] + flows[DeskFlow.ABANDONED] + census.waiting,
    )
    finished = flows[DeskFlow.FINISHED] + census.working
    yield from unequal(
        "cases started at a desk = finished + in work", ("desk",), flows[DeskFlow.STARTED], finished
    )
    heads = outcome.books.heads[-1]
    over = np.maximum(census.working, heads)
    yield from unequal("cases in work fit the people there", ("desk",), over, heads)
    idle = np.where(census.waiting > 0, heads - census.working, 0)
    yield from unequal("nobody is idle while a case waits", ("desk",), idle, np.zeros_like(idle))


def _seats(params: Params, outcome: Outcome) -> Iterator[str]:
    desks, clock = outcome.books.desks, params.clock
    start = first_heads(params)
    change = desks[:, DeskFlow.SEATS_FILLED] - desks[:, DeskFlow.SEATS_LEFT]
    yield from unequal(
        "people = start + filled - left",
        ("month", "desk"),
        outcome.books.heads,
        start + change.cumsum(axis=0),
    )
    calendars = np.asarray(params.people.desks.calendar)
    ends = np.append(clock.month_starts[1:], clock.horizon)
    open_days = clock.open_before[calendars][:, ends] - clock.open_before[calendars][:, clock.month_starts]
    yield from unequal(
        "held + empty seat days = seats x working days",
        ("month", "desk"),
        desks[:, DeskFlow.SEAT_DAYS] + desks[:, DeskFlow.OPEN_SEAT_DAYS],
        open_days.T * np.asarray(params.people.desks.seats),
    )


def _views(outcome: Outcome) -> Iterator[str]:
    books = outcome.books
    by_place = books.money_places.sum(axis=2)
    for name, view in (("product", books.money_products), ("source", books.money_sources)):
        yield from unequal(f"money by place = by {name}", ("month", "line"), by_place, view.sum(axis=2))
    later = np.delete(by_place[-1], [Money.REVENUE, Money.COGS, Money.CASH_OUT])
    yield from unequal("after the end contracts are served, no more", ("line",), later, np.zeros_like(later))


def _revenue(outcome: Outcome) -> Iterator[str]:
    money, census = outcome.books.money_products.sum(axis=0), outcome.census
    booked, credited = money[Money.BOOKINGS, :-1], money[Money.CREDITS, :-1]
    revenue, billed = money[Money.REVENUE, :-1], money[Money.BILLINGS, :-1]
    yield from unequal(
        "bookings and contracts brought in = revenue now and later + undelivered + credited",
        ("product",),
        booked + money[Money.OPENING, :-1],
        revenue + census.order_value + credited,
    )
    earned = billed + money[Money.OPENING, :-1]
    yield from unequal(
        "billings and contracts brought in = revenue now and later", ("product",), earned, revenue
    )
    settled = money[Money.CASH_IN, :-1] + money[Money.BAD_DEBT, :-1]
    yield from unequal(
        "billings = paid + bad debt + open invoices", ("product",), billed, settled + census.invoice_value
    )


def _invoices(outcome: Outcome) -> Iterator[str]:
    flows, census = outcome.books.products.sum(axis=0), outcome.census
    yield from unequal(
        "invoices = paid + bad + open",
        ("product",),
        flows[ProductFlow.INVOICES],
        flows[ProductFlow.PAID] + flows[ProductFlow.BAD_DEBTS] + census.invoices,
    )
    billed = flows[[ProductFlow.DELIVERED, ProductFlow.RENEWED, ProductFlow.ADD_ONS_RENEWED]].sum(axis=0)
    yield from unequal("invoices = deliveries + renewals", ("product",), flows[ProductFlow.INVOICES], billed)


def _cash(params: Params, outcome: Outcome) -> Iterator[str]:
    money = outcome.books.money_places
    costs = money[:, _COSTS].sum(axis=1)
    yield from unequal("cash out = all costs paid", ("month", "place"), money[:, Money.CASH_OUT], costs)
    overhead = money[:-1, Money.OVERHEAD].sum(axis=1)
    yield from unequal(
        "overhead = overhead planned", ("month",), overhead, np.full_like(overhead, params.finance.overhead)
    )


def _spend(params: Params, outcome: Outcome) -> Iterator[str]:
    """The ledger of media spend: the plan, moved by the managers' decisions and by nothing else."""
    books, starts, spend = outcome.books, params.clock.month_starts, params.campaigns.spend
    planned = np.zeros((len(starts), len(spend)), np.int64)
    shares = np.ones(len(spend))
    for month, end in enumerate([*starts[1:], params.clock.horizon]):
        shares = _decided(params, books, month, shares)
        days = spend[:, starts[month] : end]
        planned[month] = days.sum(axis=1)
        for source in np.flatnonzero(shares != 1.0):
            planned[month, source] = sum(share_of(cents, shares[source]) for cents in days[source])
    spent = books.money_sources[:-1, Money.MEDIA, :-1]
    yield from unequal("media spend = plan x budget share", ("month", "source"), spent, planned)


def _decided(params: Params, books: Books, month: int, shares: Numbers) -> Numbers:
    """Budget shares after the decision of a month, worked out again from the books."""
    policy = params.policies.reallocation
    last = month - policy.lag
    first = last - policy.window
    if policy.every <= 0 or first < 0 or month % policy.every != 0:
        return shares
    wins = books.sources[first:last, SourceFlow.WON].sum(axis=0)
    costs = books.money_sources[first:last, Money.MEDIA, :-1].sum(axis=0)
    paid = [int(source) for source in np.flatnonzero(costs > 0)]
    plan = params.campaigns.spend[:, params.clock.month_starts[month]]
    planned = float(plan[paid].sum())
    if planned <= 0.0:
        return shares
    mean = (float(wins[paid].sum()) + 0.5 * len(paid)) / float(costs[paid].sum())
    moved = shares.copy()
    for source in paid:
        factor = budget_factor(float(wins[source]), float(costs[source]), mean, policy.step)
        moved[source] = max(shares[source] * factor, policy.floor)
    total = sum(moved[source] * float(plan[source]) for source in paid)
    if total > 0.0:
        moved[paid] *= planned / total
    return moved


def _bounds(outcome: Outcome) -> Iterator[str]:
    """Counts are never negative, shares stay in 0..1, and every figure is a number."""
    books, census = outcome.books, outcome.census
    counts = {
        "cells": np.delete(books.cells, CellFlow.ACCOUNTS_NEW, axis=1),
        "sources": books.sources,
        "stages": np.delete(books.stages, StageFlow.AREA_TICKS, axis=1),
        "desks": np.delete(books.desks, DeskFlow.QUEUE_AREA_TICKS, axis=1),
        "products": books.products,
        "accounts": books.accounts,
        "heads": books.heads,
    }
    for name, array in {**counts, **_fields(census)}.items():
        if array.size and array.min() < 0:
            yield f"counts are not negative: {name}: {array.min():,} against 0"
    if books.brand.size and not (np.min(books.brand) >= 0.0 and np.max(books.brand) <= 1.0):
        yield f"brand stocks stay in 0..1: {np.min(books.brand)} to {np.max(books.brand)}"
    if not np.isfinite(books.media).all():
        yield "media figures are numbers: one is not finite"


def _fields(census: Census) -> dict[str, Words]:
    return {f"open {name.replace('_', ' ')}": array for name, array in census._asdict().items()}


_WITHIN_THE_BOOKS: tuple[Callable[[Outcome], Iterator[str]], ...] = (
    _leads,
    _sources,
    _orders,
    _desks,
    _views,
    _revenue,
    _invoices,
    _bounds,
    *month_laws.WITHIN_THE_BOOKS,
    *time_laws.WITHIN_THE_BOOKS,
)
_AGAINST_THE_PLAN: tuple[Callable[[Params, Outcome], Iterator[str]], ...] = (
    _expansions,
    _stages,
    _openings,
    _rooms,
    _accounts,
    _customers,
    _seats,
    _cash,
    _spend,
    *month_laws.AGAINST_THE_PLAN,
    *time_laws.AGAINST_THE_PLAN,
)
