"""A grid of plans, draws and replications: cut into tasks, stored as it goes, the same on all workers."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from planning import block, grid
from planning.block import Block
from planning.grid import LEAST, TARGET
from planning.job import Job
from planning.parts import PARTS
from planning.pools import Pool, Processes, Threads
from planning.runs import Options, PlanRun, Variant, run_each, run_plan, run_plans
from scenarios.compile import compile_params
from scenarios.load import Plan, load
from sim.errors import BooksError, RunError
from tests.support.tasks import InOrder

SHORT = ("months=1",)
CALIBRATED = """
finance: {overhead: 8k EUR per month}
brand: {awareness: 0.25}
calibrated:
  source: crm
  intervals:
    finance.overhead: {low: 7k EUR per month, high: 10k EUR per month, grade: history, method: mean}
    brand.awareness: {low: 0.2, high: 0.3, grade: history, method: mean}
"""


@pytest.fixture(scope="module")
def tiny() -> Plan:
    """The smallest library scenario, one month long."""
    return load("library:tiny", settings=SHORT)


@pytest.fixture(autouse=True)
def _small_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tasks of about three replications of the tiny scenario, each of them stored."""
    monkeypatch.setattr(grid, "KEPT", 0.0)
    monkeypatch.setattr(grid, "simulate_block", _three_seconds_for_three)


def _three_seconds_for_three(work: Any, numbers: range, tick: Any) -> Block:
    return block.simulate_block(work, numbers, tick)._replace(seconds=TARGET / 3.0)


def files_of(run: PlanRun) -> dict[str, bytes]:
    """The stored tables, byte by byte."""
    return {file.name: file.read_bytes() for file in sorted(run.folder.glob("*.parquet"))}


@pytest.fixture(scope="module")
def pools() -> Iterator[list[Pool]]:
    """Workers of every kind, and executors that somebody else has opened."""
    with (
        Threads(2) as threads,
        Processes(2) as processes,
        ThreadPoolExecutor(2) as any_threads,
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as any_process,
    ):
        yield [threads, processes, Pool(any_threads, 2), Pool(any_process, 1), Pool(InOrder(), 3)]


def test_a_run_has_the_same_bytes_on_whatever_workers(tiny: Plan, pools: list[Pool], tmp_path: Path) -> None:
    alone = run_plan(tiny, Options(5, workers=1, out=tmp_path / "alone"))
    assert len(files_of(alone)) == 9
    for place, pool in enumerate(pools):
        run = run_plan(tiny, Options(5, out=tmp_path / str(place), pool=pool))
        assert run.folder.name == alone.folder.name
        assert files_of(run) == files_of(alone)


def test_a_grid_of_plans_and_draws_is_the_same_on_whatever_workers(pools: list[Pool], tmp_path: Path) -> None:
    overlay = tmp_path / "calibrated.yaml"
    overlay.write_text(CALIBRATED)
    plans = [load("library:tiny", [overlay], [*SHORT, price]) for price in ("seed=1", PRICE)]

    def runs(pool: Pool, name: str) -> list[PlanRun]:
        options = Options(3, seed=1, out=tmp_path / name, pool=pool)
        return run_plans([Job(plan, options, draw=draw, keep=()) for plan in plans for draw in (1, 2)])

    local = runs(Pool(InOrder(), 1), "local")
    assert len({run.folder.name for run in local}) == 4
    awareness = [run.plan.document.data["brand"]["awareness"] for run in local]  # type: ignore[index,call-overload]
    assert awareness[:2] == awareness[2:]
    assert len({0.25, *awareness}) == 3
    for place, pool in enumerate(pools):
        assert [files_of(run) for run in runs(pool, str(place))] == [files_of(run) for run in local]


PRICE = "offer.products.product.price=9500 EUR"


def test_only_the_tables_that_are_wanted_are_made(tiny: Plan, tmp_path: Path) -> None:
    options = Options(2, out=tmp_path)
    whole, some, none = (
        run_plans([Job(tiny, options, keep=keep)])[0] for keep in (None, ("team", "orders"), ())
    )
    assert (set(some.tables), set(none.tables)) == ({"team", "orders"}, set())
    assert len({run.folder.name for run in (whole, some, none)}) == 3
    pd.testing.assert_frame_equal(some.tables["team"], whole.tables["team"])
    pd.testing.assert_frame_equal(none.summary, whole.summary)


def test_runs_come_as_they_are_finished_and_jobs_are_read_as_workers_become_free(
    tiny: Plan, tmp_path: Path
) -> None:
    read: list[int] = []

    def jobs() -> Iterator[Job]:
        for seed in range(30):
            read.append(seed)
            yield Job(tiny, Options(1, seed=seed, out=tmp_path), keep=())

    runs = run_each(jobs(), Options(pool=Pool(InOrder(), 2)))
    next(runs)
    assert len(read) < 10
    assert len(list(runs)) == 29


def test_the_first_task_is_one_replication_and_the_others_take_the_time_they_should(
    tiny: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []

    def noted(cost: float) -> Any:
        def run(work: Any, numbers: range, tick: Any) -> Block:
            sizes.append(len(numbers))
            return block.simulate_block(work, numbers, tick)._replace(seconds=cost)

        return run

    for cost in (TARGET / 4.0, LEAST / 6.0, 2.0 * TARGET):
        monkeypatch.setattr(grid, "simulate_block", noted(cost))
        run_plans([Job(tiny, Options(20, out=tmp_path / str(cost), pool=Pool(InOrder(), 1)), keep=())])
    assert sizes == [*(1, 4, 4, 4, 4, 2, 1), *(1, 10, 6, 3), *(20 * [1])]


def test_a_run_that_was_stopped_goes_on_where_it_was_however_it_was_cut(
    tiny: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[range] = []

    def stops_at_the_third(work: Any, numbers: range, tick: Any) -> Block:
        asked.append(numbers)
        if len(asked) == 3:
            raise KeyboardInterrupt("stopped")
        return _three_seconds_for_three(work, numbers, tick)

    monkeypatch.setattr(grid, "simulate_block", stops_at_the_third)
    options = Options(9, out=tmp_path, workers=1)
    with pytest.raises(KeyboardInterrupt, match="stopped"):
        run_plan(tiny, options)
    assert asked == [range(0, 1), range(1, 4), range(4, 7)]
    assert len(list((tmp_path / PARTS).glob("*/*"))) == 2
    run = run_plan(tiny, replace(options, pool=Pool(InOrder(), 4)))
    assert asked[3] == range(4, 5)
    assert sorted(number for numbers in asked[3:] for number in numbers) == [4, 5, 6, 7, 8]
    assert list(run.summary["replication"]) == list(range(9))
    assert not list((tmp_path / PARTS).iterdir())
    assert files_of(run) == files_of(run_plan(tiny, Options(9, out=tmp_path / "whole")))


def test_progress_counts_every_replication_of_a_grid_once(
    tiny: Plan, pools: list[Pool], tmp_path: Path
) -> None:
    for place, pool in enumerate(pools):
        seen: list[tuple[int, int]] = []
        options = Options(4, out=tmp_path / str(place), pool=pool)
        jobs = [Job(tiny, options, keep=()), Job(tiny, replace(options, seed=99), keep=())]
        run_plans(jobs[:1])
        run_plans(jobs, lambda *both, seen=seen: seen.append(both))
        assert seen == sorted(set(seen))
        assert seen[-1] == (8, 8)


def test_an_error_of_a_task_is_told_as_it_is_locally(tiny: Plan, pools: list[Pool], tmp_path: Path) -> None:
    def broken(scenario: Any) -> Any:
        params: Any = compile_params(scenario)
        return params._replace(finance=params.finance._replace(opening_cash=None))

    variant, told = Variant("broken", broken), set()
    for place, pool in enumerate(pools):
        with pytest.raises(TypeError, match="not supported for the input types") as caught:
            run_plans([Job(tiny, Options(2, out=tmp_path / str(place), pool=pool), variant)])
        told.add(str(caught.value))
    assert len(told) == 1


def test_an_error_of_our_own_keeps_its_words_and_its_kind(tiny: Plan, tmp_path: Path) -> None:
    with Processes(1) as processes:
        future = processes.submit(_fails, processes.share(None), 0, None)  # type: ignore[arg-type]
        with pytest.raises(BooksError, match="the books do not balance\n  replication 3"):
            processes.answer(future)


def _fails(content: object, task: int, tick: Any) -> None:
    raise BooksError("the books do not balance\n  replication 3")


def test_a_worker_with_another_program_is_refused(
    tiny: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid, "program", lambda: "sources 0123")
    with pytest.raises(RunError, match=r"a worker runs another program .* not sources 0123"):
        run_plan(tiny, Options(1, out=tmp_path))
