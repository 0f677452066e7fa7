"""One task of a run: some replications of one plan, simulated and tabulated where the worker is."""

import fcntl
import hashlib
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Literal, NamedTuple

import pandas as pd

from planning import facts
from planning.pools import Tick
from scenarios.compile import compile_params
from scenarios.load import load
from scenarios.names import Names
from sim.errors import EndlessError, Labels, RunawayError, RunError
from sim.jit import cache_folder
from sim.outcome import Luck
from sim.params import Params
from sim.results import Results
from sim.run import Progress, simulate

Engine = Literal["compiled", "simpy"]
Tables = dict[str, pd.DataFrame]

SUMMARY = "summary"
_PACKAGES = ("sim", "scenarios", "planning")
_EXACT = ("numpy", "numba", "pandas")
"""Libraries that a result may depend on."""
_SMALLEST = "library:tiny"


@dataclass(frozen=True, slots=True)
class Work:
    """What all blocks of a run have in common; reaches a worker once."""

    params: Params
    names: Names
    luck: Luck
    engine: Engine
    keep: tuple[str, ...] | None
    """Tables that are wanted besides the key figures; None for all."""
    program: str
    """Program and libraries that the answer is expected from."""


class Block(NamedTuple):
    """What a task leaves."""

    tables: Tables
    """Facts and key figures of its replications."""
    seconds: float
    """Time for one replication [second]."""


def simulate_block(work: Work, numbers: range, tick: Tick) -> Block:
    """Simulate some replications of a plan.

    Parameters
    ----------
    work : what is simulated
    numbers : numbers of the replications
    tick : called after each replication
    """
    if work.program != program():
        raise RunError(
            f"a worker runs another program than the one that asks: {program()}, not {work.program}"
        )
    _warm_up(work.engine)
    began = time.perf_counter()
    results = _simulated(work, numbers, tick)
    tables = facts.tables(results, work.names, work.keep)
    tables[SUMMARY] = facts.summary(results, work.names)
    return Block(tables, (time.perf_counter() - began) / len(numbers))


def _simulated(work: Work, numbers: range, tick: Tick) -> Results:
    try:
        return simulate(work.params, work.luck, numbers, engine=work.engine, progress=_gains(tick))
    except (EndlessError, RunawayError) as error:
        raise error.told(Labels(work.names.start, work.names.stages)) from error


def _gains(tick: Tick) -> Progress:
    """Tell how many replications were done since the last report, parts of a long one included."""
    told = 0.0

    def report(done: float, total: int) -> None:  # noqa: ARG001 - the task knows its size
        nonlocal told
        tick(done - told)
        told = done

    return report


@cache
def _warm_up(engine: Engine) -> None:
    """Load the engine before anything is timed; of the workers that share a cache one alone compiles it."""
    params = compile_params(load(_SMALLEST, settings=["months=1"]).scenario)
    ready = cache_folder() / f"{engine}.ready"
    if ready.exists():
        simulate(params, 0, [0], engine=engine)
        return
    with _alone(cache_folder()):
        simulate(params, 0, [0], engine=engine)
        ready.touch()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until no other process is inside."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@cache
def program_digest() -> str:
    """Fingerprint of the sources that decide a result: another program does not reuse this one's runs."""
    digest = hashlib.sha256()
    root = Path(__file__).resolve().parent.parent
    for package in _PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def program() -> str:
    """Everything about an installation that equal bytes depend on, in words."""
    libraries = ", ".join(f"{name} {version(name)}" for name in _EXACT)
    return (
        f"sources {program_digest()}, Python {platform.python_version()}, {libraries}, {platform.machine()}"
    )
