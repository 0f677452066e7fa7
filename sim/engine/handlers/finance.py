"""Invoices are paid, or written off."""

from sim.books import Books, Slot, post, ticks
from sim.codes import Happening, Money, ProductFlow, Purpose
from sim.engine.record import ended, note
from sim.engine.state import State
from sim.jit import inner
from sim.params import Params
from sim.streams import uniform


@inner
def settle(params: Params, state: State, books: Books, entity: int) -> None:
    """The day an invoice is paid or given up."""
    record = state.entities[entity]
    now = state.instant[0]
    month = params.clock.month_of[int(now)]
    slot = Slot(record.cell, record.product, record.source)
    bad = uniform(record.key, Purpose.BAD_DEBT, 0) < params.fulfilment.routes[record.product].bad_debt
    if bad:
        post(books, month, Money.BAD_DEBT, slot, record.amount)
        books.products[month, ProductFlow.BAD_DEBTS, record.product] += 1
        note(state, entity, Happening.BAD_DEBT, record.product, 0)
    else:
        post(books, month, Money.CASH_IN, slot, record.amount)
        books.products[month, ProductFlow.PAID, record.product] += 1
        books.products[month, ProductFlow.PAYMENT_TICKS, record.product] += ticks(now) - ticks(record.born)
        note(state, entity, Happening.PAID, record.product, 0)
    ended(state, entity)
