"""One replication on the SimPy engine."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from simpy.resources.resource import PriorityRequest

from sim.books import ticks
from sim.census import Census
from sim.mornings import end_run
from sim.outcome import Outcome, Seed, root_key
from sim.params import Params
from sim.params.table import Words
from sim.reference import journeys
from sim.reference.audit import audit
from sim.reference.desk import work_requests
from sim.reference.entities import AddOn, Customer, Deal, Entity, Invoice, Order
from sim.reference.world import World

Kind = TypeVar("Kind", bound=Entity)


def replicate(params: Params, seed: Seed, replication: int, recording: bool = False) -> Outcome:
    """Simulate one replication.

    Raises
    ------
    RunawayError
        when the replication grows beyond one of `params.limits`.
    EndlessError
        when a zero-delay loop of the scenario never ends.
    EngineError
        when the engine lost track of something.
    """
    root = root_key(seed, replication)
    world = World(params, root, recording)
    journeys.company(world)
    world.env.run(until=float(params.clock.horizon))
    end_run(params, world.books, world.daily)
    audit(world)
    return Outcome(world.books, _census(world), world.trace(), world.rows)


def _census(world: World) -> Census:
    """Count what is still under way."""
    deals = [deal for deal in _those(world, Deal) if deal.stage >= 0]
    orders, invoices = _those(world, Order), _those(world, Invoice)
    cells, products = len(world.params.market.cells), len(world.params.offer.products)
    stages = len(world.params.sales.stages)
    queues = [work_requests(desk.queue) for desk in world.seats]
    return Census(
        deals=_count([deal.cell for deal in deals], cells),
        stage_deals=_count([deal.stage for deal in deals], stages),
        stage_ticks=_sums([(deal.stage, ticks(world.now) - ticks(deal.since)) for deal in deals], stages),
        orders=_count([order.product for order in orders], products),
        order_value=_sums([(order.product, order.amount) for order in orders], products),
        invoices=_count([invoice.product for invoice in invoices], products),
        invoice_value=_sums([(invoice.product, invoice.amount) for invoice in invoices], products),
        customers=_count([customer.product for customer in _those(world, Customer)], products),
        add_ons=_count([bought.product for bought in _those(world, AddOn)], products),
        waiting=_whole([len(queue) for queue in queues]),
        waiting_ticks=_whole([_waited(world, queue) for queue in queues]),
        working=_whole([len(work_requests(desk.users)) for desk in world.seats]),
    )


def _those(world: World, kind: type[Kind]) -> list[Kind]:
    """Entities of a kind that have not ended."""
    return [entity for entity in world.alive if isinstance(entity, kind)]


def _waited(world: World, queue: list[PriorityRequest]) -> int:
    """Ticks that the cases of a queue have waited until the horizon."""
    return sum(ticks(world.now) - ticks(request.time) for request in queue)


def _whole(values: list[int]) -> Words:
    return np.array(values, np.int64)


def _count(places: list[int], size: int) -> Words:
    """How many are at each place."""
    return np.bincount(_whole(places), minlength=size)


def _sums(amounts: Sequence[tuple[int, int]], size: int) -> Words:
    """Sum of the amounts at each place."""
    totals = np.zeros(size, np.int64)
    for place, amount in amounts:
        totals[place] += amount
    return totals
