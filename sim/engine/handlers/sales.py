"""Deals: entering stages, the buyer's choice, moves, closing."""

import math

from sim.books import Books, Slot, post, ticks
from sim.codes import (
    LOST,
    NONE,
    TICKS_PER_DAY,
    Account,
    CellFlow,
    DeskFlow,
    Happening,
    Money,
    Purpose,
    Reason,
    SourceFlow,
    StageFlow,
    Step,
)
from sim.daily import Daily
from sim.engine.agenda import schedule
from sim.engine.desks import ask, assign, leave, takes
from sim.engine.record import ended, note
from sim.engine.state import State
from sim.jit import inner
from sim.params import Params
from sim.rules.finance import share_of
from sim.rules.offer import choice_share, net_value, price_blame, service_utility, whole_units
from sim.rules.sales import too_old, urgency
from sim.streams import sampled, uniform

WAITS, GOES_ON, IS_TURNED_AWAY = range(3)
"""What a deal does at the begin of a stage."""
STAYS = -8
"""No target: the deal stays where it is."""


@inner
def enter(params: Params, state: State, books: Books, entity: int, stage: int) -> None:
    """A deal enters a stage."""
    record = state.entities[entity]
    month = params.clock.month_of[int(state.instant[0])]
    record.stage = stage
    record.visits += 1
    record.since = state.instant[0]
    books.stages[month, StageFlow.ENTERED, stage] += 1
    rest = params.clock.horizon * TICKS_PER_DAY - ticks(state.instant[0])
    books.stages[month, StageFlow.AREA_TICKS, stage] += rest
    note(state, entity, Happening.STAGE, stage, record.product)


@inner
def begin(params: Params, state: State, books: Books, daily: Daily, entity: int) -> int:
    """Begin the stage just entered: the deal now waits for something, goes on, or is turned away."""
    record = state.entities[entity]
    row = params.sales.stages[record.stage]
    if row.role >= 0:
        assign(params, state, daily, entity, row.role)
        if not takes(state, record.desk, row.room):
            return IS_TURNED_AWAY
    if row.touch_cost > 0:
        _touch(params, state, books, entity)
    if row.role >= 0:
        _work(params, state, books, daily, entity)
        return WAITS
    return WAITS if wait(params, state, entity) else GOES_ON


@inner
def _is_from_before(params: Params, state: State, entity: int) -> bool:
    """Whether a deal was under way before the start: no source of the plan brought it."""
    return state.entities[entity].source == len(params.campaigns.sources)


@inner
def _touch(params: Params, state: State, books: Books, entity: int) -> None:
    """Pay for an entry; the first one of a deal from before the start was paid before."""
    record = state.entities[entity]
    if record.visits == 1 and _is_from_before(params, state, entity):
        return
    month = params.clock.month_of[int(state.instant[0])]
    slot = Slot(record.cell, record.product, record.source)
    post(books, month, Money.NURTURE, slot, params.sales.stages[record.stage].touch_cost)
    post(books, month, Money.CASH_OUT, slot, params.sales.stages[record.stage].touch_cost)


@inner
def _work(params: Params, state: State, books: Books, daily: Daily, entity: int) -> None:
    record = state.entities[entity]
    row = params.sales.stages[record.stage]
    priority = 0.0
    if not _is_from_before(params, state, entity):
        priority = float(params.campaigns.sources[record.source].priority)
    grade = params.leads.urgency[record.grade]
    record.level = 1 + urgency(float(row.priority), priority, grade)
    record.hours = sampled(params.draws, row.work, uniform(record.key, Purpose.WORK, record.visits))
    record.step = Step.WORK
    patience = sampled(params.draws, row.patience, uniform(record.key, Purpose.PATIENCE, record.visits))
    ask(params, state, books, daily, entity, patience)


@inner
def wait(params: Params, state: State, entity: int) -> bool:
    """Begin the buyer's own time; False when the stage has none."""
    record = state.entities[entity]
    row = params.sales.stages[record.stage]
    if row.wait < 0:
        return False
    delay = sampled(params.draws, row.wait, uniform(record.key, Purpose.WAIT, record.visits))
    schedule(state, entity, state.instant[0] + delay, Step.WAIT)
    return True


@inner
def worked(params: Params, state: State, books: Books, entity: int) -> bool:
    """The rep's work in a stage is done: note the first response, begin the buyer's time."""
    record = state.entities[entity]
    if record.response < 0.0 and params.sales.stages[record.stage].first_touch == 1:
        month = params.clock.month_of[int(state.instant[0])]
        record.response = record.started - record.born
        books.cells[month, CellFlow.RESPONSES, record.cell] += 1
        books.cells[month, CellFlow.RESPONSE_TICKS, record.cell] += ticks(record.response)
        if record.response <= params.leads.sla:
            books.cells[month, CellFlow.IN_SLA, record.cell] += 1
    return wait(params, state, entity)


@inner
def _choice(params: Params, state: State, daily: Daily, entity: int) -> int:
    """The buyer chooses: NONE when we are chosen, else the reason of the loss."""
    record = state.entities[entity]
    offer, weights = params.offer, params.offer.choice
    segment = params.market.cells[record.cell].segment
    day = int(state.instant[0])
    skill = daily.speed[record.desk] if record.desk >= 0 else 1.0
    ours = offer.ours[record.product, segment, day] + service_utility(
        weights.awareness * daily.awareness[record.cell],
        weights.reputation * (daily.reputation[record.cell] - 0.5),
        weights.fit * (record.fit - 0.5),
        weights.skill * (skill - 1.0),
        weights.delay * math.log(1.0 + max(record.response, 0.0)),
    )
    rivals = offer.rivals[record.product, segment, day]
    nothing = offer.nothing[segment]
    chance = uniform(record.key, Purpose.CHOICE, record.visits)
    win = choice_share(ours, rivals, nothing)
    if chance < win:
        return NONE
    if chance < win + choice_share(rivals, ours, nothing):
        blame = price_blame(offer.price_gap[record.product, segment, day])
        if uniform(record.key, Purpose.REASON, record.visits) < blame:
            return Reason.PRICE
        return Reason.COMPETITOR
    return Reason.NO_DECISION


@inner
def _out(params: Params, state: State, books: Books, entity: int, target: int) -> None:
    """Count the way out of the present stage."""
    record = state.entities[entity]
    month = params.clock.month_of[int(state.instant[0])]
    flows = books.stages
    now = ticks(state.instant[0])
    flows[month, StageFlow.LEFT, record.stage] += 1
    flows[month, StageFlow.STAY_TICKS, record.stage] += now - ticks(record.since)
    flows[month, StageFlow.AREA_TICKS, record.stage] -= params.clock.horizon * TICKS_PER_DAY - now
    if target >= 0:
        flows[month, StageFlow.TO_STAGE, record.stage] += 1
    elif target == LOST:
        flows[month, StageFlow.LOST, record.stage] += 1
    else:
        flows[month, StageFlow.WON, record.stage] += 1


@inner
def _target(params: Params, state: State, daily: Daily, entity: int) -> int:
    record = state.entities[entity]
    row = params.sales.stages[record.stage]
    if too_old(state.instant[0] - record.born, row.oldest):
        record.reason = Reason.AGED
        return LOST
    if row.chooses == 1:
        reason = _choice(params, state, daily, entity)
        if reason >= 0:
            record.reason = reason
            return LOST
    chance = uniform(record.key, Purpose.MOVE, record.visits)
    for way in range(row.moves, row.moves + row.ways):
        if chance < params.sales.moves[way].upto or way == row.moves + row.ways - 1:
            record.reason = params.sales.moves[way].reason
            return params.sales.moves[way].to
    return LOST


@inner
def next_move(params: Params, state: State, books: Books, daily: Daily, entity: int) -> int:
    """Where the deal goes from its stage: the move target."""
    target = _target(params, state, daily, entity)
    _out(params, state, books, entity, target)
    return target


@inner
def cold(params: Params, state: State, books: Books, entity: int) -> int:
    """An unattended deal lost interest: the move target of cold deals."""
    record = state.entities[entity]
    row = params.sales.stages[record.stage]
    month = params.clock.month_of[int(state.instant[0])]
    books.stages[month, StageFlow.COLD, record.stage] += 1
    note(state, entity, Happening.COLD, record.stage, record.visits)
    record.reason = Reason.COLD
    _out(params, state, books, entity, row.cold_to)
    return row.cold_to


@inner
def turned_away(params: Params, state: State, books: Books, daily: Daily, entity: int) -> int:
    """No room at the desk: the move target of deals that are turned away; the desk is given back."""
    record = state.entities[entity]
    row = params.sales.stages[record.stage]
    month = params.clock.month_of[int(state.instant[0])]
    books.stages[month, StageFlow.TURNED_AWAY, record.stage] += 1
    books.cells[month, CellFlow.TURNED_AWAY, record.cell] += 1
    books.desks[month, DeskFlow.TURNED_AWAY, record.desk] += 1
    note(state, entity, Happening.TURNED_AWAY, record.stage, record.visits)
    leave(params, state, daily, entity)
    record.reason = Reason.TURNED_AWAY
    _out(params, state, books, entity, row.full_to)
    return row.full_to


@inner
def resume(params: Params, state: State, books: Books, daily: Daily, entity: int) -> int:
    """A deal from before the start goes on in the middle of its stage (STAYS), or queues (move target)."""
    record = state.entities[entity]
    opening = params.sales.open[record.count]
    row = params.sales.stages[opening.stage]
    if row.wait < 0:
        return opening.stage
    enter(params, state, books, entity, opening.stage)
    if row.role >= 0:
        assign(params, state, daily, entity, row.role)
    delay = sampled(params.draws, opening.remaining, uniform(record.key, Purpose.OPEN, 1))
    schedule(state, entity, state.instant[0] + delay, Step.WAIT)
    return STAYS


@inner
def lose(params: Params, state: State, books: Books, daily: Daily, entity: int) -> None:
    """Close a deal as lost; the account is free again."""
    record = state.entities[entity]
    month = params.clock.month_of[int(state.instant[0])]
    books.cells[month, CellFlow.LOST, record.cell] += 1
    books.sources[month, SourceFlow.LOST, record.source] += 1
    books.losses[month, record.reason, record.cell] += 1
    note(state, entity, Happening.LOST, record.reason, record.stage)
    leave(params, state, daily, entity)
    if record.other < 0:
        daily.accounts[Account.PIPELINE, record.cell] -= 1
        daily.accounts[Account.FREE, record.cell] += 1
    ended(state, entity)


@inner
def win(params: Params, state: State, books: Books, daily: Daily, entity: int) -> None:
    """Close a deal as won: value, bookings, commission; the record goes on as the order."""
    record = state.entities[entity]
    day = int(state.instant[0])
    month = params.clock.month_of[day]
    segment = params.market.cells[record.cell].segment
    product = params.offer.products[record.product]
    units = sampled(params.draws, product.quantity, uniform(record.key, Purpose.QUANTITY, 0))
    record.units = whole_units(units)
    price = params.offer.price[record.product, segment, day]
    record.amount = net_value(price, record.units, product.discount)
    books.cells[month, CellFlow.WON, record.cell] += 1
    books.sources[month, SourceFlow.WON, record.source] += 1
    slot = Slot(record.cell, record.product, record.source)
    post(books, month, Money.DISCOUNTS, slot, price * record.units - record.amount)
    commission = share_of(record.amount, params.fulfilment.routes[record.product].commission)
    post(books, month, Money.COMMISSION, slot, commission)
    post(books, month, Money.CASH_OUT, slot, commission)
    if record.desk >= 0:
        books.desks[month, DeskFlow.WON, record.desk] += 1
        books.desks[month, DeskFlow.BOOKINGS, record.desk] += record.amount
    note(state, entity, Happening.WON, record.product, record.units)
    leave(params, state, daily, entity)
    if record.other < 0:
        daily.accounts[Account.PIPELINE, record.cell] -= 1
        daily.accounts[Account.CUSTOMER, record.cell] += 1
