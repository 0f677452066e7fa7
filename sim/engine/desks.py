"""Queues of work: asking for a desk, starting, finishing, losing patience. The same for every area."""

import numpy as np

from sim.books import Books, ticks
from sim.codes import NONE, TICKS_PER_DAY, DeskFlow, Happening, Purpose, Routing, Step
from sim.daily import Daily
from sim.engine.agenda import schedule, start_timer, stop_timer
from sim.engine.ranking import least_loaded, load, rank
from sim.engine.record import note
from sim.engine.state import LEVELS, State
from sim.jit import inner
from sim.params import Params
from sim.rules.clock import later_work, working_delay
from sim.streams import uniform


@inner
def _append(state: State, desk: int, level: int, entity: int) -> None:
    last = state.tails[desk, level]
    state.entities[entity].next = NONE
    state.entities[entity].previous = last
    if last >= 0:
        state.entities[last].next = entity
    else:
        state.heads[desk, level] = entity
    state.tails[desk, level] = entity


@inner
def _unlink(state: State, desk: int, level: int, entity: int) -> None:
    before = state.entities[entity].previous
    after = state.entities[entity].next
    if before >= 0:
        state.entities[before].next = after
    else:
        state.heads[desk, level] = after
    if after >= 0:
        state.entities[after].previous = before
    else:
        state.tails[desk, level] = before


@inner
def _pick(params: Params, state: State, daily: Daily, team: int, key: np.uint64) -> int:
    """Desk of a team that takes a new case; desks with nobody there only when no other is left.

    Desks that nobody had yet do not count: who is hired later changes nothing before.
    """
    row = params.people.teams[team]
    if row.routing == Routing.LEAST_LOADED:
        return params.people.team_desks[row.first + least_loaded(state, team)]
    desks = daily.opened[team]
    if row.routing == Routing.ROUND_ROBIN:
        turn = state.turn[team]
        state.turn[team] = (turn + 1) % desks
        start = turn
    elif row.routing == Routing.OWNER:
        start = int(uniform(key, Purpose.ROUTE, 0) * desks)
    else:
        start = 0
    for nth in range(desks):
        desk = params.people.team_desks[row.first + (start + nth) % desks]
        if daily.heads[desk] > 0:
            return desk
    return params.people.team_desks[row.first + start]


@inner
def assign(params: Params, state: State, daily: Daily, entity: int, role: int) -> None:
    """Give an entity a desk of a role, unless it has one already."""
    record = state.entities[entity]
    if record.desk >= 0:
        if params.people.desks[record.desk].role == role:
            return
        load(params, state, daily, record.desk, -1)
    team = params.people.team_of[role, params.market.cells[record.cell].territory]
    record.desk = _pick(params, state, daily, team, record.key)
    load(params, state, daily, record.desk, 1)


@inner
def takes(state: State, desk: int, room: int) -> bool:
    """Whether a desk takes one more case: a seat is free, or fewer than `room` cases wait (if limited)."""
    return room < 0 or state.free[desk] > 0 or state.waiting[desk] < room


@inner
def leave(params: Params, state: State, daily: Daily, entity: int) -> None:
    """The entity needs its desk no more."""
    if state.entities[entity].desk >= 0:
        load(params, state, daily, state.entities[entity].desk, -1)
        state.entities[entity].desk = NONE


@inner
def _rest(params: Params, now: float) -> int:
    """What is left of the run [tick]."""
    return params.clock.horizon * TICKS_PER_DAY - ticks(now)


@inner
def _begin(params: Params, books: Books, daily: Daily, desk: int, work: float, now: float) -> float:
    """Note the working time of a case that a desk begins; returns the time until it is done."""
    flows = books.desks
    month = params.clock.month_of[int(now)]
    number = params.people.desks[desk].calendar
    calendar = params.clock.calendars[number]
    before = params.clock.open_before[number]
    hours = work / daily.speed[desk]
    flows[month, DeskFlow.WORK_TICKS, desk] += ticks(hours / 24.0)
    delay = working_delay(
        now, hours, calendar.hours_per_day, calendar.starts_at, before, params.clock.open_days[number]
    )
    end = float(params.clock.horizon)
    if now + delay > end:
        later = later_work(hours, now, end, calendar.hours_per_day, calendar.starts_at, before)
        flows[month, DeskFlow.LATER_TICKS, desk] += ticks(later / 24.0)
    return delay


@inner
def _start(params: Params, state: State, books: Books, daily: Daily, entity: int) -> None:
    record = state.entities[entity]
    now = state.instant[0]
    desk = record.desk
    month = params.clock.month_of[int(now)]
    flows = books.desks
    if record.queued == 1 and record.step != Step.VACANT:
        flows[month, DeskFlow.QUEUE_AREA_TICKS, desk] -= _rest(params, now)
    record.queued = 0
    record.started = now
    stop_timer(state, entity)
    note(state, entity, Happening.START, record.step, 0)
    if record.step == Step.VACANT:
        daily.filled[record.seat] = 0
        daily.heads[desk] -= 1
        rank(params, state, daily, desk)
        flows[month, DeskFlow.SEATS_LEFT, desk] += 1
        schedule(state, entity, now + record.hours, Step.VACANT)
        return
    flows[month, DeskFlow.STARTED, desk] += 1
    if now > record.asked:
        flows[month, DeskFlow.WAITED, desk] += 1
        flows[month, DeskFlow.WAIT_TICKS, desk] += ticks(now) - ticks(record.asked)
    delay = _begin(params, books, daily, desk, record.hours, now)
    schedule(state, entity, now + delay, record.step)


@inner
def ask(params: Params, state: State, books: Books, daily: Daily, entity: int, patience: float) -> None:
    """Queue an entity's work (its `hours`, `level` and `step` are set) at its desk; start if a seat is free.

    A patience of zero or less waits for ever.
    """
    record = state.entities[entity]
    now = state.instant[0]
    desk = record.desk
    record.asked = now
    month = params.clock.month_of[int(now)]
    if record.step != Step.VACANT:
        books.desks[month, DeskFlow.ENTERED, desk] += 1
    if state.free[desk] > 0:
        state.free[desk] -= 1
        _start(params, state, books, daily, entity)
        return
    record.queued = 1
    if record.step != Step.VACANT:
        books.desks[month, DeskFlow.QUEUE_AREA_TICKS, desk] += _rest(params, now)
        state.waiting[desk] += 1
    _append(state, desk, record.level, entity)
    if patience > 0.0:
        start_timer(state, entity, now + patience)


@inner
def release(params: Params, state: State, books: Books, daily: Daily, entity: int) -> None:
    """An entity's work is done: its seat takes the next in the queue, or stands free."""
    record = state.entities[entity]
    desk = record.desk
    if record.step != Step.VACANT:
        month = params.clock.month_of[int(state.instant[0])]
        books.desks[month, DeskFlow.FINISHED, desk] += 1
        note(state, entity, Happening.DONE, record.step, 0)
    for level in range(LEVELS):
        waiting = state.heads[desk, level]
        if waiting >= 0:
            _unlink(state, desk, level, waiting)
            if state.entities[waiting].step != Step.VACANT:
                state.waiting[desk] -= 1
            _start(params, state, books, daily, waiting)
            return
    state.free[desk] += 1


@inner
def give_up(params: Params, state: State, books: Books, entity: int) -> None:
    """Patience ran out: the entity leaves the queue."""
    record = state.entities[entity]
    now = state.instant[0]
    desk = record.desk
    month = params.clock.month_of[int(now)]
    _unlink(state, desk, record.level, entity)
    state.waiting[desk] -= 1
    record.queued = 0
    stop_timer(state, entity)
    books.desks[month, DeskFlow.ABANDONED, desk] += 1
    books.desks[month, DeskFlow.QUEUE_AREA_TICKS, desk] -= _rest(params, now)
    books.desks[month, DeskFlow.ABANDON_TICKS, desk] += ticks(now) - ticks(record.asked)
