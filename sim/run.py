"""Simulate a scenario many times; the answer does not depend on workers or on order."""

import multiprocessing
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from typing import Literal, get_args

from sim.engine.loop import run
from sim.engine.replicate import replicate
from sim.errors import InputError
from sim.guards import refuse_impossible
from sim.jit import is_prepared
from sim.outcome import Outcome, Seed
from sim.params import Params
from sim.results import Results, proven

Engine = Literal["compiled", "simpy"]
Progress = Callable[[float, int], None]
"""Called with the replications done, shares of those under way included, and with all replications."""


def engine_is_prepared() -> bool:
    """Whether the compiled engine is at hand; if not, the first replication waits for the compiler."""
    return is_prepared(run)


def simulate(
    params: Params,
    seed: Seed,
    replications: Sequence[int],
    engine: Engine = "compiled",
    workers: int = 1,
    progress: Progress | None = None,
) -> Results:
    """Simulate replications of a scenario.

    Parameters
    ----------
    params : the scenario in base units
    seed : [1] what all draws descend from; the same seed gives every plan the same luck; a Luck for pairs of
        replications that mirror one another
    replications : [1] numbers of the replications, each once
    engine : the compiled engine answers questions, the SimPy engine proves the answers
    workers : [1] threads of the compiled engine, processes of the SimPy engine
    progress : called after each finished replication, and about once a second while one takes long

    Raises
    ------
    InputError
        when the parameters cannot be simulated: a figure that is no number, a negative duration.
    BooksError
        when a conservation law is broken.
    """
    numbers = _checked(replications, engine, workers)
    refuse_impossible(params)
    jobs = [(params, seed, number, False) for number in numbers]
    return Results(params, seed, numbers, tuple(_all(jobs, engine, workers, progress)))


def simulate_recorded(
    params: Params, seed: Seed, replications: Sequence[int], engine: Engine = "compiled", workers: int = 1
) -> Results:
    """Simulate replications and keep the event trace of each; parameters as in `simulate`."""
    numbers = _checked(replications, engine, workers)
    refuse_impossible(params)
    jobs = [(params, seed, number, True) for number in numbers]
    return Results(params, seed, numbers, tuple(_all(jobs, engine, workers, None)))


_Job = tuple[Params, Seed, int, bool]
_GLANCE = 1.0
"""Time between two looks at replications that take long [second]."""


class _StoppedError(Exception):
    """A replication that nobody waits for any more."""


class _Watched:
    """Replications under way in threads: how far each is, and whether anybody still wants them."""

    def __init__(self) -> None:
        self._shares: dict[int, float] = {}
        self._stop = threading.Event()

    def run(self, job: _Job) -> Outcome:
        """Run one replication on the compiled engine."""
        params, seed, number, _ = job

        def watch(share: float) -> None:
            if self._stop.is_set():
                raise _StoppedError
            self._shares[number] = share

        try:
            return proven(params, seed, number, replicate(*job, watch))
        finally:
            self._shares.pop(number, None)

    def under_way(self) -> float:
        """Replications under way, by the share that is done of each [replication]."""
        return sum(list(self._shares.values()))

    def stop(self) -> None:
        """End those under way at their next pause."""
        self._stop.set()


def _checked(replications: Sequence[int], engine: str, workers: int) -> tuple[int, ...]:
    numbers = tuple(sorted({int(number) for number in replications}))
    if engine not in get_args(Engine):
        raise InputError(f"no engine is called {engine!r}; choose one of {', '.join(get_args(Engine))}")
    if workers < 1:
        raise InputError(f"workers must be at least 1, found {workers}")
    if not numbers or numbers[0] < 0 or len(numbers) != len(replications):
        raise InputError("replications must be different numbers from 0 on, at least one of them")
    return numbers


def _by_processes(job: _Job) -> Outcome:
    """Run one replication on the SimPy engine."""
    from sim.reference.run import replicate as by_processes  # noqa: PLC0415 - SimPy only when asked for

    params, seed, number, _ = job
    return proven(params, seed, number, by_processes(*job))


def _all(jobs: list[_Job], engine: Engine, workers: int, progress: Progress | None) -> list[Outcome]:
    """Outcomes in the order of the jobs, whichever is finished first; after an error nothing goes on."""
    if engine == "simpy" and workers == 1:
        return _one_by_one(jobs, progress)
    pool, watched = _pool(engine, min(workers, len(jobs))), _Watched()
    try:
        task = watched.run if engine == "compiled" else _by_processes
        running = [pool.submit(task, job) for job in jobs]
        _watch(running, watched, progress)
        return [future.result() for future in running]
    finally:
        watched.stop()
        pool.shutdown(wait=False, cancel_futures=True)


def _one_by_one(jobs: list[_Job], progress: Progress | None) -> list[Outcome]:
    outcomes = []
    for done, job in enumerate(jobs, start=1):
        outcomes.append(_by_processes(job))
        if progress is not None:
            progress(done, len(jobs))
    return outcomes


def _watch(running: list[Future[Outcome]], watched: _Watched, progress: Progress | None) -> None:
    """Report replications as they are finished, long ones as they get on; the first error ends it."""
    done, reported, waiting = 0, 0.0, set(running)
    while waiting:
        ready, waiting = wait(waiting, timeout=_GLANCE, return_when=FIRST_COMPLETED)
        for future in ready:
            future.result()
            done += 1
            reported = _report(progress, float(done), reported, len(running))
        if not ready:
            reported = _report(progress, done + watched.under_way(), reported, len(running))


def _report(progress: Progress | None, done: float, reported: float, total: int) -> float:
    """Report what is done, never less than before; returns what has been reported."""
    if progress is not None and done >= reported:
        progress(int(done) if done == int(done) else done, total)
    return max(done, reported)


def _pool(engine: Engine, workers: int) -> Executor:
    """Threads for the compiled engine, which needs no interpreter; processes for SimPy, which does."""
    if engine == "compiled":
        return ThreadPoolExecutor(workers)
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_die_quietly)


def _die_quietly() -> None:
    """On Ctrl-C a worker process ends at once, and its parent alone says so."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
