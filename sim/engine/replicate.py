"""One replication on the compiled engine, and the growth of its arrays."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from sim.books import Books, new_books
from sim.census import Census
from sim.codes import MOST_ENTITIES, NONE, TICKS_PER_DAY, Case, MediaState, Step
from sim.daily import new_daily
from sim.engine.agenda import MOST_STAMPS
from sim.engine.audit import audit
from sim.engine.loop import DONE, ENDLESS, NEED_ROOM, PAUSE, run
from sim.engine.state import Register, State, grown, new_state, parts_of_day
from sim.mornings import begin_day
from sim.outcome import Outcome, Seed, root_key
from sim.params import Params
from sim.params.table import Words
from sim.trace import in_order
from sim.troubles import endless, too_long_a_trace, too_many_happenings, too_many_open

Watch = Callable[[float], None]
"""Called with the share of the horizon that is done [1]."""

_ROOM = 80
"""Free places below which an array is doubled; more than any single step can fill."""
_PAUSE = 0.2
"""Time between pauses, in which a run can be watched and stopped [second]."""
_LEAST_EVENTS, _MOST_EVENTS = 1_000, 2_000_000
"""Bounds of the events between pauses [1]."""
_WORKING = (Step.WORK, Step.CREDIT, Step.MAKE, Step.TICKET, Step.VISIT)


def replicate(
    params: Params, seed: Seed, replication: int, recording: bool = False, watch: Watch | None = None
) -> Outcome:
    """Simulate one replication.

    Parameters
    ----------
    watch : called from time to time with the share of the horizon that is done; may raise, to stop the run

    Raises
    ------
    RunawayError
        when the replication grows beyond one of `params.limits`.
    EndlessError
        when a zero-delay loop of the scenario never ends.
    EngineError
        when the engine lost track of something.
    """
    _check_start(params)
    root = root_key(seed, replication)
    parts = parts_of_day(params, _leads_of_first_day(params))
    state = new_state(params, root, parts, recording)
    books, daily = new_books(params), new_daily(params)
    status = NEED_ROOM
    while status != DONE:
        began, before = time.perf_counter(), int(state.registers[Register.EVENTS])
        status = run(params, state, books, daily)
        _check(params, state, books, status)
        if watch is not None:
            watch(state.instant[0] / params.clock.horizon)
        if status == NEED_ROOM:
            state = grown(state, _ROOM)
        elif status == PAUSE:
            events = int(state.registers[Register.EVENTS])
            state.registers[Register.PAUSE_AT] = events + _paced(events - before, time.perf_counter() - began)
    audit(params, state, daily)
    rows = int(state.registers[Register.TRACE_ROWS])
    trace = in_order(state.trace[:rows].copy().view(np.recarray)) if recording else None
    return Outcome(books, _census(params, state), trace, rows)


def _paced(events: int, seconds: float) -> int:
    """Events until the next pause, at the speed of the last ones.

    Parameters
    ----------
    events : [1] events since the last pause
    seconds : [second] time they took
    """
    return int(min(max(events * _PAUSE / max(seconds, 1e-6), _LEAST_EVENTS), _MOST_EVENTS))


def _check_start(params: Params) -> None:
    """Refuse what the arrays could not hold at the start."""
    cells, seats = params.market.cells, len(params.people.seats)
    kinds = np.zeros(len(Case) + 1, np.int64)
    kinds[[Case.CUSTOMER, Case.SEAT]] = cells.customers.sum(), seats
    if kinds.sum() > params.limits.entities:
        raise too_many_open(params, 0.0, kinds)


def _check(params: Params, state: State, books: Books, status: int) -> None:
    """Stop a replication that is endless, or has grown beyond a limit."""
    registers, limits, moment = state.registers, params.limits, float(state.instant[0])
    if status == ENDLESS:
        culprit = state.entities[registers[Register.CULPRIT]]
        raise endless(params, moment, int(culprit.stage) if culprit.kind == Case.DEAL else NONE)
    if registers[Register.TOP_ENTITY] > min(limits.entities, MOST_ENTITIES):
        kinds = state.entities.kind[: registers[Register.TOP_ENTITY]]
        raise too_many_open(params, moment, np.bincount(kinds[kinds > 0], minlength=len(Case) + 1))
    rows = int(registers[Register.TRACE_ROWS])
    if rows > limits.happenings or registers[Register.SEQUENCE] > MOST_STAMPS:
        raise too_many_happenings(params, moment, books)
    if registers[Register.RECORDING] == 1 and rows > limits.trace_rows:
        raise too_long_a_trace(params, moment, books)


def _leads_of_first_day(params: Params) -> float:
    """Leads to be expected on day 0, on books that are thrown away."""
    books = new_books(params)
    begin_day(params, books, new_daily(params), 0)
    return float(books.media[0, MediaState.EXPECTED_LEADS].sum())


def _census(params: Params, state: State) -> Census:
    alive: Any = state.entities[: state.registers[Register.TOP_ENTITY]]
    alive = alive[alive.key != 0]
    products, cells = len(params.offer.products), len(params.market.cells)
    desks, stages = len(params.people.desks), len(params.sales.stages)
    deals = alive[(alive.kind == Case.DEAL) & (alive.stage >= 0)]
    orders = alive[alive.kind == Case.ORDER]
    invoices = alive[alive.kind == Case.INVOICE]
    queued = alive[(alive.queued == 1) & (alive.step != Step.VACANT)]
    working = alive[(alive.queued == 0) & np.isin(alive.step, _WORKING)]
    horizon = params.clock.horizon * TICKS_PER_DAY
    since = (deals.since * TICKS_PER_DAY + 0.5).astype(np.int64)
    asked = (queued.asked * TICKS_PER_DAY + 0.5).astype(np.int64)
    return Census(
        deals=np.bincount(deals.cell, minlength=cells),
        stage_deals=np.bincount(deals.stage, minlength=stages),
        stage_ticks=_sums(deals.stage, horizon - since, stages),
        orders=np.bincount(orders.product, minlength=products),
        order_value=_sums(orders.product, orders.amount, products),
        invoices=np.bincount(invoices.product, minlength=products),
        invoice_value=_sums(invoices.product, invoices.amount, products),
        customers=np.bincount(alive[alive.kind == Case.CUSTOMER].product, minlength=products),
        add_ons=np.bincount(alive[alive.kind == Case.ADD_ON].product, minlength=products),
        waiting=np.bincount(queued.desk, minlength=desks),
        waiting_ticks=_sums(queued.desk, horizon - asked, desks),
        working=np.bincount(working.desk, minlength=desks),
    )


def _sums(places: Words, amounts: Words, size: int) -> Words:
    """Whole-number sums of amounts by place."""
    totals = np.zeros(size, np.int64)
    np.add.at(totals, places, amounts)
    return totals
