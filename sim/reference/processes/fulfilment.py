"""Orders: credit, production, transport, delivery."""

from sim.books import Contract, post_term, ticks
from sim.codes import (
    Account,
    CellFlow,
    Happening,
    Money,
    ProductFlow,
    ProductKind,
    Purpose,
    Step,
)
from sim.daily import feel
from sim.reference.desk import Task, assign, give_back, work
from sim.reference.entities import Deal, Order, born_key, chance
from sim.reference.world import Process, Verdict, World, slot_of
from sim.rules.fulfilment import delivery_experience, is_late


def order_of(world: World, deal: Deal) -> Order:
    """Order that a won deal brings."""
    return world.enter(
        Order(
            key=born_key(deal.key, Purpose.ORDER, 0),
            parent=deal.key,
            cell=deal.cell,
            source=deal.source,
            product=deal.product,
            amount=deal.amount,
            units=deal.units,
            customer=deal.customer,
        )
    )


def order(world: World, order: Order) -> Verdict:
    """Follow an order from contract to delivery (True), refusal or cancellation."""
    route = world.params.fulfilment.routes[order.product]
    _place(world, order)
    if route.credit_role >= 0:
        accepted = yield from _credit(world, order)
        if not accepted:
            _cancel(world, order, Happening.REJECTED)
            return False
    if route.make_role >= 0:
        made = yield from _make(world, order)
        if not made:
            _cancel(world, order, Happening.CANCELLED)
            return False
    if route.transit >= 0:
        yield from _transport(world, order)
    _deliver(world, order)
    return True


def _place(world: World, order: Order) -> None:
    """Book the order and promise a date."""
    route = world.params.fulfilment.routes[order.product]
    books = world.books
    order.born = world.now
    order.due = world.now + float(route.promise)
    books.cells[world.month, CellFlow.ORDERS, order.cell] += 1
    books.products[world.month, ProductFlow.ORDERS, order.product] += 1
    books.products[world.month, ProductFlow.UNITS, order.product] += order.units
    world.post(Money.BOOKINGS, order, order.amount)
    world.note(order, Happening.ORDER, order.product, order.units)


def _credit(world: World, order: Order) -> Verdict:
    """Finance checks the buyer; False when the order is refused."""
    route = world.params.fulfilment.routes[order.product]
    assign(world, order, int(route.credit_role))
    hours = world.draw(int(route.credit_work), order.key, Purpose.CREDIT_WORK, 0)
    yield from work(world, order, Task(Step.CREDIT, hours))
    give_back(world, order)
    refused = chance(order.key, Purpose.CREDIT, 0) < route.credit_reject
    world.note(order, Happening.CREDIT, order.product, int(refused))
    if refused:
        world.books.cells[world.month, CellFlow.CREDIT_REJECTED, order.cell] += 1
        world.books.products[world.month, ProductFlow.CREDIT_REJECTED, order.product] += 1
    return not refused


def _make(world: World, order: Order) -> Verdict:
    """Make it, and again after a defect; False when the buyer waits no longer for it to begin."""
    route = world.params.fulfilment.routes[order.product]
    assign(world, order, int(route.make_role))
    good = False
    while not good:
        hours = world.draw(int(route.make_work), order.key, Purpose.MAKE_WORK, order.visits)
        patience = world.draw(int(route.cancel), order.key, Purpose.CANCEL, order.visits)
        made = yield from work(world, order, Task(Step.MAKE, hours, patience=patience))
        if not made:
            return False
        good = _passes(world, order)
    world.note(order, Happening.MADE, order.product, order.visits)
    give_back(world, order)
    return True


def _passes(world: World, order: Order) -> bool:
    """Quality check of finished work."""
    defect = world.params.fulfilment.routes[order.product].defect
    if chance(order.key, Purpose.DEFECT, order.visits) >= defect:
        return True
    order.visits += 1
    world.books.products[world.month, ProductFlow.DEFECTS, order.product] += 1
    world.note(order, Happening.DEFECT, order.product, order.visits)
    return False


def _transport(world: World, order: Order) -> Process:
    """Send it on its way."""
    fulfilment = world.params.fulfilment
    distance = float(fulfilment.distance[world.params.market.cells[order.cell].territory])
    transit = int(fulfilment.routes[order.product].transit)
    yield world.env.timeout(distance * world.draw(transit, order.key, Purpose.TRANSIT, 0))


def _deliver(world: World, order: Order) -> None:
    """Compare with the promise, recognise revenue, note the experience."""
    late = is_late(world.now, order.due)
    cells, products = world.books.cells, world.books.products
    took = ticks(world.now) - ticks(order.born)
    cells[world.month, CellFlow.DELIVERED, order.cell] += 1
    cells[world.month, CellFlow.LATE, order.cell] += late
    products[world.month, ProductFlow.DELIVERED, order.product] += 1
    products[world.month, ProductFlow.LATE, order.product] += late
    products[world.month, ProductFlow.LEAD_TIME_TICKS, order.product] += took
    world.note(order, Happening.DELIVERED, order.product, int(late))
    _recognise(world, order)
    moods = world.params.customers.satisfaction
    order.satisfaction = delivery_experience(late, moods.on_time, moods.late)
    feel(world.books, world.daily, world.month, order.cell, order.satisfaction)
    world.leave(order)


def _recognise(world: World, order: Order) -> None:
    """Cost and revenue of a delivery; a subscription's revenue comes in equal months."""
    product = world.params.offer.products[order.product]
    cost = int(product.unit_cost) * order.units
    transport = int(world.params.fulfilment.routes[order.product].logistics_cost)
    world.post(Money.LOGISTICS, order, transport)
    world.post(Money.CASH_OUT, order, transport)
    if product.kind == ProductKind.SUBSCRIPTION:
        contract = Contract(order.amount, cost, int(product.term), 0)
        post_term(world.books, world.month, slot_of(order), contract)
    else:
        world.post(Money.REVENUE, order, order.amount)
        world.post(Money.COGS, order, cost)
        world.post(Money.CASH_OUT, order, cost)


def _cancel(world: World, order: Order, what: Happening) -> None:
    """The order ends without delivery; its bookings are credited, a new customer's account is free again."""
    world.post(Money.CREDITS, order, order.amount)
    if what == Happening.CANCELLED:
        world.books.cells[world.month, CellFlow.CANCELLED, order.cell] += 1
        world.books.products[world.month, ProductFlow.CANCELLED, order.product] += 1
    world.note(order, what, order.product, order.units)
    give_back(world, order)
    if order.customer is None:
        world.daily.accounts[Account.CUSTOMER, order.cell] -= 1
        world.daily.accounts[Account.FREE, order.cell] += 1
    world.leave(order)
