"""A grid of runs (plans x draws of their parameters x replications), cut into tasks of some seconds.

The first task of a grid is one replication, which shows what one costs. From then on a task takes about
TARGET seconds, or less when that would leave workers idle, and never less than one replication. Plans that
follow begin with what the last one cost. Nothing here decides an answer: a replication is the same in
whatever task, on whatever worker and in whatever order it is run.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from math import ceil
from os import cpu_count
from typing import Any

from planning.block import Block, Work, program, simulate_block
from planning.executor import Call, Progress, work_off
from planning.job import Job, Options
from planning.parts import Part, Parts, joined, missing
from planning.pools import Pool, Processes, Shared, Threads
from planning.store import RunStore, StoredRun

Manifest = Callable[[Job, float], Mapping[str, Any]]
"""What a run is stored with, given the job and the seconds it took."""

TARGET = 3.0
"""Time that a task should take [second]."""
LEAST = 0.5
"""Time that a task should take at least, even when others wait for work [second]."""
_SHARES = 2
"""Tasks per worker that the rest of a plan is cut into when it is small [task]."""
KEPT = 5.0
"""Work on a plan from which on its finished tasks are stored one by one [second]."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A run that is stored."""

    place: int
    """Number of the job in the grid."""
    job: Job
    stored: StoredRun
    seconds: float
    """From the begin of the run to its end; 0 when it was there already [second]."""
    reused: bool


@dataclass(slots=True)
class _Run:
    """A run under way."""

    place: int
    job: Job
    kept: Parts
    parts: list[Part]
    waiting: deque[range]
    """Replications that no worker has yet."""
    shared: Shared | None = None
    cost: float = 0.0
    """Time for one replication; 0 when it is not known [second]."""
    out: int = 0
    """Tasks that workers have."""
    began: float = field(default_factory=time.monotonic)

    @property
    def is_done(self) -> bool:
        return not self.waiting and not self.out

    def cut(self, size: int) -> range:
        """Take the next replications, at most so many."""
        gap = self.waiting.popleft()
        if len(gap) > size:
            self.waiting.appendleft(gap[size:])
        return gap[:size]

    def left(self) -> int:
        """Replications that no worker has yet [replication]."""
        return sum(map(len, self.waiting))


def finished_runs(
    jobs: Iterable[Job], pool: Pool, manifest: Manifest, progress: Progress | None = None
) -> Iterator[Finished]:
    """Simulate the jobs of a grid, or find them among the finished runs; yields each when it is stored.

    Parameters
    ----------
    jobs : what is run; read one by one, as workers become free
    pool : who does the work
    manifest : makes what a run is stored with, given the job and the seconds it took
    progress : called with replications done and replications in all
    """
    grid = _Grid(jobs, pool, manifest, progress)
    with closing(work_off(grid, pool)) as rounds:
        for _ in rounds:
            while grid.ready:
                yield grid.ready.popleft()
    yield from grid.ready


class _Grid:
    """Gives tasks, takes answers, stores what is complete."""

    def __init__(
        self, jobs: Iterable[Job], pool: Pool, manifest: Manifest, progress: Progress | None
    ) -> None:
        self.jobs = enumerate(jobs)
        self.pool, self.manifest, self.progress = pool, manifest, progress
        self.total = sum(job.options.replications for job in jobs) if isinstance(jobs, Sequence) else 0
        self.found = 0
        self.counted = self.told = 0.0
        self.runs: deque[_Run] = deque()
        self.ready: deque[Finished] = deque()
        self.owner: dict[int, _Run] = {}
        self.cost = 0.0
        self.is_pilot_out = False

    def next(self) -> Call | None:
        """Give the next task; none while the first one shows what a replication costs."""
        if self.is_pilot_out:
            return None
        run = self._open()
        if run is None:
            return None
        self.is_pilot_out = not self.cost
        numbers = run.cut(self._size(run))
        if not run.waiting:
            self.runs.remove(run)
        run.out += 1
        if run.shared is None:
            run.shared = self.pool.share(_work(run.job))
        label = f"{run.job.title}, replications {numbers.start} to {numbers.stop - 1}"
        call = Call(simulate_block, run.shared, numbers, label)
        self.owner[id(call)] = run
        return call

    def _open(self) -> _Run | None:
        """The run that the next task belongs to; begins another when all are handed out."""
        while not self.runs:
            place, job = next(self.jobs, (0, None))
            if job is None:
                return None
            self._begin(place, job.settled())
        return self.runs[0]

    def _begin(self, place: int, job: Job) -> None:
        """Find what is there already of a run."""
        wanted = job.options.numbers
        stored = RunStore(job.options.out).get(job.key(wanted))
        if stored is not None:
            self.ready.append(Finished(place, job, stored, 0.0, reused=True))
            self._found(len(wanted))
            return
        kept = Parts(job)
        parts = kept.found(wanted)
        run = _Run(place, job, kept, parts, deque(missing(wanted, parts)))
        self._found(len(wanted) - run.left())
        if run.waiting:
            self.runs.append(run)
        else:
            self._finish(run)

    def _size(self, run: _Run) -> int:
        """Replications of the next task [replication]."""
        cost = run.cost or self.cost
        if not cost:
            return 1
        shared_out = -(-run.left() // (_SHARES * self.pool.workers))
        return max(1, int(min(TARGET / cost, max(shared_out, LEAST / cost))))

    def take(self, call: Call, answer: Block) -> None:
        """Take the answer to a task; stores it, or the whole run when it was the last one."""
        run = self.owner.pop(id(call))
        run.out -= 1
        run.cost = self.cost = max(answer.seconds, 1e-6)
        self.is_pilot_out = False
        part = Part(call.task, answer.tables)
        run.parts.append(part)
        if self.pool.pulse is None:
            self.counted += len(part.numbers)
            self._tell()
        if run.is_done:
            self._finish(run)
        elif run.cost * len(run.job.options.numbers) >= KEPT:
            run.kept.keep(part)

    def _finish(self, run: _Run) -> None:
        job, seconds = run.job, time.monotonic() - run.began
        store = RunStore(job.options.out)
        stored = store.commit(job.key(job.options.numbers), joined(run.parts), self.manifest(job, seconds))
        run.kept.drop()
        self.ready.append(Finished(run.place, job, stored, seconds, reused=False))

    def stepped(self, steps: float) -> None:
        """Take note of replications counted while their task runs."""
        if self.pool.pulse is not None:
            self.counted = steps
            self._tell()

    def _found(self, replications: int) -> None:
        if replications:
            self.found += replications
            self._tell()

    def _tell(self) -> None:
        done = round(self.found + self.counted, 6)
        if self.progress is not None and done != self.told:
            self.told = done
            self.progress(done, max(self.total, ceil(done)))


def _work(job: Job) -> Work:
    options, plan = job.options, job.plan
    params = job.variant.build(plan.scenario)
    return Work(params, plan.names, options.luck_for(plan), options.engine, job.keep, program())


@contextmanager
def pool_for(options: Options) -> Iterator[Pool]:
    """The pool that is asked for, or workers of this machine: threads, but processes for SimPy."""
    if options.pool is not None:
        yield options.pool
        return
    workers = options.workers or cpu_count() or 1
    with Threads(workers) if options.engine == "compiled" else Processes(workers) as pool:
        yield pool
