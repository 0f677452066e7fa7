import dataclasses

import numpy as np
import pytest

from sim.codes import CellFlow
from sim.engine.replicate import replicate
from sim.errors import BooksError
from sim.outcome import Outcome
from sim.results import Results, proven
from sim.run import simulate
from tests.support.companies import company

PARAMS = company(days=60, reps=2)
OUTCOMES = tuple(replicate(PARAMS, 5, number) for number in range(3))


def with_a_lead_too_many(outcome: Outcome) -> Outcome:
    """The outcome, with a lead counted that never came."""
    cells = outcome.books.cells.copy()
    cells[1, CellFlow.LEADS, 2] += 1
    return outcome._replace(books=outcome.books._replace(cells=cells))


def test_results_do_not_change():
    results = Results(PARAMS, 5, (0, 1, 2), OUTCOMES)
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign"):
        results.seed = 6  # type: ignore[misc]


def test_an_outcome_that_adds_up_is_passed_on():
    assert proven(PARAMS, 5, 1, OUTCOMES[1]) is OUTCOMES[1]


def test_an_outcome_that_does_not_add_up_is_refused():
    with pytest.raises(
        BooksError,
        match=r"(?s)seed 5, replication 1.*leads with an account and deals .* = .*cell 2: \d+ against",
    ):
        proven(PARAMS, 5, 1, with_a_lead_too_many(OUTCOMES[1]))


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_no_results_come_of_an_outcome_that_does_not_add_up(monkeypatch, engine):
    name = "sim.run.replicate" if engine == "compiled" else "sim.reference.run.replicate"
    monkeypatch.setattr(name, lambda *_: with_a_lead_too_many(OUTCOMES[0]))
    with pytest.raises(BooksError, match="seed 5, replication 0"):
        simulate(PARAMS, 5, [0], engine=engine)


def test_every_broken_law_is_listed_up_to_a_limit():
    outcome = OUTCOMES[0]
    more = {name: array + 1 for name, array in outcome.books._asdict().items()}
    wrong = outcome._replace(books=outcome.books._replace(**more))
    with pytest.raises(BooksError, match=r"and \d+ more") as caught:
        proven(PARAMS, 5, 0, wrong)
    assert len(str(caught.value).splitlines()) == 22


def test_books_and_census_are_stacked_by_replication():
    results = Results(PARAMS, 5, (0, 1, 2), OUTCOMES)
    books, census = results.books(), results.census()
    for nth, outcome in enumerate(OUTCOMES):
        assert np.array_equal(books.cells[nth], outcome.books.cells)
        assert np.array_equal(census.invoice_value[nth], outcome.census.invoice_value)
