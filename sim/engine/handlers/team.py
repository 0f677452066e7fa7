"""People leave and are replaced."""

from sim.books import Books, post
from sim.codes import BEYOND, NONE, Case, DeskFlow, Happening, Money, Purpose, Step
from sim.daily import Daily, take_up, territory_slot
from sim.engine.agenda import schedule
from sim.engine.desks import ask
from sim.engine.ranking import rank
from sim.engine.record import born, note
from sim.engine.state import State
from sim.jit import inner
from sim.params import Params
from sim.rules.team import opens_at
from sim.streams import child, sampled, uniform


@inner
def _stay(params: Params, state: State, entity: int) -> None:
    """The holder of a seat stays for a time, or for good."""
    record = state.entities[entity]
    draw = params.people.seats[record.seat].attrition
    if draw >= 0:
        days = sampled(params.draws, draw, uniform(record.key, Purpose.ATTRITION, record.count))
        schedule(state, entity, state.instant[0] + days, Step.LEAVE)


@inner
def take_seat(params: Params, state: State, seat: int, before: float) -> float:
    """Begin the life of a seat at time 0, held or empty until it opens; returns when that is.

    Parameters
    ----------
    before : when the seat before it opens [day]
    """
    row = params.people.seats[seat]
    entity = born(state, Case.SEAT, child(state.root[0], Purpose.ATTRITION, row.identity), NONE)
    record = state.entities[entity]
    record.seat = seat
    record.desk = row.desk
    record.level = 0
    opens = row.opens
    if row.gap >= 0:
        gap = sampled(params.draws, row.gap, uniform(record.key, Purpose.HIRE, 0))
        opens = opens_at(before, gap, row.turn)
    if opens <= 0.0:
        _stay(params, state, entity)
    else:
        state.free[row.desk] -= 1
        schedule(state, entity, min(opens, BEYOND), Step.VACANT)
    return opens


@inner
def quit_job(params: Params, state: State, books: Books, daily: Daily, entity: int) -> None:
    """The holder leaves as soon as the present task is done; the seat stays empty for a time."""
    record = state.entities[entity]
    draw = params.people.seats[record.seat].vacancy
    record.hours = sampled(params.draws, draw, uniform(record.key, Purpose.VACANCY, record.count))
    record.step = Step.VACANT
    note(state, entity, Happening.SEAT_LEFT, record.seat, record.count)
    ask(params, state, books, daily, entity, 0.0)


@inner
def fill_seat(params: Params, state: State, books: Books, daily: Daily, entity: int) -> None:
    """A new holder starts."""
    record = state.entities[entity]
    now = state.instant[0]
    month = params.clock.month_of[int(now)]
    row = params.people.seats[record.seat]
    record.count += 1
    take_up(params, daily, record.seat, now)
    rank(params, state, daily, record.desk)
    books.desks[month, DeskFlow.SEATS_FILLED, record.desk] += 1
    slot = territory_slot(params, params.people.desks[record.desk].territory)
    post(books, month, Money.HIRING, slot, row.hiring_cost)
    post(books, month, Money.CASH_OUT, slot, row.hiring_cost)
    note(state, entity, Happening.SEAT_FILLED, record.seat, record.count)
    _stay(params, state, entity)
