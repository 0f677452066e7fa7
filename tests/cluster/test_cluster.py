"""A real scheduler with two worker processes: the same bytes as here, and no harm when a worker is killed."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from foresell.cli import main
from planning import grid
from planning.block import Block, simulate_block
from planning.job import Job
from planning.pools import Signal
from planning.runs import Options, PlanRun, run_plan, run_plans
from scenarios.load import Plan, load
from sim.errors import BooksError, InputError, RunError
from tests.support.tasks import Tasks, answers

distributed = pytest.importorskip("distributed")

from planning.cluster import open_cluster  # noqa: E402 - only where the library is installed
from planning.dask_pool import ClusterPool, remote_cluster  # noqa: E402 - only where the library is installed

pytestmark = pytest.mark.filterwarnings("ignore")
"""Warnings of the cluster's own threads are not ours."""

SHORT = ("months=1",)


@pytest.fixture(scope="module")
def cluster() -> Iterator[ClusterPool]:
    """Two worker processes of one thread each."""
    with open_cluster("local:2") as pool:
        assert isinstance(pool, ClusterPool)
        assert pool.workers == 2
        yield pool


@pytest.fixture(scope="module")
def tiny() -> Plan:
    """The smallest library scenario, one month long."""
    return load("library:tiny", settings=SHORT)


def files_of(run: PlanRun) -> dict[str, bytes]:
    """The stored tables, byte by byte."""
    return {file.name: file.read_bytes() for file in sorted(run.folder.glob("*.parquet"))}


def until(holds: Any, patience: float = 20.0) -> bool:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


def one_at_a_time(work: Any, numbers: range, tick: Any) -> Block:
    """As if a replication took so long that each is a task of its own."""
    return simulate_block(work, numbers, tick)._replace(seconds=grid.TARGET)


def test_a_cluster_gives_the_same_bytes_and_the_same_key(
    cluster: ClusterPool, tiny: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid, "simulate_block", one_at_a_time)
    seen: list[tuple[int, int]] = []
    there = run_plan(tiny, Options(6, out=tmp_path / "there", pool=cluster), lambda *both: seen.append(both))
    here = run_plan(tiny, Options(6, out=tmp_path / "here"))
    assert there.folder.name == here.folder.name
    assert files_of(there) == files_of(here)
    assert seen == [(done, 6) for done in range(1, 7)]


def die_once(folder: str, number: int, tick: Any) -> int:
    """End the worker that has the first task, once; the other takes its time."""
    mark = Path(folder) / str(number)
    with mark.open("a") as file:
        file.write("x")
    if number == 0 and mark.stat().st_size == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.3)
    return number


def test_a_killed_worker_costs_only_what_it_was_doing(cluster: ClusterPool, tmp_path: Path) -> None:
    assert until(lambda: cluster.workers == 2)
    found = answers(die_once, str(tmp_path), range(8), cluster)
    assert found == {number: number for number in range(8)}
    begun = {number: len((tmp_path / str(number)).read_text()) for number in range(8)}
    assert begun[0] == 2
    assert sum(begun.values()) == 9


def test_a_run_survives_the_death_of_a_worker_with_the_same_bytes(
    cluster: ClusterPool, tiny: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert until(lambda: cluster.workers == 2)
    monkeypatch.setattr(grid, "simulate_block", one_at_a_time)
    killed: list[int] = []

    def kill_one(done: float, total: int) -> None:
        if done == 4 and not killed:
            killed.append(next(iter(cluster.client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    there, here = (
        run_plans([Job(tiny, Options(16, out=tmp_path / name, pool=pool), keep=("team",))], watch)[0]
        for name, pool, watch in (("there", cluster, kill_one), ("here", None, None))
    )
    assert killed
    assert files_of(there) == files_of(here)


def die_always(content: object, number: int, tick: Any) -> int:
    """End every worker that has task 1."""
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.slow
def test_a_task_that_kills_every_worker_is_named(cluster: ClusterPool) -> None:
    assert until(lambda: cluster.workers == 2)
    with pytest.raises(RunError, match="task 1: lost its worker"):
        answers(die_always, None, range(3), cluster)


def sleep(folder: str, number: int, tick: Any) -> int:
    """Say that the task has begun, then take a second."""
    (Path(folder) / str(number)).touch()
    time.sleep(1.0)
    return number


def test_what_nobody_wants_any_more_is_not_begun(cluster: ClusterPool, tmp_path: Path) -> None:
    assert until(lambda: cluster.workers == 2)

    def interrupted(feed: Tasks) -> None:
        raise KeyboardInterrupt("stopped")

    with pytest.raises(KeyboardInterrupt, match="stopped"):
        _run_until(lambda feed: feed.answers, interrupted, str(tmp_path), cluster)
    assert until(lambda: not any(cluster.client.processing().values()))
    begun = len(list(tmp_path.iterdir()))
    assert begun <= 6
    time.sleep(0.5)
    assert len(list(tmp_path.iterdir())) == begun


def _run_until(holds: Any, then: Any, content: str, pool: ClusterPool) -> None:
    from contextlib import closing

    from planning.executor import work_off

    feed = Tasks(sleep, content, range(50), pool)
    with closing(work_off(feed, pool)) as rounds:
        for _ in rounds:
            if holds(feed):
                then(feed)


def complain(content: object, number: int, tick: Any) -> None:
    raise BooksError("the books do not balance\n  replication 3")


def test_an_error_of_our_own_keeps_its_words_and_its_kind(cluster: ClusterPool) -> None:
    assert until(lambda: cluster.workers == 2)
    with pytest.raises(BooksError, match=r"^the books do not balance\n  replication 3$"):
        answers(complain, None, [0], cluster)


def test_a_content_reaches_the_cluster_once_and_common_pieces_once_for_all_plans(
    cluster: ClusterPool, tiny: Plan, tmp_path: Path
) -> None:
    dearer = load("library:tiny", settings=[*SHORT, "offer.products.product.price=9500 EUR"])
    one, again, other = (cluster.share(grid._work(Job(plan, Options()))) for plan in (tiny, tiny, dearer))
    assert [piece.key for piece in one.pieces] == [piece.key for piece in again.pieces]
    common = {piece.key for piece in one.pieces} & {piece.key for piece in other.pieces}
    assert len(common) == len(one.pieces) - 1
    blocks = [cluster.submit(simulate_block, one, range(n, n + 1), Signal()) for n in range(2)]
    assert [list(cluster.answer(each).tables["summary"]["replication"]) for each in blocks] == [[0], [1]]


def test_a_grid_of_plans_and_draws_is_the_same_as_here(cluster: ClusterPool, tmp_path: Path) -> None:
    overlay = tmp_path / "calibrated.yaml"
    overlay.write_text(
        "brand: {awareness: 25%}\n"
        "calibrated: {source: crm, intervals: {brand.awareness: {low: 20%, high: 30%}}}\n"
    )
    plans = [
        load("library:tiny", [overlay], [*SHORT, f"finance.overhead={cost} EUR per month"])
        for cost in (900, 1000)
    ]

    def runs(options: Options) -> list[PlanRun]:
        return run_plans([Job(plan, options, draw=draw, keep=()) for plan in plans for draw in (1, 2)])

    there = runs(Options(5, out=tmp_path / "there", pool=cluster))
    here = runs(Options(5, out=tmp_path / "here"))
    assert [files_of(run) for run in there] == [files_of(run) for run in here]
    assert len({run.folder.name for run in there}) == 4


def test_a_running_scheduler_is_reached_by_its_address(
    cluster: ClusterPool, tiny: Plan, tmp_path: Path
) -> None:
    assert until(lambda: cluster.workers == 2)
    address = cluster.client.scheduler.address
    with remote_cluster(address) as pool:
        run = run_plan(tiny, Options(3, out=tmp_path / "there", pool=pool))
    assert files_of(run) == files_of(run_plan(tiny, Options(3, out=tmp_path / "here")))
    assert until(lambda: cluster.workers == 2)


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planning.dask_pool._PATIENCE", 0.5)
    with (
        pytest.raises(RunError, match=r"the cluster at tcp://127\.0\.0\.1:1 cannot be reached"),
        remote_cluster("tcp://127.0.0.1:1"),
    ):
        raise InputError("never reached")


def test_commands_work_on_a_cluster(
    cluster: ClusterPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    address = cluster.client.scheduler.address
    arguments = ["library:tiny", "--set", "months=1", "-n", "3", "--json"]
    told = []
    for where in (["--cluster", address, "-o", "there"], ["-o", "here"]):
        assert main(["run", *arguments, *where]) == 0
        told.append(json.loads(capsys.readouterr().out)["figures"])
    assert told[0] == told[1]


def test_the_example_of_the_documentation_runs(root: Path, tmp_path: Path) -> None:
    text = (root / "docs" / "cluster.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    (tmp_path / "screening.py").write_text(example)
    done = subprocess.run(
        [sys.executable, "screening.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "best" in done.stdout
