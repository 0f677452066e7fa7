"""Conservation laws at the end of every month, not only of the run; and parts within their wholes."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from sim.books import Books
from sim.codes import Account, CellFlow, DeskFlow, Money, ProductFlow, SourceFlow, StageFlow
from sim.daily import EXPERIENCE_SCALE, first_heads
from sim.outcome import Outcome
from sim.params import Params
from sim.params.table import Words
from sim.sides import above, below_zero, unequal

_WITHIN_CELLS = (
    (CellFlow.NO_ACCOUNT, CellFlow.LEADS),
    (CellFlow.LATE, CellFlow.DELIVERED),
    (CellFlow.IN_SLA, CellFlow.RESPONSES),
)
_WITHIN_STAGES = ((StageFlow.COLD, StageFlow.LEFT),)
_WITHIN_DESKS = ((DeskFlow.WAITED, DeskFlow.STARTED),)
_WITHIN_PRODUCTS = ((ProductFlow.LATE, ProductFlow.DELIVERED), (ProductFlow.ORDERS, ProductFlow.UNITS))


def pipeline_of_accounts(params: Params, outcome: Outcome) -> Iterator[str]:
    """At every month end, accounts in the pipeline = open deals that are no expansions."""
    books, cross = outcome.books, params.customers.cross_source
    cells = books.cells.sum(axis=2)
    came = cells[:, CellFlow.LEADS] - cells[:, CellFlow.NO_ACCOUNT] + cells[:, CellFlow.OPENED]
    closed = cells[:, CellFlow.WON] + cells[:, CellFlow.LOST]
    if cross >= 0:
        closed = closed - books.sources[:, [SourceFlow.WON, SourceFlow.LOST], cross].sum(axis=1)
    yield from unequal(
        "accounts in the pipeline = new leads and deals from before - closed",
        ("month",),
        books.accounts[:, Account.PIPELINE].sum(axis=1),
        (came - closed).cumsum(),
    )


def open_at_month_ends(params: Params, outcome: Outcome) -> Iterator[str]:
    """What has ended had begun: at no month end is anything open fewer than nothing, or more than fits."""
    books = outcome.books
    for name, axis, stock in _stocks(books):
        yield from below_zero(f"{name} at month ends are not negative", ("month", axis), stock)
    working = (books.desks[:, DeskFlow.STARTED] - books.desks[:, DeskFlow.FINISHED]).cumsum(axis=0)
    seats = np.asarray(params.people.desks.seats)
    yield from above("cases in work at month ends fit the seats", ("month", "desk"), working, seats)


def _stocks(books: Books) -> Iterator[tuple[str, str, Words]]:
    """Everything that can be open, at the end of every month."""
    cells, products, desks, stages = books.cells, books.products, books.desks, books.stages
    came = cells[:, CellFlow.LEADS] - cells[:, CellFlow.NO_ACCOUNT] + cells[:, CellFlow.EXPANSION_LEADS]
    came = came + cells[:, CellFlow.OPENED]
    yield "open deals", "cell", _since_start(came - cells[:, CellFlow.WON] - cells[:, CellFlow.LOST])
    yield "deals in a stage", "stage", _since_start(stages[:, StageFlow.ENTERED] - stages[:, StageFlow.LEFT])
    ended = products[:, [ProductFlow.DELIVERED, ProductFlow.CANCELLED, ProductFlow.CREDIT_REJECTED]]
    yield "open orders", "product", _since_start(products[:, ProductFlow.ORDERS] - ended.sum(axis=1))
    settled = products[:, ProductFlow.PAID] + products[:, ProductFlow.BAD_DEBTS]
    yield "open invoices", "product", _since_start(products[:, ProductFlow.INVOICES] - settled)
    kept = products[:, ProductFlow.CUSTOMERS_NEW] - products[:, ProductFlow.CUSTOMERS_LOST]
    yield "customers", "product", _since_start(kept)
    bought = products[:, ProductFlow.ADD_ONS_NEW] - products[:, ProductFlow.ADD_ONS_ENDED]
    yield "add-ons", "product", _since_start(bought)
    gone = desks[:, DeskFlow.STARTED] + desks[:, DeskFlow.ABANDONED]
    yield "waiting cases", "desk", _since_start(desks[:, DeskFlow.ENTERED] - gone)
    yield "cases in work", "desk", _since_start(desks[:, DeskFlow.STARTED] - desks[:, DeskFlow.FINISHED])
    money = books.money_products[:-1, :, :-1]
    earned = money[:, Money.BILLINGS] + money[:, Money.OPENING] - money[:, Money.REVENUE]
    yield "deferred revenue", "product", _since_start(earned)
    paid = money[:, Money.CASH_IN] + money[:, Money.BAD_DEBT]
    yield "receivables", "product", _since_start(money[:, Money.BILLINGS] - paid)
    ordered = money[:, Money.BOOKINGS] - money[:, Money.BILLINGS] - money[:, Money.CREDITS]
    yield "orders not billed", "product", _since_start(ordered)


def _since_start(flow: Words) -> Words:
    return np.asarray(flow.cumsum(axis=0))


def payroll(params: Params, outcome: Outcome) -> Iterator[str]:
    """Salaries are those of the seats held on the first of the month; hiring is paid per seat filled."""
    books, seats = outcome.books, params.people.seats
    before = np.vstack([first_heads(params), books.heads[:-1]])
    filled = books.desks[:, DeskFlow.SEATS_FILLED]
    for line, heads, cost in (
        (Money.SALARIES, before, np.asarray(seats.salary)),
        (Money.HIRING, filled, np.asarray(seats.hiring_cost)),
    ):
        paid = books.money_places[:-1, line].sum(axis=1)
        least, most = (heads @ each for each in _cost_of_desks(params, cost))
        yield from above(f"{line.name.lower()} <= people x their cost", ("month",), paid, most)
        yield from above(f"people x their cost <= {line.name.lower()}", ("month",), least, paid)


def _cost_of_desks(params: Params, cost: Words) -> tuple[Words, Words]:
    """Least and most that a seat of each desk costs [cent]."""
    desks = np.asarray(params.people.seats.desk)
    numbers = range(len(params.people.desks))
    each = [cost[desks == desk] for desk in numbers]
    least = [int(costs.min()) if len(costs) else 0 for costs in each]
    most = [int(costs.max()) if len(costs) else 0 for costs in each]
    return np.array(least, np.int64), np.array(most, np.int64)


def parts_of_wholes(outcome: Outcome) -> Iterator[str]:
    """Late deliveries are deliveries, cold deals have left their stage, and so on."""
    books = outcome.books
    views: tuple[tuple[str, Words, tuple[tuple[Any, Any], ...]], ...] = (
        ("cell", books.cells, _WITHIN_CELLS),
        ("stage", books.stages, _WITHIN_STAGES),
        ("desk", books.desks, _WITHIN_DESKS),
        ("product", books.products, _WITHIN_PRODUCTS),
    )
    for axis, flows, pairs in views:
        for part, whole in pairs:
            law = f"{part.name.lower()} <= {whole.name.lower()}".replace("_", " ")
            yield from above(f"{law} by {axis}", ("month", axis), flows[:, part], flows[:, whole])
    happy, asked = books.cells[:, CellFlow.SATISFACTION_SUM], books.cells[:, CellFlow.SATISFACTION_COUNT]
    yield from above("satisfaction <= 100%", ("month", "cell"), happy, EXPERIENCE_SCALE * asked)
    renewals, booked = (books.money_products[:, line] for line in (Money.RENEWALS, Money.BOOKINGS))
    yield from above("renewals <= bookings", ("month", "product"), renewals, booked)
    by_desks, by_cells = books.desks[:, DeskFlow.WON].sum(axis=1), books.cells[:, CellFlow.WON].sum(axis=1)
    yield from above("deals won by desks <= deals won", ("month",), by_desks, by_cells)


WITHIN_THE_BOOKS: tuple[Callable[[Outcome], Iterator[str]], ...] = (parts_of_wholes,)
AGAINST_THE_PLAN: tuple[Callable[[Params, Outcome], Iterator[str]], ...] = (
    pipeline_of_accounts,
    open_at_month_ends,
    payroll,
)
