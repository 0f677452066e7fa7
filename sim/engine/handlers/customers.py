"""Customers: tickets, visits, renewal or repeat, churn, expansion, referral."""

import numpy as np

from sim.books import Books, Contract, Slot, post, post_term
from sim.codes import (
    DAYS_PER_MONTH,
    NONE,
    Account,
    Case,
    CellFlow,
    Due,
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
from sim.engine.relations import book_term, case_of, expand, goes_on
from sim.engine.state import State
from sim.jit import inner
from sim.params import Params
from sim.rules.customers import (
    NEVER,
    satisfaction_next,
    time_between,
)
from sim.rules.finance import months_used, recognised_by
from sim.rules.leads import referral_count
from sim.rules.offer import net_value, whole_units
from sim.streams import child, sampled, uniform


@inner
def _term(params: Params, state: State, entity: int) -> float:
    """Days until the customer decides again."""
    record = state.entities[entity]
    product = params.offer.products[record.product]
    if product.kind == ProductKind.SUBSCRIPTION:
        return product.term * DAYS_PER_MONTH
    again = params.customers.care[record.product].again
    if again < 0:
        return NEVER
    days = sampled(params.draws, again, uniform(record.key, Purpose.REPEAT, record.visits))
    pace = params.customers.care[record.product].pace
    if pace < 0:
        return days
    return time_between(days, sampled(params.draws, pace, uniform(record.key, Purpose.PACE, 0)))


@inner
def _end(params: Params, state: State, entity: int) -> float:
    """When the customer leaves of its own accord."""
    record = state.entities[entity]
    lifetime = params.customers.care[record.product].lifetime
    if lifetime < 0:
        return NEVER
    return record.born + sampled(params.draws, lifetime, uniform(record.key, Purpose.LIFETIME, 0))


@inner
def _wait(params: Params, state: State, entity: int, days: float) -> None:
    """The next decision comes after some days; who buys freely may leave before, a subscriber may not."""
    record = state.entities[entity]
    record.due = state.instant[0] + days
    if params.offer.products[record.product].kind != ProductKind.SUBSCRIPTION:
        record.due = min(record.due, _end(params, state, entity))


@inner
def plan(params: Params, state: State, entity: int) -> None:
    """Enter the customer's next appointment: ticket, visit or decision, whichever is first."""
    record = state.entities[entity]
    care = params.customers.care[record.product]
    now = state.instant[0]
    delay = max(record.due - now, 0.0)
    record.due_kind = Due.RENEWAL
    if care.ticket_gap >= 0:
        chance = uniform(record.key, Purpose.TICKET_GAP, record.count)
        record.count += 1
        gap = sampled(params.draws, care.ticket_gap, chance)
        if gap < delay:
            delay = gap
            record.due_kind = Due.TICKET
    if care.visit_every > 0.0 and record.visit_due - now < delay:
        delay = max(record.visit_due - now, 0.0)
        record.due_kind = Due.VISIT
    schedule(state, entity, now + delay, Step.DUE)


@inner
def start(params: Params, state: State, books: Books, entity: int) -> None:
    """A delivered order's record goes on as the customer."""
    record = state.entities[entity]
    month = params.clock.month_of[int(state.instant[0])]
    record.parent = record.key
    record.key = child(record.key, Purpose.CUSTOMER, 0)
    books.cells[month, CellFlow.NEW_CUSTOMERS, record.cell] += 1
    _settle_in(params, state, books, entity, month)
    _wait(params, state, entity, _term(params, state, entity))
    _refer(params, state, books, entity, month)
    plan(params, state, entity)


@inner
def _settle_in(params: Params, state: State, books: Books, entity: int, month: int) -> None:
    record = state.entities[entity]
    record.kind = Case.CUSTOMER
    record.born = state.instant[0]
    record.visits = 0
    record.count = 0
    record.other = NONE
    record.desk = NONE
    record.visit_due = state.instant[0] + params.customers.care[record.product].visit_every
    books.products[month, ProductFlow.CUSTOMERS_NEW, record.product] += 1
    note(state, entity, Happening.CUSTOMER, record.product, record.units)


@inner
def inherit(params: Params, state: State, books: Books, key: np.uint64, cell: int) -> None:
    """A customer from before the start, somewhere in the middle of the present term."""
    entity = born(state, Case.CUSTOMER, key, cell)
    record = state.entities[entity]
    record.product = params.customers.initial_product
    record.source = len(params.campaigns.sources)
    record.satisfaction = params.customers.satisfaction.neutral
    segment = params.market.cells[cell].segment
    product = params.offer.products[record.product]
    units = sampled(params.draws, product.quantity, uniform(record.key, Purpose.QUANTITY, 0))
    record.units = whole_units(units)
    record.amount = net_value(params.offer.price[record.product, segment, 0], record.units, product.discount)
    _settle_in(params, state, books, entity, 0)
    record.visit_due *= uniform(record.key, Purpose.FIRST_DUE, 1)
    days = uniform(record.key, Purpose.FIRST_DUE, 0) * _term(params, state, entity)
    _wait(params, state, entity, days)
    if product.kind == ProductKind.SUBSCRIPTION:
        _bring_forward(params, state, books, entity)
    plan(params, state, entity)


@inner
def _bring_forward(params: Params, state: State, books: Books, entity: int) -> None:
    """What was paid before the start and is still to be earned from a customer that was there."""
    record = state.entities[entity]
    product = params.offer.products[record.product]
    slot = Slot(record.cell, record.product, record.source)
    used = months_used(record.due, product.term)
    earned = recognised_by(record.amount, used, product.term)
    post(books, 0, Money.OPENING, slot, record.amount - earned)
    post_term(books, 0, slot, Contract(record.amount, product.unit_cost * record.units, product.term, used))


@inner
def felt(params: Params, state: State, books: Books, daily: Daily, entity: int, good: float) -> None:
    """A customer makes an experience."""
    record = state.entities[entity]
    month = params.clock.month_of[int(state.instant[0])]
    weight = params.customers.satisfaction.weight
    record.satisfaction = satisfaction_next(record.satisfaction, good, weight)
    feel(books, daily, month, record.cell, good)


@inner
def open_ticket(params: Params, state: State, books: Books, daily: Daily, entity: int) -> None:
    """A customer has a problem: support is asked."""
    care = params.customers.care[state.entities[entity].product]
    ticket = case_of(state, entity, Case.TICKET, Purpose.TICKET)
    record = state.entities[ticket]
    month = params.clock.month_of[int(state.instant[0])]
    books.cells[month, CellFlow.TICKETS, record.cell] += 1
    assign(params, state, daily, ticket, care.ticket_role)
    note(state, ticket, Happening.TICKET, record.product, 0)
    record.hours = sampled(params.draws, care.ticket_work, uniform(record.key, Purpose.TICKET_WORK, 0))
    record.step = Step.TICKET
    ask(params, state, books, daily, ticket, 0.0)


@inner
def make_visit(params: Params, state: State, books: Books, daily: Daily, entity: int) -> None:
    """A success visit is due: its work is asked for, and the next one is planned."""
    care = params.customers.care[state.entities[entity].product]
    state.entities[entity].visit_due += care.visit_every
    visit = case_of(state, entity, Case.VISIT, Purpose.VISIT)
    state.entities[entity].count += 1
    record = state.entities[visit]
    assign(params, state, daily, visit, care.visit_role)
    record.hours = sampled(params.draws, care.visit_work, uniform(record.key, Purpose.VISIT_WORK, 0))
    record.step = Step.VISIT
    ask(params, state, books, daily, visit, 0.0)


@inner
def case_done(params: Params, state: State, books: Books, daily: Daily, entity: int) -> None:
    """A ticket or visit is finished: the customer, if still ours, remembers it."""
    record = state.entities[entity]
    care = params.customers.care[record.product]
    moods = params.customers.satisfaction
    good = moods.visit
    what = Happening.VISIT
    if record.kind == Case.TICKET:
        in_time = record.started - record.asked <= care.ticket_sla
        good = moods.ticket_good if in_time else moods.ticket_bad
        what = Happening.RESOLVED
    note(state, entity, what, record.product, 0)
    if state.entities[record.other].key == record.other_key:
        felt(params, state, books, daily, record.other, good)
    leave(params, state, daily, entity)
    ended(state, entity)


@inner
def _refer(params: Params, state: State, books: Books, entity: int, month: int) -> None:
    """A satisfied customer may recommend us: leads of the same cell arrive some days later."""
    record = state.entities[entity]
    care = params.customers.care[record.product]
    if params.customers.referral_source < 0:
        return
    chance = uniform(record.key, Purpose.REFERRAL, record.visits)
    key = child(record.key, Purpose.REFERRAL, record.visits)
    count = referral_count(care.referral * record.satisfaction, care.several, chance)
    for number in range(count):
        own = key if number == 0 else child(key, Purpose.REFERRAL, number)
        _recommend(params, state, books, entity, month, own)


@inner
def _recommend(params: Params, state: State, books: Books, entity: int, month: int, key: np.uint64) -> None:
    record = state.entities[entity]
    source = params.customers.referral_source
    delays = params.customers.care[record.product].referral_delay
    lead = born(state, Case.DEAL, key, record.cell)
    copy = state.entities[lead]
    copy.source = source
    copy.parent = record.key
    books.cells[month, CellFlow.REFERRALS, record.cell] += 1
    note(state, lead, Happening.REFERRAL, source, 0)
    delay = sampled(params.draws, delays, uniform(copy.key, Purpose.REFERRAL_DELAY, 0))
    schedule(state, lead, state.instant[0] + delay, Step.ARRIVE)


@inner
def stays(params: Params, state: State, books: Books, entity: int) -> bool:
    """The customer decides whether to go on."""
    month = params.clock.month_of[int(state.instant[0])]
    books.cells[month, CellFlow.RENEWALS_DUE, state.entities[entity].cell] += 1
    return goes_on(params, state, entity, _end(params, state, entity))


@inner
def renew(params: Params, state: State, books: Books, entity: int) -> int:
    """The customer goes on: the next term is booked at once, or a repeat order is born (returned)."""
    record = state.entities[entity]
    day = int(state.instant[0])
    month = params.clock.month_of[day]
    segment = params.market.cells[record.cell].segment
    product = params.offer.products[record.product]
    order = NONE
    record.visits += 1
    _refer(params, state, books, entity, month)
    expand(params, state, books, entity, month)
    price = params.offer.price[record.product, segment, day]
    record.amount = net_value(price, record.units, product.discount)
    if product.kind == ProductKind.SUBSCRIPTION:
        books.cells[month, CellFlow.RENEWED, record.cell] += 1
        books.products[month, ProductFlow.RENEWED, record.product] += 1
        book_term(params, state, books, entity, month)
        note(state, entity, Happening.RENEWED, record.product, record.units)
    else:
        books.cells[month, CellFlow.REPEATS, record.cell] += 1
        order = case_of(state, entity, Case.ORDER, Purpose.ORDER)
        state.entities[order].amount = record.amount
        state.entities[order].units = record.units
        note(state, entity, Happening.REPEAT, record.product, record.units)
    record.count += 1
    _wait(params, state, entity, _term(params, state, entity))
    plan(params, state, entity)
    return order


@inner
def churn(params: Params, state: State, books: Books, daily: Daily, entity: int) -> None:
    """The customer leaves; the account lapses and returns to the market later."""
    record = state.entities[entity]
    month = params.clock.month_of[int(state.instant[0])]
    care = params.customers.care[record.product]
    books.cells[month, CellFlow.CHURNED, record.cell] += 1
    books.products[month, ProductFlow.CUSTOMERS_LOST, record.product] += 1
    note(state, entity, Happening.CHURNED, record.product, record.units)
    daily.accounts[Account.CUSTOMER, record.cell] -= 1
    daily.accounts[Account.LAPSED, record.cell] += 1
    delay = sampled(params.draws, care.lapse, uniform(record.key, Purpose.LAPSE, 0))
    account = born(state, Case.ACCOUNT, child(record.key, Purpose.LAPSE, 0), record.cell)
    state.entities[account].parent = record.key
    schedule(state, account, state.instant[0] + delay, Step.RETURN)
    ended(state, entity)


@inner
def come_back(params: Params, state: State, books: Books, daily: Daily, entity: int) -> None:
    """A lapsed account is free again."""
    record = state.entities[entity]
    month = params.clock.month_of[int(state.instant[0])]
    daily.accounts[Account.LAPSED, record.cell] -= 1
    daily.accounts[Account.FREE, record.cell] += 1
    books.cells[month, CellFlow.ACCOUNTS_BACK, record.cell] += 1
    note(state, entity, Happening.ACCOUNT_BACK, 0, 0)
    ended(state, entity)
