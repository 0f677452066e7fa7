"""Conservation laws between the event trace and the books, for runs that are recorded."""

from collections.abc import Iterator
from enum import IntEnum

import numpy as np

from sim.books import Books
from sim.codes import (
    TICKS_PER_DAY,
    CellFlow,
    DeskFlow,
    Happening,
    Money,
    ProductFlow,
    StageFlow,
    Step,
)
from sim.params import Params
from sim.params.table import Numbers, Words
from sim.rules.clock import open_hours
from sim.sides import unequal
from sim.trace import Trace

COUNTED: dict[Happening, tuple[str, IntEnum, str]] = {
    Happening.NO_ACCOUNT: ("cells", CellFlow.NO_ACCOUNT, "cell"),
    Happening.WON: ("cells", CellFlow.WON, "cell"),
    Happening.LOST: ("cells", CellFlow.LOST, "cell"),
    Happening.ORDER: ("cells", CellFlow.ORDERS, "cell"),
    Happening.DELIVERED: ("cells", CellFlow.DELIVERED, "cell"),
    Happening.CANCELLED: ("cells", CellFlow.CANCELLED, "cell"),
    Happening.REJECTED: ("cells", CellFlow.CREDIT_REJECTED, "cell"),
    Happening.RENEWED: ("cells", CellFlow.RENEWED, "cell"),
    Happening.REPEAT: ("cells", CellFlow.REPEATS, "cell"),
    Happening.CHURNED: ("cells", CellFlow.CHURNED, "cell"),
    Happening.TICKET: ("cells", CellFlow.TICKETS, "cell"),
    Happening.REFERRAL: ("cells", CellFlow.REFERRALS, "cell"),
    Happening.CROSS_SELL: ("cells", CellFlow.CROSS_SELLS, "cell"),
    Happening.ACCOUNT_BACK: ("cells", CellFlow.ACCOUNTS_BACK, "cell"),
    Happening.OPENED: ("cells", CellFlow.OPENED, "cell"),
    Happening.STAGE: ("stages", StageFlow.ENTERED, "code"),
    Happening.COLD: ("stages", StageFlow.COLD, "code"),
    Happening.TURNED_AWAY: ("stages", StageFlow.TURNED_AWAY, "code"),
    Happening.DONE: ("desks", DeskFlow.FINISHED, "desk"),
    Happening.SEAT_FILLED: ("desks", DeskFlow.SEATS_FILLED, "desk"),
    Happening.DEFECT: ("products", ProductFlow.DEFECTS, "code"),
    Happening.CUSTOMER: ("products", ProductFlow.CUSTOMERS_NEW, "code"),
    Happening.INVOICED: ("products", ProductFlow.INVOICES, "code"),
    Happening.PAID: ("products", ProductFlow.PAID, "code"),
    Happening.BAD_DEBT: ("products", ProductFlow.BAD_DEBTS, "code"),
    Happening.ADD_ON: ("products", ProductFlow.ADD_ONS_NEW, "code"),
    Happening.ADD_ON_RENEWED: ("products", ProductFlow.ADD_ONS_RENEWED, "code"),
    Happening.ADD_ON_ENDED: ("products", ProductFlow.ADD_ONS_ENDED, "code"),
}
"""What is counted one by one: the array of the books, the flow in it, and the column that tells its place."""

UNCOUNTED: dict[Happening, str] = {
    Happening.LEAD: "counted as a lead, or as an expansion",
    Happening.START: "compared with the books desk by desk, together with what the people there can do",
    Happening.CREDIT: "one of several steps of an order",
    Happening.MADE: "one of several steps of an order",
    Happening.RESOLVED: "a ticket is counted when it is opened",
    Happening.VISIT: "counted with the work of its desk",
    Happening.SEAT_LEFT: "the decision; the seat is empty later, when the task at hand is done",
    Happening.BUDGET_MOVED: "a decision of the first instant of a day: in the books, never in the trace",
}
"""What no single count of the books stands for, and why."""

_WORTH = {
    Money.BOOKINGS: (Happening.ORDER, Happening.RENEWED, Happening.ADD_ON_RENEWED),
    Money.BILLINGS: (Happening.INVOICED,),
    Money.CREDITS: (Happening.CANCELLED, Happening.REJECTED),
    Money.CASH_IN: (Happening.PAID,),
    Money.BAD_DEBT: (Happening.BAD_DEBT,),
}
_LIVES: tuple[tuple[str, tuple[Happening, ...], tuple[Happening, ...]], ...] = (
    ("leads", (Happening.LEAD, Happening.OPENED), (Happening.WON, Happening.LOST)),
    ("orders", (Happening.ORDER,), (Happening.DELIVERED, Happening.CANCELLED, Happening.REJECTED)),
    ("invoices", (Happening.INVOICED,), (Happening.PAID, Happening.BAD_DEBT)),
    ("customers", (Happening.CUSTOMER,), (Happening.CHURNED,)),
    ("add-ons", (Happening.ADD_ON,), (Happening.ADD_ON_ENDED,)),
    ("tickets", (Happening.TICKET,), (Happening.RESOLVED,)),
)
"""Names, happenings that begin a life and those that end it; each happens to a key once."""
_HOURS = 24.0
_ERROR = 1e-6
"""Largest error of the working time of one case, from rounding [h]."""


def broken_trace_laws(params: Params, books: Books, trace: Trace) -> list[str]:
    """Sentences about every law between trace and books that does not hold."""
    laws = (_counts, _money, _little, _seats, _hours)
    found = [sentence for law in laws for sentence in law(params, books, trace)]
    return [*found, *_lives(trace)]


def _counts(params: Params, books: Books, trace: Trace) -> Iterator[str]:
    """What happened is what was counted, by month and place."""
    months = params.clock.month_of[trace.time.astype(np.int64)]
    for what, (array, flow, column) in COUNTED.items():
        rows = trace.what == what
        counted = getattr(books, array)[:, flow]
        happened = np.zeros_like(counted)
        np.add.at(happened, (months[rows], trace[column][rows]), 1)
        law = f"{flow.name.lower().replace('_', ' ')} in the trace = in the books"
        for month, place in np.argwhere(happened != counted)[:1]:
            sides = f"{happened[month, place]:,} against {counted[month, place]:,}"
            yield f"{law}: month {month}, {array.removesuffix('s')} {place}: {sides}"


def _money(params: Params, books: Books, trace: Trace) -> Iterator[str]:
    """What orders, invoices and payments are worth is what the books say, by month."""
    months = params.clock.month_of[trace.time.astype(np.int64)]
    posted = books.money_products[:-1].sum(axis=2)
    for line, whats in _WORTH.items():
        rows = np.isin(trace.what, whats)
        worth = np.zeros(len(posted), np.int64)
        np.add.at(worth, months[rows], trace.amount[rows])
        law = f"{line.name.lower().replace('_', ' ')} in the trace = in the books"
        yield from unequal(law, ("month",), worth, posted[:, line])


def _lives(trace: Trace) -> Iterator[str]:
    """What ends has begun, and ends once: so each cohort of leads = won + lost + open."""
    for name, births, ends in _LIVES:
        born: Trace = trace[np.isin(trace.what, births)].view(np.recarray)
        ended: Trace = trace[np.isin(trace.what, ends)].view(np.recarray)
        for title, found in ((f"{name} that begin", born.key), (f"{name} that end", ended.key)):
            twice = len(found) - len(np.unique(found))
            yield from unequal(f"{title} do so once", (), np.array(twice), np.array(0))
        fresh = len(ended) - _begun_before(born, ended)
        yield from unequal(f"{name} begin before they end", (), np.array(fresh), np.array(0))
    made = np.count_nonzero(np.isin(trace.what, (Happening.MADE, Happening.DEFECT)))
    finished = np.count_nonzero((trace.what == Happening.DONE) & (trace.code == Step.MAKE))
    yield from unequal("pieces finished = good + made again", (), np.array(finished), np.array(made))


def _begun_before(born: Trace, ended: Trace) -> int:
    """Number of the ends that follow the beginning of the same life."""
    order = np.argsort(born.key, kind="stable")
    keys = born.key[order]
    places = np.searchsorted(keys, ended.key)
    places, ended = places[places < len(keys)], ended[places < len(keys)]
    same = (keys[places] == ended.key) & (born.time[order][places] <= ended.time)
    return int(same.sum())


def _little(params: Params, books: Books, trace: Trace) -> Iterator[str]:
    """Little's law (1961) on deals in the sales process, exact: L T = entered x mean stay.

    The left side integrates the number of open deals over the run, event by event; the right side adds up the
    stays in the books and what the open deals have stayed so far.
    """
    horizon = params.clock.horizon * TICKS_PER_DAY
    first, last, close = _deals(trace, horizon)
    stays = int(books.stages[:, StageFlow.STAY_TICKS].sum())
    stays += int((horizon - last[close == horizon]).sum())
    area = _area(first, close, horizon)
    if area != stays:
        yield f"Little's law for open deals: in all: {area:,} against {stays:,} deal x billionth of a day"


def _deals(trace: Trace, horizon: int) -> tuple[Words, Words, Words]:
    """When each deal entered its first and its last stage, and when it was closed or the run ended [tick]."""
    entries = trace.what == Happening.STAGE
    closes = (trace.what == Happening.WON) | ((trace.what == Happening.LOST) & (trace.detail >= 0))
    keys, deal = np.unique(trace.key[entries | closes], return_inverse=True)
    times = (trace.time[entries | closes] * TICKS_PER_DAY + 0.5).astype(np.int64)
    entered = entries[entries | closes]
    first, last, close = (
        np.full(len(keys), horizon),
        np.zeros(len(keys), np.int64),
        np.full(len(keys), horizon),
    )
    np.minimum.at(first, deal[entered], times[entered])
    np.maximum.at(last, deal[entered], times[entered])
    np.minimum.at(close, deal[~entered], times[~entered])
    return first, last, close


def _area(starts: Words, ends: Words, horizon: int) -> int:
    """Integral over time of the number of intervals under way."""
    times = np.concatenate([starts, ends, [horizon]])
    changes = np.concatenate([np.ones_like(starts), -np.ones_like(ends), [0]])
    order = np.argsort(times, kind="stable")
    under_way = changes[order].cumsum()[:-1]
    return int((under_way * np.diff(times[order])).sum())


def _seats(params: Params, books: Books, trace: Trace) -> Iterator[str]:
    """No desk ever has more cases in work than seats: nobody works more than there is time."""
    works = (trace.code != Step.VACANT) & np.isin(trace.what, (Happening.START, Happening.DONE))
    starts, desks = trace.what[works] == Happening.START, trace.desk[works]
    order = np.lexsort((starts, trace.time[works], desks))
    changes, desks = np.where(starts, 1, -1)[order], desks[order]
    for desk, seats in enumerate(params.people.desks.seats):
        change = changes[desks == desk]
        busiest = change.cumsum().max(initial=0)
        if busiest > seats:
            yield f"cases in work fit the seats: desk {desk}: {busiest:,} against {seats:,}"
        begun, counted = (change > 0).sum(), books.desks[:, DeskFlow.STARTED, desk].sum()
        if begun != counted:
            yield f"starts in the trace = in the books: desk {desk}: {begun:,} against {counted:,}"


def _hours(params: Params, books: Books, trace: Trace) -> Iterator[str]:
    """Open hours between the start and the end of every task are the working time in the books."""
    works = (trace.code != Step.VACANT) & np.isin(trace.what, (Happening.START, Happening.DONE))
    flows, end = books.desks.sum(axis=0), float(params.clock.horizon)
    for desk in range(len(params.people.desks)):
        rows = trace[works & (trace.desk == desk)]
        starts = rows.what == Happening.START
        in_hand = int(starts.sum()) - int((~starts).sum())
        hours = _open_hours(params, desk, rows.time)
        worked = in_hand * _open_hours(params, desk, np.array([end]))[0] + hours[~starts].sum()
        worked -= hours[starts].sum()
        noted = (flows[DeskFlow.WORK_TICKS, desk] - flows[DeskFlow.LATER_TICKS, desk]) / TICKS_PER_DAY
        if not abs(worked - noted * _HOURS) <= _ERROR * (len(rows) + 1):
            sides = f"{worked:,} against {noted * _HOURS:,}"
            yield f"hours between start and end = hours worked: desk {desk}: {sides}"


def _open_hours(params: Params, desk: int, times: Numbers) -> Numbers:
    """Open hours of a desk from the start of the run until each of some times [h]."""
    number = int(params.people.desks[desk].calendar)
    calendar, before = params.clock.calendars[number], params.clock.open_before[number]
    length, opens = float(calendar.hours_per_day), float(calendar.starts_at)
    return np.array([open_hours(float(time), length, opens, before) for time in times], np.float64)
