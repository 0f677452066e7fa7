"""A loop without delay never ends: both engines say so instead of running for ever."""

from collections.abc import Callable

import pytest

from sim.codes import LOST, NONE
from sim.engine.replicate import replicate as compiled
from sim.errors import RunError
from sim.outcome import Outcome
from sim.params import Params
from sim.params.draws import Draw
from sim.params.sales import Move, Opening, Sales, Stage
from sim.params.table import table
from sim.reference import world
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
    with pytest.raises(RunError, match="events of one instant never end"):
        ENGINES[engine](circle(wait=NONE), 1, 0)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_circle_of_waits_of_no_length_is_an_error(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "MOST_AT_ONCE", 2_000)
    with pytest.raises(RunError, match="events of one instant never end"):
        ENGINES[engine](circle(wait=NO_TIME), 1, 0)
