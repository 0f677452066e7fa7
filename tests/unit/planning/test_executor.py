import importlib
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from planning.executor import SerialExecutor, WorkerProcesses, make_executor, map_resilient
from sim.errors import InputError, RunError

CRASHING = '''
"""Tasks that end their worker, written for one test."""
import os
import signal
import time
from pathlib import Path


def square(number):
    return number * number


def die_once(mark):
    """End the worker the first time; the mark on the disk remembers."""
    path = Path(mark)
    if not path.exists():
        path.write_text("")
        os.kill(os.getpid(), signal.SIGKILL)
    return path.name


def die_always(number):
    if number == 2:
        os._exit(1)
    return number


def sleep_and_tell(folder):
    """Say who is running, then take a very long time."""
    (Path(folder) / str(os.getpid())).write_text("")
    time.sleep(120)
'''

KINDS = [("serial", 1), ("threads", 2), ("processes", 2)]


@pytest.fixture
def crashing(tmp_path, monkeypatch):
    (tmp_path / "crashing_tasks.py").write_text(CRASHING)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "crashing_tasks", raising=False)
    return importlib.import_module("crashing_tasks")


def is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def eventually(holds, patience: float = 10.0) -> bool:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


def test_each_kind_has_its_executor():
    assert isinstance(make_executor("serial"), SerialExecutor)
    with make_executor("threads", 2) as threads, make_executor("processes", 2) as processes:
        assert isinstance(threads, ThreadPoolExecutor)
        assert isinstance(processes, WorkerProcesses)


@pytest.mark.parametrize("executor", KINDS)
def test_answers_come_in_the_order_of_the_tasks(executor, crashing):
    assert list(map_resilient(crashing.square, range(12), executor)) == [n * n for n in range(12)]


def test_a_slow_first_task_does_not_change_the_order():
    def wait_for_the_others(task: int) -> int:
        if task == 0:
            assert others.wait(10)
        if task == 5:
            others.set()
        return task

    others = threading.Event()
    assert list(map_resilient(wait_for_the_others, range(6), ("threads", 2))) == list(range(6))


def test_progress_counts_every_task_once(crashing):
    seen: list[tuple[float, int]] = []
    list(map_resilient(crashing.square, range(4), progress=lambda *both: seen.append(both)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_tasks_lost_with_their_worker_are_run_again(crashing, tmp_path):
    marks = [str(tmp_path / f"task{n}") for n in range(4)]
    for mark in marks[1:3]:
        Path(mark).write_text("")
    answers = list(map_resilient(crashing.die_once, marks, ("processes", 2)))
    assert answers == ["task0", "task1", "task2", "task3"]


def test_a_task_that_always_kills_its_worker_is_named(crashing):
    with pytest.raises(RunError, match="task 2 lost its worker 2 times"):
        list(map_resilient(crashing.die_always, range(4), ("processes", 2), tries=2))


def test_a_task_run_after_others_were_lost_is_not_blamed(crashing):
    answers = map_resilient(crashing.die_always, [0, 1, 3, 2], ("processes", 2), tries=2)
    with pytest.raises(RunError, match="task 3 lost its worker 2 times"):
        list(answers)


@pytest.mark.parametrize("executor", [("serial", 1), ("threads", 2)])
def test_an_error_of_the_task_itself_is_passed_on_and_not_repeated(executor):
    calls = []

    def fail(task: int) -> int:
        calls.append(task)
        raise ValueError("no such lead")

    with pytest.raises(ValueError, match="no such lead"):
        list(map_resilient(fail, [7], executor))
    assert calls == [7]


def test_no_tasks_give_no_answers():
    assert list(map_resilient(abs, [], ("threads", 2))) == []


def test_work_not_yet_begun_is_dropped_when_the_caller_stops():
    begun = []

    def work(task: int) -> int:
        begun.append(task)
        return task

    with closing(map_resilient(work, range(1000), ("threads", 2))) as answers:
        assert next(answers) == 0
    assert len(begun) < 20


INTERRUPTED = """
import sys
import crashing_tasks
from planning.executor import map_resilient
if __name__ == "__main__":
    try:
        list(map_resilient(crashing_tasks.sleep_and_tell, [sys.argv[1]] * 4, ("processes", 2)))
    except KeyboardInterrupt:
        raise SystemExit(130)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc")
@pytest.mark.parametrize(("blow", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_workers_leave_with_their_parent(blow, code, root, tmp_path):
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


def test_an_unknown_kind_is_refused():
    with pytest.raises(InputError, match="no executor is called 'cloud'; choose one of serial, threads"):
        make_executor("cloud")  # type: ignore[arg-type]


def test_no_workers_are_refused():
    with pytest.raises(InputError, match="workers must be at least 1, found 0"):
        map_resilient(abs, [1], ("threads", 0))
    with pytest.raises(InputError, match="tries must be at least 1, found 0"):
        map_resilient(abs, [1], tries=0)


def test_workers_need_neither_scipy_nor_pandas(root):
    code = "import sys, planning.executor; print(sorted({'scipy', 'pandas', 'numba'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
