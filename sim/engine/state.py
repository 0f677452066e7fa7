"""Everything that changes while the compiled engine runs, as arrays that can grow between calls.

Memory follows what is active: a finished entity's record and event go back to a free list.
"""

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np

from sim.codes import NONE, PRIORITIES
from sim.jit import native
from sim.params import Params
from sim.params.table import Table, Words
from sim.rules.leads import WIDE_LAYERS, layer_days
from sim.trace import TRACE

PER_CHUNK = 7
"""Events to a chunk of a list: with its count and link it is 128 bytes, two lines of the cache."""
COUNT, LINK = 2 * PER_CHUNK, 2 * PER_CHUNK + 1
"""Words of a chunk that hold the number of its events and the chunk that follows."""
POINTS_PER_CHUNK = 8
"""Points of lead fields to a chunk: four lines of the cache."""
_days = native(layer_days)
_MOST_PARTS = 1 << 16
_EVENTS_TO_A_PART = 48.0
_FIRST_PAUSE = 20_000
"""Events until the first pause, from which the pace of the next ones is known [1]."""

NOBODY = np.iinfo(np.int64).max
"""What ranks behind every desk with people: one without."""
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
    SOURCE = 10
    PLACE = 11
    LAYER = 12
    FREE_POINTS = 13
    TOP_POINTS = 14
    PHASE = 15
    EVENTS = 16
    LIVE = 17
    RECORDING = 18
    SAME_INSTANT = 19
    PENDING = 20
    PAUSE_AT = 21
    CULPRIT = 22


POINT = np.dtype(
    [
        ("key", "u8"),  # of the lead
        ("time", "f8"),  # [day] when it arrives
        ("level", "f8"),  # [lead/day] intensity above which it does
        ("source", "i4"),
        ("place", "i4"),  # row of the cell in `reached`
    ],
    align=True,
)
"""A point of a lead field that lies on a later day."""


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
    """Time of the last event, horizon [day], parts of a day; (3,)."""
    root: np.ndarray[Any, np.dtype[np.uint64]]
    """Key of the replication, (1,)."""
    points: Table
    """`POINT` records in chunks: points of a day lie together."""
    point_links: Words
    """Chunk that follows each chunk in its list, or none."""
    point_days: Words
    """First chunk of each day, or none: a day has the place of its remainder; (longest block,)."""
    point_counts: Words
    """Points in the first chunk of each day; the next ones of its list are full."""
    covered: Words
    """Cells of each source whose present block of a layer has been drawn, (sources, WIDE_LAYERS) [cell]."""
    free: Words
    """Seats of each desk that nobody holds busy."""
    load: Words
    """Cases assigned to each desk."""
    waiting: Words
    """Cases in the queue of each desk, without people who leave."""
    best: Words
    """Trees of the teams whose least loaded desk is asked for (sim.engine.ranking), one after the other."""
    trees: Words
    """Where the tree of each team begins."""
    leaves: Words
    """Desks of each team, rounded up to a power of two."""
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


def new_state(params: Params, root: np.uint64, parts: int, recording: bool) -> State:
    """Fresh state of one replication, before its first event.

    Parameters
    ----------
    root : key of the replication
    parts : parts of a day in the event set, a power of two
    recording : whether trace rows are kept
    """
    desks, teams = params.people.desks, params.people.teams
    registers = np.zeros(len(Register), np.int64)
    nothing = (Register.FREE_ENTITY, Register.FREE_CHUNK, Register.FREE_POINTS, Register.PART)
    registers[list(nothing)] = NONE
    registers[Register.SEQUENCE] = 1
    registers[Register.LAYER] = WIDE_LAYERS
    registers[Register.PAUSE_AT] = _FIRST_PAUSE
    registers[Register.RECORDING] = int(recording)
    leaves = np.array([1 << int(count - 1).bit_length() for count in [*teams["desks"], 1]], np.int64)
    trees = np.cumsum(2 * leaves) - 2 * leaves
    there = params.market.cells.customers.sum() + params.market.cells.open.sum()
    fields = params.campaigns.reaches.cells[params.campaigns.sources.reach].sum()
    chunks = 2 * _days(0) + int(fields) // POINTS_PER_CHUNK
    room = 4096 + 2 * (int(there) + len(params.people.seats))
    return State(
        entities=np.zeros(room, ENTITY).view(np.recarray),
        heap=np.zeros(2 * room, np.uint64),
        # nothing looks at the start whether they suffice: one for six of those there, and seven fit into one
        chunks=np.zeros((room // 12 + params.clock.horizon + 2 * parts, LINK + 1), np.uint64),
        days=np.full(params.clock.horizon, NONE, np.int64),
        parts=np.full(parts, NONE, np.int64),
        registers=registers,
        instant=np.array([0.0, float(params.clock.horizon), float(parts)]),
        root=np.array([root], np.uint64),
        points=np.zeros(POINTS_PER_CHUNK * chunks, POINT).view(np.recarray),
        point_links=np.zeros(chunks, np.int64),
        point_days=np.full(_days(0), NONE, np.int64),
        point_counts=np.zeros(_days(0), np.int64),
        covered=np.zeros((len(params.campaigns.sources), WIDE_LAYERS), np.int64),
        free=np.asarray(desks.seats, np.int64).copy(),
        load=np.zeros(len(desks), np.int64),
        waiting=np.zeros(len(desks), np.int64),
        best=np.full(trees[-1] + 2 * leaves[-1], NOBODY),
        trees=trees,
        leaves=leaves,
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
    if registers[Register.TOP_POINTS] + margin >= len(state.point_links):
        state = state._replace(points=_doubled(state.points), point_links=_doubled(state.point_links))
    if registers[Register.RECORDING] and registers[Register.TRACE_ROWS] + margin >= len(state.trace):
        state = state._replace(trace=_doubled(state.trace))
    return state
