"""After every run: no seat, queue place, event or record has been lost, and none is held twice.

The conservation laws compare what the books say; the audit looks at the engine's own structures, which no
book mentions. A finding is a fault of the program.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from sim.codes import NONE, Account, Case, Step
from sim.daily import Daily
from sim.engine.state import LEVELS, LINK, Register, State
from sim.errors import EngineError
from sim.params import Params
from sim.params.table import Words

_SHOWN = 10
_BLOCK = 4096
"""Records that are read at a time [1]."""
_AT_WORK = np.isin(np.arange(max(Step) + 1), (Step.WORK, Step.CREDIT, Step.MAKE, Step.TICKET, Step.VISIT))
"""Whether a step is work at a desk, by its number."""


class _Live(NamedTuple):
    """Columns of the records that are in use."""

    place: Words
    """Place of each record."""
    kind: Words
    """A Case [code]."""
    step: Words
    """A Step [code]."""
    queued: Words
    """1 while it waits at a desk [0/1]."""
    timer: Words
    """Stamp of its running patience, 0 for none."""
    desk: Words
    """[index]"""
    other: Words
    """Record of the customer it belongs to, or none [index]."""
    cell: Words
    """[index]"""


def audit(params: Params, state: State, daily: Daily) -> None:
    """Check the engine's structures at the horizon.

    Raises
    ------
    EngineError
        naming everything that was lost or is held twice.
    """
    found = list(leaks(params, state, daily))
    if found:
        more = [f"and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
        lines = ["the engine lost track; please report this scenario", *found[:_SHOWN], *more]
        raise EngineError("\n  ".join(lines))


def leaks(params: Params, state: State, daily: Daily) -> Iterator[str]:
    """Sentences about everything that was lost or is held twice."""
    live = _live(state)
    yield from _records(state, live)
    yield from _event_set(state)
    yield from _points(state)
    yield from _appointments(params, state, daily, live)
    yield from _queues(state, live)
    yield from _seats(params, state, daily, live)
    yield from _accounts(params, daily, live)


def _live(state: State) -> _Live:
    records = state.entities[: state.registers[Register.TOP_ENTITY]]
    blocks = [
        _block(records[start : start + _BLOCK], start) for start in range(0, max(len(records), 1), _BLOCK)
    ]
    if len(blocks) == 1:
        return _Live(*blocks[0])
    return _Live(*(np.concatenate(columns) for columns in zip(*blocks, strict=True)))


def _block(records: Any, start: int) -> list[Any]:
    """Columns of a block of records, small enough to stay in the processor's cache while they are read."""
    place = records["key"].nonzero()[0]
    return [place + start, *(records[name][place] for name in _Live._fields[1:])]


def _same(what: str, left: Any, right: Any, axis: str = "") -> Iterator[str]:
    """Name the places at which two counts differ."""
    if np.array_equal(left, right):
        return
    left, right = np.atleast_1d(left), np.atleast_1d(right)
    for place in np.flatnonzero(left != right):
        where = f" of {axis} {place}" if axis else ""
        yield f"{what}{where}: {left[place]:,} against {right[place]:,}"


def _is_chain(first: int, members: Words, following: Words) -> bool:
    """Whether a list that begins at `first` holds each member once: everyone is pointed at, once.

    Parameters
    ----------
    first : head of the list, or none
    members : who should be in it
    following : what each of them points at; the last at none
    """
    pointed = np.concatenate((following, (first,)))
    pointed.sort()
    return pointed[0] == NONE and np.array_equal(pointed[1:], members)


def _records(state: State, live: _Live) -> Iterator[str]:
    """Every record is in use or free."""
    top = int(state.registers[Register.TOP_ENTITY])
    yield from _same("records in use = records counted", len(live.place), state.registers[Register.LIVE])
    is_free = np.ones(top, bool)
    is_free[live.place] = False
    free = is_free.nonzero()[0]
    following = state.entities["next"][free]
    if not _is_chain(int(state.registers[Register.FREE_ENTITY]), free, following):
        yield f"list of free records: does not hold each of {len(free):,} records once"


def _event_set(state: State) -> Iterator[str]:
    """At the horizon no event is left, and every place for one is free. All that knows the layout is here."""
    registers = state.registers
    yield from _same("events left = 0", registers[Register.HEAP] + registers[Register.LATER], 0)
    for name, lists in (("day", state.days), ("part of the day", state.parts)):
        if (lists != NONE).any():
            yield f"events left: a {name} is not empty"
    top = int(registers[Register.TOP_CHUNK])
    following = state.chunks[:top, LINK].view(np.int64)
    if not _is_chain(int(registers[Register.FREE_CHUNK]), np.arange(top), following):
        yield f"list of free chunks of events: does not hold each of {top:,} chunks once"


def _points(state: State) -> Iterator[str]:
    """Every chunk of points of lead fields is with one day, or free."""
    top = int(state.registers[Register.TOP_POINTS])
    following = state.point_links[:top]
    firsts = np.concatenate((state.point_days, [state.registers[Register.FREE_POINTS]]))
    reached = np.concatenate((following[following >= 0], firsts[firsts >= 0]))
    reached.sort()
    if not np.array_equal(reached, np.arange(top)):
        yield f"points of lead fields: the days and the free list do not hold each of {top:,} chunks once"


def _appointments(params: Params, state: State, daily: Daily, live: _Live) -> Iterator[str]:
    """Whoever does not queue has one event to come, beyond the horizon; who queues has none."""
    for_good = (params.people.seats.attrition < 0) & (daily.filled == 1)
    idle = live.queued == 0
    waiting = np.count_nonzero(idle) - np.count_nonzero(for_good)
    yield from _same("events to come = records that wait for one", state.registers[Register.PENDING], waiting)
    timers = np.count_nonzero(idle & (live.timer != 0))
    yield from _same("timers of records that do not queue = 0", timers, 0)


def _queues(state: State, live: _Live) -> Iterator[str]:
    """The queues hold everyone who waits, once, in lists that agree in both directions."""
    heads, tails = state.heads.ravel(), state.tails.ravel()
    members = live.place[live.queued == 1]
    after, before = state.entities["next"][members], state.entities["previous"][members]
    for side, ends, links in (("front", heads, after), ("back", tails, before)):
        reached = np.concatenate((links[links >= 0], ends[ends >= 0]))
        reached.sort()
        if not np.array_equal(reached, members):
            yield f"queues: not everyone who waits is reached once from the {side}"
    follows = after >= 0
    if not np.array_equal(state.entities["previous"][after[follows]], members[follows]):
        yield "queues: who is next does not have the other as the one before"
    used = (heads >= 0).nonzero()[0]
    ahead = np.concatenate((_line(state, members[follows]), used))
    if not np.array_equal(_line(state, np.concatenate((after[follows], heads[used]))), ahead):
        yield "queues: someone waits at another desk or urgency than the queue"


def _line(state: State, places: Words) -> Words:
    """Queue that records belong to, as a place in the flat list of all queues."""
    records = state.entities
    return records["desk"][places] * LEVELS + records["level"][places]


def _seats(params: Params, state: State, daily: Daily, live: _Live) -> Iterator[str]:
    """Every seat is free, busy or empty."""
    desks, count = params.people.desks, len(params.people.desks)
    at_desk = (live.desk >= 0) & (live.kind != Case.SEAT)
    busy = at_desk & (live.queued == 0) & _AT_WORK[live.step]
    working = np.bincount(live.desk[busy], minlength=count)
    empty = desks.seats - daily.heads
    yield from _same("seats = free + busy + empty", desks.seats, state.free + working + empty, "desk")
    unfilled = np.bincount(params.people.seats.desk[daily.filled == 0], minlength=count)
    yield from _same("seats without a holder = empty", unfilled, empty, "desk")
    cases = np.bincount(live.desk[at_desk], minlength=count)
    yield from _same("cases of the desk = cases assigned", cases, state.load, "desk")


def _accounts(params: Params, daily: Daily, live: _Live) -> Iterator[str]:
    """Accounts are where their deals, orders and customers are."""
    cells = len(params.market.cells)
    is_new = live.other < 0
    deals = is_new & (live.kind == Case.DEAL) & (live.step != Step.ARRIVE)
    held = (live.kind == Case.CUSTOMER) | (is_new & (live.kind == Case.ORDER))
    for account, who in (
        (Account.PIPELINE, deals),
        (Account.CUSTOMER, held),
        (Account.LAPSED, live.kind == Case.ACCOUNT),
    ):
        there = np.bincount(live.cell[who], minlength=cells)
        name = account.name.lower()
        yield from _same(f"{name} accounts = cases that hold one", daily.accounts[account], there, "cell")
