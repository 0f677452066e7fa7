"""Compiled engine against SimPy engine: the same scenarios, seeds and traces.

The traces are compared, all columns, before a ratio is printed.
"""

import numpy as np

from benchmarks.measures import Claim, Row, Session, compared, in_turn, processor_time, raw_times, single
from benchmarks.runs import SEED, params_of, timed
from sim.reference.run import replicate as by_processes
from sim.trace import Trace

MONTHS = {"tiny": 12, "saas": 6, "industrial": 12, "marketplace": 1, "shop": 1}
"""Library scenarios and the months of them that the SimPy engine runs in a few seconds."""
QUICK_MONTHS = {"tiny": 12, "saas": 3}
LARGEST = "shop"
"""The library scenario with the most events; a test sees to it."""

AGAINST_SIMPY = Claim("engines-{}", "{}: SimPy engine, times ours, identical trace", "more", 100.0)
PER_EVENT = Claim("traced", f"{LARGEST}: time per traced event, all months", "less", 350.0)
UNTRACED = Claim("untraced", f"{LARGEST}: time per event without trace, all months", "less", None)


def rows(session: Session) -> list[Row]:
    """One ratio for every scenario, and the time of an event in the largest."""
    months = QUICK_MONTHS if session.quick else MONTHS
    found = [_ratio(name, count) for name, count in months.items()]
    return found if session.quick else [*found, *_per_event()]


def _ratio(name: str, months: int) -> Row:
    params = params_of(f"library:{name}", [f"months={months}"])
    traces: dict[str, Trace | None] = {}

    def compiled() -> float:
        found = timed(params, 0, recording=True)
        traces["compiled"] = found.outcome.trace
        return found.seconds

    def simpy() -> float:
        seconds, outcome = processor_time(lambda: by_processes(params, SEED, 0, recording=True))
        traces["simpy"] = outcome.trace
        return seconds

    compiled()
    times = in_turn({"compiled": compiled, "again": compiled, "simpy": simpy}, 2)
    one, other = traces["compiled"], traces["simpy"]
    if one is None or other is None or not np.array_equal(one, other):
        raise SystemExit(f"{name}: the traces differ")
    times["compiled"] += times.pop("again")
    raw = {"months": months, "rows": len(one), "seconds": raw_times(times)}
    claim = AGAINST_SIMPY._replace(key=AGAINST_SIMPY.key.format(name), says=AGAINST_SIMPY.says.format(name))
    return compared(claim, times, ("simpy", "compiled"), raw)


def _per_event() -> list[Row]:
    params = params_of(f"library:{LARGEST}")
    rows_written = timed(params, 0, recording=True).outcome.rows
    sides = {
        "traced": lambda: timed(params, 0, recording=True).seconds,
        "untraced": lambda: timed(params, 0).seconds,
    }
    times = in_turn(sides, 5)
    raw = {"rows": rows_written, "seconds": raw_times(times)}
    return [
        single(PER_EVENT, min(times["traced"]) / rows_written * 1e9, "ns", raw),
        single(UNTRACED, min(times["untraced"]) / rows_written * 1e9, "ns", raw),
    ]
