"""One compiled kernel serves every scenario, and may count on it that no two arrays share memory.

No array has another type where there is only one of a thing.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.lib.array_utils import byte_bounds

from sim.books import new_books
from sim.codes import Routing
from sim.daily import new_daily
from sim.engine.state import new_state
from sim.jit.words import Kind, lay_out
from sim.params import Params
from tests.support.aims import aimed
from tests.support.companies import busy_team, company, network


def with_one_cell(params: Params) -> Params:
    """The company without all cells but the first."""
    return params._replace(
        market=params.market._replace(cells=params.market.cells[:1].copy().view(np.recarray)),
        campaigns=aimed(params.campaigns, [{0: 1.0}] * 3 + [{}] * 2),
    )


COMPANIES = {
    "usual": company(),
    "a month": company(days=20),
    "one rep": company(reps=1, routing=Routing.POOL),
    "one cell": with_one_cell(company(days=20)),
    "network": network(),
    "busy": busy_team(),
}


def arrays_in(value: Any) -> Iterator[np.ndarray]:
    """All arrays of a tuple of tuples."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from arrays_in(part)


@pytest.mark.parametrize("recording", [False, True])
@pytest.mark.parametrize("name", COMPANIES)
def test_every_company_has_arrays_of_the_same_types(name: str, recording: bool) -> None:
    def kinds(params: Params) -> list[Kind]:
        found: list[Kind] = []
        state = new_state(params, np.uint64(1), 8, recording)
        lay_out((params, state, new_books(params), new_daily(params)), found, [])
        return found

    assert kinds(COMPANIES[name]) == kinds(COMPANIES["usual"])


@pytest.mark.parametrize("name", COMPANIES)
def test_no_two_arrays_share_memory(name: str) -> None:
    """The compiler is told so: it does not read one again when another was written."""
    params = COMPANIES[name]
    given = (params, new_state(params, np.uint64(1), 8, True), new_books(params), new_daily(params))
    bounds = sorted(byte_bounds(array) for array in arrays_in(given) if array.size)
    assert len(bounds) > 60
    overlaps = [pair for pair in pairwise(bounds) if pair[1][0] < pair[0][1]]
    assert not overlaps


def test_arrays_that_share_memory_are_told() -> None:
    """The check above can fail."""
    values = np.arange(10.0)
    bounds = sorted(byte_bounds(array) for array in arrays_in((values[:6], (values[5:],))))
    assert bounds[1][0] < bounds[0][1]
