"""Tasks are run by whatever executor, none is lost, and none goes on when nobody wants it."""

import importlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from planning.executor import work_off
from planning.pools import Pool, Processes, Threads
from sim.errors import InputError, RunError
from tests.support.tasks import InOrder, Tasks, answers

CRASHING = '''
"""Tasks that end their worker, written for one test."""
import os
import signal
import time
from pathlib import Path


def scaled(factor, number, tick):
    tick()
    return factor * number


def die_once(folder, name, tick):
    """End the worker the first time; the mark on the disk remembers."""
    path = Path(folder) / str(name)
    if not path.exists():
        path.write_text("")
        os.kill(os.getpid(), signal.SIGKILL)
    return path.name


def die_always(fatal, number, tick):
    if number == fatal:
        os._exit(1)
    return number


def sleep_and_tell(folder, number, tick):
    """Say who is running, then take a very long time."""
    (Path(folder) / str(os.getpid())).write_text("")
    time.sleep(120)
'''


@pytest.fixture
def crashing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    (tmp_path / "crashing_tasks.py").write_text(CRASHING)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "crashing_tasks", raising=False)
    return importlib.import_module("crashing_tasks")


@pytest.fixture(params=["threads", "processes", "any threads", "any processes", "in order"])
def pool(request: pytest.FixtureRequest) -> Iterator[Pool]:
    """Every kind of pool, and executors that somebody else has opened."""
    kind = request.param
    if kind in {"threads", "processes"}:
        with Threads(2) if kind == "threads" else Processes(2) as own:
            yield own
        return
    makers = {"any threads": ThreadPoolExecutor, "any processes": ProcessPoolExecutor}
    with makers[kind](2) if kind in makers else InOrder() as executor:
        yield Pool(executor, 2)


def is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def eventually(holds: Any, patience: float = 10.0) -> bool:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


def test_every_task_is_answered_on_whatever_executor(pool: Pool, crashing: Any) -> None:
    assert answers(crashing.scaled, 10, range(12), pool) == {n: 10 * n for n in range(12)}


def test_a_pool_can_be_used_again(pool: Pool, crashing: Any) -> None:
    for factor in (2, 3):
        assert answers(crashing.scaled, factor, range(3), pool) == {0: 0, 1: factor, 2: 2 * factor}


def test_threads_count_the_steps_of_tasks_that_still_run() -> None:
    def ticks(content: object, task: int, tick: Any) -> None:
        tick()
        assert seen.wait(10)

    seen = threading.Event()
    with Threads(1) as threads:
        feed = Tasks(ticks, None, [0], threads)
        with closing(work_off(feed, threads)) as rounds:
            next(rounds)
            while not feed.steps or feed.steps[-1] == 0:
                next(rounds)
            assert not feed.answers
            seen.set()
            list(rounds)
    assert feed.answers == {0: None}


def test_tasks_lost_with_their_worker_are_run_again(crashing: Any, tmp_path: Path) -> None:
    (tmp_path / "1").write_text("")
    with Processes(2) as processes:
        found = answers(crashing.die_once, str(tmp_path), range(4), processes)
    assert found == {n: str(n) for n in range(4)}


def test_a_task_that_always_kills_its_worker_is_named(crashing: Any) -> None:
    with Processes(2) as processes, pytest.raises(RunError, match="task 2: lost its worker 2 times"):
        answers(crashing.die_always, 2, range(4), processes, tries=2)


def test_a_broken_executor_of_somebody_else_is_not_replaced(crashing: Any) -> None:
    with ProcessPoolExecutor(1) as executor, pytest.raises(RunError, match="executor is broken"):
        answers(crashing.die_always, 0, [0], Pool(executor, 1))


@pytest.mark.parametrize("kind", [Threads, lambda workers: Pool(InOrder(), workers)])
def test_an_error_of_the_task_itself_is_passed_on_and_not_repeated(kind: Any) -> None:
    calls = []

    def fail(content: object, task: int, tick: Any) -> None:
        calls.append(task)
        raise InputError("no such lead", ["lead 7"])

    with kind(1) as pool, pytest.raises(InputError, match="no such lead\n  lead 7"):
        answers(fail, None, [7], pool)
    assert calls == [7]


def test_no_tasks_give_no_answers() -> None:
    assert answers(lambda *_: None, None, [], Pool(InOrder(), 2)) == {}


def test_work_not_yet_begun_is_dropped_and_running_work_ends_when_the_caller_stops() -> None:
    begun: list[int] = []
    ended = threading.Event()

    def work(content: object, task: int, tick: Any) -> None:
        begun.append(task)
        try:
            while task > 0:
                tick()
                time.sleep(0.001)
        except BaseException:
            ended.set()
            raise

    with Threads(2) as threads, closing(work_off(Tasks(work, None, range(1000), threads), threads)) as rounds:
        next(rounds)
    assert ended.wait(10)
    assert len(begun) < 20


INTERRUPTED = """
import sys
import crashing_tasks
from planning.pools import Processes
from tests.support.tasks import answers
if __name__ == "__main__":
    try:
        with Processes(2) as pool:
            answers(crashing_tasks.sleep_and_tell, sys.argv[1], range(4), pool)
    except KeyboardInterrupt:
        raise SystemExit(130)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc")
@pytest.mark.parametrize(("blow", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_workers_leave_with_their_parent(blow: Any, code: int, root: Path, tmp_path: Path) -> None:
    (tmp_path / "crashing_tasks.py").write_text(CRASHING)
    (tmp_path / "interrupted.py").write_text(INTERRUPTED)
    pids = tmp_path / "pids"
    pids.mkdir()
    paths = os.pathsep.join([str(root), str(tmp_path)])
    parent = subprocess.Popen(
        [sys.executable, str(tmp_path / "interrupted.py"), str(pids)],
        env={**os.environ, "PYTHONPATH": paths},
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert eventually(lambda: len(list(pids.iterdir())) == 2, patience=30.0)
    workers = [int(path.name) for path in pids.iterdir()]
    if blow == signal.SIGINT:
        os.killpg(parent.pid, blow)
    else:
        parent.kill()
    _, complaints = parent.communicate(timeout=20)
    assert parent.returncode == code
    assert eventually(lambda: not any(map(is_alive, workers)), patience=5.0)
    assert blow == signal.SIGKILL or b"Traceback" not in complaints


def test_no_workers_are_refused() -> None:
    with pytest.raises(InputError, match="workers must be at least 1, found 0"):
        Threads(0)


def test_workers_need_neither_scipy_nor_pandas(root: Path) -> None:
    code = "import sys, planning.executor; print(sorted({'scipy', 'pandas', 'numba'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
