"""Arrival of leads: batches, screening and grading."""

import numpy as np

from sim.books import Books
from sim.codes import Account, Case, CellFlow, Happening, Purpose, Reason, SourceFlow, Step
from sim.daily import Daily
from sim.engine.agenda import schedule
from sim.engine.record import born, ended, note
from sim.engine.state import State
from sim.jit import inner
from sim.params import Params
from sim.rules.leads import grade_of, score_of
from sim.streams import child, sampled, uniform

GONE = -9
"""The lead did not become a deal."""


@inner
def _choose_product(params: Params, entity_key: np.uint64, segment: int, day: int) -> int:
    chance = uniform(entity_key, Purpose.PRODUCT, 0)
    shares = params.offer.mix[segment, day]
    place = 0
    while place < len(shares) - 1 and chance >= shares[place]:
        place += 1
    return params.offer.by_name[place]


@inner
def _screen(params: Params, state: State, entity: int, what: int, code: int) -> None:
    """Fix a lead's fit, product and grade, and note it with its score."""
    record = state.entities[entity]
    score = _qualities(params, state, entity)
    record.grade = grade_of(score, params.leads.grades)
    record.amount = int(score * 1_000_000 + 0.5)
    note(state, entity, what, code, record.grade)
    record.amount = 0


@inner
def _qualities(params: Params, state: State, entity: int) -> float:
    """Fix the lead's fit and product; returns its score."""
    record = state.entities[entity]
    segment = params.market.cells[record.cell].segment
    fit = sampled(params.draws, params.market.segments[segment].fit, uniform(record.key, Purpose.FIT, 0))
    shift = 0.0
    if record.source < len(params.campaigns.sources):
        shift = params.campaigns.sources[record.source].fit_shift
    record.fit = score_of(fit, shift)
    error = sampled(params.draws, params.leads.noise, uniform(record.key, Purpose.SCORE, 0))
    record.product = _choose_product(params, record.key, segment, int(state.instant[0]))
    return score_of(record.fit, error)


@inner
def _is_in_batch(params: Params, state: State, entity: int) -> bool:
    """Fix the size of a batch at its first lead and call the next one; False when the batch is empty."""
    record = state.entities[entity]
    draw = params.campaigns.sources[record.source].batch
    if draw < 0:
        return True
    if record.count == 0:
        size = sampled(params.draws, draw, uniform(record.key, Purpose.BATCH, 0))
        record.units = int(size + 0.5)
    if record.count + 1 < record.units:
        _call_next(state, entity)
    return record.units > 0


@inner
def _call_next(state: State, entity: int) -> None:
    """The next lead of a batch arrives at the same instant; its key is a numbered child of the first."""
    record = state.entities[entity]
    first = record.key if record.count == 0 else record.parent
    lead = born(state, Case.DEAL, child(first, Purpose.BATCH, record.count + 1), record.cell)
    copy = state.entities[lead]
    copy.parent = first
    copy.source = record.source
    copy.count = record.count + 1
    copy.units = record.units
    schedule(state, lead, state.instant[0], Step.ARRIVE)


@inner
def arrive(params: Params, state: State, books: Books, daily: Daily, entity: int) -> int:
    """Count, screen and grade a lead; returns the move target it enters the process at, or GONE."""
    record = state.entities[entity]
    month = params.clock.month_of[int(state.instant[0])]
    record.born = state.instant[0]
    if record.other >= 0:
        return _expansion(params, state, books, entity, month)
    if not _is_in_batch(params, state, entity):
        ended(state, entity)
        return GONE
    cell = record.cell
    books.cells[month, CellFlow.LEADS, cell] += 1
    books.sources[month, SourceFlow.LEADS, record.source] += 1
    if daily.accounts[Account.FREE, cell] <= 0:
        books.cells[month, CellFlow.NO_ACCOUNT, cell] += 1
        books.sources[month, SourceFlow.NO_ACCOUNT, record.source] += 1
        note(state, entity, Happening.NO_ACCOUNT, record.source, 0)
        ended(state, entity)
        return GONE
    daily.accounts[Account.FREE, cell] -= 1
    daily.accounts[Account.PIPELINE, cell] += 1
    _screen(params, state, entity, Happening.LEAD, record.source)
    target = int(params.leads.entry[record.grade])
    if target >= 0:
        books.cells[month, CellFlow.ACCEPTED, cell] += 1
        books.sources[month, SourceFlow.ACCEPTED, record.source] += 1
    else:
        record.reason = Reason.REJECTED
    return target


@inner
def inherit(params: Params, state: State, opening: int, key: np.uint64) -> None:
    """A deal from before the start: it is there at the first instant, after the first day has begun."""
    entity = born(state, Case.DEAL, key, params.sales.open[opening].cell)
    state.entities[entity].source = len(params.campaigns.sources)
    state.entities[entity].count = opening
    schedule(state, entity, 0.0, Step.OPEN)


@inner
def reopen(params: Params, state: State, books: Books, entity: int) -> None:
    """Count, screen and grade a deal from before the start, which has an account already."""
    record = state.entities[entity]
    opening = params.sales.open[record.count]
    record.born = -sampled(params.draws, opening.age, uniform(record.key, Purpose.OPEN, 0))
    books.cells[0, CellFlow.OPENED, record.cell] += 1
    _screen(params, state, entity, Happening.OPENED, opening.stage)


@inner
def _expansion(params: Params, state: State, books: Books, entity: int, month: int) -> int:
    """A deal with a customer we have; GONE when that customer has left meanwhile."""
    record = state.entities[entity]
    if state.entities[record.other].key != record.other_key:
        ended(state, entity)
        return GONE
    record.fit = 1.0
    books.cells[month, CellFlow.EXPANSION_LEADS, record.cell] += 1
    books.sources[month, SourceFlow.LEADS, record.source] += 1
    note(state, entity, Happening.LEAD, record.source, 0)
    return params.sales.expansion_entry
