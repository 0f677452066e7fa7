"""Desks: who takes a case, the queue before the seats, working time, lost patience."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import simpy
from simpy.resources.resource import PriorityRequest, Request

from sim.books import ticks
from sim.codes import NONE, DeskFlow, Happening, Purpose, Routing
from sim.reference.entities import Entity, chance
from sim.reference.world import Process, Verdict, World
from sim.rules.clock import later_work, working_delay

VACANCY_FIRST = 0
"""Queue level of people who leave: before all work."""
WORK_FIRST = 1
"""Most urgent level of work."""


class Task(NamedTuple):
    """Work that a case asks a desk for."""

    step: int
    """What for, a Step [code]."""
    hours: float
    """[h]"""
    level: int = WORK_FIRST
    """Place in the queue; lower is sooner [level]."""
    patience: float = 0.0
    """Time it waits for its work to begin; 0 is for ever [day]."""


def assign(world: World, entity: Entity, role: int) -> None:
    """Give a case a desk of a role, unless it has one already."""
    people = world.params.people
    if entity.desk >= 0:
        if people.desks[entity.desk].role == role:
            return
        give_back(world, entity)
    territory = world.params.market.cells[entity.cell].territory
    entity.desk = _pick(world, int(people.team_of[role, territory]), entity)
    world.load[entity.desk] += 1


def takes(world: World, desk: int, room: int) -> bool:
    """Whether a desk takes one more case: a seat is free, or fewer than `room` cases wait (if limited)."""
    seats = world.seats[desk]
    if room < 0 or seats.count < seats.capacity:
        return True
    waiting = sum(request.priority >= WORK_FIRST for request in seats.queue)
    return bool(waiting < room)


def give_back(world: World, entity: Entity) -> None:
    """The case needs its desk no more."""
    if entity.desk >= 0:
        world.load[entity.desk] -= 1
        entity.desk = NONE


def _pick(world: World, number: int, entity: Entity) -> int:
    """Desk of a team that takes a case; desks with nobody there only when no other is left."""
    team, size = world.params.people.teams[number], int(world.daily.opened[number])
    first = 0
    if team.routing == Routing.ROUND_ROBIN:
        first = int(world.turn[number])
        world.turn[number] = (first + 1) % size
    elif team.routing == Routing.OWNER:
        first = int(chance(entity.key, Purpose.ROUTE, 0) * size)
    places = [team.first + (first + nth) % size for nth in range(size)]
    desks = [int(world.params.people.team_desks[place]) for place in places]
    manned = [desk for desk in desks if world.daily.heads[desk] > 0] or desks[:1]
    if team.routing == Routing.LEAST_LOADED:
        return min(manned, key=lambda desk: int(world.load[desk]))
    return manned[0]


def work(world: World, entity: Entity, task: Task) -> Verdict:
    """Wait for a seat of the entity's desk and be worked on; False when patience ran out first."""
    seats = world.seats[entity.desk]
    entity.asked = world.now
    _count(world, entity, DeskFlow.ENTERED, 1)
    seat = seats.request(priority=task.level)
    queues = not seat.triggered
    if queues:
        _count(world, entity, DeskFlow.QUEUE_AREA_TICKS, world.rest)
    yield from _queue(world, seat, task.patience)
    if not seat.triggered:
        seat.cancel()
        _count(world, entity, DeskFlow.ABANDONED, 1)
        _count(world, entity, DeskFlow.QUEUE_AREA_TICKS, -world.rest)
        _count(world, entity, DeskFlow.ABANDON_TICKS, ticks(world.now) - ticks(entity.asked))
        return False
    if queues:
        _count(world, entity, DeskFlow.QUEUE_AREA_TICKS, -world.rest)
    yield world.env.timeout(_begin(world, entity, task))
    _count(world, entity, DeskFlow.FINISHED, 1)
    world.note(entity, Happening.DONE, task.step)
    yield from release(world, seats, seat)
    return True


def take(seats: simpy.PriorityResource) -> Any:
    """Ask for a seat that nobody shall work at: before all work."""
    return seats.request(priority=VACANCY_FIRST)


def release(world: World, seats: simpy.PriorityResource, seat: Any) -> Process:
    """Free a seat. Who is next takes it before the finished case goes on."""
    yield seats.release(seat)
    yield world.env.timeout(0.0)


def work_requests(requests: Iterable[Request]) -> list[PriorityRequest]:
    """Requests for work, without those of people who leave."""
    asked = [request for request in requests if isinstance(request, PriorityRequest)]
    return [request for request in asked if request.priority >= WORK_FIRST]


def _queue(world: World, seat: Any, patience: float) -> Process:
    """Wait for a seat, as long as patience lasts."""
    if seat.triggered:
        return
    yield seat | world.env.timeout(patience) if patience > 0.0 else seat


def _begin(world: World, entity: Entity, task: Task) -> float:
    """Work on a case begins; returns the time until it is done."""
    clock, desk = world.params.clock, entity.desk
    now = entity.started = world.now
    world.note(entity, Happening.START, task.step)
    _count(world, entity, DeskFlow.STARTED, 1)
    if now > entity.asked:
        _count(world, entity, DeskFlow.WAITED, 1)
        _count(world, entity, DeskFlow.WAIT_TICKS, ticks(now) - ticks(entity.asked))
    hours = task.hours / float(world.daily.speed[desk])
    _count(world, entity, DeskFlow.WORK_TICKS, ticks(hours / 24.0))
    number = int(world.params.people.desks[desk].calendar)
    before, length = clock.open_before[number], float(clock.calendars[number].hours_per_day)
    opens, end = float(clock.calendars[number].starts_at), float(clock.horizon)
    delay = working_delay(now, hours, length, opens, before, clock.open_days[number])
    if now + delay > end:
        later = later_work(hours, now, end, length, opens, before)
        _count(world, entity, DeskFlow.LATER_TICKS, ticks(later / 24.0))
    return delay


def _count(world: World, entity: Entity, flow: int, amount: int) -> None:
    world.books.desks[world.month, flow, entity.desk] += amount
