"""One queue (M/M/1): an ordinary scenario against programs that can do nothing else."""

from collections.abc import Callable

from benchmarks import native
from benchmarks.measures import (
    BASELINES,
    Claim,
    Row,
    Session,
    compared,
    in_turn,
    processor_time,
    raw_times,
    script,
)
from benchmarks.runs import leads_of, params_of, timed
from sim.codes import TICKS_PER_DAY, StageFlow
from sim.outcome import Outcome

GAP, SERVICE = 1 / 90, 1 / 100
"""Between leads, and of work on one, as in the scenario [day]."""
STAY = 1 / (100 - 90)
"""Mean time in the system by theory (Kleinrock 1975, Queueing Systems, volume 1) [day]."""
TOLERANCE = 0.35
"""Share by which a mean stay may miss the theory; five standard errors of the shortest run here."""

AGAINST_C = Claim("queue-c", "one queue from YAML, times the plain C loop", "less", 5.0)
AGAINST_CIMBA = Claim("queue-cimba", "one queue in cimba, times ours from YAML", "more", None)
AGAINST_SIMPY = Claim("queue-simpy", "one queue in SimPy by hand, times ours from YAML", "more", None)

Side = Callable[[], float]
"""Measures once: time per lead [s]."""


def rows(session: Session) -> list[Row]:
    """What a lead costs on every side."""
    days = 2000 if session.quick else 5000
    stays: dict[str, float] = {}
    sides = {"foresell": _foresell(days, stays), "simpy": _program("simpy", days * 9, stays)}
    if native.available():
        sides["c"] = _plain_c(days * 90, stays)
    if session.cimba is not None:
        sides["cimba"] = _program("cimba", days * 90, stays, str(session.cimba))
    times = in_turn(sides, 3 if session.quick else 7)
    if any(abs(stay / STAY - 1.0) > TOLERANCE for stay in stays.values()):
        raise SystemExit(f"one queue: mean stays {stays} differ from theory, {STAY}")
    raw = {"leads": days * 90, "seconds per lead": raw_times(times), "mean stay in days": stays}
    return [
        compared(AGAINST_C, times, ("foresell", "c"), raw),
        compared(AGAINST_CIMBA, times, ("cimba", "foresell"), raw),
        compared(AGAINST_SIMPY, times, ("simpy", "foresell"), raw),
    ]


def mean_stay(outcome: Outcome) -> float:
    """Mean time from arrival to the end of service [day]."""
    stages = outcome.books.stages
    return float(stages[:, StageFlow.STAY_TICKS].sum() / stages[:, StageFlow.LEFT].sum() / TICKS_PER_DAY)


def _foresell(days: int, stays: dict[str, float]) -> Side:
    params = params_of("mm1.yaml", [f"days={days}"])
    timed(params, 0)
    turns = iter(range(1, 1_000))

    def measure() -> float:
        found = timed(params, next(turns))
        stays["foresell"] = mean_stay(found.outcome)
        return found.seconds / leads_of(found.outcome)

    return measure


def _plain_c(customers: int, stays: dict[str, float]) -> Side:
    library = native.library()

    def measure() -> float:
        seconds, stay = processor_time(lambda: library.queue_run(customers, GAP, SERVICE, 42))
        stays["c"] = stay
        return seconds / customers

    return measure


def _program(name: str, customers: int, stays: dict[str, float], python: str | None = None) -> Side:
    """A baseline in a process of its own, which times itself without its start."""

    def measure() -> float:
        found = script([BASELINES / f"{name}_queue.py", customers, GAP, SERVICE], python)
        stays[name] = float(found["stay"])
        return float(found["seconds"]) / customers

    return measure
