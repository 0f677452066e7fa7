"""Workers that tasks are handed to: threads, processes, or whatever has the interface of an Executor.

A task is a function of three things: a content that many tasks share (it reaches a worker once), what is
particular to the task, and a tick that it calls after each step. Neither scipy nor pandas is imported here,
because every worker imports this file.

Worker processes are spawned, ignore Ctrl-C (their parent decides), and leave when their parent is gone.
"""

import multiprocessing
import os
import pickle
import shutil
import signal
import tempfile
import threading
import zlib
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self

from planning.parcel import Parcel, name_of, pack, press, unpacked
from sim.errors import InputError, RunError


class Tick(Protocol):
    """Called by a task that got on."""

    def __call__(self, steps: float = 1.0, /) -> None:
        """So many more steps are done, parts of a long one included."""
        ...


Function = Callable[[Any, Any, Tick], Any]
"""Made of the shared content, what is particular to the task, and the tick; importable by name."""

_PATIENCE = 5.0
"""How long a worker may take to leave when told to [second]."""


class Stopped(BaseException):
    """Ends a task whose answer nobody wants any more."""


class Signal:
    """What a caller and its tasks in the same process tell one another: steps done, and to stop."""

    def __init__(self) -> None:
        self.steps = 0.0
        self.is_stopped = threading.Event()
        self._lock = threading.Lock()

    def tick(self, steps: float = 1.0, /) -> None:
        """So many more steps are done."""
        if self.is_stopped.is_set():
            raise Stopped
        with self._lock:
            self.steps += steps


class Shared(NamedTuple):
    """A content on its way to the workers."""

    name: str
    pieces: tuple[Any, ...]
    """What an executor is given for it."""


class Pool:
    """Any executor; what a task needs travels with it. Who opened the executor closes it."""

    pulse: float | None = None
    """How often the steps of running tasks can be counted; None when only finished tasks can [second]."""

    def __init__(self, executor: Executor, workers: int) -> None:
        if workers < 1:
            raise InputError(f"workers must be at least 1, found {workers}")
        self.executor, self._workers = executor, workers

    @property
    def workers(self) -> int:
        """Tasks that run at the same time [worker]."""
        return self._workers

    @property
    def width(self) -> int:
        """Tasks to hand over at a time, so that no worker waits for the next one [task]."""
        return 2 * self.workers

    def share(self, content: object) -> Shared:
        """Make a content ready for many tasks."""
        parcel = pack(content)
        return Shared(parcel.name, self._pieces(parcel))

    def _pieces(self, parcel: Parcel) -> tuple[Any, ...]:
        return parcel.pieces

    def submit(self, function: Function, shared: Shared, task: object, signal_: Signal) -> Future[Any]:  # noqa: ARG002 - only tasks in this process can tick
        """Hand over a task."""
        return self.executor.submit(deliver, function, task, shared.name, *shared.pieces)

    def answer(self, future: Future[Any]) -> Any:
        """Answer of a finished task, or its error."""
        return opened(future.result())

    def losses(self, error: BaseException | None) -> float:
        """How many workers a task has lost when it ends with an error; 0 when the error is its own."""
        return 1.0 if isinstance(error, BrokenExecutor) else 0.0

    def renew(self) -> None:
        """Get workers again after some died."""
        raise RunError("the executor is broken: open another one")

    def abandon(self, running: Iterable[Future[Any]]) -> None:
        """Drop tasks that nobody waits for any more."""
        for future in running:
            future.cancel()

    def close(self) -> None:
        """Let the workers go, when this pool has brought them."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def deliver(function: Function, task: object, name: str, *pieces: bytes | Path) -> bytes:
    """Run a task in another process, and pack its answer.

    Parameters
    ----------
    function : [any] what to do
    task : [any] what is particular to the task
    name : [any] name of the content that it shares with others
    pieces : [any] pieces of that content, or the files that hold them
    """
    return press(pickle.dumps(function(unpacked(name, pieces), task, _no_tick), protocol=5))


def opened(answer: bytes) -> Any:
    """Answer of a task as it was before it was sent."""
    return pickle.loads(zlib.decompress(answer))


def _no_tick(steps: float = 1.0, /) -> None:
    """Nobody counts the steps of a task in another process."""


class Threads(Pool):
    """Threads of this process: nothing is sent, steps are counted as they are done."""

    pulse = 0.1

    def __init__(self, workers: int) -> None:
        super().__init__(ThreadPoolExecutor(max(workers, 1)), workers)

    @property
    def width(self) -> int:
        """One task waits for a free thread."""
        return self.workers + 1

    def share(self, content: object) -> Shared:
        """The content itself."""
        return Shared("", (content,))

    def submit(self, function: Function, shared: Shared, task: object, signal_: Signal) -> Future[Any]:
        """Hand over a task."""
        return self.executor.submit(function, shared.pieces[0], task, signal_.tick)

    def answer(self, future: Future[Any]) -> Any:
        """Answer of a finished task, or its error."""
        return future.result()

    def close(self) -> None:
        """Let the threads go."""
        self.executor.shutdown(wait=False, cancel_futures=True)


class Processes(Pool):
    """Spawned worker processes that can be ended at once; what they share lies in a folder of their own."""

    def __init__(self, workers: int) -> None:
        super().__init__(WorkerProcesses(max(workers, 1)), workers)
        self.folder = Path(tempfile.mkdtemp(prefix="foresell-"))

    def _pieces(self, parcel: Parcel) -> tuple[Any, ...]:
        """Files of the pieces, each written once."""
        return tuple(self._file(piece) for piece in parcel.pieces)

    def _file(self, piece: bytes) -> Path:
        file = self.folder / name_of(piece)
        if not file.exists():
            file.write_bytes(piece)
        return file

    def renew(self) -> None:
        """Get new workers: the death of one ends all of them."""
        self.executor.shutdown()
        self.executor = WorkerProcesses(self.workers)

    def abandon(self, running: Iterable[Future[Any]]) -> None:  # noqa: ARG002 - all there is ends
        """End the workers, whatever they are doing, and what waits for them with them."""
        if isinstance(self.executor, WorkerProcesses):
            self.executor.end_now()
        self.renew()

    def close(self) -> None:
        """Let the workers go and remove what they shared."""
        self.executor.shutdown(cancel_futures=True)
        shutil.rmtree(self.folder, ignore_errors=True)


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
