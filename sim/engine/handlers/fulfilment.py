"""Orders: credit, production, transport, delivery."""

from sim.books import Books, Contract, Slot, post, post_term, ticks
from sim.codes import (
    Account,
    Case,
    CellFlow,
    Happening,
    Money,
    ProductFlow,
    ProductKind,
    Purpose,
    Step,
)
from sim.daily import Daily, feel
from sim.engine.agenda import schedule
from sim.engine.desks import ask, assign, leave
from sim.engine.record import born, ended, note
from sim.engine.state import State
from sim.jit import inner
from sim.params import Params
from sim.rules.fulfilment import delivery_experience, is_late
from sim.streams import child, sampled, uniform


@inner
def _slot(state: State, entity: int) -> Slot:
    record = state.entities[entity]
    return Slot(record.cell, record.product, record.source)


@inner
def place(params: Params, state: State, books: Books, entity: int) -> None:
    """A record that holds product, units and value becomes an order; that of a deal is the deal's child."""
    record = state.entities[entity]
    now = state.instant[0]
    month = params.clock.month_of[int(now)]
    if record.kind == Case.DEAL:
        record.parent = record.key
        record.key = child(record.key, Purpose.ORDER, 0)
    record.kind = Case.ORDER
    record.born = now
    record.due = now + params.fulfilment.routes[record.product].promise
    record.level = 1
    record.visits = 0
    books.cells[month, CellFlow.ORDERS, record.cell] += 1
    books.products[month, ProductFlow.ORDERS, record.product] += 1
    books.products[month, ProductFlow.UNITS, record.product] += record.units
    post(books, month, Money.BOOKINGS, _slot(state, entity), record.amount)
    note(state, entity, Happening.ORDER, record.product, record.units)


@inner
def check_credit(params: Params, state: State, books: Books, daily: Daily, entity: int) -> bool:
    """Ask finance for a credit check; False when the product needs none."""
    record = state.entities[entity]
    route = params.fulfilment.routes[record.product]
    if route.credit_role < 0:
        return False
    assign(params, state, daily, entity, route.credit_role)
    record.hours = sampled(params.draws, route.credit_work, uniform(record.key, Purpose.CREDIT_WORK, 0))
    record.step = Step.CREDIT
    ask(params, state, books, daily, entity, 0.0)
    return True


@inner
def credit_fails(params: Params, state: State, books: Books, daily: Daily, entity: int) -> bool:
    """The check is done: whether the order is refused."""
    record = state.entities[entity]
    month = params.clock.month_of[int(state.instant[0])]
    leave(params, state, daily, entity)
    refused = uniform(record.key, Purpose.CREDIT, 0) < params.fulfilment.routes[record.product].credit_reject
    note(state, entity, Happening.CREDIT, record.product, int(refused))
    if refused:
        books.cells[month, CellFlow.CREDIT_REJECTED, record.cell] += 1
        books.products[month, ProductFlow.CREDIT_REJECTED, record.product] += 1
    return refused


@inner
def make(params: Params, state: State, books: Books, daily: Daily, entity: int) -> bool:
    """Ask the plant (or the onboarding team) to make it; False when there is nothing to make."""
    record = state.entities[entity]
    route = params.fulfilment.routes[record.product]
    if route.make_role < 0:
        return False
    assign(params, state, daily, entity, route.make_role)
    chance = uniform(record.key, Purpose.MAKE_WORK, record.visits)
    record.hours = sampled(params.draws, route.make_work, chance)
    record.step = Step.MAKE
    patience = sampled(params.draws, route.cancel, uniform(record.key, Purpose.CANCEL, record.visits))
    ask(params, state, books, daily, entity, patience)
    return True


@inner
def is_defect(params: Params, state: State, books: Books, daily: Daily, entity: int) -> bool:
    """Quality check of finished work: whether it must be made again."""
    record = state.entities[entity]
    month = params.clock.month_of[int(state.instant[0])]
    chance = uniform(record.key, Purpose.DEFECT, record.visits)
    if chance < params.fulfilment.routes[record.product].defect:
        record.visits += 1
        books.products[month, ProductFlow.DEFECTS, record.product] += 1
        note(state, entity, Happening.DEFECT, record.product, record.visits)
        return True
    note(state, entity, Happening.MADE, record.product, record.visits)
    leave(params, state, daily, entity)
    return False


@inner
def ship(params: Params, state: State, entity: int) -> bool:
    """Send it on its way; False when nothing is transported."""
    record = state.entities[entity]
    route = params.fulfilment.routes[record.product]
    if route.transit < 0:
        return False
    distance = params.fulfilment.distance[params.market.cells[record.cell].territory]
    days = distance * sampled(params.draws, route.transit, uniform(record.key, Purpose.TRANSIT, 0))
    schedule(state, entity, state.instant[0] + days, Step.TRANSIT)
    return True


@inner
def cancel(params: Params, state: State, books: Books, daily: Daily, entity: int, what: int) -> None:
    """The order ends without delivery; its bookings are credited, a new customer's account is free again."""
    record = state.entities[entity]
    month = params.clock.month_of[int(state.instant[0])]
    post(books, month, Money.CREDITS, _slot(state, entity), record.amount)
    if what == Happening.CANCELLED:
        books.cells[month, CellFlow.CANCELLED, record.cell] += 1
        books.products[month, ProductFlow.CANCELLED, record.product] += 1
    note(state, entity, what, record.product, record.units)
    leave(params, state, daily, entity)
    if record.other < 0:
        daily.accounts[Account.CUSTOMER, record.cell] -= 1
        daily.accounts[Account.FREE, record.cell] += 1
    ended(state, entity)


@inner
def _recognise(params: Params, state: State, books: Books, entity: int, month: int) -> None:
    record = state.entities[entity]
    product = params.offer.products[record.product]
    slot = _slot(state, entity)
    cost = product.unit_cost * record.units
    transport = params.fulfilment.routes[record.product].logistics_cost
    post(books, month, Money.LOGISTICS, slot, transport)
    post(books, month, Money.CASH_OUT, slot, transport)
    if product.kind == ProductKind.SUBSCRIPTION:
        post_term(books, month, slot, Contract(record.amount, cost, product.term, 0))
    else:
        post(books, month, Money.REVENUE, slot, record.amount)
        post(books, month, Money.COGS, slot, cost)
        post(books, month, Money.CASH_OUT, slot, cost)


@inner
def bill(params: Params, state: State, books: Books, entity: int, number: int) -> None:
    """Invoice the value that a record holds; the invoice is paid, or not, later."""
    record = state.entities[entity]
    now = state.instant[0]
    month = params.clock.month_of[int(now)]
    route = params.fulfilment.routes[record.product]
    invoice = born(state, Case.INVOICE, child(record.key, Purpose.INVOICE, number), record.cell)
    copy = state.entities[invoice]
    copy.parent = record.key
    copy.amount = record.amount
    copy.product = record.product
    copy.source = record.source
    post(books, month, Money.BILLINGS, _slot(state, invoice), copy.amount)
    books.products[month, ProductFlow.INVOICES, record.product] += 1
    note(state, invoice, Happening.INVOICED, record.product, 0)
    delay = sampled(params.draws, route.payment, uniform(copy.key, Purpose.PAYMENT, 0))
    schedule(state, invoice, now + delay, Step.PAY)


@inner
def deliver(params: Params, state: State, books: Books, daily: Daily, entity: int) -> None:
    """Deliver: compare with the promise, recognise revenue, invoice, note the experience."""
    record = state.entities[entity]
    now = state.instant[0]
    month = params.clock.month_of[int(now)]
    late = is_late(now, record.due)
    books.cells[month, CellFlow.DELIVERED, record.cell] += 1
    books.products[month, ProductFlow.DELIVERED, record.product] += 1
    took = ticks(now) - ticks(record.born)
    books.products[month, ProductFlow.LEAD_TIME_TICKS, record.product] += took
    if late:
        books.cells[month, CellFlow.LATE, record.cell] += 1
        books.products[month, ProductFlow.LATE, record.product] += 1
    note(state, entity, Happening.DELIVERED, record.product, int(late))
    _recognise(params, state, books, entity, month)
    bill(params, state, books, entity, 0)
    care = params.customers.satisfaction
    state.entities[entity].satisfaction = delivery_experience(late, care.on_time, care.late)
    feel(books, daily, month, state.entities[entity].cell, state.entities[entity].satisfaction)
