"""What a run writes down: counts and money by month and dimension. Both engines post here.

Counts, cents and ticks are whole numbers, so the books do not depend on the order in which events of one
instant are handled.
"""

from typing import NamedTuple

import numpy as np

from sim.codes import (
    TICKS_PER_DAY,
    Account,
    BrandState,
    CellFlow,
    DeskFlow,
    MediaState,
    Money,
    ProductFlow,
    Reason,
    SourceFlow,
    StageFlow,
)
from sim.jit import rule, shared
from sim.params import Params
from sim.params.table import Numbers, Words
from sim.rules.finance import recognised_by

_MOST_DAYS = 1.0e6
"""Longest duration that is counted in full: sums of ticks must stay whole numbers of 64 bits [day]."""


class Books(NamedTuple):
    """Facts of one replication.

    Money has three views that add up to the same totals: by place (cells, then territories for what no
    segment causes, then the company), by product and by source; the last slot of the latter two is 'none'.
    Its rows are the months of the horizon and one more for what falls after it.
    """

    cells: Words
    """(months, CellFlow, cells) [1]"""
    sources: Words
    """(months, SourceFlow, sources + 1) [1]; the last is for deals from before the start"""
    stages: Words
    """(months, StageFlow, stages) [1]"""
    desks: Words
    """(months, DeskFlow, desks) [1]"""
    products: Words
    """(months, ProductFlow, products) [1]"""
    losses: Words
    """(months, Reason, cells) [deal]"""
    money_places: Words
    """(months + 1, Money, cells + territories + 1) [cent]"""
    money_products: Words
    """(months + 1, Money, products + 1) [cent]"""
    money_sources: Words
    """(months + 1, Money, sources + 1) [cent]"""
    accounts: Words
    """At month ends, (months, Account, cells) [account]"""
    brand: Numbers
    """At month ends, (months, BrandState, cells) [1]"""
    media: Numbers
    """Monthly sums of daily values, (months, MediaState, sources)"""
    heads: Words
    """Filled seats at month ends, (months, desks) [seat]"""


def new_books(params: Params) -> Books:
    """Empty books for a scenario."""
    months = params.clock.months
    cells, sources = len(params.market.cells), len(params.campaigns.sources)
    stages, desks = len(params.sales.stages), len(params.people.desks)
    products = len(params.offer.products)
    places = cells + params.market.territories + 1
    return Books(
        cells=np.zeros((months, len(CellFlow), cells), np.int64),
        sources=np.zeros((months, len(SourceFlow), sources + 1), np.int64),
        stages=np.zeros((months, len(StageFlow), stages), np.int64),
        desks=np.zeros((months, len(DeskFlow), desks), np.int64),
        products=np.zeros((months, len(ProductFlow), products), np.int64),
        losses=np.zeros((months, len(Reason), cells), np.int64),
        money_places=np.zeros((months + 1, len(Money), places), np.int64),
        money_products=np.zeros((months + 1, len(Money), products + 1), np.int64),
        money_sources=np.zeros((months + 1, len(Money), sources + 1), np.int64),
        accounts=np.zeros((months, len(Account), cells), np.int64),
        brand=np.zeros((months, len(BrandState), cells)),
        media=np.zeros((months, len(MediaState), sources)),
        heads=np.zeros((months, desks), np.int64),
    )


class Slot(NamedTuple):
    """Where a posting belongs."""

    place: int
    """Cell, or cells + territory, or the last place for the company [index]."""
    product: int
    """Product, or the number of products for none [index]."""
    source: int
    """Source, or the number of sources for none [index]."""


@rule
def ticks(days: float) -> int:
    """Whole billionths of a day; what takes longer than 2,700 years is cut off there.

    Parameters
    ----------
    days : [day] a duration

    Examples
    --------
    >>> ticks(0.5), ticks(1e30)
    (500000000, 1000000000000000)
    """
    return int(min(days, _MOST_DAYS) * TICKS_PER_DAY + 0.5)


@shared
def post(books: Books, month: int, line: int, slot: Slot, cents: int) -> None:
    """Add an amount to one line of the books, in all three views."""
    books.money_places[month, line, slot.place] += cents
    books.money_products[month, line, slot.product] += cents
    books.money_sources[month, line, slot.source] += cents


class Contract(NamedTuple):
    """A subscription for a term, recognised month by month."""

    value: int
    """[cent]"""
    cost: int
    """What serving it costs [cent]."""
    term: int
    """[month]"""
    used: int
    """Months that were over before the posting [month]."""


@shared
def post_term(books: Books, month: int, slot: Slot, contract: Contract) -> None:
    """Recognise a contract from `month` on in equal months: revenue, and the cost of serving it when paid.

    What lies beyond the horizon goes to the last row.
    """
    after = books.money_places.shape[0] - 1
    for nth in range(contract.used, contract.term):
        at = min(month + nth - contract.used, after)
        earned = recognised_by(contract.value, nth + 1, contract.term)
        earned -= recognised_by(contract.value, nth, contract.term)
        cost = recognised_by(contract.cost, nth + 1, contract.term)
        cost -= recognised_by(contract.cost, nth, contract.term)
        post(books, at, Money.REVENUE, slot, earned)
        post(books, at, Money.COGS, slot, cost)
        post(books, at, Money.CASH_OUT, slot, cost)
