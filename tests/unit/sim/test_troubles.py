"""Errors that stop a replication: their words, and their way out of worker processes."""

import pickle
from datetime import date

import numpy as np
import pytest

from sim.books import new_books
from sim.codes import Case, CellFlow, ProductFlow, StageFlow
from sim.errors import EndlessError, ForesellError, Labels, RunawayError
from sim.troubles import endless, too_long_a_trace, too_many_happenings, too_many_open
from tests.support.companies import company

PARAMS = company(days=20)
LABELS = Labels(date(2025, 1, 1), ("talk", "think", "wait"))
ERRORS: list[EndlessError | RunawayError] = [
    EndlessError(31.5, (0, 1)),
    EndlessError(31.5, (), LABELS),
    RunawayError("more than 5 cases", 31.5, ("9 entries of stage", 2)),
]


@pytest.mark.parametrize("error", ERRORS, ids=str)
def test_an_error_survives_the_way_from_a_worker_process(error: ForesellError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)


def test_errors_are_told_in_the_words_of_a_scenario() -> None:
    told = [str(error.told(LABELS)) for error in ERRORS]
    assert told[0].endswith(
        "(day 31.500000, 2025-02-01): deals go round without taking any time: talk -> think -> talk"
    )
    assert told[1].endswith("(day 31.500000, 2025-02-01): look for a zero-delay loop")
    assert told[2] == "more than 5 cases (day 31.500000, 2025-02-01); most of all: 9 entries of stage wait"


def test_without_a_circle_of_stages_none_is_named() -> None:
    assert endless(PARAMS, 1.0, 0).stages == ()
    assert endless(PARAMS, 1.0, -1).stages == ()


def test_the_kind_of_which_most_are_open_is_named() -> None:
    kinds = np.zeros(len(Case) + 1, np.int64)
    kinds[Case.INVOICE] = 7000
    assert str(too_many_open(PARAMS, 2.0, kinds)).endswith("; most of all: 7,000 unpaid invoices")


@pytest.mark.parametrize("make", [too_many_happenings, too_long_a_trace])
def test_what_happens_most_is_named(make) -> None:
    books = new_books(PARAMS)
    books.cells[0, CellFlow.LEADS, 0] = 10
    assert str(make(PARAMS, 2.0, books)).endswith("most of all: 10 leads")
    books.stages[0, StageFlow.ENTERED, 1] = 20
    assert str(make(PARAMS, 2.0, books)).endswith("most of all: 20 entries of stage 1")
    books.products[0, ProductFlow.DEFECTS, 0] = 30
    assert str(make(PARAMS, 2.0, books)).endswith("most of all: 30 defects")
