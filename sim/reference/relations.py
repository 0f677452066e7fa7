"""What customers and their add-ons have in common: the decision to go on, the next term, expansion."""

from sim.books import Contract, post_term
from sim.codes import CellFlow, Happening, Money, Purpose
from sim.reference.entities import AddOn, Customer, Deal, chance, of_customer
from sim.reference.world import World, slot_of
from sim.rules.customers import keep_chance, stay_chance
from sim.rules.offer import net_value


def value_of(world: World, holder: Customer | AddOn) -> int:
    """Value of one more term or purchase at today's price."""
    offer = world.params.offer
    segment = int(world.params.market.cells[holder.cell].segment)
    price = int(offer.price[holder.product, segment, world.day])
    return net_value(price, holder.units, float(offer.products[holder.product].discount))


def goes_on(world: World, holder: Customer | AddOn, mood: float, end: float) -> bool:
    """A customer decides about what it has, unless its time with us ends before."""
    care = world.params.customers.care[holder.product]
    keep = float(care.keep)
    if care.own_keep >= 0:
        keep = world.draw(int(care.own_keep), holder.key, Purpose.KEEP, 0)
    likely = keep_chance(keep, float(care.keep_weight), mood, world.params.customers.satisfaction.neutral)
    due = holder.due if isinstance(holder, Customer) else world.now
    likely = stay_chance(likely, holder.visits, int(care.commitment), due, end)
    return chance(holder.key, Purpose.RENEW, holder.visits) < likely


def expansion(world: World, holder: Customer | AddOn, mood: float) -> Deal | None:
    """A satisfied customer may want more of what it has: a deal that a rep must work."""
    care = world.params.customers.care[holder.product]
    source = world.params.customers.cross_source
    if source < 0 or chance(holder.key, Purpose.CROSS_SELL, holder.visits) >= care.cross_sell * mood:
        return None
    holder.count += 1
    deal = world.enter(Deal(**of_customer(holder, Purpose.CROSS_SELL)))
    deal.source = source
    deal.product = int(care.cross_product)
    world.books.cells[world.month, CellFlow.CROSS_SELLS, holder.cell] += 1
    world.note(deal, Happening.CROSS_SELL, source)
    return deal


def book_term(world: World, holder: Customer | AddOn) -> None:
    """Bookings, cost and rateable revenue of one more term at today's price."""
    product = world.params.offer.products[holder.product]
    holder.amount = value_of(world, holder)
    cost = int(product.unit_cost) * holder.units
    world.post(Money.BOOKINGS, holder, holder.amount)
    world.post(Money.RENEWALS, holder, holder.amount)
    contract = Contract(holder.amount, cost, int(product.term), 0)
    post_term(world.books, world.month, slot_of(holder), contract)
