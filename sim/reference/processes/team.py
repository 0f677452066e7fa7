"""People leave and are replaced."""

from sim.books import post
from sim.codes import BEYOND, DeskFlow, Happening, Money, Purpose, Step
from sim.daily import take_up, territory_slot
from sim.reference.desk import release, take
from sim.reference.entities import Holder, born_key
from sim.reference.world import Process, World
from sim.rules.team import opens_at


def seat(world: World, holder: Holder) -> Process:
    """The life of a seat: held, vacated, filled again; one that opens later is empty until then."""
    row = world.params.people.seats[holder.seat]
    if holder.opens > 0.0:
        yield from _unopened(world, holder, min(holder.opens, BEYOND))
    while row.attrition >= 0:
        stay = world.draw(int(row.attrition), holder.key, Purpose.ATTRITION, holder.count)
        yield world.env.timeout(stay)
        world.note(holder, Happening.SEAT_LEFT, holder.seat, holder.count)
        empty = world.draw(int(row.vacancy), holder.key, Purpose.VACANCY, holder.count)
        yield from _vacancy(world, holder, empty)
        _fill(world, holder)


def holders(world: World) -> list[Holder]:
    """All seats, as they are at the start."""
    found: list[Holder] = []
    for number, row in enumerate(world.params.people.seats):
        key = born_key(world.root, Purpose.ATTRITION, int(row.identity))
        holder = world.enter(Holder(key=key, seat=number, desk=int(row.desk), opens=float(row.opens)))
        if row.gap >= 0:
            before = found[-1].opens if found else 0.0
            holder.opens = opens_at(before, world.draw(int(row.gap), key, Purpose.HIRE, 0), int(row.turn))
        found.append(holder)
    return found


def _unopened(world: World, holder: Holder, opens: float) -> Process:
    """Nobody can use the seat before it opens."""
    seats = world.seats[holder.desk]
    place = take(seats)
    yield place
    yield world.env.timeout(opens)
    yield from release(world, seats, place)
    _fill(world, holder)


def _vacancy(world: World, holder: Holder, days: float) -> Process:
    """The holder leaves as soon as a task at the desk is done; the seat stays empty for a time."""
    seats = world.seats[holder.desk]
    place = take(seats)
    if not place.triggered:
        yield place
    world.note(holder, Happening.START, Step.VACANT)
    world.daily.filled[holder.seat] = 0
    world.daily.heads[holder.desk] -= 1
    world.books.desks[world.month, DeskFlow.SEATS_LEFT, holder.desk] += 1
    yield world.env.timeout(days)
    yield from release(world, seats, place)


def _fill(world: World, holder: Holder) -> None:
    """A new holder starts."""
    people = world.params.people
    holder.count += 1
    take_up(world.params, world.daily, holder.seat, world.now)
    world.books.desks[world.month, DeskFlow.SEATS_FILLED, holder.desk] += 1
    slot = territory_slot(world.params, int(people.desks[holder.desk].territory))
    for line in (Money.HIRING, Money.CASH_OUT):
        post(world.books, world.month, line, slot, int(people.seats[holder.seat].hiring_cost))
    world.note(holder, Happening.SEAT_FILLED, holder.seat, holder.count)
