"""Add-ons: subscriptions bought on top, each renewed at its own date while its customer stays."""

from sim.codes import Happening, ProductFlow, ProductKind, Purpose
from sim.reference.entities import AddOn, Customer, Order, chance
from sim.reference.relations import book_term, goes_on
from sim.reference.world import Process, World
from sim.rules.customers import NEVER, term_days


def is_add_on(world: World, order: Order) -> bool:
    """Whether a delivered order of a customer we have goes on as a subscription."""
    return bool(world.params.offer.products[order.product].kind == ProductKind.SUBSCRIPTION)


def begin(world: World, order: Order) -> AddOn:
    """A delivered expansion order becomes an add-on."""
    bought = AddOn(
        key=order.key,
        parent=order.parent,
        customer=order.customer,
        cell=order.cell,
        source=order.source,
        product=order.product,
        amount=order.amount,
        units=order.units,
    )
    world.enter(bought)
    world.books.products[world.month, ProductFlow.ADD_ONS_NEW, bought.product] += 1
    world.note(bought, Happening.ADD_ON, bought.product, bought.units)
    return bought


def term(world: World, bought: AddOn) -> Process:
    """Wait for the end of the term."""
    months = int(world.params.offer.products[bought.product].term)
    yield world.env.timeout(term_days(months, chance(bought.key, Purpose.REPEAT, bought.visits)))


def customer_of(world: World, bought: AddOn) -> Customer | None:
    """The customer, if still ours."""
    return bought.customer if bought.customer in world.alive else None


def renews(world: World, bought: AddOn) -> bool:
    """Whether the add-on goes on; without its customer it does not."""
    customer = customer_of(world, bought)
    going_on = customer is not None and goes_on(world, bought, customer.satisfaction, NEVER)
    bought.visits += going_on
    return going_on


def renew(world: World, bought: AddOn) -> None:
    """One more term is booked at today's price."""
    world.books.products[world.month, ProductFlow.ADD_ONS_RENEWED, bought.product] += 1
    book_term(world, bought)
    world.note(bought, Happening.ADD_ON_RENEWED, bought.product, bought.units)


def end(world: World, bought: AddOn) -> None:
    """The add-on is not renewed; the customer may stay."""
    world.books.products[world.month, ProductFlow.ADD_ONS_ENDED, bought.product] += 1
    world.note(bought, Happening.ADD_ON_ENDED, bought.product, bought.units)
    world.leave(bought)
