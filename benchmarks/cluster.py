"""What a cluster costs: overhead against threads, bytes sent, start-up, scaling, tasks per second.

Run with `python -m benchmarks.cluster`; needs the extra `cluster`. Absolute times depend on the machine and
what else it does; ratios of processor time less so. The results of all ways are compared, byte by byte,
before a ratio is printed.
"""

import hashlib
import pickle
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.large_grid import PLANS as PLANS_PLANNED
from benchmarks.large_grid import REPLICATIONS as REPLICATIONS_PLANNED
from benchmarks.large_grid import rows
from planning import grid
from planning.block import Block, Work, program, simulate_block
from planning.cluster import open_cluster
from planning.executor import Call, work_off
from planning.job import Job
from planning.parcel import PIECE, pack, press
from planning.pools import Pool, Threads
from planning.runs import Options, PlanRun, run_plans
from scenarios.compile import compile_params
from scenarios.load import load
from sim.outcome import Luck

SCENARIO = "library:saas"
PLANS = 4
REPLICATIONS = 100
ROUNDS = 2
MANY = 400
"""Empty tasks that show how many a scheduler handles per second [task]."""
LIBRARY = ("tiny", "saas", "industrial", "marketplace", "shop")


class Sizes(NamedTuple):
    """Bytes on the way to and from workers, for one scenario."""

    scenario: str
    common: int
    """Arrays that plans share (tables of quantiles), once per worker [byte]."""
    own: int
    """The rest of the parameters of a plan, packed, once per worker that runs it [byte]."""
    tables: int
    """All tables of a replication, packed [byte]."""
    summary: int
    """Key figures of a replication, packed [byte]."""
    books: int
    """What the kernel leaves of a replication, before anything is reduced [byte]."""
    seconds: float
    """Processor time of one replication with its key figures [second]."""


class Effort(NamedTuple):
    """What a grid takes on one kind of workers."""

    wall: float
    """[second]"""
    processor: float
    """Time of all processes together [second]."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Efforts of the same grid; the least of some rounds."""

    threads: Effort
    cluster: Effort
    one_worker: Effort
    first: float
    """From asking a warm cluster to the first result [second]."""
    start: float
    """Opening a local cluster of two processes [second]."""
    tasks: int
    """Tasks of the grid [task]."""
    sent: float
    """Bytes sent per task, besides what workers share [byte]."""

    @property
    def overhead(self) -> float:
        """Processor time on a local cluster over that on threads, two workers each [1]."""
        return self.cluster.processor / self.threads.processor

    @property
    def scaling(self) -> float:
        """Wall time of one worker process over that of two; needs two free processors [1]."""
        return self.one_worker.wall / self.cluster.wall


def sizes_of(name: str, replications: int = 50) -> Sizes:
    """Measure what travels for one library scenario."""
    plan = load(f"library:{name}")
    work = Work(compile_params(plan.scenario), plan.names, Luck(1), "compiled", None, program())
    parcel = pack(work)
    whole = simulate_block(work, range(replications), lambda: None)
    busy = time.process_time()
    few = simulate_block(replace(work, keep=()), range(replications), lambda: None)
    seconds = (time.process_time() - busy) / replications
    return Sizes(
        scenario=name,
        common=sum(len(piece) for piece in parcel.pieces if len(piece) >= PIECE),
        own=sum(len(piece) for piece in parcel.pieces if len(piece) < PIECE),
        tables=_packed(whole) // replications,
        summary=_packed(few) // replications,
        books=_books(work),
        seconds=seconds,
    )


def _packed(block: Block) -> int:
    return len(press(pickle.dumps(block, protocol=5)))


def _books(work: Work) -> int:
    from sim.run import simulate  # noqa: PLC0415 - beside its only use

    return sum(array.nbytes for array in simulate(work.params, work.seed, [0]).outcomes[0].books)


def measure_ways() -> Ways:
    """Run one grid on threads and on clusters, in turn."""
    began = time.perf_counter()
    with open_cluster("local:2") as two, open_cluster("local:1") as one, Threads(2) as threads:
        start = (time.perf_counter() - began) * 2.0 / 3.0
        for pool in (threads, one, two):
            timed(pool, replications=4)
        rounds: dict[str, list[Effort]] = {"threads": [], "two": [], "one": []}
        digests = set()
        for _ in range(ROUNDS):
            for name, pool in (("threads", threads), ("two", two), ("one", one)):
                effort, digest = timed(pool)
                rounds[name].append(effort)
                digests.add(digest)
        if len(digests) > 1:
            raise SystemExit("the results differ")
        first = first_result(two)
        tasks, sent = traffic()
    best = {name: Effort(*map(min, zip(*efforts, strict=True))) for name, efforts in rounds.items()}
    return Ways(best["threads"], best["two"], best["one"], first, start, tasks, sent)


def jobs(pool: Pool, out: Path, replications: int = REPLICATIONS) -> list[Job]:
    """The grid: some plans that differ in the overhead, key figures only."""
    options = Options(replications, seed=1, out=out, pool=pool)
    plans = [load(SCENARIO, settings=[f"finance.overhead={100 + n}k EUR per month"]) for n in range(PLANS)]
    return [Job(plan, options, keep=()) for plan in plans]


def timed(pool: Pool, replications: int = REPLICATIONS) -> tuple[Effort, str]:
    """Effort of the grid, and a digest of everything that it leaves."""
    with tempfile.TemporaryDirectory() as folder:
        begun, busy = time.perf_counter(), processor_time(pool)
        runs = run_plans(jobs(pool, Path(folder), replications))
        effort = Effort(time.perf_counter() - begun, processor_time(pool) - busy)
        return effort, digest_of(runs)


def processor_time(pool: Pool) -> float:
    """Time that this process and the workers of a cluster have worked so far [second]."""
    client = getattr(pool, "client", None)
    return time.process_time() + (sum(client.run(time.process_time).values()) if client else 0.0)


def digest_of(runs: list[PlanRun]) -> str:
    """Digest of the stored tables of all runs."""
    digest = hashlib.sha256()
    for run in runs:
        for file in sorted(run.folder.glob("*.parquet")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def first_result(pool: Pool) -> float:
    """Median time from asking for one replication to having it [second]."""
    times = []
    for seed in range(7):
        with tempfile.TemporaryDirectory() as folder:
            (job, *_) = jobs(pool, Path(folder), 1)
            begun = time.perf_counter()
            run_plans([replace(job, options=replace(job.options, seed=seed))])
            times.append(time.perf_counter() - begun)
    return statistics.median(times)


class _Counting(Threads):
    """Threads that count what would be sent for each task."""

    def __init__(self) -> None:
        super().__init__(2)
        self.sent: list[int] = []

    def submit(self, function: Any, shared: Any, task: Any, signal_: Any) -> Any:
        """Note the size of a task, and run it."""
        self.sent.append(len(pickle.dumps((function, task, "0" * 32), protocol=5)))
        return super().submit(function, shared, task, signal_)


def traffic() -> tuple[int, float]:
    """Tasks of the grid, and the mean bytes of one."""
    with _Counting() as pool:
        timed(pool)
        return len(pool.sent), statistics.mean(pool.sent)


class _Nothing:
    """A feed of tasks that do nothing."""

    def __init__(self, pool: Pool, tasks: int) -> None:
        shared = pool.share(None)
        self.calls: Iterator[Call] = iter([Call(_nothing, shared, n, f"task {n}") for n in range(tasks)])

    def next(self) -> Call | None:
        """Give the next task."""
        return next(self.calls, None)

    def take(self, call: Call, answer: Any) -> None:
        """Forget the answer."""

    def stepped(self, steps: int) -> None:
        """Forget the steps."""


def _nothing(content: object, task: int, tick: Any) -> int:  # noqa: ARG001 - called as tasks are
    return task


class _Wide(Pool):
    """A pool with many tasks in flight, as a cluster of many workers has."""

    def __init__(self, inner: Pool, width: int) -> None:
        super().__init__(inner.executor, 1)
        self.share, self.answer, self._width = inner.share, inner.answer, width  # type: ignore[method-assign]

    @property
    def width(self) -> int:
        """Tasks in flight [task]."""
        return self._width


def tasks_per_second() -> float:
    """Empty tasks that scheduler and caller handle in a second of their time, 100 in flight [1/second]."""
    with open_cluster("local:2") as pool:
        _drain(_Wide(pool, 100), MANY // 4)
        busy = time.process_time()
        _drain(_Wide(pool, 100), MANY)
        return MANY / (time.process_time() - busy)


def _drain(pool: Pool, tasks: int) -> None:
    for _ in work_off(_Nothing(pool, tasks), pool):
        pass


class PerPlan(NamedTuple):
    """What the caller does for every plan of a large grid, however many workers there are [second]."""

    load: float
    compile: float
    pack: float
    store: float

    @property
    def seconds(self) -> float:
        """All of it."""
        return sum(self)


def per_plan() -> PerPlan:
    """Median processor times for one plan; for storing its key figures the time until they are safe."""
    loads, compiles, packs, stores = [], [], [], []
    with tempfile.TemporaryDirectory() as folder, Threads(1) as pool:
        for number in range(7):
            begun = time.process_time()
            plan = load(SCENARIO, settings=[f"finance.overhead={100 + number}k EUR per month"])
            loads.append(time.process_time() - begun)
            begun = time.process_time()
            params = compile_params(plan.scenario)
            compiles.append(time.process_time() - begun)
            begun = time.process_time()
            pack(Work(params, plan.names, Luck(1), "compiled", (), program()))
            packs.append(time.process_time() - begun)
            options = Options(1, out=Path(folder), pool=pool)
            with _timed_commits() as seconds:
                run_plans([Job(plan, options, keep=())])
            stores += seconds
    return PerPlan(*(statistics.median(times) for times in (loads, compiles, packs, stores)))


@contextmanager
def _timed_commits() -> Iterator[list[float]]:
    """Note how long each run takes to be stored."""
    seconds: list[float] = []
    original = grid.RunStore.commit

    def commit(store: Any, *arguments: Any) -> Any:
        begun = time.perf_counter()
        stored = original(store, *arguments)
        seconds.append(time.perf_counter() - begun)
        return stored

    grid.RunStore.commit = commit  # type: ignore[method-assign, assignment]
    try:
        yield seconds
    finally:
        grid.RunStore.commit = original  # type: ignore[method-assign]


def measurements() -> dict[str, Any]:
    """Everything as numbers, for the overall benchmark."""
    ways, plan = measure_ways(), per_plan()
    return {
        "scenario": SCENARIO.removeprefix("library:"),
        "seconds_per_replication": ways.threads.processor / (PLANS * REPLICATIONS),
        "cluster_over_threads": ways.overhead,
        "two_workers_over_one": ways.scaling,
        "first_result_seconds": ways.first,
        "start_seconds": ways.start,
        "tasks_per_second": tasks_per_second(),
        "tasks": ways.tasks,
        "bytes_per_task": ways.sent,
        "efforts": {
            "2 threads": ways.threads._asdict(),
            "2 worker processes": ways.cluster._asdict(),
            "1 worker process": ways.one_worker._asdict(),
        },
        "per_plan_seconds": plan._asdict(),
        "sizes": [sizes_of(name)._asdict() for name in LIBRARY],
    }


def main() -> None:
    """Print the tables."""
    found = measurements()
    print(
        f"{PLANS} plans x {REPLICATIONS} replications of {SCENARIO}, key figures only; shortest of {ROUNDS}"
    )
    for name, effort in found["efforts"].items():
        print(f"  {name:22} {effort['wall']:8.2f} s wall {effort['processor']:8.2f} s processor")
    print(
        f"  cluster / threads      {found['cluster_over_threads']:8.2f}   (processor time, two workers each)"
    )
    print(
        f"  1 worker / 2 workers   {found['two_workers_over_one']:8.2f}   (wall time; needs a quiet machine)"
    )
    print(
        f"  first result after     {found['first_result_seconds'] * 1e3:8.0f} ms; cluster open after "
        f"{found['start_seconds']:.1f} s"
    )
    print(
        f"  {found['tasks']} tasks, {found['bytes_per_task']:.0f} bytes each; empty tasks per busy second: "
        f"{found['tasks_per_second']:.0f}"
    )
    print(
        "for each plan the caller needs "
        + ", ".join(
            f"{seconds * 1e3:.1f} ms to {name}" for name, seconds in found["per_plan_seconds"].items()
        )
    )
    print("bytes; the first two once per worker, the others per replication")
    print(f"{'scenario':12} {'shared':>10} {'own':>9} {'books':>9} {'tables':>9} {'summary':>9} {'ms':>7}")
    for row in found["sizes"]:
        print(
            f"{row['scenario']:12} {row['common']:>10,} {row['own']:>9,} {row['books']:>9,} "
            f"{row['tables']:>9,} {row['summary']:>9,} {row['seconds'] * 1e3:>7.1f}"
        )
    print(f"{PLANS_PLANNED:,} plans x {REPLICATIONS_PLANNED:,} replications of {SCENARIO}")
    for what, figure in rows(found):
        print(f"  {what:70} {figure}")


if __name__ == "__main__":
    main()
