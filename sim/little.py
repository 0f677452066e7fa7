"""Little's law (1961): L = lambda W, over the same window, in every run.

The window is the run. L is the area under the curve of the number of cases, divided by the length of the
window; lambda is the number of cases that came, and W their mean stay inside the window, those still there at
its end included. Both sides times the window are whole ticks, so the law holds exactly, not just to a
tolerance. The area is counted from the instants at which cases come and go, the stays from what each case
remembers of its own arrival.
"""

from collections.abc import Iterator

import numpy as np

from sim.books import Books
from sim.codes import NONE, TICKS_PER_DAY, DeskFlow, Happening, StageFlow, Step
from sim.outcome import Outcome
from sim.params import Params
from sim.params.table import Words
from sim.trace import Trace


def broken_little_laws(params: Params, outcome: Outcome) -> list[str]:
    """Sentences about queues and stages in which Little's law does not hold."""
    books, census = outcome.books, outcome.census
    flows = books.desks.sum(axis=0)
    waits = flows[DeskFlow.WAIT_TICKS] + flows[DeskFlow.ABANDON_TICKS] + census.waiting_ticks
    stays = books.stages[:, StageFlow.STAY_TICKS].sum(axis=0) + census.stage_ticks
    broken = [
        *_unequal("queue of desk", queue_areas(params, books).sum(axis=0), waits),
        *_unequal("deals in stage", stage_areas(params, books).sum(axis=0), stays),
    ]
    if outcome.trace is not None:
        broken += _traced_stages(params, outcome, outcome.trace)
        broken += _traced_waits(params, outcome, outcome.trace)
    return broken


def queue_areas(params: Params, books: Books) -> Words:
    """Integral over each month of the number of cases that wait, (months, desks) [case x tick]."""
    desks = books.desks
    gone = desks[:, DeskFlow.STARTED] + desks[:, DeskFlow.ABANDONED]
    return _areas(params, desks[:, DeskFlow.ENTERED] - gone, books.queue_area)


def stage_areas(params: Params, books: Books) -> Words:
    """Integral over each month of the number of deals in a stage, (months, stages) [deal x tick]."""
    stages = books.stages
    return _areas(params, stages[:, StageFlow.ENTERED] - stages[:, StageFlow.LEFT], books.stage_area)


def _areas(params: Params, growth: Words, changes: Words) -> Words:
    """Those there at the begin of a month, for the whole of it, and what those add who come or go."""
    starts = np.asarray(params.clock.month_starts)
    lengths = np.diff(np.append(starts, params.clock.horizon)) * TICKS_PER_DAY
    before: Words = (growth.cumsum(axis=0) - growth) * lengths[:, None] + changes
    return before


def _unequal(what: str, areas: Words, stays: Words) -> Iterator[str]:
    """Places at which the number of cases over time is not what their stays add up to."""
    for place in np.flatnonzero(areas != stays):
        sides = f"L T = {areas[place]:,} against lambda W T = {stays[place]:,} ticks"
        yield f"Little's law for the {what} {place}: {sides}"


# ---- the same from the rows of the trace ----------------------------------------------------------


def _traced_stages(params: Params, outcome: Outcome, trace: Trace) -> Iterator[str]:
    """Deals in each stage, integrated from event to event, against the stays in the books.

    Deals that pass two stages that may take time at the very same instant leave it open which came first:
    those stages are only compared together.
    """
    stages, books = len(params.sales.stages), outcome.books
    stage, entry, leave, unclear = _visits(params, trace)
    stays = books.stages[:, StageFlow.STAY_TICKS].sum(axis=0) + outcome.census.stage_ticks
    areas = np.array([_area(entry[stage == nth], leave[stage == nth]) for nth in range(stages)], np.int64)
    clear = ~np.isin(np.arange(stages), unclear)
    yield from _unequal("traced deals in stage", np.where(clear, areas, stays), stays)
    yield from _unequal("traced deals in all stages up to", areas.cumsum()[-1:], stays.cumsum()[-1:])


def _visits(params: Params, trace: Trace) -> tuple[Words, Words, Words, Words]:
    """Stage, begin and end [tick] of every stay of a deal in a stage, and the stages that cannot be told."""
    closes = (trace.what == Happening.WON) | ((trace.what == Happening.LOST) & (trace.detail >= 0))
    rows = trace[(trace.what == Happening.STAGE) | closes]
    entries = rows.what == Happening.STAGE
    stage = np.where(entries, rows.code, NONE)
    lasting = entries & _lasts(params)[stage]
    order = np.lexsort((lasting, ~entries, rows.time, rows.key))
    times = _ticks(rows)[order]
    keys, stage, lasting = rows.key[order], stage[order], lasting[order]
    followed = np.append(keys[1:] == keys[:-1], False)
    until = np.where(followed, np.append(times[1:], 0), params.clock.horizon * TICKS_PER_DAY)
    tied = followed & np.append(times[1:] == times[:-1], False) & lasting
    unclear = np.append(stage[tied], np.append(stage[1:], NONE)[tied])
    stays = stage >= 0
    return stage[stays], times[stays], until[stays], unclear


def _lasts(params: Params) -> np.ndarray:
    """Whether a stage may take time, (stages,)."""
    rows = params.sales.stages
    return np.asarray((rows.role >= 0) | (rows.wait >= 0))


def _area(starts: Words, ends: Words) -> int:
    """Integral over time of the number of intervals under way."""
    times = np.concatenate([starts, ends])
    changes = np.concatenate([np.ones_like(starts), -np.ones_like(ends)])
    order = np.argsort(times, kind="stable")
    return int((changes[order].cumsum()[:-1] * np.diff(times[order])).sum())


def _traced_waits(params: Params, outcome: Outcome, trace: Trace) -> Iterator[str]:
    """Waits of deals, from entering a stage until work starts or patience ends, against the books.

    The n-th time a deal asks for work is the n-th time that it gets it or gives up. Desks that also serve
    orders or customers are left to the law of the books.
    """
    flows = outcome.books.desks.sum(axis=0)
    waited = flows[DeskFlow.WAIT_TICKS] + flows[DeskFlow.ABANDON_TICKS]
    entries = trace[trace.what == Happening.STAGE]
    asked = _by_key(entries[np.asarray(params.sales.stages.role)[entries.code] >= 0])
    started = (trace.what == Happening.START) & (trace.code == Step.WORK)
    ended = _by_key(trace[started | (trace.what == Happening.COLD)])
    turn = np.arange(len(ended)) - np.searchsorted(ended.key, ended.key)
    begun = asked[np.searchsorted(asked.key, ended.key) + turn]
    found = np.zeros(len(waited), np.int64)
    np.add.at(found, ended.desk, _ticks(ended) - _ticks(begun))
    own = ~_serves_others(params)
    yield from _unequal("traced queue of desk", np.where(own, found, waited), waited)


def _by_key(rows: Trace) -> Trace:
    """Rows by entity, and by time."""
    return rows[np.lexsort((rows.time, rows.key))].view(np.recarray)


def _ticks(rows: Trace) -> Words:
    """Time of rows [tick]."""
    whole: Words = (rows.time * TICKS_PER_DAY + 0.5).astype(np.int64)
    return whole


def _serves_others(params: Params) -> np.ndarray:
    """Whether a desk has a role in the service of orders or customers, (desks,)."""
    routes, care = params.fulfilment.routes, params.customers.care
    roles = (routes.credit_role, routes.make_role, care.ticket_role, care.visit_role)
    return np.isin(params.people.desks.role, np.concatenate(roles))
