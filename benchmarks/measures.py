"""What a benchmark finds, and how times are taken.

A ratio is made of times that were taken in turn in the same run, so that a slow moment of the machine meets
both sides; of each side the shortest time counts. Processor time is used where one thread works, because the
time on the clock depends on who else uses the machine.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(__file__).resolve().parent
BASELINES = FOLDER / "baselines"
CACHE = ROOT / ".cache" / "benchmarks"
MISSING = {
    "c": "no C compiler here (cc, gcc or clang, or name one with CC=)",
    "cimba": "needs cimba: make .cache/cimba, or --with-cimba PYTHON",
}
"""Why a baseline is not there."""

Answer = TypeVar("Answer")

Times = dict[str, list[float]]
"""Name of each side and its times, one per round [s]."""


class Session(NamedTuple):
    """What is to be measured, and with what."""

    quick: bool
    """Only what takes seconds, with smaller workloads."""
    cimba: Path | None
    """A Python that can import cimba, if there is one."""
    quiet: bool
    """Whether nobody else used the machine at the start; otherwise a speed-up by threads says nothing."""


class Measure(NamedTuple):
    """One row of the table."""

    key: str
    """Name in the record."""
    says: str
    """What was measured, in words."""
    value: float
    unit: str
    better: Literal["more", "less"]
    target: float | None
    """The value that was promised; None for a row that informs."""
    recorded: bool
    """Whether a worse value than the recorded one is an error: ratios yes, times of one machine no."""
    raw: Mapping[str, Any]
    """Every figure it was made of."""

    @property
    def met(self) -> bool:
        """Whether the target is reached; true without one."""
        if self.target is None:
            return True
        return self.value >= self.target if self.better == "more" else self.value <= self.target


class Claim(NamedTuple):
    """What a row says, before it is measured."""

    key: str
    says: str
    better: Literal["more", "less"]
    target: float | None


class Skipped(NamedTuple):
    """A row that could not be measured here."""

    key: str
    says: str
    why: str


Row = Measure | Skipped


def processor_time(run: Callable[[], Answer]) -> tuple[float, Answer]:
    """Processor time of this process for one call [s], and its answer."""
    begin = time.process_time()
    answer = run()
    return time.process_time() - begin, answer


def clock_time(run: Callable[[], object]) -> float:
    """Time on the clock for one call [s]."""
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def in_turn(sides: Mapping[str, Callable[[], float]], rounds: int) -> Times:
    """Times of several sides, measured one after the other in every round."""
    times: Times = {name: [] for name in sides}
    for _ in range(rounds):
        for name, measure in sides.items():
            times[name].append(measure())
    return times


def compared(claim: Claim, times: Times, sides: tuple[str, str], raw: Mapping[str, Any]) -> Row:
    """How many times longer the first side takes than the second, shortest to shortest; or why nobody knows.

    Parameters
    ----------
    claim : what the row says
    times : times of the sides that could be measured
    sides : names of two sides
    raw : figures to keep with it
    """
    missing = next((side for side in sides if side not in times), None)
    if missing is not None:
        return Skipped(claim.key, claim.says, MISSING[missing])
    value = min(times[sides[0]]) / min(times[sides[1]])
    return Measure(claim.key, claim.says, value, "x", claim.better, claim.target, recorded=True, raw=raw)


def single(claim: Claim, value: float, unit: str, raw: Mapping[str, Any]) -> Measure:
    """A row of one figure that is not compared with a record, because it is of this machine."""
    return Measure(claim.key, claim.says, value, unit, claim.better, claim.target, recorded=False, raw=raw)


def raw_times(times: Times) -> dict[str, Any]:
    """Times of all rounds with their least and their middle."""
    return {
        name: {"least": min(values), "median": statistics.median(values), "all": values}
        for name, values in times.items()
    }


class ScriptError(Exception):
    """A program that was to be timed did not end well."""


def script(arguments: Sequence[object], python: Path | str | None = None) -> dict[str, Any]:
    """Run a Python program in a process of its own; what its last line says, as JSON.

    Raises
    ------
    ScriptError
        with the last line of its complaint.
    """
    command = [str(python or sys.executable), *(str(argument) for argument in arguments)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        lines = (answer.stderr or answer.stdout).strip().splitlines() or ["no message"]
        raise ScriptError(f"ended with code {answer.returncode}: {lines[-1]}")
    found: dict[str, Any] = json.loads(answer.stdout.strip().splitlines()[-1])
    return found
