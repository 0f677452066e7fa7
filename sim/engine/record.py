"""Birth and end of entities, and the trace."""

from typing import Any

import numpy as np

from sim.codes import NONE
from sim.engine.state import Register, State
from sim.jit import inner


@inner
def _blank(record: Any) -> None:
    """Forget what the last holder of a record left."""
    record.other_key = np.uint64(0)
    record.parent = np.uint64(0)
    record.timer = np.uint64(0)
    record.response = -1.0
    record.satisfaction = 0.0
    record.fit = 0.0
    record.amount = 0
    record.units = 1
    record.other = NONE
    record.desk = NONE
    record.source = NONE
    record.product = NONE
    record.stage = NONE
    record.visits = 0
    record.count = 0
    record.seat = NONE
    record.grade = 0
    record.level = 1
    record.reason = 0
    record.queued = 0


@inner
def born(state: State, kind: int, key: np.uint64, cell: int) -> int:
    """A fresh record with nothing to do yet; returns its place."""
    registers = state.registers
    entity = registers[Register.FREE_ENTITY]
    if entity >= 0:
        registers[Register.FREE_ENTITY] = state.entities[entity].next
    else:
        entity = registers[Register.TOP_ENTITY]
        registers[Register.TOP_ENTITY] = entity + 1
    registers[Register.LIVE] += 1
    record = state.entities[entity]
    record.kind = kind
    record.key = key
    record.cell = cell
    record.born = state.instant[0]
    _blank(record)
    return entity


@inner
def ended(state: State, entity: int) -> None:
    """Give the record back; a key of zero tells those who remember it that it is gone."""
    state.entities[entity].key = np.uint64(0)
    state.entities[entity].kind = 0
    state.entities[entity].timer = np.uint64(0)
    state.entities[entity].next = state.registers[Register.FREE_ENTITY]
    state.registers[Register.FREE_ENTITY] = entity
    state.registers[Register.LIVE] -= 1


@inner
def note(state: State, entity: int, what: int, code: int, detail: int) -> None:
    """Write one trace row about an entity, if this run is recorded."""
    if state.registers[Register.RECORDING] == 0:
        state.registers[Register.TRACE_ROWS] += 1
        return
    row = state.registers[Register.TRACE_ROWS]
    state.registers[Register.TRACE_ROWS] = row + 1
    record = state.entities[entity]
    state.trace[row].time = state.instant[0]
    state.trace[row].what = what
    state.trace[row].key = record.key
    state.trace[row].other = record.parent
    state.trace[row].amount = record.amount
    state.trace[row].cell = record.cell
    state.trace[row].code = code
    state.trace[row].desk = record.desk
    state.trace[row].detail = detail


@inner
def is_short_of_chunks(state: State, margin: int) -> bool:
    """Whether `margin` more chunks of later events may not fit."""
    return state.registers[Register.TOP_CHUNK] + margin >= len(state.chunks)


@inner
def is_full(state: State, margin: int) -> bool:
    """Whether `margin` more entities, events or trace rows may not fit."""
    registers = state.registers
    if registers[Register.TOP_ENTITY] + margin >= len(state.entities):
        return True
    if 2 * (registers[Register.HEAP] + registers[Register.LATER] + margin) >= len(state.heap):
        return True
    if is_short_of_chunks(state, margin):
        return True
    recording = registers[Register.RECORDING] == 1
    return recording and registers[Register.TRACE_ROWS] + margin >= len(state.trace)
