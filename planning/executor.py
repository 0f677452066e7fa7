"""Running many independent tasks on a pool of workers: none is lost, none goes on when nobody wants it."""

from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, NamedTuple, Protocol

from planning.pools import Function, Pool, Shared, Signal
from sim.errors import RunError

Progress = Callable[[float, int], None]
"""Called with the number of steps done and the number of all steps."""

TRIES = 3
"""How often a task may lose its worker [1]."""


class Call(NamedTuple):
    """One task."""

    function: Function
    shared: Shared
    """What it has in common with others."""
    task: Any
    """What is particular to it."""
    name: str
    """How to speak of it to the user."""


class Feed(Protocol):
    """Where tasks come from and where their answers go."""

    def next(self) -> Call | None:
        """Give the next task; None when there is none, or none before some answer has come."""

    def take(self, call: Call, answer: Any) -> None:
        """Take the answer to a task."""

    def stepped(self, steps: float) -> None:
        """Take note of how many steps the tasks have counted so far."""


def work_off(feed: Feed, pool: Pool, tries: int = TRIES) -> Generator[None, None, None]:
    """Run all tasks of a feed, in no certain order; yields after each round of answers.

    A task whose worker dies is run again, and one that loses several is named in an error. An error of a task
    itself is passed on at once. When the caller stops (an error, Ctrl-C, or `close`), what waits is dropped
    and what runs is ended; wrap the iterator in `contextlib.closing` when the loop around it may fail.

    Parameters
    ----------
    feed : [any] gives tasks and takes answers
    pool : [any] who runs them
    tries : [1] how often a task may lose its worker
    """
    errand = _Errand(feed, pool, tries)
    try:
        while errand.goes_on():
            yield
    finally:
        errand.stop()


class _Errand:
    """Tasks in flight, and those that go again."""

    def __init__(self, feed: Feed, pool: Pool, tries: int) -> None:
        self.feed, self.pool, self.tries = feed, pool, tries
        self.signal = Signal()
        self.in_flight: dict[Future[Any], Call] = {}
        self.suspects: deque[Call] = deque()
        self.lost: dict[int, float] = {}

    def goes_on(self) -> bool:
        """Hand over tasks, wait for an answer; False when nothing is left."""
        self._send()
        if not self.in_flight:
            return False
        self._collect()
        self.feed.stepped(self.signal.steps)
        return True

    def _send(self) -> None:
        """Keep the workers busy; a suspect goes alone, so that it is known who kills a worker."""
        if self.suspects:
            if not self.in_flight:
                self._submit(self.suspects.popleft())
            return
        width = self.pool.width
        while len(self.in_flight) < width and (call := self.feed.next()) is not None:
            self._submit(call)

    def _submit(self, call: Call) -> None:
        try:
            future = self.pool.submit(call.function, call.shared, call.task, self.signal)
        except BrokenProcessPool as error:
            future = Future()
            future.set_exception(error)
        self.in_flight[future] = call

    def _collect(self) -> None:
        """Take what is done; a task that lost its worker goes again."""
        ready = wait(self.in_flight, timeout=self.pool.pulse, return_when=FIRST_COMPLETED).done
        broken = any(isinstance(_error_of(future), BrokenProcessPool) for future in ready)
        if broken:
            ready = wait(self.in_flight).done
        for future in sorted(ready, key=lambda each: _error_of(each) is not None):  # keep what is done first
            call = self.in_flight.pop(future)
            losses = self.pool.losses(_error_of(future))
            if losses > 0.0:
                self._suspect(call, losses)
            else:
                self.feed.take(call, self.pool.answer(future))
        if broken:
            self.pool.renew()

    def _suspect(self, call: Call, losses: float) -> None:
        lost = self.lost.get(id(call), 0.0) + losses
        if lost >= self.tries:
            raise RunError(
                f"{call.name}: lost its worker {self.tries} times; it is likely to be what kills it"
            )
        self.lost[id(call)] = lost
        self.suspects.append(call)

    def stop(self) -> None:
        """Leave nothing running; what is done by now is kept."""
        self.signal.is_stopped.set()
        if not self.in_flight:
            return
        for future in [each for each in self.in_flight if each.done() and _error_of(each) is None]:
            self.feed.take(self.in_flight.pop(future), self.pool.answer(future))
        self.pool.abandon(self.in_flight)


def _error_of(future: Future[Any]) -> BaseException | None:
    """Error that a finished task ended with; being cancelled by somebody else is one."""
    try:
        return future.exception()
    except CancelledError as error:
        return error
