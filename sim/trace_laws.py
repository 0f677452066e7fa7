"""Conservation laws between the event trace and the books, for runs that are recorded."""

from collections.abc import Iterator

import numpy as np

from sim.books import Books
from sim.codes import TICKS_PER_DAY, CellFlow, DeskFlow, Happening, StageFlow, Step
from sim.params import Params
from sim.params.table import Words
from sim.trace import Trace

_COUNTED = {
    Happening.NO_ACCOUNT: CellFlow.NO_ACCOUNT,
    Happening.WON: CellFlow.WON,
    Happening.LOST: CellFlow.LOST,
    Happening.ORDER: CellFlow.ORDERS,
    Happening.DELIVERED: CellFlow.DELIVERED,
    Happening.CANCELLED: CellFlow.CANCELLED,
    Happening.REJECTED: CellFlow.CREDIT_REJECTED,
    Happening.RENEWED: CellFlow.RENEWED,
    Happening.REPEAT: CellFlow.REPEATS,
    Happening.CHURNED: CellFlow.CHURNED,
    Happening.TICKET: CellFlow.TICKETS,
    Happening.REFERRAL: CellFlow.REFERRALS,
    Happening.CROSS_SELL: CellFlow.CROSS_SELLS,
    Happening.ACCOUNT_BACK: CellFlow.ACCOUNTS_BACK,
    Happening.OPENED: CellFlow.OPENED,
    Happening.TURNED_AWAY: CellFlow.TURNED_AWAY,
}


def broken_trace_laws(params: Params, books: Books, trace: Trace) -> list[str]:
    """Sentences about every law between trace and books that does not hold."""
    return [*_counts(params, books, trace), *_little(params, books, trace), *_seats(params, books, trace)]


def _counts(params: Params, books: Books, trace: Trace) -> Iterator[str]:
    """What happened is what was counted, by month and cell."""
    months = params.clock.month_of[trace.time.astype(np.int64)]
    for what, flow in _COUNTED.items():
        rows = trace.what == what
        counted = books.cells[:, flow]
        happened = np.zeros_like(counted)
        np.add.at(happened, (months[rows], trace.cell[rows]), 1)
        law = f"{flow.name.lower().replace('_', ' ')} in the trace = in the books"
        for month, cell in np.argwhere(happened != counted)[:1]:
            sides = f"{happened[month, cell]:,} against {counted[month, cell]:,}"
            yield f"{law}: month {month}, cell {cell}: {sides}"


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
