"""Running many independent tasks: one place that knows about threads, processes and workers that die.

Worker processes are spawned, ignore Ctrl-C (their parent decides), and leave when their parent is gone.
Neither scipy nor pandas is imported here, because every worker imports this file.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Literal, ParamSpec, TypeVar, get_args

from sim.errors import InputError, RunError

Kind = Literal["serial", "threads", "processes"]
Progress = Callable[[float, int], None]
"""Called with the number of tasks done and the number of all tasks."""
Task = TypeVar("Task")
Answer = TypeVar("Answer")
Arguments = ParamSpec("Arguments")

_TRIES = 3
_PATIENCE = 5.0
"""How long a worker may take to leave when told to [second]."""


class SerialExecutor(Executor):
    """Runs each task at once, in the caller: for debugging, and for a machine with one core."""

    def submit(
        self, fn: Callable[Arguments, Answer], /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Future[Answer]:
        """Run the task and return a future that is already done."""
        future: Future[Answer] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - kept for whoever asks for the result
            future.set_exception(error)
        return future


class WorkerProcesses(ProcessPoolExecutor):
    """Spawned worker processes that can be ended at once."""

    def __init__(self, workers: int) -> None:
        context = multiprocessing.get_context("spawn")
        super().__init__(workers, mp_context=context, initializer=_settle_in)

    def end_now(self) -> None:
        """End every worker, whatever it is doing."""
        workers = list((self._processes or {}).values())
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.join(_PATIENCE)
            if worker.is_alive():
                worker.kill()


def _settle_in() -> None:
    """Leave Ctrl-C to the parent, and follow the parent when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def make_executor(kind: Kind, workers: int = 1) -> Executor:
    """Open an executor of the named kind with so many workers."""
    _check(kind, workers)
    if kind == "serial":
        return SerialExecutor()
    return ThreadPoolExecutor(workers) if kind == "threads" else WorkerProcesses(workers)


def _check(kind: str, workers: int) -> None:
    if kind not in get_args(Kind):
        raise InputError(f"no executor is called {kind!r}; choose one of {', '.join(get_args(Kind))}")
    if workers < 1:
        raise InputError(f"workers must be at least 1, found {workers}")


def map_resilient(
    function: Callable[[Task], Answer],
    tasks: Sequence[Task],
    executor: tuple[Kind, int] = ("serial", 1),
    tries: int = _TRIES,
    progress: Progress | None = None,
) -> Generator[Answer, None, None]:
    """Yield the answer to every task, in the order of the tasks, however often a worker dies.

    When a worker dies, the tasks then in flight are run again, one at a time, so that a task which always
    kills its worker is found and named. An error raised by the function itself is passed on at once. When the
    caller stops (an error, Ctrl-C, or `close`), what waits is cancelled and the workers are ended; wrap the
    iterator in `contextlib.closing` when the loop around it may fail.

    Parameters
    ----------
    function : [any] pure function of one task; importable by name for processes
    tasks : [any] what to run it on
    executor : [any] kind and number of workers
    tries : [1] how often a task may lose its worker
    progress : [any] called after each task with tasks done and tasks in all
    """
    if tries < 1:
        raise InputError(f"tries must be at least 1, found {tries}")
    _check(*executor)
    return _answers(_Errand(function, tasks, executor, tries), progress)


def _answers(errand: "_Errand", progress: Progress | None) -> Generator[Any, None, None]:
    """Run everything from the first request on; nothing is left running at the end."""
    finished = False
    errand.open()
    try:
        yield from errand.in_order(progress)
        finished = True
    finally:
        errand.close(finished)


class _Errand:
    """Tasks waiting, in flight and done."""

    def __init__(
        self, function: Callable[[Any], Any], tasks: Sequence[Any], executor: tuple[Kind, int], tries: int
    ) -> None:
        self.function, self.tasks, self.executor, self.tries = function, tasks, executor, tries
        self.pool: Executor = SerialExecutor()
        self.waiting = deque(range(len(tasks)))
        self.suspects: deque[int] = deque()
        self.in_flight: dict[Future[Any], int] = {}
        self.lost = [0] * len(tasks)
        self.done: dict[int, Any] = {}

    def open(self) -> None:
        """Get workers, new ones if there were some."""
        self.pool = make_executor(*self.executor)

    def in_order(self, progress: Progress | None) -> Generator[Any, None, None]:
        """Yield answers in the order of the tasks; an early answer waits for its turn."""
        finished = 0
        for turn in range(len(self.tasks)):
            while turn not in self.done:
                self._send()
                fresh = self._collect()
                for count in range(finished + 1, finished + fresh + 1):
                    if progress is not None:
                        progress(count, len(self.tasks))
                finished += fresh
            yield self.done.pop(turn)

    def _send(self) -> None:
        """Keep the workers busy; a suspect goes alone."""
        if self.suspects:
            if not self.in_flight:
                self._submit(self.suspects.popleft())
            return
        width = 1 if self.executor[0] == "serial" else self.executor[1] + 1
        while self.waiting and len(self.in_flight) < width:
            self._submit(self.waiting.popleft())

    def _submit(self, place: int) -> None:
        try:
            future = self.pool.submit(self.function, self.tasks[place])
        except BrokenProcessPool:
            future = Future()
            future.set_exception(BrokenProcessPool())
        self.in_flight[future] = place

    def _collect(self) -> int:
        """Take what is done; after a death, replace the workers and suspect all that was in flight."""
        ready = wait(self.in_flight, return_when=FIRST_COMPLETED).done
        died = any(isinstance(future.exception(), BrokenProcessPool) for future in ready)
        if died:
            ready = wait(self.in_flight).done
        fresh = 0
        for future in sorted(ready, key=self.in_flight.__getitem__):
            place = self.in_flight.pop(future)
            if isinstance(future.exception(), BrokenProcessPool):
                self._suspect(place)
            else:
                self.done[place] = future.result()
                fresh += 1
        if died:
            self.pool.shutdown()
            self.open()
        return fresh

    def _suspect(self, place: int) -> None:
        self.lost[place] += 1
        if self.lost[place] >= self.tries:
            raise RunError(
                f"task {place} lost its worker {self.tries} times; it is likely to be what kills it"
            )
        self.suspects.append(place)

    def close(self, finished: bool) -> None:
        """Let the workers go, or end them when there is work left."""
        if isinstance(self.pool, WorkerProcesses) and not finished:
            self.pool.end_now()
        self.pool.shutdown(cancel_futures=True)
