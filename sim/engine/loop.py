"""The event loop: takes the next event, calls the area it belongs to, and joins the areas.

`run` returns whenever the arrays may be too small, and is called again after they have grown; everything it
needs to go on is in the state.
"""

from typing import NamedTuple

import numpy as np

from sim.books import Books
from sim.codes import LOST, NONE, WON, Case, Due, Happening, ProductKind, Purpose, Step
from sim.daily import Daily
from sim.engine import desks, field
from sim.engine.agenda import entity_of, is_timer, next_time, open_day, pop, rings
from sim.engine.handlers import add_ons, customers, finance, fulfilment, leads, sales, team
from sim.engine.ranking import rank
from sim.engine.record import ended, is_full, is_short_of_chunks
from sim.engine.state import Register, State
from sim.jit import inner, kernel
from sim.mornings import begin_day, end_run
from sim.params import Params
from sim.rules.customers import satisfaction_next
from sim.streams import child

DONE = 0
NEED_ROOM = 1
ENDLESS = 2
PAUSE = 3
MARGIN = 32
"""Entities, events and trace rows that one event can add at most."""
MOST_MOVES = 1000
"""Stages that a deal may pass in one instant."""
_TOO_MANY = -99
"""No target: the deal passed more."""
_CELLS_PER_EVENT = 16
"""Cells of reaches that a morning looks at in about the time of one event."""

_OPEN, _MORNING, _ARRIVALS, _EVENTS, _CLOSED = 0, 1, 2, 3, 4


class Then(NamedTuple):
    """What follows an event at the same instant."""

    what: int
    """_NOTHING, or where the chain below is entered [code]."""
    entity: int
    """To whom it happens [index]."""
    target: int = NONE
    """Move target of a deal that moves."""


_NOTHING, _MOVE, _PLACE, _MAKE, _SHIP, _DELIVER = range(6)
"""Links of a chain that every deal and order follows in this order, entered and left anywhere: so each area's
code is in the kernel once, however many events lead to it."""


@inner
def _go_on(params: Params, state: State, books: Books, daily: Daily, then: Then) -> int:
    """Follow a deal or an order from an event to where it waits again, or ends."""
    what, entity = then.what, then.entity
    if what == _MOVE:
        target = _pass_stages(params, state, books, daily, entity, then.target)
        if target == _TOO_MANY:
            return ENDLESS
        what = _close(params, state, books, daily, entity, target)
    if what == _PLACE:
        fulfilment.place(params, state, books, entity)
        what = _NOTHING if fulfilment.check_credit(params, state, books, daily, entity) else _MAKE
    if what == _MAKE:
        what = _NOTHING if fulfilment.make(params, state, books, daily, entity) else _SHIP
    if what == _SHIP:
        what = _NOTHING if fulfilment.ship(params, state, entity) else _DELIVER
    if what == _DELIVER:
        _deliver(params, state, books, daily, entity)
    return DONE


@inner
def _pass_stages(params: Params, state: State, books: Books, daily: Daily, entity: int, target: int) -> int:
    """Follow a deal from a move target until it waits for something (STAYS), or the target is its end."""
    moves = 0
    while target >= 0:
        sales.enter(params, state, books, entity, target)
        status = sales.begin(params, state, books, daily, entity)
        if status == sales.WAITS:
            return sales.STAYS
        if status == sales.IS_TURNED_AWAY:
            target = sales.turned_away(params, state, books, daily, entity)
        else:
            target = sales.next_move(params, state, books, daily, entity)
        moves += 1
        if moves > MOST_MOVES:
            return _TOO_MANY
    return target


@inner
def _close(params: Params, state: State, books: Books, daily: Daily, entity: int, target: int) -> int:
    """End a deal that goes no further; what follows."""
    if target == LOST:
        sales.lose(params, state, books, daily, entity)
    elif target == WON:
        sales.win(params, state, books, daily, entity)
        return _PLACE
    return _NOTHING


@inner
def _deliver(params: Params, state: State, books: Books, daily: Daily, entity: int) -> None:
    fulfilment.deliver(params, state, books, daily, entity)
    record = state.entities[entity]
    if record.other < 0:
        customers.start(params, state, books, entity)
        return
    if state.entities[record.other].key == record.other_key:
        weight = params.customers.satisfaction.weight
        customer = state.entities[record.other]
        customer.satisfaction = satisfaction_next(customer.satisfaction, record.satisfaction, weight)
        if params.offer.products[record.product].kind == ProductKind.SUBSCRIPTION:
            add_ons.start(params, state, books, entity)
            return
    ended(state, entity)


@inner
def _patience_ends(params: Params, state: State, books: Books, daily: Daily, entity: int) -> Then:
    step = state.entities[entity].step
    desks.give_up(params, state, books, entity)
    if step == Step.WORK:
        return Then(_MOVE, entity, sales.cold(params, state, books, entity))
    fulfilment.cancel(params, state, books, daily, entity, Happening.CANCELLED)
    return Then(_NOTHING, entity, NONE)


@inner
def _customer_due(params: Params, state: State, books: Books, daily: Daily, entity: int) -> Then:
    due = state.entities[entity].due_kind
    if due == Due.RENEWAL:
        if not customers.stays(params, state, books, entity):
            customers.churn(params, state, books, daily, entity)
            return Then(_NOTHING, entity, NONE)
        order = customers.renew(params, state, books, entity)
        if order >= 0:
            return Then(_PLACE, order, NONE)
        fulfilment.bill(params, state, books, entity, state.entities[entity].visits)
        return Then(_NOTHING, entity, NONE)
    if due == Due.TICKET:
        customers.open_ticket(params, state, books, daily, entity)
    else:
        customers.make_visit(params, state, books, daily, entity)
    customers.plan(params, state, entity)
    return Then(_NOTHING, entity, NONE)


@inner
def _add_on_due(params: Params, state: State, books: Books, entity: int) -> None:
    if add_ons.renews(params, state, entity):
        add_ons.renew(params, state, books, entity)
        fulfilment.bill(params, state, books, entity, state.entities[entity].visits)
    else:
        add_ons.end(params, state, books, entity)


@inner
def _order_work_ends(params: Params, state: State, books: Books, daily: Daily, entity: int) -> int:
    """Finance or the plant is done with an order: what follows."""
    if state.entities[entity].step == Step.MAKE:
        return _MAKE if fulfilment.is_defect(params, state, books, daily, entity) else _SHIP
    if fulfilment.credit_fails(params, state, books, daily, entity):
        fulfilment.cancel(params, state, books, daily, entity, Happening.REJECTED)
        return _NOTHING
    return _MAKE


@inner
def _desk_work_ends(params: Params, state: State, books: Books, daily: Daily, entity: int) -> Then:
    """A seat finished something: it takes the next case, then the finished one goes on."""
    step = state.entities[entity].step
    desks.release(params, state, books, daily, entity)
    what = _NOTHING
    target = sales.STAYS
    if step == Step.WORK:
        if not sales.worked(params, state, books, entity):
            what = _MOVE
            target = sales.next_move(params, state, books, daily, entity)
    elif step == Step.VACANT:
        team.fill_seat(params, state, books, daily, entity)
    elif step == Step.CREDIT or step == Step.MAKE:
        what = _order_work_ends(params, state, books, daily, entity)
    else:
        customers.case_done(params, state, books, daily, entity)
    return Then(what, entity, target)


@inner
def _time_is_up(params: Params, state: State, books: Books, daily: Daily, entity: int) -> Then:
    """An event of an order, customer, invoice, seat or account that no desk was busy with."""
    step = state.entities[entity].step
    if step == Step.TRANSIT:
        return Then(_DELIVER, entity, NONE)
    if step == Step.DUE and state.entities[entity].kind != Case.ADD_ON:
        return _customer_due(params, state, books, daily, entity)
    if step == Step.DUE:
        _add_on_due(params, state, books, entity)
    elif step == Step.PAY:
        finance.settle(params, state, books, entity)
    elif step == Step.LEAVE:
        team.quit_job(params, state, books, daily, entity)
    else:
        customers.come_back(params, state, books, daily, entity)
    return Then(_NOTHING, entity, NONE)


@inner
def _deal_goes_on(params: Params, state: State, books: Books, daily: Daily, entity: int) -> int:
    """A lead arrives, a buyer has decided, or a deal from before the start is there: the move target."""
    step = state.entities[entity].step
    if step == Step.ARRIVE:
        return leads.arrive(params, state, books, daily, entity)
    if step == Step.OPEN:
        leads.reopen(params, state, books, entity)
        return sales.resume(params, state, books, daily, entity)
    return sales.next_move(params, state, books, daily, entity)


@inner
def _happen(params: Params, state: State, books: Books, daily: Daily, entity: int) -> Then:
    """One event of an entity, by the step it was waiting for."""
    step = state.entities[entity].step
    if step == Step.ARRIVE or step == Step.WAIT or step == Step.OPEN:
        return Then(_MOVE, entity, _deal_goes_on(params, state, books, daily, entity))
    if step <= Step.MAKE or step == Step.TICKET or step == Step.VISIT or step == Step.VACANT:
        return _desk_work_ends(params, state, books, daily, entity)
    return _time_is_up(params, state, books, daily, entity)


@inner
def _open(params: Params, state: State, books: Books, daily: Daily) -> None:
    """Seats, customers and open deals that are there before the first day."""
    for desk in range(len(params.people.desks)):
        rank(params, state, daily, desk)
    opens = 0.0
    for seat in range(len(params.people.seats)):
        opens = team.take_seat(params, state, seat, opens)
    for cell in range(len(params.market.cells)):
        row = params.market.cells[cell]
        cell_key = child(state.root[0], Purpose.CUSTOMER, row.identity)
        for number in range(row.customers):
            key = child(cell_key, Purpose.CUSTOMER, number)
            customers.inherit(params, state, books, key, cell)
    for opening in range(len(params.sales.open)):
        deals = params.sales.open[opening]
        opening_key = child(state.root[0], Purpose.OPEN, deals.identity)
        for number in range(deals.deals):
            leads.inherit(params, state, opening, child(opening_key, Purpose.OPEN, number))


@inner
def _is_endless(params: Params, state: State, before: float) -> bool:
    """Count the events of one instant."""
    if state.instant[0] > before:
        state.registers[Register.SAME_INSTANT] = 0
    state.registers[Register.SAME_INSTANT] += 1
    return state.registers[Register.SAME_INSTANT] > params.limits.at_once


@inner
def _react(params: Params, state: State, books: Books, daily: Daily, stamp: np.uint64) -> int:
    """Handle one event; a timer that nobody waits for does nothing."""
    entity = entity_of(stamp)
    if not is_timer(stamp):
        state.registers[Register.PENDING] -= 1
        then = _happen(params, state, books, daily, entity)
    elif rings(state, stamp):
        then = _patience_ends(params, state, books, daily, entity)
    else:
        return DONE
    return _go_on(params, state, books, daily, then)


@inner
def _events(params: Params, state: State, books: Books, daily: Daily, until: float) -> int:
    """Work through the events before `until`."""
    while next_time(state, until) < until:
        if is_full(state, MARGIN):
            return NEED_ROOM
        if state.registers[Register.EVENTS] >= state.registers[Register.PAUSE_AT]:
            return PAUSE
        before = state.instant[0]
        stamp = pop(state)
        state.registers[Register.EVENTS] += 1
        if _is_endless(params, state, before) or _react(params, state, books, daily, stamp) == ENDLESS:
            state.registers[Register.CULPRIT] = entity_of(stamp)
            return ENDLESS
    return DONE


@inner
def _begin(params: Params, state: State, books: Books, daily: Daily) -> bool:
    """Bring the day to the point from which its events can run; False when arrays must grow first."""
    registers = state.registers
    day = registers[Register.DAY]
    if registers[Register.PHASE] == _MORNING:
        if is_short_of_chunks(state, MARGIN + len(state.parts)):
            return False
        open_day(state)
        field.open_blocks(state)
        state.instant[0] = float(day)
        begin_day(params, books, daily, day)
        registers[Register.PAUSE_AT] -= 1 + len(params.campaigns.reached) // _CELLS_PER_EVENT
        registers[Register.PHASE] = _ARRIVALS
    if registers[Register.PHASE] == _ARRIVALS:
        if not field.arrivals(params, state, daily):
            return False
        registers[Register.PHASE] = _EVENTS
    return True


@kernel
def run(params: Params, state: State, books: Books, daily: Daily) -> int:
    """Simulate until the horizon (DONE), the next PAUSE, full arrays (NEED_ROOM) or an ENDLESS loop."""
    registers = state.registers
    if registers[Register.PHASE] == _OPEN:
        _open(params, state, books, daily)
        registers[Register.PHASE] = _MORNING
    while registers[Register.DAY] < params.clock.horizon:
        if not _begin(params, state, books, daily):
            return NEED_ROOM
        status = _events(params, state, books, daily, registers[Register.DAY] + 1.0)
        if status != DONE:
            return status
        registers[Register.DAY] += 1
        registers[Register.PHASE] = _MORNING
    if registers[Register.PHASE] != _CLOSED:
        end_run(params, books, daily)
        registers[Register.PHASE] = _CLOSED
    return DONE
