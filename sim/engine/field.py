"""The lead field: which of its points are leads of today.

A block of the field is drawn on the first day on which a source may exceed the floor of its layer in a cell.
The points of long blocks lie with their day until it comes; each then is a lead if its level is below the
intensity of that day. A source reaches its cells by falling weight, so those in which it may exceed a level
come first: what is done in a day follows from the leads, not from the number of cells.
"""

import numpy as np

from sim.codes import Case, Purpose, Step
from sim.daily import Daily
from sim.engine.agenda import schedule
from sim.engine.record import born, is_full
from sim.engine.state import POINTS_PER_CHUNK, Register, State
from sim.intensities import ceiling_of, intensity_of
from sim.jit import inner
from sim.params import Params
from sim.rules.leads import (
    WIDE_LAYERS,
    block_number,
    layer_days,
    layer_floor,
    point_time,
    poisson_count,
)
from sim.streams import child, uniform

_POINTS = 64
"""Most points of a block [1]."""


@inner
def open_blocks(state: State) -> None:
    """Forget what was drawn of the blocks that ended yesterday."""
    day = state.registers[Register.DAY]
    for layer in range(WIDE_LAYERS):
        if day % layer_days(layer) == 0:
            for source in range(len(state.covered)):
                state.covered[source, layer] = 0


@inner
def _source_key(params: Params, state: State, source: int) -> np.uint64:
    """Key from which the fields of a source descend."""
    return child(state.root[0], Purpose.FIELD_TIME, params.campaigns.sources[source].identity)


@inner
def _field_key(params: Params, source_key: np.uint64, place: int) -> np.uint64:
    """Key of the field of a source in a cell of its reach."""
    cell = params.campaigns.reached[place].cell
    return child(source_key, Purpose.FIELD_LEVEL, params.market.cells[cell].identity)


@inner
def _is_crowded(state: State) -> bool:
    """Whether the points of a block may not fit."""
    return is_full(state, _POINTS) or state.registers[Register.TOP_POINTS] + _POINTS >= len(state.point_links)


@inner
def _arrives(params: Params, state: State, source: int, place: int, key: np.uint64, time: float) -> None:
    """A point is a lead, or the first of a batch."""
    entity = born(state, Case.DEAL, key, params.campaigns.reached[place].cell)
    state.entities[entity].source = source
    schedule(state, entity, time, Step.ARRIVE)


@inner
def _fresh_chunk(state: State, following: int) -> int:
    """An empty chunk of points in front of another."""
    registers = state.registers
    chunk = registers[Register.FREE_POINTS]
    if chunk >= 0:
        registers[Register.FREE_POINTS] = state.point_links[chunk]
    else:
        chunk = registers[Register.TOP_POINTS]
        registers[Register.TOP_POINTS] = chunk + 1
    state.point_links[chunk] = following
    return chunk


@inner
def _keep(state: State, source: int, place: int, key: np.uint64, time: float, level: float) -> None:
    """Lay a point with its day."""
    day = int(time) % len(state.point_days)
    if state.point_counts[day] % POINTS_PER_CHUNK == 0:
        state.point_days[day] = _fresh_chunk(state, state.point_days[day])
        state.point_counts[day] = 0
    row = state.points[state.point_days[day] * POINTS_PER_CHUNK + state.point_counts[day]]
    state.point_counts[day] += 1
    row.key = key
    row.time = time
    row.level = level
    row.source = source
    row.place = place


@inner
def _drop_chunk(state: State, day: int) -> None:
    """Give the first chunk of a day back; the next ones of its list are full."""
    chunk = state.point_days[day]
    state.point_days[day] = state.point_links[chunk]
    state.point_links[chunk] = state.registers[Register.FREE_POINTS]
    state.registers[Register.FREE_POINTS] = chunk
    state.point_counts[day] = POINTS_PER_CHUNK if state.point_days[day] >= 0 else 0


@inner
def _draw_wide(state: State, source: int, place: int, layer: int, field: np.uint64) -> None:
    """Draw a block of several days; what lies before today was above the intensity of its day."""
    day = state.registers[Register.DAY]
    low = layer_floor(layer)
    height = layer_floor(layer + 1) - low
    block = child(field, Purpose.FIELD_COUNT, block_number(layer, day))
    count = poisson_count(height * layer_days(layer), uniform(block, Purpose.FIELD_COUNT, 0))
    for number in range(count):
        time = point_time(layer, day, uniform(block, Purpose.FIELD_TIME, number))
        if day <= time < state.instant[1]:
            level = low + height * uniform(block, Purpose.FIELD_LEVEL, number)
            _keep(state, source, place, child(block, Purpose.FIELD_LEVEL, number), time, level)


@inner
def _draw_today(
    params: Params, state: State, source: int, place: int, field: np.uint64, intensity: float
) -> None:
    """Draw a block of one day, the present layer of a source in a cell."""
    day = state.registers[Register.DAY]
    layer = state.registers[Register.LAYER]
    low = layer_floor(layer)
    height = layer_floor(layer + 1) - low
    block = child(field, Purpose.FIELD_COUNT, block_number(layer, day))
    count = poisson_count(height, uniform(block, Purpose.FIELD_COUNT, 0))
    for number in range(count):
        if low + height * uniform(block, Purpose.FIELD_LEVEL, number) < intensity:
            time = point_time(layer, day, uniform(block, Purpose.FIELD_TIME, number))
            _arrives(params, state, source, place, child(block, Purpose.FIELD_LEVEL, number), time)


@inner
def _draw_low(params: Params, state: State, daily: Daily, source: int) -> bool:
    """Draw the long blocks that a source may need from today on; False when arrays must grow first."""
    reach = params.campaigns.reaches[params.campaigns.sources[source].reach]
    key = _source_key(params, state, source)
    for layer in range(WIDE_LAYERS):
        floor = layer_floor(layer)
        while state.covered[source, layer] < reach.cells:
            place = reach.first + state.covered[source, layer]
            if ceiling_of(daily, source, params.campaigns.reached[place].weight) <= floor:
                break
            if _is_crowded(state):
                return False
            _draw_wide(state, source, place, layer, _field_key(params, key, place))
            state.covered[source, layer] += 1
    return True


@inner
def _draw_high(params: Params, state: State, daily: Daily, source: int) -> bool:
    """Draw the blocks of today, of cells with many leads; False when arrays must grow first."""
    registers = state.registers
    reach = params.campaigns.reaches[params.campaigns.sources[source].reach]
    key = _source_key(params, state, source)
    while registers[Register.PLACE] < reach.cells:
        place = reach.first + registers[Register.PLACE]
        if ceiling_of(daily, source, params.campaigns.reached[place].weight) <= layer_floor(WIDE_LAYERS):
            break
        intensity = intensity_of(params, daily, source, place, registers[Register.DAY])
        field = _field_key(params, key, place)
        while layer_floor(registers[Register.LAYER]) < intensity:
            if _is_crowded(state):
                return False
            _draw_today(params, state, source, place, field, intensity)
            registers[Register.LAYER] += 1
        registers[Register.LAYER] = WIDE_LAYERS
        registers[Register.PLACE] += 1
    registers[Register.PLACE] = 0
    return True


@inner
def _come_due(params: Params, state: State, daily: Daily) -> bool:
    """Points whose day has come are leads, or are forgotten; False when arrays must grow first."""
    today = state.registers[Register.DAY]
    day = today % len(state.point_days)
    while state.point_days[day] >= 0:
        if is_full(state, POINTS_PER_CHUNK):
            return False
        first = state.point_days[day] * POINTS_PER_CHUNK
        for point in range(first, first + state.point_counts[day]):
            row = state.points[point]
            source, place = int(row.source), int(row.place)
            if row.level < intensity_of(params, daily, source, place, today):
                _arrives(params, state, source, place, row.key, row.time)
        _drop_chunk(state, day)
    return True


@inner
def arrivals(params: Params, state: State, daily: Daily) -> bool:
    """Schedule the day's leads; False when the arrays must grow first (then call again)."""
    registers = state.registers
    while registers[Register.SOURCE] < len(params.campaigns.sources):
        source = registers[Register.SOURCE]
        if registers[Register.PLACE] == 0 and not _draw_low(params, state, daily, source):
            return False
        if not _draw_high(params, state, daily, source):
            return False
        registers[Register.SOURCE] += 1
    if not _come_due(params, state, daily):
        return False
    registers[Register.SOURCE] = 0
    return True
