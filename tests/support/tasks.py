"""A feed of plain tasks, and executors that do as they like: for tests of pools."""

from collections.abc import Iterable
from concurrent.futures import Executor, Future
from contextlib import closing
from typing import Any

from planning.executor import TRIES, Call, work_off
from planning.pools import Function, Pool


class Tasks:
    """Tasks that all share one content; answers in the order in which they come."""

    def __init__(self, function: Function, content: object, tasks: Iterable[Any], pool: Pool) -> None:
        shared = pool.share(content)
        self.calls = iter([Call(function, shared, task, f"task {task}") for task in tasks])
        self.answers: dict[Any, Any] = {}
        self.steps: list[float] = []

    def next(self) -> Call | None:
        return next(self.calls, None)

    def take(self, call: Call, answer: Any) -> None:
        self.answers[call.task] = answer

    def stepped(self, steps: float) -> None:
        self.steps.append(steps)


def answers(
    function: Function, content: object, tasks: Iterable[Any], pool: Pool, tries: int = TRIES
) -> dict[Any, Any]:
    """Answer to every task."""
    feed = Tasks(function, content, tasks, pool)
    with closing(work_off(feed, pool, tries)) as rounds:
        for _ in rounds:
            pass
    return feed.answers


class InOrder(Executor):
    """Runs each task at once, in the caller."""

    def __init__(self) -> None:
        self.submitted = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.submitted += 1
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - kept for whoever asks for the result
            future.set_exception(error)
        return future
