"""After every run: no seat and no account has been lost, and none is held twice."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.codes import NONE, Account
from sim.errors import EngineError
from sim.reference.desk import work_requests
from sim.reference.entities import Customer, Deal, Entity, Holder, LapsedAccount, Order
from sim.reference.world import World


def audit(world: World) -> None:
    """Check the seats and the accounts at the horizon.

    Raises
    ------
    EngineError
        naming everything that was lost or is held twice.
    """
    found = [*_seats(world), *_accounts(world)]
    if found:
        raise EngineError("\n  ".join(["the engine lost track; please report this scenario", *found]))


def _same(what: str, left: Any, right: Any, axis: str) -> Iterator[str]:
    """Name the places at which two counts differ."""
    for place in np.flatnonzero(np.asarray(left) != np.asarray(right)):
        yield f"{what} of {axis} {place}: {left[place]:,} against {right[place]:,}"


def _seats(world: World) -> Iterator[str]:
    """Every seat is free, busy or empty, and everyone who has a desk is counted there."""
    desks = world.params.people.desks
    taken = [len(desk.users) - len(work_requests(desk.users)) for desk in world.seats]
    empty = np.asarray(desks.seats) - world.daily.heads
    yield from _same("seats that nobody may use = empty seats", taken, empty, "desk")
    over = [max(len(desk.users), desk.capacity) for desk in world.seats]
    yield from _same("seats in use fit the seats", over, desks.seats, "desk")
    cases = np.zeros(len(desks), np.int64)
    for entity in world.alive:
        if entity.desk != NONE and not isinstance(entity, Holder):
            cases[entity.desk] += 1
    yield from _same("cases of the desk = cases assigned", cases, world.load, "desk")


def _accounts(world: World) -> Iterator[str]:
    """Accounts are where their deals, orders and customers are."""
    held = np.zeros_like(world.daily.accounts)
    for entity in world.alive:
        account = _held_by(entity)
        if account != NONE:
            held[account, entity.cell] += 1
    for account in (Account.PIPELINE, Account.CUSTOMER, Account.LAPSED):
        name = f"{account.name.lower()} accounts = cases that hold one"
        yield from _same(name, world.daily.accounts[account], held[account], "cell")


def _held_by(entity: Entity) -> int:
    """State of the account that an entity holds, or none."""
    if isinstance(entity, Customer):
        return Account.CUSTOMER
    if isinstance(entity, LapsedAccount):
        return Account.LAPSED
    if isinstance(entity, Order) and entity.customer is None:
        return Account.CUSTOMER
    if isinstance(entity, Deal) and entity.customer is None and entity.stage != NONE:
        return Account.PIPELINE
    return NONE
