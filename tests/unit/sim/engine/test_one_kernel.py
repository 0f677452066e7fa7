"""One compiled kernel serves every scenario: no array has another type where there is only one of a thing."""

import numpy as np
import pytest

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


@pytest.mark.parametrize("recording", [False, True])
@pytest.mark.parametrize("name", COMPANIES)
def test_every_company_has_arrays_of_the_same_types(name: str, recording: bool) -> None:
    def kinds(params: Params) -> list[Kind]:
        found: list[Kind] = []
        state = new_state(params, np.uint64(1), 8, recording)
        lay_out((params, state, new_books(params), new_daily(params)), found, [])
        return found

    assert kinds(COMPANIES[name]) == kinds(COMPANIES["usual"])
