"""The event set: a heap of near events over fixed-width buckets of later ones.

An event is (time, stamp); the stamp holds sequence number, entity and whether it is a patience timer, so
order is total and first come, first served. A cancelled timer is recognised by its stamp and dropped.
"""

import numpy as np

from sim.codes import NONE
from sim.engine.state import Register, State
from sim.jit import inner

_ENTITY_SHIFT = np.uint64(1)
_SEQUENCE_SHIFT = np.uint64(28)
_ENTITY_MASK = np.uint64((1 << 28) - 1)
_TIMER = np.uint64(1)
_NOTHING = np.uint64(0)
MOST_STAMPS = (1 << 36) - (1 << 28)
"""Events that the sequence numbers of stamps can count, less what one call of the loop can add [1]."""


@inner
def entity_of(stamp: np.uint64) -> int:
    """Entity an event belongs to."""
    return np.int64((stamp & _ENTITY_MASK) >> _ENTITY_SHIFT)  # type: ignore[return-value]


@inner
def is_timer(stamp: np.uint64) -> bool:
    """Whether an event is a patience timer."""
    return (stamp & _TIMER) != _NOTHING


@inner
def _rise(state: State, hole: int, word: np.uint64, stamp: np.uint64) -> None:
    """Put an event at a hole of the heap, or above it."""
    heap = state.heap
    while hole > 0:
        above = (hole - 1) >> 1
        if word < heap[2 * above] or (word == heap[2 * above] and stamp < heap[2 * above + 1]):
            heap[2 * hole] = heap[2 * above]
            heap[2 * hole + 1] = heap[2 * above + 1]
            hole = above
        else:
            break
    heap[2 * hole] = word
    heap[2 * hole + 1] = stamp


@inner
def _push(state: State, time: float, stamp: np.uint64) -> None:
    place = state.registers[Register.HEAP]
    state.registers[Register.HEAP] = place + 1
    _rise(state, place, np.float64(time).view(np.uint64), stamp)


@inner
def pop(state: State) -> np.uint64:
    """Remove the first event, set the clock to its time, return its stamp."""
    heap = state.heap
    state.instant[0] = np.uint64(heap[0]).view(np.float64)
    first = heap[1]
    count = state.registers[Register.HEAP] - 1
    state.registers[Register.HEAP] = count
    hole = 0
    below = 1
    while below + 1 < count:  # sink the hole to the bottom without comparing to the last event
        left, right = heap[2 * below], heap[2 * below + 2]
        smaller = (right < left) | ((right == left) & (heap[2 * below + 3] < heap[2 * below + 1]))
        below += np.int64(smaller)  # type: ignore[assignment]
        heap[2 * hole] = heap[2 * below]
        heap[2 * hole + 1] = heap[2 * below + 1]
        hole = below
        below = 2 * hole + 1
    if below < count:
        heap[2 * hole] = heap[2 * below]
        heap[2 * hole + 1] = heap[2 * below + 1]
        hole = below
    _rise(state, hole, heap[2 * count], heap[2 * count + 1])
    return first


@inner
def _insert(state: State, time: float, stamp: np.uint64) -> None:
    registers = state.registers
    bucket = int(time * state.instant[2])
    if bucket <= registers[Register.BUCKET]:
        _push(state, time, stamp)
        return
    node = registers[Register.FREE_NODE]
    if node >= 0:
        registers[Register.FREE_NODE] = state.far_next[node]
    else:
        node = registers[Register.TOP_NODE]
        registers[Register.TOP_NODE] = node + 1
    state.far_time[node] = time
    state.far_stamp[node] = stamp
    state.far_next[node] = state.buckets[bucket]
    state.buckets[bucket] = node
    registers[Register.FAR] += 1


@inner
def _stamp(state: State, entity: int) -> np.uint64:
    sequence = np.uint64(state.registers[Register.SEQUENCE])
    state.registers[Register.SEQUENCE] += 1
    return (sequence << _SEQUENCE_SHIFT) | (np.uint64(entity) << _ENTITY_SHIFT)


@inner
def schedule(state: State, entity: int, time: float, step: int) -> None:
    """Enter the next event of an entity; beyond the horizon it never comes."""
    state.entities[entity].step = step
    state.registers[Register.PENDING] += 1
    stamp = _stamp(state, entity)
    if time < state.instant[1]:
        _insert(state, time, stamp)


@inner
def start_timer(state: State, entity: int, time: float) -> None:
    """Let an entity's patience run until `time`; a later start or stop makes this one void."""
    stamp = _stamp(state, entity) | _TIMER
    state.entities[entity].timer = stamp
    if time < state.instant[1]:
        _insert(state, time, stamp)


@inner
def stop_timer(state: State, entity: int) -> None:
    """The entity waits no longer."""
    state.entities[entity].timer = _NOTHING


@inner
def rings(state: State, stamp: np.uint64) -> bool:
    """Whether a timer event is still wanted."""
    return state.entities[entity_of(stamp)].timer == stamp


@inner
def _pour(state: State, bucket: int) -> None:
    """Move a bucket's events into the heap; void timers are dropped on the way."""
    registers = state.registers
    node = state.buckets[bucket]
    state.buckets[bucket] = NONE
    while node >= 0:
        stamp = state.far_stamp[node]
        if not is_timer(stamp) or rings(state, stamp):
            _push(state, state.far_time[node], stamp)
        following = state.far_next[node]
        state.far_next[node] = registers[Register.FREE_NODE]
        registers[Register.FREE_NODE] = node
        registers[Register.FAR] -= 1
        node = following


@inner
def next_time(state: State, until: float) -> float:
    """Time of the first event before `until`, or `until` when there is none."""
    registers = state.registers
    last = int(until * state.instant[2]) - 1
    while registers[Register.HEAP] == 0 and registers[Register.BUCKET] < last:
        registers[Register.BUCKET] += 1
        if state.buckets[registers[Register.BUCKET]] >= 0:
            _pour(state, registers[Register.BUCKET])
    if registers[Register.HEAP] == 0:
        return until
    return min(np.uint64(state.heap[0]).view(np.float64), until)
