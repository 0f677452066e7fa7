"""What customers and their add-ons have in common: cases, the decision to go on, the next term, expansion."""

import numpy as np

from sim.books import Books, Contract, Slot, post, post_term
from sim.codes import Case, CellFlow, Happening, Money, Purpose, Step
from sim.engine.agenda import schedule
from sim.engine.record import born, note
from sim.engine.state import State
from sim.jit import inner
from sim.params import Params
from sim.rules.customers import keep_chance, stay_chance
from sim.streams import child, sampled, uniform


@inner
def owner_of(state: State, entity: int) -> int:
    """Record of the customer: of an add-on the one it belongs to, else the record itself."""
    if state.entities[entity].kind == Case.ADD_ON:
        return state.entities[entity].other
    return entity


@inner
def case_of(state: State, entity: int, kind: int, purpose: int) -> int:
    """A new case that belongs to a customer; its key is a numbered child of who gives rise to it."""
    record = state.entities[entity]
    case = born(state, kind, child(record.key, purpose, record.count), record.cell)
    copy = state.entities[case]
    owner = owner_of(state, entity)
    copy.parent = state.entities[owner].key
    copy.other = owner
    copy.other_key = state.entities[owner].key
    copy.product = record.product
    copy.source = record.source
    return case


@inner
def _keep(params: Params, product: int, key: np.uint64) -> float:
    """Chance to go on at neutral satisfaction: of everybody, or of this one."""
    care = params.customers.care[product]
    if care.own_keep < 0:
        return care.keep
    return sampled(params.draws, care.own_keep, uniform(key, Purpose.KEEP, 0))


@inner
def goes_on(params: Params, state: State, entity: int, end: float) -> bool:
    """The holder of a subscription, an add-on or a habit decides, when nothing ends it before."""
    record = state.entities[entity]
    care = params.customers.care[record.product]
    mood = state.entities[owner_of(state, entity)].satisfaction
    keep = _keep(params, record.product, record.key)
    likely = keep_chance(keep, care.keep_weight, mood, params.customers.satisfaction.neutral)
    likely = stay_chance(likely, record.visits, care.commitment, record.due, end)
    return uniform(record.key, Purpose.RENEW, record.visits) < likely


@inner
def expand(params: Params, state: State, books: Books, entity: int, month: int) -> None:
    """A satisfied customer may want more of what it has: an expansion deal that a rep must work."""
    record = state.entities[entity]
    care = params.customers.care[record.product]
    source = params.customers.cross_source
    if source < 0:
        return
    willing = care.cross_sell * state.entities[owner_of(state, entity)].satisfaction
    if uniform(record.key, Purpose.CROSS_SELL, record.visits) >= willing:
        return
    record.count += 1
    deal = case_of(state, entity, Case.DEAL, Purpose.CROSS_SELL)
    state.entities[deal].source = source
    state.entities[deal].product = care.cross_product
    books.cells[month, CellFlow.CROSS_SELLS, record.cell] += 1
    note(state, deal, Happening.CROSS_SELL, source, 0)
    schedule(state, deal, state.instant[0], Step.ARRIVE)


@inner
def book_term(params: Params, state: State, books: Books, entity: int, month: int) -> None:
    """Bookings, cost and rateable revenue of one more term."""
    record = state.entities[entity]
    product = params.offer.products[record.product]
    slot = Slot(record.cell, record.product, record.source)
    cost = product.unit_cost * record.units
    post(books, month, Money.BOOKINGS, slot, record.amount)
    post(books, month, Money.RENEWALS, slot, record.amount)
    post_term(books, month, slot, Contract(record.amount, cost, product.term, 0))
