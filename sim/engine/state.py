"""Everything that changes while the compiled engine runs, as arrays that can grow between calls.

Memory follows what is active: a finished entity's record and event go back to a free list.
"""

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np

from sim.codes import NONE, PRIORITIES
from sim.params import Params
from sim.params.table import Table, Words
from sim.trace import TRACE

PER_CHUNK = 7
"""Events to a chunk of a list: with its count and link it is 128 bytes, two lines of the cache."""
COUNT, LINK = 2 * PER_CHUNK, 2 * PER_CHUNK + 1
"""Words of a chunk that hold the number of its events and the chunk that follows."""
_MOST_PARTS = 1 << 16
_EVENTS_TO_A_PART = 48.0
_FIRST_PAUSE = 20_000
"""Events until the first pause, from which the pace of the next ones is known [1]."""

LEVELS = PRIORITIES + 1
"""Queues per desk: level 0 is kept for people who leave, work comes after."""

ENTITY = np.dtype(
    [
        ("key", "u8"),  # its draws
        ("other_key", "u8"),  # key of the customer it belongs to
        ("parent", "u8"),  # key of what it was born from, for the trace
        ("timer", "u8"),  # stamp of its running patience, 0 for none
        ("born", "f8"),  # [day]
        ("since", "f8"),  # [day] entered its stage
        ("asked", "f8"),  # [day] joined the queue
        ("started", "f8"),  # [day] work began
        ("due", "f8"),  # [day] promise of an order, renewal of a customer
        ("visit_due", "f8"),  # [day]
        ("hours", "f8"),  # [h] work it asks for ([day] for a vacancy)
        ("fit", "f8"),  # [1]
        ("response", "f8"),  # [day] to first response, negative before
        ("satisfaction", "f8"),  # [1]
        ("amount", "i8"),  # [cent]
        ("units", "i4"),
        ("other", "i4"),  # record of the customer it belongs to, or none
        ("next", "i4"),
        ("previous", "i4"),
        ("desk", "i4"),
        ("cell", "i4"),
        ("source", "i4"),
        ("product", "i4"),
        ("stage", "i4"),
        ("visits", "i4"),  # stages entered; number of its draws there
        ("count", "i4"),  # number of further draws
        ("seat", "i4"),
        ("kind", "i1"),  # Case
        ("step", "i1"),  # Step that its next event is
        ("grade", "i1"),
        ("level", "i1"),  # queue level at the desk
        ("reason", "i1"),
        ("due_kind", "i1"),  # Due
        ("queued", "i1"),  # 1 while it waits at a desk
    ],
    align=True,
)


class Register(IntEnum):
    """Places of the loop's own whole numbers."""

    HEAP = 0
    SEQUENCE = 1
    FREE_ENTITY = 2
    TOP_ENTITY = 3
    FREE_CHUNK = 4
    TOP_CHUNK = 5
    LATER = 6
    PART = 7
    TRACE_ROWS = 8
    DAY = 9
    PAIR = 10
    LAYER = 11
    PHASE = 12
    EVENTS = 13
    LIVE = 14
    RECORDING = 15
    SAME_INSTANT = 16
    PENDING = 17
    PAUSE_AT = 18
    CULPRIT = 19


Keys = np.ndarray[Any, np.dtype[np.uint64]]
"""Array of keys of draws."""


class State(NamedTuple):
    """The running replication."""

    entities: Table
    """`ENTITY` records; freed ones are chained by `next`."""
    heap: np.ndarray[Any, np.dtype[np.uint64]]
    """Near events: pairs of (time bits, stamp), binary heap."""
    chunks: np.ndarray[Any, np.dtype[np.uint64]]
    """Later events in chunks of lists, (chunks, LINK + 1): pairs of (time bits, stamp), count, link."""
    days: Words
    """First chunk of the events of each later day, or none, (horizon,)."""
    parts: Words
    """First chunk of the events of each later part of today, or none."""
    registers: Words
    instant: np.ndarray[Any, np.dtype[np.float64]]
    """Time of the last event, horizon [day], parts of a day, intensity being scheduled [lead/day]; (4,)."""
    root: np.ndarray[Any, np.dtype[np.uint64]]
    """Key of the replication, (1,)."""
    pair_keys: np.ndarray[Any, np.dtype[np.uint64]]
    """Key of the lead field of each source and cell, (pairs,)."""
    free: Words
    """Seats of each desk that nobody holds busy."""
    load: Words
    """Cases assigned to each desk."""
    waiting: Words
    """Cases in the queue of each desk, without people who leave."""
    turn: Words
    """Round-robin position of each team."""
    heads: Words
    tails: Words
    """Ends of the queues, (desks, LEVELS), or none."""
    trace: Table
    """`TRACE` rows, as many as recorded so far."""


def parts_of_day(params: Params, leads: float) -> int:
    """A power of two: some fifty events to a part, judged by the leads of a day and the seats."""
    daily = 6.0 * leads + len(params.people.seats)
    power = np.ceil(np.log2(max(daily / _EVENTS_TO_A_PART, 1.0)))
    return min(1 << int(power), _MOST_PARTS)


def new_state(params: Params, keys: tuple[np.uint64, Keys], parts: int, recording: bool) -> State:
    """Fresh state of one replication, before its first event.

    Parameters
    ----------
    keys : key of the replication, and of the lead field of every source and cell
    parts : parts of a day in the event set, a power of two
    recording : whether trace rows are kept
    """
    desks, teams = params.people.desks, params.people.teams
    registers = np.zeros(len(Register), np.int64)
    registers[[Register.FREE_ENTITY, Register.FREE_CHUNK, Register.PART]] = NONE
    registers[Register.SEQUENCE] = 1
    registers[Register.PAUSE_AT] = _FIRST_PAUSE
    registers[Register.RECORDING] = int(recording)
    there = params.market.cells.customers.sum() + params.market.cells.open.sum()
    room = 4096 + 2 * (int(there) + len(params.people.seats))
    return State(
        entities=np.zeros(room, ENTITY).view(np.recarray),
        heap=np.zeros(2 * room, np.uint64),
        # nothing looks at the start whether they suffice: one for six of those there, and seven fit into one
        chunks=np.zeros((room // 12 + params.clock.horizon + 2 * parts, LINK + 1), np.uint64),
        days=np.full(params.clock.horizon, NONE, np.int64),
        parts=np.full(parts, NONE, np.int64),
        registers=registers,
        instant=np.array([0.0, float(params.clock.horizon), float(parts), 0.0]),
        root=np.array([keys[0]], np.uint64),
        pair_keys=keys[1],
        free=np.asarray(desks.seats, np.int64).copy(),
        load=np.zeros(len(desks), np.int64),
        waiting=np.zeros(len(desks), np.int64),
        turn=np.zeros(max(len(teams), 1), np.int64),
        heads=np.full((len(desks), LEVELS), NONE, np.int64),
        tails=np.full((len(desks), LEVELS), NONE, np.int64),
        trace=np.zeros(room if recording else 1, TRACE).view(np.recarray),
    )


def _doubled(array: Any) -> Any:
    wider = np.zeros((2 * len(array), *array.shape[1:]), array.dtype)
    wider[: len(array)] = array
    return wider.view(np.recarray) if isinstance(array, np.recarray) else wider


def grown(state: State, margin: int) -> State:
    """The same state with every array that is nearly full doubled."""
    registers = state.registers
    if registers[Register.TOP_ENTITY] + margin >= len(state.entities):
        state = state._replace(entities=_doubled(state.entities))
    if 2 * (registers[Register.HEAP] + registers[Register.LATER] + margin) >= len(state.heap):
        state = state._replace(heap=_doubled(state.heap))
    if registers[Register.TOP_CHUNK] + margin + len(state.parts) >= len(state.chunks):
        state = state._replace(chunks=_doubled(state.chunks))
    if registers[Register.RECORDING] and registers[Register.TRACE_ROWS] + margin >= len(state.trace):
        state = state._replace(trace=_doubled(state.trace))
    return state
