"""Estimates against what the library's scenarios really take."""

import time
from pathlib import Path

import pytest

from scenarios.compile import compile_params
from scenarios.estimate import estimate, run_size
from scenarios.load import load
from sim.books import new_books
from sim.engine.replicate import replicate
from sim.run import simulate

LIBRARY = sorted(path.stem for path in (Path(__file__).parents[3] / "scenarios" / "library").glob("*.yaml"))
EVENTS, TIME = 1.5, 3.0
"""Factors within which estimates must lie."""


def is_within(factor: float, estimated: float, measured: float) -> bool:
    return measured / factor <= estimated <= measured * factor


@pytest.mark.parametrize("name", LIBRARY)
def test_the_number_of_events_is_right_within_a_factor(name: str) -> None:
    scenario = load(f"library:{name}").scenario
    params = compile_params(scenario)
    measured = sum(replicate(params, 1, number).rows for number in range(3)) / 3
    assert is_within(EVENTS, estimate(scenario).events, measured)


@pytest.mark.parametrize("name", LIBRARY)
def test_the_time_of_a_replication_is_right_within_a_factor(name: str) -> None:
    scenario = load(f"library:{name}").scenario
    params = compile_params(scenario)
    simulate(params, 1, [0])
    began = time.process_time()
    simulate(params, 1, range(1, 11))
    simulated = (time.process_time() - began) / 10
    rest = 2.0e-3  # tables and their files, measured once
    assert is_within(TIME, estimate(scenario).seconds, simulated + rest)


@pytest.mark.parametrize("name", LIBRARY)
def test_the_books_are_counted_to_the_byte(name: str) -> None:
    scenario = load(f"library:{name}").scenario
    books = sum(array.nbytes for array in new_books(compile_params(scenario)))
    one, other = (run_size(estimate(scenario), count, 1).memory for count in (100, 101))
    assert (other - one) / 6.5 == pytest.approx(books)


@pytest.mark.parametrize("name", LIBRARY)
def test_the_parameters_are_counted_within_a_factor(name: str) -> None:
    scenario = load(f"library:{name}").scenario
    params = compile_params(scenario)
    offer, season = params.offer, params.market.season
    arrays = (
        offer.price,
        offer.mix,
        offer.ours,
        offer.rivals,
        offer.price_gap,
        season,
        params.campaigns.spend,
    )
    assert is_within(1.5, estimate(scenario).shared, sum(array.nbytes for array in arrays))


def test_more_of_everything_takes_longer_and_needs_more_memory() -> None:
    small, large = (load("library:tiny", settings=[f"months={months}"]).scenario for months in (12, 48))
    one, other = run_size(estimate(small), 10, 1), run_size(estimate(large), 20, 1)
    assert other.seconds > one.seconds
    assert other.memory > one.memory


def test_the_twin_engine_takes_far_longer() -> None:
    scenario = load("library:saas").scenario
    assert estimate(scenario, "simpy").seconds > 20 * estimate(scenario).seconds


def test_a_recorded_trace_needs_memory() -> None:
    scenario = load("library:shop").scenario
    assert estimate(scenario, recorded=True).running > 10 * estimate(scenario).running


def test_a_team_that_cannot_cope_leaves_its_deals_waiting() -> None:
    flood = ["campaigns.website.leads=30000 per month", "market.segments.companies.accounts=1000000"]
    patient = load(
        "library:tiny", settings=[*flood, "stages={only: {team: sales, work: 3 h, next: {won: 100%}}}"]
    )
    assert estimate(patient.scenario).open_cases > 60_000
    measured = replicate(compile_params(patient.scenario), 1, 0)
    assert is_within(1.5, estimate(patient.scenario).open_cases, float(measured.census.deals.sum()))
    assert is_within(2.0, estimate(patient.scenario).events, measured.rows)
