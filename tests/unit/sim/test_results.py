import dataclasses

import numpy as np
import pytest

from sim.codes import CellFlow
from sim.engine.replicate import replicate
from sim.errors import BooksError
from sim.outcome import Outcome
from sim.results import Results
from tests.support.companies import company

PARAMS = company(days=60, reps=2)
OUTCOMES = tuple(replicate(PARAMS, 5, number) for number in range(3))


def with_a_lead_too_many(replication: int) -> tuple[Outcome, ...]:
    """Outcomes of which one counts a lead that never came."""
    outcome = OUTCOMES[replication]
    cells = outcome.books.cells.copy()
    cells[1, CellFlow.LEADS, 2] += 1
    wrong = outcome._replace(books=outcome.books._replace(cells=cells))
    return tuple(wrong if nth == replication else other for nth, other in enumerate(OUTCOMES))


def test_results_that_add_up_exist_and_do_not_change():
    results = Results(PARAMS, 5, (0, 1, 2), OUTCOMES)
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign"):
        results.seed = 6  # type: ignore[misc]


def test_results_that_do_not_add_up_cannot_exist():
    with pytest.raises(
        BooksError,
        match=r"(?s)seed 5.*replication 1: leads with an account and deals .* = .*cell 2: \d+ against",
    ):
        Results(PARAMS, 5, (0, 1, 2), with_a_lead_too_many(1))


def test_every_broken_law_is_listed_up_to_a_limit():
    outcome = OUTCOMES[0]
    more = {name: array + 1 for name, array in outcome.books._asdict().items()}
    wrong = outcome._replace(books=outcome.books._replace(**more))
    with pytest.raises(BooksError, match=r"and \d+ more") as caught:
        Results(PARAMS, 5, (0,), (wrong,))
    assert len(str(caught.value).splitlines()) == 22


def test_every_replication_needs_its_outcome():
    with pytest.raises(ValueError, match="shorter"):
        Results(PARAMS, 5, (0, 1, 2), OUTCOMES[:2])


def test_books_and_census_are_stacked_by_replication():
    results = Results(PARAMS, 5, (0, 1, 2), OUTCOMES)
    books, census = results.books(), results.census()
    for nth, outcome in enumerate(OUTCOMES):
        assert np.array_equal(books.cells[nth], outcome.books.cells)
        assert np.array_equal(census.invoice_value[nth], outcome.census.invoice_value)
