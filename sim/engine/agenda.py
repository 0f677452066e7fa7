"""The event set in three tiers: lists of later days, lists of parts of today, a heap of what comes next.

An event is (time, stamp); the stamp holds sequence number, entity and whether it is a patience timer, so
order is total and first come, first served, wherever the event lies. A day's list is dealt out to the parts
of the day when the day begins, a part is poured into the heap when its time comes: each is read once, in
one go. A cancelled timer is recognised by its stamp and dropped before it reaches the heap.
"""

import numpy as np

from sim.codes import NONE
from sim.engine.state import COUNT, LINK, PER_CHUNK, Register, State
from sim.jit import inner, prefetch
from sim.params.table import Words

_ENTITY_SHIFT = np.uint64(1)
_SEQUENCE_SHIFT = np.uint64(28)
_ENTITY_MASK = np.uint64((1 << 28) - 1)
_TIMER = np.uint64(1)
_NOTHING = np.uint64(0)
_FULL = np.uint64(PER_CHUNK)
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
def _push(state: State, word: np.uint64, stamp: np.uint64) -> None:
    place = state.registers[Register.HEAP]
    state.registers[Register.HEAP] = place + 1
    _rise(state, place, word, stamp)


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
def _fresh_chunk(state: State, following: int) -> int:
    """An empty chunk in front of another."""
    registers = state.registers
    chunk = registers[Register.FREE_CHUNK]
    if chunk >= 0:
        registers[Register.FREE_CHUNK] = np.int64(state.chunks[chunk, LINK])
    else:
        chunk = registers[Register.TOP_CHUNK]
        registers[Register.TOP_CHUNK] = chunk + 1
    state.chunks[chunk, COUNT] = _NOTHING
    state.chunks[chunk, LINK] = np.uint64(following)
    return chunk


@inner
def _store(state: State, lists: Words, place: int, word: np.uint64, stamp: np.uint64) -> None:
    """Put an event on one of the lists, in no order."""
    chunk = lists[place]
    if chunk < 0 or state.chunks[chunk, COUNT] == _FULL:
        chunk = _fresh_chunk(state, chunk)
        lists[place] = chunk
    count = np.int64(state.chunks[chunk, COUNT])
    state.chunks[chunk, 2 * count] = word
    state.chunks[chunk, 2 * count + 1] = stamp
    state.chunks[chunk, COUNT] = np.uint64(count + 1)


@inner
def _emptied(state: State, chunk: int) -> int:
    """Give a chunk back; returns the next of its list."""
    following = np.int64(state.chunks[chunk, LINK])
    state.chunks[chunk, LINK] = np.uint64(state.registers[Register.FREE_CHUNK])
    state.registers[Register.FREE_CHUNK] = chunk
    return following  # type: ignore[return-value]


@inner
def _part_of_day(state: State, time: float, day: int) -> int:
    return int((time - day) * state.instant[2])


@inner
def _insert(state: State, time: float, stamp: np.uint64) -> None:
    registers = state.registers
    day = int(time)
    word = np.float64(time).view(np.uint64)
    if day > registers[Register.DAY]:
        registers[Register.LATER] += 1
        _store(state, state.days, day, word, stamp)
        return
    part = _part_of_day(state, time, day)
    if part > registers[Register.PART]:
        registers[Register.LATER] += 1
        _store(state, state.parts, part, word, stamp)
    else:
        _push(state, word, stamp)


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
def open_day(state: State) -> None:
    """Deal the day's events out to the parts of the day."""
    day = state.registers[Register.DAY]
    state.registers[Register.PART] = NONE
    chunk = state.days[day]
    state.days[day] = NONE
    while chunk >= 0:
        prefetch(state.chunks, np.int64(state.chunks[chunk, LINK]))
        for place in range(np.int64(state.chunks[chunk, COUNT])):
            word = state.chunks[chunk, 2 * place]
            part = _part_of_day(state, np.uint64(word).view(np.float64), day)
            _store(state, state.parts, part, word, state.chunks[chunk, 2 * place + 1])
        chunk = _emptied(state, chunk)


@inner
def _fetch(state: State, part: int) -> None:
    """Ask for the records of a part's entities before they are needed."""
    if part >= len(state.parts):
        return
    chunk = state.parts[part]
    while chunk >= 0:
        for place in range(np.int64(state.chunks[chunk, COUNT])):
            prefetch(state.entities, entity_of(state.chunks[chunk, 2 * place + 1]))
        chunk = np.int64(state.chunks[chunk, LINK])


@inner
def _pour(state: State, part: int) -> None:
    """Move a part's events into the heap; void timers are dropped on the way."""
    _fetch(state, part + 1)
    chunk = state.parts[part]
    state.parts[part] = NONE
    while chunk >= 0:
        count = np.int64(state.chunks[chunk, COUNT])
        state.registers[Register.LATER] -= count
        for place in range(count):
            stamp = state.chunks[chunk, 2 * place + 1]
            if not is_timer(stamp) or rings(state, stamp):
                _push(state, state.chunks[chunk, 2 * place], stamp)
        chunk = _emptied(state, chunk)


@inner
def next_time(state: State, until: float) -> float:
    """Time of the day's first event, or `until`, the end of the day, when there is none."""
    registers = state.registers
    while registers[Register.HEAP] == 0 and registers[Register.PART] < len(state.parts) - 1:
        registers[Register.PART] += 1
        if state.parts[registers[Register.PART]] >= 0:
            _pour(state, registers[Register.PART])
    if registers[Register.HEAP] == 0:
        return until
    return min(np.uint64(state.heap[0]).view(np.float64), until)
