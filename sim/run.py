"""Simulate a scenario many times; the answer does not depend on workers or on order."""

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from typing import Literal, get_args

from sim.engine.loop import run
from sim.engine.replicate import replicate
from sim.errors import InputError
from sim.guards import refuse_impossible
from sim.jit import is_prepared
from sim.outcome import Outcome, Seed
from sim.params import Params
from sim.results import Results

Engine = Literal["compiled", "simpy"]
Progress = Callable[[int, int], None]
"""Called with the number of replications done and the number of all replications."""


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
    progress : called after each finished replication

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


def _checked(replications: Sequence[int], engine: str, workers: int) -> tuple[int, ...]:
    numbers = tuple(sorted({int(number) for number in replications}))
    if engine not in get_args(Engine):
        raise InputError(f"no engine is called {engine!r}; choose one of {', '.join(get_args(Engine))}")
    if workers < 1:
        raise InputError(f"workers must be at least 1, found {workers}")
    if not numbers or numbers[0] < 0 or len(numbers) != len(replications):
        raise InputError("replications must be different numbers from 0 on, at least one of them")
    return numbers


def _replicate(engine: str, job: _Job) -> Outcome:
    """Run one replication on the engine that is asked for."""
    if engine == "compiled":
        return replicate(*job)
    from sim.reference.run import replicate as replicate_by_processes  # noqa: PLC0415 - SimPy only when asked for

    return replicate_by_processes(*job)


def _all(jobs: list[_Job], engine: Engine, workers: int, progress: Progress | None) -> list[Outcome]:
    """Outcomes in the order of the jobs, whichever is finished first; after an error nothing new begins."""
    if engine == "simpy" and workers == 1:
        return _one_by_one(jobs, engine, progress)
    pool = _pool(engine, min(workers, len(jobs)))
    try:
        running = [pool.submit(_replicate, engine, job) for job in jobs]
        _watch(running, progress)
        return [future.result() for future in running]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _one_by_one(jobs: list[_Job], engine: Engine, progress: Progress | None) -> list[Outcome]:
    outcomes = []
    for done, job in enumerate(jobs, start=1):
        outcomes.append(_replicate(engine, job))
        if progress is not None:
            progress(done, len(jobs))
    return outcomes


def _watch(running: list[Future[Outcome]], progress: Progress | None) -> None:
    """Report each replication as it is finished; the first error ends the watch."""
    for done, future in enumerate(as_completed(running), start=1):
        future.result()
        if progress is not None:
            progress(done, len(running))


def _pool(engine: Engine, workers: int) -> Executor:
    """Threads for the compiled engine, which needs no interpreter; processes for SimPy, which does."""
    if engine == "compiled":
        return ThreadPoolExecutor(workers)
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_die_quietly)


def _die_quietly() -> None:
    """On Ctrl-C a worker process ends at once, and its parent alone says so."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
