"""A loop without delay never ends: both engines say so instead of running for ever."""

from collections.abc import Callable

import pytest

from sim.codes import LOST, NONE
from sim.engine.replicate import replicate as compiled
from sim.errors import EndlessError
from sim.outcome import Outcome
from sim.params import Params
from sim.params.draws import Draw
from sim.params.limits import Limits
from sim.params.sales import Move, Opening, Sales, Stage
from sim.params.table import table
from sim.reference.run import replicate as by_processes
from tests.support.companies import company

NO_TIME = 0
ENGINES: dict[str, Callable[[Params, int, int], Outcome]] = {"compiled": compiled, "simpy": by_processes}


def circle(wait: int) -> Params:
    """A company whose only stage leads to itself."""
    params = company(days=20)
    stage = Stage(NONE, NONE, wait, 0, NONE, LOST, 0, 0, 1, 0.0, 0, 0, NONE, LOST)
    nothing = table(Opening, [])
    rows = [Draw(*row.tolist()) for row in params.draws.rows]
    rows[NO_TIME] = Draw(1, 0.0, 0.0)
    return params._replace(
        sales=Sales(table(Stage, [stage]), table(Move, [Move(1.0, 0, 0)]), expansion_entry=0, open=nothing),
        leads=params.leads._replace(entry=0.0 * params.leads.entry),
        draws=params.draws._replace(rows=table(Draw, rows)),
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_a_circle_of_stages_without_work_and_wait_is_an_error(engine: str) -> None:
    with pytest.raises(EndlessError, match=r"never end \(day .*\): deals go round .* any time: 0 -> 0$"):
        ENGINES[engine](circle(wait=NONE), 1, 0)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_circle_of_waits_of_no_length_is_an_error(engine: str) -> None:
    params = circle(wait=NO_TIME)._replace(limits=Limits(at_once=2_000))
    with pytest.raises(EndlessError, match=r"never end \(day .*\): deals go round .* any time: 0 -> 0$"):
        ENGINES[engine](params, 1, 0)


@pytest.mark.parametrize("wait", [NONE, NO_TIME])
def test_both_engines_tell_the_same_about_a_circle(wait: int) -> None:
    params = circle(wait)._replace(limits=Limits(at_once=2_000))
    told = []
    for engine in ENGINES.values():
        with pytest.raises(EndlessError, match="never end") as caught:
            engine(params, 1, 0)
        told.append(str(caught.value))
    assert told[0] == told[1]


def test_only_the_stages_of_the_circle_are_named() -> None:
    params = circle(wait=NONE)
    stages = [Stage(*row.tolist()) for row in params.sales.stages]
    there = stages[0]._replace(moves=1, ways=1)
    back = there._replace(moves=2)
    moves = [Move(1.0, 1, 0), Move(1.0, 2, 0), Move(1.0, 1, 0)]
    sales = Sales(
        table(Stage, [stages[0], there, back]), table(Move, moves), expansion_entry=0, open=table(Opening, [])
    )
    with pytest.raises(EndlessError, match=r"any time: (1 -> 2 -> 1|2 -> 1 -> 2)$"):
        compiled(params._replace(sales=sales), 1, 0)


@pytest.mark.parametrize("engine", ENGINES)
def test_more_customers_at_the_start_than_events_at_once_are_no_circle(engine: str) -> None:
    params = company(days=5)
    cells = params.market.cells.copy()
    cells.customers[0] = 500
    params = params._replace(market=params.market._replace(cells=cells), limits=Limits(at_once=100))
    assert ENGINES[engine](params, 1, 0).census.customers.sum() > 400
