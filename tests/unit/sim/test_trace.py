"""The order of the rows of a trace."""

import numpy as np
import pytest

from sim.trace import TRACE, Trace, in_order

KEYS = ("time", "what", "key", "code", "detail")


def rows_with_ties(count: int, at_once: int) -> Trace:
    """Rows in the order of time, about so many of them at one instant, with few different keys."""
    chance = np.random.default_rng(count + at_once)
    rows = np.zeros(count, TRACE).view(np.recarray)
    rows.time = np.sort(chance.integers(0, max(count // at_once, 1), count) / 7.0)
    for name in ("key", "what", "code", "detail"):
        rows[name] = chance.integers(0, 4, count)
    rows.amount = np.arange(count)
    return rows


@pytest.mark.parametrize(("count", "at_once"), [(0, 1), (1, 1), (500, 1), (2000, 3), (2000, 20), (3000, 700)])
def test_rows_are_ordered_as_by_a_full_sort_of_their_keys(count: int, at_once: int) -> None:
    rows = rows_with_ties(count, at_once)
    order = np.lexsort([rows[name] for name in reversed(KEYS)])
    assert np.array_equal(in_order(rows.copy().view(np.recarray)), rows[order])


def test_a_row_moves_with_all_that_it_says() -> None:
    rows = rows_with_ties(2, 2)
    rows[0], rows[1] = (1.0, 9, 8, 7, 6, 5, 4, 3, 2), (1.0, 1, 2, 3, 4, 5, 6, 7, 8)
    assert [row.tolist() for row in in_order(rows)] == [
        (1.0, 1, 2, 3, 4, 5, 6, 7, 8),
        (1.0, 9, 8, 7, 6, 5, 4, 3, 2),
    ]
