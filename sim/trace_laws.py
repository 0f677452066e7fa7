"""Conservation laws between the event trace and the books, for runs that are recorded."""

from collections.abc import Iterator

import numpy as np

from sim.books import Books
from sim.codes import CellFlow, DeskFlow, Happening, Step
from sim.params import Params
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
}


def broken_trace_laws(params: Params, books: Books, trace: Trace) -> list[str]:
    """Sentences about every law between trace and books that does not hold."""
    return [*_counts(params, books, trace), *_seats(params, books, trace)]


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
