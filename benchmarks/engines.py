"""Compiled engine against SimPy engine: the same scenarios, seeds and traces, timed in turn in one process.

Run with `python -m benchmarks.engines`. Absolute times depend on the machine and on what else it does; the
ratio is what to trust. The traces are compared, all columns, before a ratio is printed.
"""

import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from scenarios.compile import compile_params
from scenarios.load import load
from sim.engine.replicate import replicate as compiled
from sim.outcome import Outcome
from sim.params import Params
from sim.reference.run import replicate as simpy_engine

SCENARIOS = {"tiny": 12, "saas": 6, "industrial": 12, "marketplace": 1, "shop": 1}
"""Library scenarios and the months of them that the SimPy engine runs in a few seconds."""
ROUNDS = 3


class Timing(NamedTuple):
    """Best times of a scenario."""

    scenario: str
    rows: int
    plain: float
    """Compiled engine without writing the trace [s]"""
    compiled: float
    """Compiled engine with the trace, in order [s]"""
    simpy: float
    """SimPy engine with the trace, in order [s]"""


def best_of(run: Callable[[], Outcome], rounds: int) -> tuple[float, Outcome]:
    """Shortest time of a few runs, and the last result."""
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        outcome = run()
        times.append(time.perf_counter() - begin)
    return min(times), outcome


def measure(scenario: str, months: int) -> Timing:
    """Time both engines on one scenario and make sure that they agree."""
    params: Params = compile_params(load(f"library:{scenario}", settings=[f"months={months}"]).scenario)
    compiled(params, 1, 0)
    plain, _ = best_of(lambda: compiled(params, 1, 0), ROUNDS)
    fast, one = best_of(lambda: compiled(params, 1, 0, recording=True), ROUNDS)
    slow, other = best_of(lambda: simpy_engine(params, 1, 0, recording=True), 1)
    if one.trace is None or other.trace is None or not np.array_equal(one.trace, other.trace):
        raise SystemExit(f"{scenario}: the traces differ")
    return Timing(scenario, one.rows, plain, fast, slow)


def compile_time() -> float:
    """Time until the kernel is ready: read from the cache, or compiled [s]."""
    params = compile_params(load("library:tiny", settings=["months=1"]).scenario)
    begin = time.perf_counter()
    compiled(params, 1, 0)
    return time.perf_counter() - begin


def main() -> None:
    """Print the table."""
    print(f"kernel ready after {compile_time():.1f} s")
    print("per trace row, shortest of some runs; ratio: SimPy to compiled, both with the trace")
    print(f"{'scenario':12} {'rows':>9} {'untraced ns':>12} {'traced ns':>10} {'SimPy us':>9} {'ratio':>7}")
    for scenario, months in SCENARIOS.items():
        timing = measure(scenario, months)
        plain, fast = timing.plain / timing.rows * 1e9, timing.compiled / timing.rows * 1e9
        slow, ratio = timing.simpy / timing.rows * 1e6, timing.simpy / timing.compiled
        print(f"{scenario:12} {timing.rows:>9,} {plain:>12.0f} {fast:>10.0f} {slow:>9.1f} {ratio:>6.0f}x")


if __name__ == "__main__":
    main()
