"""Before a long run: what it will take, and a refusal when that is more than allowed."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from scenarios.estimate import Estimate, RunSize, estimate, run_size
from scenarios.load import Plan
from sim.errors import InputError

_HOUR = 3600.0
_CENTS = 100.0
_DAY = 24.0
_DEFAULT_SHARE = 0.6
_CGROUP = Path("/sys/fs/cgroup/memory.max")
_GIGABYTE = 1e9
_UNITS: Mapping[str, float] = MappingProxyType({"B": 1.0, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12})
_MANY = 10
_MARGIN = 1.2
"""How much more than the estimate the message advises to allow [1]."""
_COUNTABLE = 1e18
"""Bookings above which sums might pass 64 bits: an eighth of that [cent]."""
_USUAL = 100
"""Replications of a run when nothing is said [replication]."""
_FIGURES = 2
_LONG = 10.0
"""Time above which a run says beforehand what it will take [second]."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a run may take."""

    hours: float = 24.0
    """[hour]"""
    memory: float | None = None
    """[byte]; None for 60 % of the machine's memory."""

    @property
    def bytes(self) -> float:
        """Memory that may be used [byte]."""
        return _DEFAULT_SHARE * machine_memory() if self.memory is None else self.memory


@dataclass(frozen=True, slots=True)
class Work:
    """What is about to be run."""

    plans: Sequence[Plan]
    replications: int
    """Replications of each plan, at most [replication]."""
    workers: int
    """Replications at the same time; 0 for one per processor [1]."""
    engine: str = "compiled"
    recorded: bool = False
    """Whether the event trace is kept."""


def usual(plan: Plan) -> Work:
    """A run of a plan as it is when nothing is said."""
    return Work([plan], _USUAL, 0)


def machine_memory() -> float:
    """Memory of the machine, or of the container that we run in; without limit when nobody tells [byte]."""
    known = [float("inf")]
    try:
        known.append(float(os.sysconf("SC_PHYS_PAGES")) * float(os.sysconf("SC_PAGE_SIZE")))
    except (AttributeError, OSError, ValueError):
        known.append(float("inf"))
    try:
        known.append(float(_CGROUP.read_text(encoding="ascii")))
    except (OSError, ValueError):
        known.append(float("inf"))
    return min(known)


def size_of(work: Work) -> tuple[Estimate, RunSize]:
    """Size of the largest plan, and of the whole work: plans run one after another.

    Parameters
    ----------
    work : what is about to be run
    """
    each = [estimate(plan.scenario, work.engine, work.recorded) for plan in work.plans]
    workers = work.workers or os.cpu_count() or 1
    sizes = [run_size(one, work.replications, workers) for one in each]
    largest = max(each, key=lambda one: one.events)
    kept = sum(work.replications * one.kept for one in each)
    first = max(size.memory - work.replications * one.kept for size, one in zip(sizes, each, strict=True))
    seconds = sum(size.seconds for size in sizes)
    return largest, RunSize(work.replications * len(each), workers, seconds, first + kept)


def preflight(work: Work, allowed: Allowance) -> str:
    """Say what a long run will take, nothing of a short one; refuse it when that is more than allowed.

    Parameters
    ----------
    work : what is about to be run
    allowed : what it may take

    Raises
    ------
    InputError
        saying how much it would take, what drives it and how to allow it.
    """
    each, whole = size_of(work)
    problems = []
    if whole.seconds > allowed.hours * _HOUR:
        problems.append(
            f"it would take about {duration(whole.seconds)}, more than {duration(allowed.hours * _HOUR)}; "
            f"allow more with --limit-hours {_MARGIN * whole.seconds / _HOUR:.3g}"
        )
    if whole.memory > allowed.bytes:
        problems.append(
            f"it would need about {memory(whole.memory)}, more than {memory(allowed.bytes)}; "
            f"allow more with --limit-memory '{_MARGIN * whole.memory / _GIGABYTE:.3g} GB'"
        )
    if each.bookings > _COUNTABLE:
        amount = f"{each.bookings / _CENTS:.2g} {work.plans[0].scenario.currency}"
        problems.append(
            f"bookings of about {amount} a replication are more than can be counted in whole cents; "
            "state the scenario in a larger currency unit"
        )
    if problems:
        problems.append(_reason(each, whole))
        raise InputError("this run is too large", problems)
    return told(each, whole) if whole.seconds > _LONG else ""


def _reason(each: Estimate, whole: RunSize) -> str:
    return (
        f"what drives it: {whole.replications:,} replications of about {count(each.events)} events each, "
        f"most of them by {each.driver}; at most {count(each.open_cases)} cases are open at once"
    )


def told(each: Estimate, whole: RunSize) -> str:
    """One sentence about the size of a run.

    Parameters
    ----------
    each : one replication of the largest plan
    whole : all replications of all plans
    """
    cores = f"{whole.workers} core{'s' if whole.workers > 1 else ''}"
    return (
        f"about {count(each.events)} events a replication; {whole.replications:,} replications: "
        f"about {duration(whole.seconds)} on {cores}, {memory(whole.memory)}"
    )


def figures(each: Estimate, whole: RunSize) -> Mapping[str, float]:
    """The same as `told`, as numbers.

    Parameters
    ----------
    each : one replication of the largest plan
    whole : all replications of all plans
    """
    return {
        "events": round(each.events),
        "replications": whole.replications,
        "workers": whole.workers,
        "seconds": round(whole.seconds, 1),
        "bytes": round(whole.memory),
    }


def memory_in(text: str) -> float:
    """Memory in bytes of a text with its unit, or as a share of the machine's memory.

    Parameters
    ----------
    text : such as '8 GB', '500MB' or '80%'

    Examples
    --------
    >>> memory_in("8 GB"), memory_in("500MB")
    (8000000000.0, 500000000.0)
    """
    found = re.fullmatch(r"\s*([0-9]*\.?[0-9]+)\s*(%|[KMGT]?B)\s*", text, re.IGNORECASE)
    if found is None:
        raise InputError(f"{text!r} is no size of memory; write '8 GB', '500 MB' or '80 %'")
    number, unit = float(found[1]), found[2].upper()
    return number / 100.0 * machine_memory() if unit == "%" else number * _UNITS[unit]


def count(number: float) -> str:
    """Number of things, to two figures.

    Examples
    --------
    >>> count(1234567.0), count(45678.0), count(12.0), count(3.2e9)
    ('1.2 million', '46,000', '12', '3.2 billion')
    """
    for name, unit in (("billion", 1e9), ("million", 1e6)):
        if number >= unit:
            return f"{number / unit:,.{1 if number < 10 * unit else 0}f} {name}"
    digits = max(len(str(int(number))) - _FIGURES, 0)
    return f"{round(number, -digits):,.0f}"


def duration(seconds: float) -> str:
    """Length of time in the unit that people would use.

    Examples
    --------
    >>> duration(14.2), duration(200.0), duration(9000.0), duration(1e6)
    ('14 s', '3 min', '2.5 hours', '12 days')
    """
    if seconds < 2.0 * 60.0:
        return f"{seconds:.0f} s"
    if seconds < 2.0 * _HOUR:
        return f"{seconds / 60.0:.0f} min"
    if seconds < 2.0 * _DAY * _HOUR:
        return f"{seconds / _HOUR:.3g} hours"
    return f"{seconds / _HOUR / _DAY:,.0f} days"


def memory(size: float) -> str:
    """Memory in the unit that people would use.

    Examples
    --------
    >>> memory(1.8e8), memory(2.34e9), memory(5e13)
    ('180 MB', '2.3 GB', '50,000 GB')
    """
    if size < _GIGABYTE:
        return f"{round(size / 1e6, -1):.0f} MB"
    digits = 1 if size < _MANY * _GIGABYTE else 0
    return f"{size / _GIGABYTE:,.{digits}f} GB"
