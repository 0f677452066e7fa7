"""Deals: stages, the buyer's choice, moves, closing."""

import math

from sim.books import ticks
from sim.codes import (
    LOST,
    NONE,
    WON,
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
from sim.reference.desk import WORK_FIRST, Task, assign, give_back, takes, work
from sim.reference.entities import Deal, chance
from sim.reference.world import Passage, Verdict, World
from sim.rules.finance import share_of
from sim.rules.offer import choice_share, net_value, price_blame, service_utility, whole_units
from sim.rules.sales import too_old, urgency
from sim.troubles import endless

MOST_MOVES = 1000
"""Stages that a deal may pass in one instant."""


def resume(world: World, deal: Deal, place: int) -> Passage:
    """A deal from before the start: the rest of the buyer's time, or the queue; where it goes next."""
    opening = world.params.sales.open[place]
    stage = int(opening.stage)
    row = world.params.sales.stages[stage]
    if row.wait < 0:
        return stage
    _enter(world, deal, stage)
    if row.role >= 0:
        assign(world, deal, int(row.role))
    yield world.env.timeout(world.draw(int(opening.remaining), deal.key, Purpose.OPEN, 1))
    return _leave(world, deal)


def deal(world: World, deal: Deal, target: int) -> Verdict:
    """Follow a deal from stage to stage until it is won (True) or lost."""
    at_once = 0
    while target >= 0:
        _enter(world, deal, target)
        full = _is_full(world, deal)
        at_once = at_once + 1 if full or _is_empty(world, target) else 0
        target = _turned_away(world, deal) if full else (yield from _stage(world, deal))
        if at_once > MOST_MOVES:
            raise endless(world.params, world.now, deal.stage)
    if target == LOST:
        _lose(world, deal)
    else:
        _win(world, deal)
    return target != LOST


def _enter(world: World, deal: Deal, stage: int) -> None:
    deal.stage = stage
    deal.visits += 1
    deal.since = world.now
    world.books.stages[world.month, StageFlow.ENTERED, stage] += 1
    world.books.stages[world.month, StageFlow.AREA_TICKS, stage] += world.rest
    world.note(deal, Happening.STAGE, stage, deal.product)


def _is_full(world: World, deal: Deal) -> bool:
    """Give the deal a desk where the stage has work, and tell whether that desk takes no more."""
    row = world.params.sales.stages[deal.stage]
    if row.role < 0:
        return False
    assign(world, deal, int(row.role))
    return not takes(world, deal.desk, int(row.room))


def _turned_away(world: World, deal: Deal) -> int:
    """No room at the desk, which is given back; returns where the deal goes."""
    world.books.stages[world.month, StageFlow.TURNED_AWAY, deal.stage] += 1
    world.books.cells[world.month, CellFlow.TURNED_AWAY, deal.cell] += 1
    world.books.desks[world.month, DeskFlow.TURNED_AWAY, deal.desk] += 1
    world.note(deal, Happening.TURNED_AWAY, deal.stage, deal.visits)
    give_back(world, deal)
    deal.reason = Reason.TURNED_AWAY
    target = int(world.params.sales.stages[deal.stage].full_to)
    _out(world, deal, target)
    return target


def _touch(world: World, deal: Deal) -> None:
    """Pay for an entry; the first one of a deal from before the start was paid before."""
    cost = int(world.params.sales.stages[deal.stage].touch_cost)
    if cost > 0 and not (deal.visits == 1 and _is_from_before(world, deal)):
        world.post(Money.NURTURE, deal, cost)
        world.post(Money.CASH_OUT, deal, cost)


def _is_from_before(world: World, deal: Deal) -> bool:
    """Whether a deal was under way before the start: no source of the plan brought it."""
    return deal.source == len(world.params.campaigns.sources)


def _is_empty(world: World, stage: int) -> bool:
    """Whether a stage takes no time at all."""
    row = world.params.sales.stages[stage]
    return bool(row.role < 0 and row.wait < 0)


def _stage(world: World, deal: Deal) -> Passage:
    """Work by a rep, then the buyer's own time; returns where the deal goes next."""
    row = world.params.sales.stages[deal.stage]
    _touch(world, deal)
    if row.role >= 0:
        attended = yield from work(world, deal, _task(world, deal))
        if not attended:
            return _cold(world, deal)
        _respond(world, deal)
    if row.wait >= 0:
        yield world.env.timeout(world.draw(int(row.wait), deal.key, Purpose.WAIT, deal.visits))
    return _leave(world, deal)


def _leave(world: World, deal: Deal) -> int:
    """End a stage; returns where the deal goes next."""
    target = _next(world, deal)
    _out(world, deal, target)
    return target


def _task(world: World, deal: Deal) -> Task:
    """What the deal asks of its rep in this stage."""
    row = world.params.sales.stages[deal.stage]
    sources = world.params.campaigns.sources
    priority = 0.0 if _is_from_before(world, deal) else float(sources[deal.source].priority)
    grade = float(world.params.leads.urgency[deal.grade])
    return Task(
        step=Step.WORK,
        hours=world.draw(int(row.work), deal.key, Purpose.WORK, deal.visits),
        level=WORK_FIRST + urgency(float(row.priority), priority, grade),
        patience=world.draw(int(row.patience), deal.key, Purpose.PATIENCE, deal.visits),
    )


def _respond(world: World, deal: Deal) -> None:
    """Note the first response to a lead."""
    if deal.response >= 0.0 or world.params.sales.stages[deal.stage].first_touch != 1:
        return
    deal.response = deal.started - deal.born
    flows = world.books.cells
    flows[world.month, CellFlow.RESPONSES, deal.cell] += 1
    flows[world.month, CellFlow.RESPONSE_TICKS, deal.cell] += ticks(deal.response)
    flows[world.month, CellFlow.IN_SLA, deal.cell] += deal.response <= world.params.leads.sla


def _cold(world: World, deal: Deal) -> int:
    """An unattended deal lost interest; returns where it goes."""
    world.books.stages[world.month, StageFlow.COLD, deal.stage] += 1
    world.note(deal, Happening.COLD, deal.stage, deal.visits)
    deal.reason = Reason.COLD
    target = int(world.params.sales.stages[deal.stage].cold_to)
    _out(world, deal, target)
    return target


def _next(world: World, deal: Deal) -> int:
    """Where a deal goes at the end of its stage: given up for age, chosen against, or one of its moves."""
    row = world.params.sales.stages[deal.stage]
    if too_old(world.now - deal.born, float(row.oldest)):
        deal.reason = Reason.AGED
        return LOST
    refusal = _choice(world, deal) if row.chooses == 1 else NONE
    if refusal != NONE:
        deal.reason = refusal
        return LOST
    drawn = chance(deal.key, Purpose.MOVE, deal.visits)
    ways = world.params.sales.moves[row.moves : row.moves + row.ways]
    taken = next((way for way in ways if drawn < way.upto), ways[-1] if len(ways) else None)
    if taken is None:
        return LOST
    deal.reason = int(taken.reason)
    return int(taken.to)


def _choice(world: World, deal: Deal) -> int:
    """The buyer chooses among us, the rivals and nothing: the reason when we are not chosen, else none."""
    offer = world.params.offer
    segment, day = int(world.params.market.cells[deal.cell].segment), world.day
    ours = float(offer.ours[deal.product, segment, day]) + _service(world, deal)
    rivals = float(offer.rivals[deal.product, segment, day])
    nothing = float(offer.nothing[segment])
    drawn = chance(deal.key, Purpose.CHOICE, deal.visits)
    win = choice_share(ours, rivals, nothing)
    if drawn < win:
        return NONE
    if drawn >= win + choice_share(rivals, ours, nothing):
        return Reason.NO_DECISION
    blame = price_blame(float(offer.price_gap[deal.product, segment, day]))
    by_price = chance(deal.key, Purpose.REASON, deal.visits) < blame
    return Reason.PRICE if by_price else Reason.COMPETITOR


def _service(world: World, deal: Deal) -> float:
    """Utility of brand and service in the buyer's eyes."""
    weights, daily = world.params.offer.choice, world.daily
    skill = float(daily.speed[deal.desk]) if deal.desk >= 0 else 1.0
    return service_utility(
        weights.awareness * float(daily.awareness[deal.cell]),
        weights.reputation * (float(daily.reputation[deal.cell]) - 0.5),
        weights.fit * (deal.fit - 0.5),
        weights.skill * (skill - 1.0),
        weights.delay * math.log(1.0 + max(deal.response, 0.0)),
    )


def _out(world: World, deal: Deal, target: int) -> None:
    """Count the way out of the present stage."""
    flows = world.books.stages
    way = {LOST: StageFlow.LOST, WON: StageFlow.WON}.get(target, StageFlow.TO_STAGE)
    flows[world.month, StageFlow.LEFT, deal.stage] += 1
    flows[world.month, StageFlow.STAY_TICKS, deal.stage] += ticks(world.now) - ticks(deal.since)
    flows[world.month, StageFlow.AREA_TICKS, deal.stage] -= world.rest
    flows[world.month, way, deal.stage] += 1


def _lose(world: World, deal: Deal) -> None:
    """Close a deal as lost; the account is free again."""
    books, accounts = world.books, world.daily.accounts
    books.cells[world.month, CellFlow.LOST, deal.cell] += 1
    books.sources[world.month, SourceFlow.LOST, deal.source] += 1
    books.losses[world.month, deal.reason, deal.cell] += 1
    world.note(deal, Happening.LOST, deal.reason, deal.stage)
    give_back(world, deal)
    if deal.customer is None:
        accounts[Account.PIPELINE, deal.cell] -= 1
        accounts[Account.FREE, deal.cell] += 1
    world.leave(deal)


def _win(world: World, deal: Deal) -> None:
    """Close a deal as won: value, discount, commission."""
    books, accounts = world.books, world.daily.accounts
    _price(world, deal)
    books.cells[world.month, CellFlow.WON, deal.cell] += 1
    books.sources[world.month, SourceFlow.WON, deal.source] += 1
    if deal.desk >= 0:
        books.desks[world.month, DeskFlow.WON, deal.desk] += 1
        books.desks[world.month, DeskFlow.BOOKINGS, deal.desk] += deal.amount
    world.note(deal, Happening.WON, deal.product, deal.units)
    give_back(world, deal)
    if deal.customer is None:
        accounts[Account.PIPELINE, deal.cell] -= 1
        accounts[Account.CUSTOMER, deal.cell] += 1
    world.leave(deal)


def _price(world: World, deal: Deal) -> None:
    """Units and value of a won deal, and what the seller earns by it."""
    params = world.params
    product = params.offer.products[deal.product]
    segment = int(params.market.cells[deal.cell].segment)
    units = world.draw(int(product.quantity), deal.key, Purpose.QUANTITY, 0)
    deal.units = whole_units(units)
    price = int(params.offer.price[deal.product, segment, world.day])
    deal.amount = net_value(price, deal.units, float(product.discount))
    world.post(Money.DISCOUNTS, deal, price * deal.units - deal.amount)
    commission = share_of(deal.amount, float(params.fulfilment.routes[deal.product].commission))
    world.post(Money.COMMISSION, deal, commission)
    world.post(Money.CASH_OUT, deal, commission)
