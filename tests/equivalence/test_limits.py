"""Both engines stop at the same limits, with a message that says what there is most of."""

from collections.abc import Callable

import pytest

from scenarios.compile import compile_params
from scenarios.load import load
from sim.engine.replicate import replicate as compiled
from sim.errors import RunawayError
from sim.outcome import Outcome
from sim.params import Params
from sim.params.limits import Limits
from sim.reference.run import replicate as by_processes
from tests.support.companies import company

ENGINES: dict[str, Callable[..., Outcome]] = {"compiled": compiled, "simpy": by_processes}
PARAMS = company(days=60, reps=1)
ROWS = compiled(PARAMS, 1, 0).rows


def limited(**limits: int) -> Params:
    return PARAMS._replace(limits=Limits(**limits))


@pytest.mark.parametrize("engine", ENGINES)
def test_more_open_cases_than_the_limit_are_an_error(engine: str) -> None:
    with pytest.raises(
        RunawayError, match=r"more than 50 cases are open at once \(limits.cases\) \(day .*leads"
    ):
        ENGINES[engine](limited(entities=50), 1, 0)


@pytest.mark.parametrize("engine", ENGINES)
def test_more_events_than_the_limit_are_an_error(engine: str) -> None:
    with pytest.raises(
        RunawayError, match=r"more than [\d,]+ events in one .* most of all: [\d,]+ (leads|entries)"
    ):
        ENGINES[engine](limited(happenings=ROWS - 1), 1, 0)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_longer_trace_than_the_limit_is_an_error(engine: str) -> None:
    with pytest.raises(RunawayError, match=r"more than [\d,]+ rows of the event trace \(limits.trace_rows\)"):
        ENGINES[engine](limited(trace_rows=ROWS - 1), 1, 0, recording=True)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_run_within_its_limits_is_not_stopped(engine: str) -> None:
    params = limited(happenings=ROWS, trace_rows=ROWS)
    assert ENGINES[engine](params, 1, 0, recording=True).rows == ROWS


@pytest.mark.parametrize("engine", ENGINES)
def test_more_customers_than_the_limit_are_refused_at_the_start(engine: str) -> None:
    flood = ["market.segments.companies.customers=2000", "limits.cases=1000"]
    params = compile_params(load("library:tiny", settings=flood).scenario)
    with pytest.raises(
        RunawayError, match=r"more than 1,000 cases .* \(day 0.000000\); most of all: .* customers"
    ):
        ENGINES[engine](params, 1, 0)


def test_no_limit_of_a_scenario_can_pass_what_stamps_can_hold() -> None:
    params = PARAMS._replace(limits=Limits(entities=1 << 60, happenings=1 << 60))
    assert compiled(params, 1, 0).rows == ROWS
