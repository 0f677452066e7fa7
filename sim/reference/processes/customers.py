"""Customers: tickets, visits, renewal or repeat, churn, expansion, referral."""

import numpy as np

from sim.books import Contract, post_term
from sim.codes import (
    DAYS_PER_MONTH,
    Account,
    CellFlow,
    Due,
    Happening,
    Money,
    ProductFlow,
    ProductKind,
    Purpose,
    Step,
)
from sim.daily import feel
from sim.reference.desk import Task, assign, give_back, work
from sim.reference.entities import (
    Care,
    Customer,
    Deal,
    LapsedAccount,
    Order,
    Ticket,
    Visit,
    born_key,
    chance,
    of_customer,
)
from sim.reference.relations import book_term, goes_on, value_of
from sim.reference.world import Passage, Process, World, slot_of
from sim.rules.customers import NEVER, satisfaction_next, time_between
from sim.rules.finance import months_used, recognised_by
from sim.rules.leads import referral_count
from sim.rules.offer import whole_units


def welcome(world: World, order: Order) -> Customer:
    """The first delivered order makes a customer."""
    customer = Customer(
        key=born_key(order.key, Purpose.CUSTOMER, 0),
        parent=order.key,
        cell=order.cell,
        source=order.source,
        product=order.product,
        amount=order.amount,
        units=order.units,
        satisfaction=order.satisfaction,
    )
    world.books.cells[world.month, CellFlow.NEW_CUSTOMERS, customer.cell] += 1
    _settle_in(world, customer)
    _wait(world, customer, _term(world, customer))
    return customer


def from_before(world: World) -> list[Customer]:
    """Customers from before the start, each somewhere in the middle of the present term."""
    cells = world.params.market.cells
    keys = [born_key(world.root, Purpose.CUSTOMER, int(cell.identity)) for cell in cells]
    return [
        _inherit(world, place, born_key(keys[place], Purpose.CUSTOMER, number))
        for place, cell in enumerate(cells)
        for number in range(cell.customers)
    ]


def _inherit(world: World, cell: int, key: np.uint64) -> Customer:
    params = world.params
    customer = Customer(
        key=key,
        cell=cell,
        source=len(params.campaigns.sources),
        product=params.customers.initial_product,
        satisfaction=params.customers.satisfaction.neutral,
    )
    product = params.offer.products[customer.product]
    units = world.draw(int(product.quantity), key, Purpose.QUANTITY, 0)
    customer.units = whole_units(units)
    customer.amount = value_of(world, customer)
    _settle_in(world, customer)
    customer.visit_due *= chance(key, Purpose.FIRST_DUE, 1)
    _wait(world, customer, chance(key, Purpose.FIRST_DUE, 0) * _term(world, customer))
    if is_subscriber(world, customer):
        _bring_forward(world, customer)
    return customer


def _bring_forward(world: World, customer: Customer) -> None:
    """What was paid before the start and is still to be earned."""
    product = world.params.offer.products[customer.product]
    term = int(product.term)
    used = months_used(customer.due, term)
    world.post(Money.OPENING, customer, customer.amount - recognised_by(customer.amount, used, term))
    contract = Contract(customer.amount, int(product.unit_cost) * customer.units, term, used)
    post_term(world.books, 0, slot_of(customer), contract)


def _settle_in(world: World, customer: Customer) -> None:
    world.enter(customer)
    customer.born = world.now
    customer.visit_due = world.now + float(world.params.customers.care[customer.product].visit_every)
    world.books.products[world.month, ProductFlow.CUSTOMERS_NEW, customer.product] += 1
    world.note(customer, Happening.CUSTOMER, customer.product, customer.units)


def _term(world: World, customer: Customer) -> float:
    """Days until the customer decides again."""
    product = world.params.offer.products[customer.product]
    if product.kind == ProductKind.SUBSCRIPTION:
        return float(product.term * DAYS_PER_MONTH)
    care = world.params.customers.care[customer.product]
    if care.again < 0:
        return NEVER
    days = world.draw(int(care.again), customer.key, Purpose.REPEAT, customer.visits)
    if care.pace < 0:
        return days
    return time_between(days, world.draw(int(care.pace), customer.key, Purpose.PACE, 0))


def _end(world: World, customer: Customer) -> float:
    """When the customer leaves of its own accord."""
    lifetime = int(world.params.customers.care[customer.product].lifetime)
    if lifetime < 0:
        return NEVER
    return customer.born + world.draw(lifetime, customer.key, Purpose.LIFETIME, 0)


def _wait(world: World, customer: Customer, days: float) -> None:
    """The next decision comes after some days; who buys freely may leave before, a subscriber may not."""
    customer.due = world.now + days
    if not is_subscriber(world, customer):
        customer.due = min(customer.due, _end(world, customer))


def next_due(world: World, customer: Customer) -> Passage:
    """Wait for a customer's next appointment: a problem, a visit or the decision, whichever is first."""
    care = world.params.customers.care[customer.product]
    delay, due = max(customer.due - world.now, 0.0), Due.RENEWAL
    if care.ticket_gap >= 0:
        gap = world.draw(int(care.ticket_gap), customer.key, Purpose.TICKET_GAP, customer.count)
        customer.count += 1
        if gap < delay:
            delay, due = gap, Due.TICKET
    if care.visit_every > 0.0 and customer.visit_due - world.now < delay:
        delay, due = max(customer.visit_due - world.now, 0.0), Due.VISIT
    yield world.env.timeout(delay)
    return due


def problem(world: World, customer: Customer) -> Care:
    """A customer has a problem."""
    ticket = world.enter(Ticket(**of_customer(customer, Purpose.TICKET)))
    world.books.cells[world.month, CellFlow.TICKETS, customer.cell] += 1
    return ticket


def ticket(world: World, ticket: Care) -> Process:
    """Support solves a problem; how soon it began is what the customer remembers."""
    care = world.params.customers.care[ticket.product]
    moods = world.params.customers.satisfaction
    assign(world, ticket, int(care.ticket_role))
    world.note(ticket, Happening.TICKET, ticket.product)
    hours = world.draw(int(care.ticket_work), ticket.key, Purpose.TICKET_WORK, 0)
    yield from work(world, ticket, Task(Step.TICKET, hours))
    in_time = ticket.started - ticket.asked <= care.ticket_sla
    world.note(ticket, Happening.RESOLVED, ticket.product)
    _close(world, ticket, moods.ticket_good if in_time else moods.ticket_bad)


def plan_visit(world: World, customer: Customer) -> Care:
    """A success visit is due; the next one is planned."""
    visit = world.enter(Visit(**of_customer(customer, Purpose.VISIT)))
    customer.visit_due += float(world.params.customers.care[customer.product].visit_every)
    customer.count += 1
    return visit


def visit(world: World, visit: Care) -> Process:
    """A success manager calls on a customer."""
    care = world.params.customers.care[visit.product]
    assign(world, visit, int(care.visit_role))
    hours = world.draw(int(care.visit_work), visit.key, Purpose.VISIT_WORK, 0)
    yield from work(world, visit, Task(Step.VISIT, hours))
    world.note(visit, Happening.VISIT, visit.product)
    _close(world, visit, world.params.customers.satisfaction.visit)


def _close(world: World, case: Care, experience: float) -> None:
    """A ticket or visit is over: the customer, if still ours, remembers it, and others hear of it."""
    if remember(world, case.customer, experience):
        feel(world.books, world.daily, world.month, case.cell, experience)
    give_back(world, case)
    world.leave(case)


def remember(world: World, customer: Customer | None, experience: float) -> bool:
    """A customer makes an experience; False when the customer has left."""
    if customer is None or customer not in world.alive:
        return False
    weight = world.params.customers.satisfaction.weight
    customer.satisfaction = satisfaction_next(customer.satisfaction, experience, weight)
    return True


def stays(world: World, customer: Customer) -> bool:
    """The customer decides whether to go on; what follows belongs to the next term."""
    world.books.cells[world.month, CellFlow.RENEWALS_DUE, customer.cell] += 1
    going_on = goes_on(world, customer, customer.satisfaction, _end(world, customer))
    customer.visits += going_on
    return going_on


def referrals(world: World, customer: Customer) -> list[tuple[Deal, float]]:
    """A satisfied customer may recommend us: the leads, and the days until each arrives."""
    care = world.params.customers.care[customer.product]
    if world.params.customers.referral_source < 0:
        return []
    luck = chance(customer.key, Purpose.REFERRAL, customer.visits)
    first = born_key(customer.key, Purpose.REFERRAL, customer.visits)
    count = referral_count(float(care.referral * customer.satisfaction), int(care.several), luck)
    keys = [born_key(first, Purpose.REFERRAL, number) if number else first for number in range(count)]
    return [_recommended(world, customer, key) for key in keys]


def _recommended(world: World, customer: Customer, key: np.uint64) -> tuple[Deal, float]:
    """A lead of the customer's own cell, and the days until it arrives."""
    source = world.params.customers.referral_source
    lead = world.enter(Deal(key=key, parent=customer.key, cell=customer.cell, source=source))
    world.books.cells[world.month, CellFlow.REFERRALS, customer.cell] += 1
    world.note(lead, Happening.REFERRAL, source)
    delays = int(world.params.customers.care[customer.product].referral_delay)
    return lead, world.draw(delays, key, Purpose.REFERRAL_DELAY, 0)


def is_subscriber(world: World, customer: Customer) -> bool:
    """Whether the customer renews a contract, rather than orders again."""
    return bool(world.params.offer.products[customer.product].kind == ProductKind.SUBSCRIPTION)


def renew(world: World, customer: Customer) -> None:
    """One more term is booked at today's price."""
    world.books.cells[world.month, CellFlow.RENEWED, customer.cell] += 1
    world.books.products[world.month, ProductFlow.RENEWED, customer.product] += 1
    book_term(world, customer)
    world.note(customer, Happening.RENEWED, customer.product, customer.units)


def repeat(world: World, customer: Customer) -> Order:
    """One more purchase at today's price: the order."""
    customer.amount = value_of(world, customer)
    world.books.cells[world.month, CellFlow.REPEATS, customer.cell] += 1
    order = world.enter(Order(**of_customer(customer, Purpose.ORDER)))
    order.amount = customer.amount
    order.units = customer.units
    world.note(customer, Happening.REPEAT, customer.product, customer.units)
    return order


def begin_term(world: World, customer: Customer) -> None:
    """From now on the next decision is waited for."""
    customer.count += 1
    _wait(world, customer, _term(world, customer))


def churn(world: World, customer: Customer) -> LapsedAccount:
    """The customer leaves; the account lapses."""
    accounts = world.daily.accounts
    world.books.cells[world.month, CellFlow.CHURNED, customer.cell] += 1
    world.books.products[world.month, ProductFlow.CUSTOMERS_LOST, customer.product] += 1
    world.note(customer, Happening.CHURNED, customer.product, customer.units)
    accounts[Account.CUSTOMER, customer.cell] -= 1
    accounts[Account.LAPSED, customer.cell] += 1
    world.leave(customer)
    key = born_key(customer.key, Purpose.LAPSE, 0)
    account = LapsedAccount(key=key, parent=customer.key, cell=customer.cell, product=customer.product)
    return world.enter(account)


def lapse(world: World, account: LapsedAccount) -> Process:
    """A lapsed account is free again after some time."""
    away = int(world.params.customers.care[account.product].lapse)
    yield world.env.timeout(world.draw(away, account.parent, Purpose.LAPSE, 0))
    world.daily.accounts[Account.LAPSED, account.cell] -= 1
    world.daily.accounts[Account.FREE, account.cell] += 1
    world.books.cells[world.month, CellFlow.ACCOUNTS_BACK, account.cell] += 1
    world.note(account, Happening.ACCOUNT_BACK, 0)
    world.leave(account)
