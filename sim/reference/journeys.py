"""How the areas meet: a lead becomes a deal, a deal an order, an order a customer, a customer new leads."""

from sim.codes import Due
from sim.reference.entities import AddOn, Customer, Deal, Order
from sim.reference.processes import add_ons, clock, customers, finance, fulfilment, leads, sales, team
from sim.reference.relations import expansion
from sim.reference.world import Process, World


def company(world: World) -> None:
    """Start everything that is there before the first day, and the days that bring the rest."""
    for holder in team.holders(world):
        world.start(team.seat(world, holder))
    for customer in customers.from_before(world):
        world.start(life(world, customer))
    for opening, found in leads.from_before(world):
        world.start(pipeline(world, found, opening))
    fields = leads.Fields(world)

    def arrivals(day: int) -> None:
        for found, time in leads.of_day(world, fields, day):
            world.start(lead(world, found, time))

    world.start(clock.days(world, arrivals))
    world.begin()


def lead(world: World, deal: Deal, delay: float) -> Process:
    """A lead arrives after a delay, and becomes a deal, and an order."""
    yield world.env.timeout(delay)
    following = leads.following(world, deal)
    if following is not None:
        world.start(lead(world, following, 0.0))
    target = leads.arrive(world, deal) if deal.customer is None else leads.expand(world, deal)
    if target is None:
        return
    won = yield from sales.deal(world, deal, target)
    if won:
        world.start(order(world, fulfilment.order_of(world, deal)))


def pipeline(world: World, deal: Deal, opening: int) -> Process:
    """A deal from before the start goes on when the first day has begun."""
    yield world.env.timeout(0.0)
    leads.reopen(world, deal, opening)
    target = yield from sales.resume(world, deal, opening)
    won = yield from sales.deal(world, deal, target)
    if won:
        world.start(order(world, fulfilment.order_of(world, deal)))


def order(world: World, order: Order) -> Process:
    """An order is delivered and invoiced, and makes a customer, or a memory of one we have."""
    delivered = yield from fulfilment.order(world, order)
    if not delivered:
        return
    world.start(finance.payment(world, finance.bill(world, order, 0)))
    if order.customer is not None:
        known = customers.remember(world, order.customer, order.satisfaction)
        if known and add_ons.is_add_on(world, order):
            world.start(add_on(world, add_ons.begin(world, order)))
        return
    customer = customers.welcome(world, order)
    _recommend(world, customer)
    world.start(life(world, customer))


def life(world: World, customer: Customer) -> Process:
    """A customer's problems, visits and decisions, until churn."""
    while True:
        due = yield from customers.next_due(world, customer)
        if due == Due.TICKET:
            world.start(customers.ticket(world, customers.problem(world, customer)))
        elif due == Due.VISIT:
            world.start(customers.visit(world, customers.plan_visit(world, customer)))
        elif customers.stays(world, customer):
            _go_on(world, customer)
        else:
            break
    world.start(customers.lapse(world, customers.churn(world, customer)))


def _go_on(world: World, customer: Customer) -> None:
    """A customer goes on: word of mouth, perhaps more business, one more term or purchase."""
    _recommend(world, customer)
    _sell_more(world, customer, customer)
    if customers.is_subscriber(world, customer):
        customers.renew(world, customer)
        customers.begin_term(world, customer)
        world.start(finance.payment(world, finance.bill(world, customer, customer.visits)))
    else:
        again = customers.repeat(world, customer)
        customers.begin_term(world, customer)
        world.start(order(world, again))


def _recommend(world: World, customer: Customer) -> None:
    """A satisfied customer may bring leads."""
    for found, delay in customers.referrals(world, customer):
        world.start(lead(world, found, delay))


def add_on(world: World, bought: AddOn) -> Process:
    """The terms of an add-on, until it or its customer is lost."""
    while True:
        yield from add_ons.term(world, bought)
        if not add_ons.renews(world, bought):
            break
        _sell_more(world, bought, bought.customer)
        add_ons.renew(world, bought)
        world.start(finance.payment(world, finance.bill(world, bought, bought.visits)))
    add_ons.end(world, bought)


def _sell_more(world: World, holder: Customer | AddOn, customer: Customer | None) -> None:
    """Who goes on with what it has may want more."""
    more = None if customer is None else expansion(world, holder, customer.satisfaction)
    if more is not None:
        world.start(lead(world, more, 0.0))
