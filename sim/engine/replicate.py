"""One replication on the compiled engine, and the growth of its arrays."""

from typing import Any

import numpy as np

from sim.books import new_books
from sim.census import Census
from sim.codes import TICKS_PER_DAY, Case, Step
from sim.daily import begin_day, new_daily
from sim.engine.loop import DONE, ENDLESS, run
from sim.engine.state import Register, State, buckets_per_day, grown, new_state
from sim.errors import LimitError, RunError
from sim.outcome import Outcome, pair_keys, root_key
from sim.params import Params
from sim.params.table import Words
from sim.trace import in_order

_ROOM = 80
"""Free places below which an array is doubled; more than any single step can fill."""
_WORKING = (Step.WORK, Step.CREDIT, Step.MAKE, Step.TICKET, Step.VISIT)


def replicate(
    params: Params, seed: int, replication: int, recording: bool = False, most_entities: int = 1 << 26
) -> Outcome:
    """Simulate one replication.

    Raises
    ------
    LimitError
        when more entities are alive at once than `most_entities`.
    RunError
        when a zero-delay loop of the scenario never ends.
    """
    root = root_key(seed, replication)
    per_day = buckets_per_day(params, _leads_of_first_day(params))
    state = new_state(params, (root, pair_keys(params, root)), per_day, recording)
    books, daily = new_books(params), new_daily(params)
    status = run(params, state, books, daily)
    while status != DONE:
        if status == ENDLESS:
            raise RunError(
                f"events of one instant never end (day {state.instant[0]:.6f}): look for a zero-delay loop"
            )
        state = grown(state, _ROOM)
        if len(state.entities) > most_entities:
            raise LimitError(f"more than {most_entities:,} leads, orders and customers are open at once")
        status = run(params, state, books, daily)
    rows = int(state.registers[Register.TRACE_ROWS])
    trace = in_order(state.trace[:rows].view(np.recarray)) if recording else None
    return Outcome(books, _census(params, state), trace, rows)


def _leads_of_first_day(params: Params) -> float:
    """Leads to be expected on day 0, on books that are thrown away."""
    daily = new_daily(params)
    begin_day(params, new_books(params), daily, 0)
    return float(daily.intensity.sum())


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
    asked = (queued.asked * TICKS_PER_DAY + 0.5).astype(np.int64)
    since = (deals.since * TICKS_PER_DAY + 0.5).astype(np.int64)
    return Census(
        deals=np.bincount(deals.cell, minlength=cells),
        stage_deals=np.bincount(deals.stage, minlength=stages),
        orders=np.bincount(orders.product, minlength=products),
        order_value=_sums(orders.product, orders.amount, products),
        invoices=np.bincount(invoices.product, minlength=products),
        invoice_value=_sums(invoices.product, invoices.amount, products),
        customers=np.bincount(alive[alive.kind == Case.CUSTOMER].product, minlength=products),
        waiting=np.bincount(queued.desk, minlength=desks),
        waiting_ticks=_sums(queued.desk, horizon - asked, desks),
        working=np.bincount(working.desk, minlength=desks),
        stage_ticks=_sums(deals.stage, horizon - since, stages),
    )


def _sums(places: Words, amounts: Words, size: int) -> Words:
    """Whole-number sums of amounts by place."""
    totals = np.zeros(size, np.int64)
    np.add.at(totals, places, amounts)
    return totals
