"""The sales funnel: an ordinary scenario against the same funnel programmed for other simulators."""

from collections.abc import Callable
from typing import Any

from benchmarks.measures import (
    BASELINES,
    MISSING,
    Claim,
    Row,
    ScriptError,
    Session,
    Skipped,
    compared,
    in_turn,
    raw_times,
    script,
    single,
)
from benchmarks.runs import leads_of, params_of, timed
from sim.codes import TICKS_PER_DAY, CellFlow, DeskFlow, StageFlow
from sim.outcome import Outcome
from sim.params import Params

DAYS = 730
REPS = 20
MANY = 1_000_000
STAGES = ("one", "two", "three", "four", "five")

AGAINST_CIMBA = Claim("funnel-cimba", "the funnel in cimba, times ours, per lead", "more", 4.0)
AGAINST_SIMPY = Claim("funnel-simpy", "the funnel in SimPy by hand, times ours, per lead", "more", None)
SAME_WORK = Claim("funnel-same", "the funnel: largest difference in counts per lead from {}", "less", None)
COMPLETES = Claim(
    "funnel-million", "a million leads of the funnel in one run: leads done (cimba: {})", "more", 1e6
)

Counts = dict[str, float]
"""What happened in a run: leads, worked, cold, won, delivered, due (renewals), thought, waited [day]."""


def settings(leads: float, days: int = DAYS) -> list[str]:
    """Settings of the scenario for so many leads in two years, the load of the queues unchanged."""
    changed = [
        f"days={days}",
        f"campaigns.inquiries.leads={leads / DAYS:.9f} per day",
        f"fulfilment.default.production.work.lognormal.mean={29200.0 / leads * 24:.9f} h",
    ]
    for stage in STAGES:
        changed.append(f"stages.{stage}.work.lognormal.mean={5973.0 / leads * 24:.9f} h")
        changed.append(f"stages.{stage}.patience.exponential.mean={1.5e5 / leads:.9f} days")
    return changed


def rows(session: Session) -> list[Row]:
    """What a lead costs on every side, whether all do the same work, and a million leads."""
    leads = 20_000 if session.quick else 100_000
    params = params_of("funnel.yaml", settings(leads))
    timed(params, 0)
    counts: dict[str, Counts] = {}
    sides = {"foresell": _foresell(params, counts), "simpy": _program("simpy", leads, counts)}
    if session.cimba is not None:
        sides["cimba"] = _program("cimba", leads, counts, str(session.cimba))
    times = in_turn(sides, 2 if session.quick else 5)
    raw = {"leads": leads, "seconds per lead": raw_times(times), "counts": counts}
    found = [
        compared(AGAINST_CIMBA, times, ("cimba", "foresell"), raw),
        compared(AGAINST_SIMPY, times, ("simpy", "foresell"), raw),
        _same_work(counts, 20.0 if session.quick else 7.0),
    ]
    return found if session.quick else [*found, _million(session)]


def counts_of(params: Params, outcome: Outcome) -> Counts:
    """The counts of the baselines, read from the books."""
    books, reps = outcome.books, slice(0, REPS)
    cells, stages = books.cells.sum(axis=(0, 2)), books.stages.sum(axis=0)
    desks = books.desks.sum(axis=0)
    thinking = [place for place in range(stages.shape[1]) if params.sales.stages[place].role < 0]
    return {
        "leads": float(cells[CellFlow.LEADS]),
        "worked": float(desks[DeskFlow.FINISHED, reps].sum()),
        "cold": float(desks[DeskFlow.ABANDONED, reps].sum()),
        "won": float(cells[CellFlow.WON]),
        "delivered": float(cells[CellFlow.DELIVERED]),
        "due": float(cells[CellFlow.RENEWALS_DUE]),
        "thought": float(stages[StageFlow.LEFT, thinking].sum()),
        "waited": float(desks[DeskFlow.WAIT_TICKS, reps].sum() / TICKS_PER_DAY),
    }


def events_per_lead(counts: Counts) -> float:
    """Arrivals, ends of work, of patience, of thinking and of making, and renewals, per lead."""
    names = ("leads", "worked", "cold", "delivered", "due", "thought")
    return sum(counts[name] for name in names) / counts["leads"]


def _foresell(params: Params, counts: dict[str, Counts]) -> Callable[[], float]:
    turns = iter(range(1, 1_000))

    def measure() -> float:
        found = timed(params, next(turns))
        counts["foresell"] = counts_of(params, found.outcome)
        return found.seconds / leads_of(found.outcome)

    return measure


def _program(
    name: str, leads: int, counts: dict[str, Counts], python: str | None = None
) -> Callable[[], float]:
    """A baseline in a process of its own, which times itself without its start."""

    def measure() -> float:
        found = script([BASELINES / f"{name}_funnel.py", leads], python)
        seconds = float(found.pop("seconds"))
        counts[name] = {key: float(value) for key, value in found.items()}
        return seconds / counts[name]["leads"]

    return measure


def _same_work(counts: dict[str, Counts], target: float) -> Row:
    """Events, wins, work and cold deals per lead, and the wait per piece of work, beside a baseline's [%].

    The target is three standard errors of the rarest count, the wins of both sides, or more.
    """
    other = "cimba" if "cimba" in counts else "simpy"
    figures: dict[str, Any] = {name: _figures(counts[name]) for name in ("foresell", other)}
    gaps = {key: 100.0 * abs(value / figures[other][key] - 1.0) for key, value in figures["foresell"].items()}
    named = SAME_WORK.says.format("SimPy" if other == "simpy" else other)
    return single(
        SAME_WORK._replace(says=named, target=target),
        max(gaps.values()),
        "%",
        {"figures": figures, "differences in percent": gaps},
    )


def _figures(counts: Counts) -> Counts:
    figures = {key: counts[key] / counts["leads"] for key in ("worked", "cold", "won", "thought")}
    return {"events": events_per_lead(counts), "wait": counts["waited"] / counts["worked"], **figures}


def _million(session: Session) -> Row:
    """A million leads: ours, and what becomes of the same in cimba."""
    if session.cimba is None:
        return Skipped(COMPLETES.key, COMPLETES.says.format("not run"), MISSING["cimba"])
    params = params_of("funnel.yaml", settings(MANY))
    found = timed(params, 1)
    leads = leads_of(found.outcome)
    try:
        other = script([BASELINES / "cimba_funnel.py", MANY], str(session.cimba))
        fate = f"{other['seconds'] / other['leads'] / found.seconds * leads:.1f} times ours per lead"
    except ScriptError as error:
        other, fate = {"error": str(error)}, "aborts"
    raw = {"seconds per lead": found.seconds / leads, "cimba": other}
    return single(COMPLETES._replace(says=COMPLETES.says.format(fate)), float(leads), "leads", raw)
