"""Every law holds on companies of many kinds, and each breach is seen."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.compile import compile_params
from scenarios.load import load
from sim.codes import CellFlow, DeskFlow, Happening, Money, ProductFlow, Routing, SourceFlow, StageFlow
from sim.engine.replicate import replicate
from sim.laws import broken_laws
from sim.outcome import Outcome
from sim.params import Params
from tests.support.companies import company, network

PARAMS = company(days=120, reps=3)
OUTCOME = replicate(PARAMS, 7, 0)
RECORDED = replicate(PARAMS, 7, 0, recording=True)
NETWORK = network()
ROOMS = replicate(NETWORK, 7, 0, recording=True)


def changed(array: str, place: tuple[int, ...], outcome: Outcome = OUTCOME) -> Outcome:
    """The outcome with one more of something in its books or its census."""
    record = "census" if array in outcome.census._fields else "books"
    part = getattr(outcome, record)
    wrong = getattr(part, array).copy()
    wrong[place] += 1
    return outcome._replace(**{record: part._replace(**{array: wrong})})


def laws(outcome: Outcome, params: Params = PARAMS) -> str:
    return "\n".join(broken_laws(params, outcome))


@given(
    days=st.integers(20, 250),
    reps=st.integers(1, 8),
    routing=st.sampled_from(list(Routing)),
    accounts=st.sampled_from([3, 60, 2000]),
    seed=st.integers(0, 2**32),
)
def test_every_law_holds_on_companies_of_many_kinds(days, reps, routing, accounts, seed):
    params = company(days, reps, routing, accounts)
    assert broken_laws(params, replicate(params, seed, 0, recording=True)) == []


@pytest.mark.parametrize("name", ["tiny", "saas"])
def test_every_law_holds_on_scenarios_of_the_library(name):
    params = compile_params(load(f"library:{name}").scenario)
    assert broken_laws(params, replicate(params, 11, 3, recording=True)) == []


@pytest.mark.parametrize(
    ("array", "place", "law"),
    [
        ("cells", (1, CellFlow.LEADS, 2), "leads with an account and deals from before = won"),
        ("cells", (1, CellFlow.LOST, 2), "lost deals = lost deals by reason: month 1, cell 2"),
        ("cells", (1, CellFlow.WON, 0), "orders = won deals . repeats: month 1, cell 0"),
        ("cells", (0, CellFlow.ACCOUNTS_NEW, 1), "accounts at the start . new: month 0, cell 1"),
        ("cells", (2, CellFlow.CHURNED, 0), "lapsed accounts = .*: month 2, cell 0"),
        ("cells", (2, CellFlow.NEW_CUSTOMERS, 0), "customers = start . new - lost"),
        ("cells", (2, CellFlow.RENEWED, 1), "decisions due = .*: month 2, cell 1"),
        ("cells", (1, CellFlow.LATE, 0), "late by cell = by product: month 1"),
        (
            "cells",
            (1, CellFlow.EXPANSION_LEADS, 0),
            "expansion leads = leads of the cross-sell source: month 1",
        ),
        ("sources", (1, SourceFlow.ACCEPTED, 0), "accepted by cell = by source: month 1"),
        ("sources", (1, SourceFlow.LEADS, 0), "leads by cell = leads by source: month 1"),
        ("stages", (0, StageFlow.ENTERED, 0), "deals that entered a stage = left . open: stage 0"),
        ("stages", (0, StageFlow.LOST, 1), "deals that left a stage = .*: month 0, stage 1"),
        ("products", (1, ProductFlow.ORDERS, 1), "orders = delivered .*: product 1"),
        ("products", (1, ProductFlow.CUSTOMERS_NEW, 1), "customers = came - lost: product 1"),
        ("products", (1, ProductFlow.PAID, 0), "invoices = paid . bad . open: product 0"),
        ("desks", (1, DeskFlow.ENTERED, 0), "cases that asked for a desk = .*: desk 0"),
        ("desks", (1, DeskFlow.FINISHED, 0), "cases started at a desk = .*: desk 0"),
        ("desks", (0, DeskFlow.SEATS_FILLED, 2), "people = start . filled - left: month 0, desk 2"),
        ("desks", (3, DeskFlow.SEAT_DAYS, 2), "seat days = seats x working days: month 3, desk 2"),
        ("losses", (0, 0, 0), "lost deals = lost deals by reason: month 0, cell 0"),
        ("accounts", (0, 0, 3), "free . pipeline .*: month 0, cell 3"),
        ("heads", (3, 3), "people = start . filled - left: month 3, desk 3"),
        ("money_places", (1, Money.OVERHEAD, 6), "overhead = overhead planned: month 1"),
        ("money_places", (2, Money.COGS, 1), "cash out = all costs paid: month 2, place 1"),
        ("money_products", (0, Money.BOOKINGS, 0), "bookings and contracts .* = revenue .*: product 0"),
        ("money_products", (0, Money.REVENUE, 1), "billings and contracts .* = revenue .*: product 1"),
        ("money_products", (2, Money.BAD_DEBT, 1), "billings = paid . bad debt . open invoices: product 1"),
        ("money_sources", (1, Money.MEDIA, 1), "media spend = plan x budget share: month 1, source 1"),
        ("money_sources", (4, Money.CASH_IN, 1), "money by place = by source: month 4"),
        ("deals", (1,), "leads with an account and deals from before = won . lost . open: cell 1"),
        ("stage_deals", (2,), "deals that entered a stage = left . open: stage 2"),
        ("orders", (0,), "orders = delivered .*: product 0"),
        ("order_value", (0,), "bookings and contracts .* = revenue .*: product 0"),
        ("invoices", (1,), "invoices = paid . bad . open: product 1"),
        ("invoice_value", (1,), "open invoices: product 1"),
        ("customers", (0,), "customers = came - lost: product 0"),
        ("waiting", (0,), "cases that asked for a desk = .*: desk 0"),
        ("working", (0,), "cases started at a desk = .*: desk 0"),
    ],
)
def test_one_too_many_is_seen_and_named_with_its_place(array, place, law):
    assert re.search(law, laws(changed(array, place)))


def test_both_sides_of_a_broken_law_are_shown():
    open_now = int(OUTCOME.census.customers[0])
    assert f"customers = came - lost: product 0: {open_now + 1} against {open_now}" in laws(
        changed("customers", (0,))
    )


def test_the_same_law_broken_at_many_places_is_not_listed_for_ever():
    books = OUTCOME.books._replace(losses=OUTCOME.books.losses + 1)
    found = broken_laws(PARAMS, OUTCOME._replace(books=books))
    assert len(found) == 4
    assert found[-1].startswith("lost deals = lost deals by reason: and at ")


def test_negative_counts_and_impossible_shares_are_seen():
    books = OUTCOME.books
    assert "counts are not negative: desks" in laws(
        OUTCOME._replace(books=books._replace(desks=books.desks - 10**9))
    )
    assert "brand stocks stay in 0..1" in laws(
        OUTCOME._replace(books=books._replace(brand=books.brand + 1.0))
    )
    assert "brand stocks stay in 0..1" in laws(
        OUTCOME._replace(books=books._replace(brand=books.brand * np.nan))
    )
    assert "media figures are numbers" in laws(
        OUTCOME._replace(books=books._replace(media=books.media + np.inf))
    )


@pytest.mark.parametrize(
    ("what", "law"),
    [
        (Happening.WON, "won in the trace = in the books"),
        (Happening.TICKET, "tickets in the trace = in the books"),
        (Happening.START, "starts in the trace = in the books"),
    ],
)
def test_a_row_that_is_missing_in_the_trace_is_seen(what, law):
    trace = RECORDED.trace
    assert trace is not None
    row = int(np.flatnonzero(trace.what == what)[0])
    assert law in laws(RECORDED._replace(trace=np.delete(trace, row).view(np.recarray)))


def test_stays_that_do_not_fit_the_open_deals_break_littles_law():
    wrong = changed("stages", (1, StageFlow.STAY_TICKS, 0), RECORDED)
    assert "Little's law for open deals" in laws(wrong)


def test_a_desk_with_more_in_work_than_seats_is_seen():
    trace = RECORDED.trace
    assert trace is not None
    done = np.flatnonzero((trace.what == Happening.DONE) & (trace.desk == 0))
    assert "cases in work fit the seats: desk 0" in laws(
        RECORDED._replace(trace=np.delete(trace, done).view(np.recarray))
    )


def test_every_law_holds_with_rooms_batches_and_open_deals():
    assert ROOMS.books.stages[:, StageFlow.TURNED_AWAY].sum() > 0
    assert ROOMS.books.cells[:, CellFlow.OPENED].sum() == NETWORK.sales.open.deals.sum()
    assert broken_laws(NETWORK, ROOMS) == []


@pytest.mark.parametrize(
    ("array", "place", "law"),
    [
        ("cells", (0, CellFlow.OPENED, 1), "deals from before = planned: month 0, cell 1"),
        ("cells", (1, CellFlow.TURNED_AWAY, 1), "turned away by stage = by cell: month 1"),
        ("desks", (1, DeskFlow.TURNED_AWAY, 0), "turned away by stage = by desk: month 1"),
        ("stages", (1, StageFlow.TURNED_AWAY, 1), "a desk with room turns nobody away: stage 1"),
        (
            "stages",
            (1, StageFlow.TURNED_AWAY, 0),
            "turned away in the trace = in the books: month 1, stage 0",
        ),
        ("stages", (1, StageFlow.COLD, 0), "cold in the trace = in the books: month 1, stage 0"),
        ("products", (1, ProductFlow.DEFECTS, 0), "defects in the trace = in the books: month 1, product 0"),
        ("desks", (1, DeskFlow.FINISHED, 0), "finished in the trace = in the books: month 1, desk 0"),
    ],
)
def test_one_too_many_in_a_network_is_seen(array, place, law):
    assert re.search(law, laws(changed(array, place, ROOMS), NETWORK))


def test_open_deals_without_accounts_are_seen():
    cells = NETWORK.market.cells.copy()
    cells["open"][1] += 1
    params = NETWORK._replace(market=NETWORK.market._replace(cells=cells))
    assert "deals from before = accounts set aside: cell 1" in laws(ROOMS, params)
