"""Add-ons: subscriptions bought on top, each renewed at its own date while its customer stays."""

from sim.books import Books
from sim.codes import Case, Happening, ProductFlow, Purpose, Step
from sim.engine.agenda import schedule
from sim.engine.record import ended, note
from sim.engine.relations import book_term, expand, goes_on
from sim.engine.state import State
from sim.jit import inner
from sim.params import Params
from sim.rules.customers import NEVER, term_days
from sim.rules.offer import net_value
from sim.streams import uniform


@inner
def start(params: Params, state: State, books: Books, entity: int) -> None:
    """A delivered expansion order's record goes on as the add-on."""
    record = state.entities[entity]
    month = params.clock.month_of[int(state.instant[0])]
    record.kind = Case.ADD_ON
    record.visits = 0
    record.count = 0
    books.products[month, ProductFlow.ADD_ONS_NEW, record.product] += 1
    note(state, entity, Happening.ADD_ON, record.product, record.units)
    _plan(params, state, entity)


@inner
def _plan(params: Params, state: State, entity: int) -> None:
    """The term ends, and the customer decides about the next."""
    record = state.entities[entity]
    term = params.offer.products[record.product].term
    days = term_days(term, uniform(record.key, Purpose.REPEAT, record.visits))
    record.due = state.instant[0] + days
    schedule(state, entity, record.due, Step.DUE)


@inner
def renews(params: Params, state: State, entity: int) -> bool:
    """Whether the add-on goes on; without its customer it does not."""
    record = state.entities[entity]
    if state.entities[record.other].key != record.other_key:
        return False
    return goes_on(params, state, entity, NEVER)


@inner
def renew(params: Params, state: State, books: Books, entity: int) -> None:
    """One more term at today's price; who has more may want still more."""
    record = state.entities[entity]
    day = int(state.instant[0])
    month = params.clock.month_of[day]
    segment = params.market.cells[record.cell].segment
    record.visits += 1
    expand(params, state, books, entity, month)
    price = params.offer.price[record.product, segment, day]
    record.amount = net_value(price, record.units, params.offer.products[record.product].discount)
    books.products[month, ProductFlow.ADD_ONS_RENEWED, record.product] += 1
    book_term(params, state, books, entity, month)
    note(state, entity, Happening.ADD_ON_RENEWED, record.product, record.units)
    _plan(params, state, entity)


@inner
def end(params: Params, state: State, books: Books, entity: int) -> None:
    """The add-on is not renewed; the customer may stay."""
    record = state.entities[entity]
    month = params.clock.month_of[int(state.instant[0])]
    books.products[month, ProductFlow.ADD_ONS_ENDED, record.product] += 1
    note(state, entity, Happening.ADD_ON_ENDED, record.product, record.units)
    ended(state, entity)
