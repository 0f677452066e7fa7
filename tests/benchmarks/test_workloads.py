"""What is timed is what it says: the same work on every side."""

import json

import numpy as np
import pytest

from benchmarks import native, one_queue, parts
from benchmarks.__main__ import RECORD, TOPICS, main
from benchmarks.engines import LARGEST, MONTHS
from benchmarks.funnel import counts_of, events_per_lead, settings
from benchmarks.large import LEADS, SIZES, params_for
from benchmarks.measures import BASELINES, Session, script
from benchmarks.runs import params_of, timed
from scenarios.load import load
from sim.codes import CellFlow
from tests.architecture.sources import ROOT

needs_c = pytest.mark.skipif(not native.available(), reason="no C compiler here")
SMALL = 10_000


def test_the_funnel_does_the_work_of_the_one_in_simpy() -> None:
    # Wins vary most: some 400 on each side, so their difference has a standard error of 7 %. Seeds are fixed.
    params = params_of("funnel.yaml", settings(SMALL))
    ours = counts_of(params, timed(params, 0).outcome)
    found = script([BASELINES / "simpy_funnel.py", SMALL])
    theirs = {name: float(value) for name, value in found.items()}
    assert events_per_lead(ours) == pytest.approx(events_per_lead(theirs), rel=0.03)
    for name, tolerance in (("worked", 0.03), ("cold", 0.1), ("thought", 0.05), ("won", 0.2), ("due", 0.3)):
        assert ours[name] / ours["leads"] == pytest.approx(theirs[name] / theirs["leads"], rel=tolerance), (
            name
        )


def test_the_load_of_the_funnel_does_not_depend_on_its_size() -> None:
    # False-alarm rate below 1 in 1,000 for a fresh seed: 40,000 leads, 1.8 pieces of work each.
    few, many = (params_of("funnel.yaml", settings(leads)) for leads in (SMALL, 4 * SMALL))
    rates = [
        (counts := counts_of(params, timed(params, 0).outcome))["cold"] / counts["leads"]
        for params in (few, many)
    ]
    assert rates[0] == pytest.approx(rates[1], rel=0.15)


@needs_c
def test_the_queue_in_c_has_the_mean_stay_of_the_theory() -> None:
    stay = native.library().queue_run(2_000_000, one_queue.GAP, one_queue.SERVICE, 42)
    assert stay == pytest.approx(one_queue.STAY, rel=0.04)


@needs_c
def test_random_numbers_in_c_are_ours_to_the_last_bit() -> None:
    tables = params_of("library:tiny").draws.tables
    assert parts.uniforms(np.uint64(7), 1000) == native.library().uniforms(7, 1000)
    place = tables.ctypes.data
    assert parts.quantiles(tables, np.uint64(7), 1000) == native.library().quantiles(place, 7, 1000)


def test_the_gaps_of_the_event_set_keep_so_many_events_a_day() -> None:
    for entities in (1_000, 100_000):
        assert entities / parts.gaps_of(entities).mean() == pytest.approx(parts.EVENTS_A_DAY)


def test_every_library_scenario_is_timed() -> None:
    library = {path.stem for path in (ROOT / "scenarios" / "library").glob("*.yaml")}
    assert set(MONTHS) == library


@pytest.mark.slow
def test_the_largest_library_scenario_is_the_one_whose_event_is_timed() -> None:
    events = {name: timed(params_of(f"library:{name}"), 0).outcome.rows for name in MONTHS}
    assert max(events, key=lambda name: events[name]) == LARGEST


@pytest.mark.slow
def test_the_large_company_has_the_parts_that_its_row_says() -> None:
    params = params_for(SIZES["aimed"])
    assert len(params.people.seats) == 1000
    assert len(params.market.cells) == 200 * 50
    assert len(params.campaigns.sources) == 100
    leads = timed(params, 0).outcome.books.cells[:, CellFlow.LEADS].sum()
    assert leads == pytest.approx(LEADS, rel=0.02)


def test_the_scenarios_of_the_benchmarks_have_no_problems() -> None:
    for place in sorted((ROOT / "benchmarks" / "scenarios").glob("*.yaml")):
        assert load(place).scenario.name


def test_topics_that_are_not_quick_say_nothing_in_a_quick_run() -> None:
    assert TOPICS["large"](Session(quick=True, cimba=None, quiet=False)) == []


@pytest.mark.slow
def test_no_ratio_is_worse_than_the_recorded_one_by_more_than_a_quarter() -> None:
    # On a machine that others use a ratio to SimPy may move by so much; see the page of the benchmarks.
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    assert len(record["quick"]["ratios"]) > 5, "record first: python -m benchmarks --quick --record"
    assert main(["--quick"]) == 0
