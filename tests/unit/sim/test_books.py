from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.books import Contract, Slot, new_books, post, post_term, ticks
from sim.codes import TICKS_PER_DAY, CellFlow, Money
from tests.support.companies import company

PARAMS = company(days=100)
SLOT = Slot(place=1, product=0, source=2)


def test_empty_books_have_room_for_every_month_and_one_after():
    books = new_books(PARAMS)
    assert books.cells.shape == (4, len(CellFlow), 4)
    assert books.money_places.shape == (5, len(Money), 4 + 2 + 1)
    assert books.money_products.shape == (5, len(Money), 3)
    assert books.money_sources.shape == (5, len(Money), 6)
    assert not any(array.any() for array in books)


def test_a_posting_is_seen_from_all_three_sides():
    books = new_books(PARAMS)
    post(books, 2, Money.BOOKINGS, SLOT, 995)
    assert books.money_places[2, Money.BOOKINGS, 1] == 995
    assert books.money_products[2, Money.BOOKINGS, 0] == 995
    assert books.money_sources[2, Money.BOOKINGS, 2] == 995
    assert sum(int(view.sum()) for view in books[6:9]) == 3 * 995


@given(st.integers(0, 3), st.integers(0, 10**11), st.integers(1, 60))
def test_a_contract_is_recognised_in_full_and_what_lies_beyond_comes_last(month, cents, term):
    books = new_books(PARAMS)
    post_term(books, month, SLOT, Contract(cents, 0, term, 0))
    revenue = books.money_places[:, Money.REVENUE, 1]
    assert revenue.sum() == cents
    assert not revenue[:month].any()
    inside = min(term, 4 - month)
    assert revenue[:4].sum() == cents * inside // term


@given(st.integers(0, 10**11), st.integers(0, 10**11), st.integers(1, 60), st.data())
def test_a_contract_in_its_middle_has_its_remaining_months_to_earn(value, cost, term, data):
    used = data.draw(st.integers(0, term - 1))
    books = new_books(PARAMS)
    post_term(books, 0, SLOT, Contract(value, cost, term, used))
    money = books.money_places[:, :, 1]
    assert money[:, Money.REVENUE].sum() == value - value * used // term
    assert money[:, Money.COGS].sum() == cost - cost * used // term
    assert (money[:, Money.COGS] == money[:, Money.CASH_OUT]).all(), "the cost is paid as it comes"


@given(st.floats(0.0, 10_000.0))
def test_ticks_are_the_nearest_whole_billionth_of_a_day(days):
    assert abs(ticks(days) - days * TICKS_PER_DAY) <= 0.5 + 1e-2


def test_ticks_of_stays_add_up_in_any_order():
    moments = np.sort(np.random.Generator(np.random.PCG64(1)).uniform(0.0, 1000.0, 100))
    stays = [ticks(later) - ticks(sooner) for sooner, later in pairwise(moments)]
    assert sum(stays) == sum(reversed(stays)) == ticks(moments[-1]) - ticks(moments[0])


@pytest.mark.parametrize(("days", "whole"), [(0.0, 0), (1.0, TICKS_PER_DAY), (2.5e-9, 3)])
def test_known_durations(days, whole):
    assert ticks(days) == whole


@given(st.floats(1e6, 1e300))
def test_ticks_of_what_takes_for_ever_are_cut_off(days):
    assert ticks(days) == 10**15
