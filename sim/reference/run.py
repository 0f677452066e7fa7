"""One replication on the SimPy engine."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np
from simpy.resources.resource import PriorityRequest, Request

from sim.books import ticks
from sim.census import Census
from sim.daily import end_run
from sim.outcome import Outcome, pair_keys, root_key
from sim.params import Params
from sim.params.table import Words
from sim.reference import journeys
from sim.reference.desk import WORK_FIRST
from sim.reference.entities import Customer, Deal, Entity, Invoice, Order
from sim.reference.world import World

Kind = TypeVar("Kind", bound=Entity)


def replicate(params: Params, seed: int, replication: int, recording: bool = False) -> Outcome:
    """Simulate one replication.

    Raises
    ------
    RunError
        when a zero-delay loop of the scenario never ends.
    """
    root = root_key(seed, replication)
    world = World(params, root, recording)
    journeys.company(world, pair_keys(params, root))
    world.env.run(until=float(params.clock.horizon))
    end_run(params, world.books, world.daily)
    return Outcome(world.books, _census(world), world.trace(), world.rows)


def _census(world: World) -> Census:
    """Count what is still under way."""
    deals = [deal for deal in _those(world, Deal) if deal.stage >= 0]
    orders, invoices = _those(world, Order), _those(world, Invoice)
    cells, products = len(world.params.market.cells), len(world.params.offer.products)
    queues = [_work(desk.queue) for desk in world.seats]
    return Census(
        deals=_count([deal.cell for deal in deals], cells),
        stage_deals=_count([deal.stage for deal in deals], len(world.params.sales.stages)),
        orders=_count([order.product for order in orders], products),
        order_value=_value(orders, products),
        invoices=_count([invoice.product for invoice in invoices], products),
        invoice_value=_value(invoices, products),
        customers=_count([customer.product for customer in _those(world, Customer)], products),
        waiting=_whole([len(queue) for queue in queues]),
        waiting_ticks=_whole([_waited(world, queue) for queue in queues]),
        working=_whole([len(_work(desk.users)) for desk in world.seats]),
        stage_ticks=_stayed(world, deals),
    )


def _those(world: World, kind: type[Kind]) -> list[Kind]:
    """Entities of a kind that have not ended."""
    return [entity for entity in world.alive if isinstance(entity, kind)]


def _work(requests: Iterable[Request]) -> list[PriorityRequest]:
    """Requests for work, without those of people who leave."""
    asked = [request for request in requests if isinstance(request, PriorityRequest)]
    return [request for request in asked if request.priority >= WORK_FIRST]


def _waited(world: World, queue: list[PriorityRequest]) -> int:
    """Ticks that the cases of a queue have waited until the horizon."""
    return sum(ticks(world.now) - ticks(request.time) for request in queue)


def _stayed(world: World, deals: Sequence[Deal]) -> Words:
    """Ticks that open deals have been in their stage until the horizon."""
    totals = np.zeros(len(world.params.sales.stages), np.int64)
    for deal in deals:
        totals[deal.stage] += ticks(world.now) - ticks(deal.since)
    return totals


def _whole(values: list[int]) -> Words:
    return np.array(values, np.int64)


def _count(places: list[int], size: int) -> Words:
    """How many are at each place."""
    return np.bincount(_whole(places), minlength=size)


def _value(entities: Sequence[Entity], size: int) -> Words:
    """Sum of the values of each product."""
    totals = np.zeros(size, np.int64)
    for entity in entities:
        totals[entity.product] += entity.amount
    return totals
