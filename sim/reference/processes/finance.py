"""Invoices are written, and paid or written off."""

from sim.books import ticks
from sim.codes import Happening, Money, ProductFlow, Purpose
from sim.reference.entities import Entity, Invoice, born_key, chance
from sim.reference.world import Process, World


def bill(world: World, payer: Entity, number: int) -> Invoice:
    """Invoice the value of an order, or of a customer's next term."""
    invoice = world.enter(
        Invoice(
            key=born_key(payer.key, Purpose.INVOICE, number),
            parent=payer.key,
            cell=payer.cell,
            source=payer.source,
            product=payer.product,
            amount=payer.amount,
            born=world.now,
        )
    )
    world.post(Money.BILLINGS, invoice, invoice.amount)
    world.books.products[world.month, ProductFlow.INVOICES, invoice.product] += 1
    world.note(invoice, Happening.INVOICED, invoice.product)
    return invoice


def payment(world: World, invoice: Invoice) -> Process:
    """Wait for the money; it comes, or is given up."""
    route = world.params.fulfilment.routes[invoice.product]
    yield world.env.timeout(world.draw(int(route.payment), invoice.key, Purpose.PAYMENT, 0))
    flows = world.books.products
    if chance(invoice.key, Purpose.BAD_DEBT, 0) < route.bad_debt:
        world.post(Money.BAD_DEBT, invoice, invoice.amount)
        flows[world.month, ProductFlow.BAD_DEBTS, invoice.product] += 1
        world.note(invoice, Happening.BAD_DEBT, invoice.product)
    else:
        world.post(Money.CASH_IN, invoice, invoice.amount)
        took = ticks(world.now) - ticks(invoice.born)
        flows[world.month, ProductFlow.PAID, invoice.product] += 1
        flows[world.month, ProductFlow.PAYMENT_TICKS, invoice.product] += took
        world.note(invoice, Happening.PAID, invoice.product)
    world.leave(invoice)
