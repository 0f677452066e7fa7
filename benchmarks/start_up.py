"""What a user waits for at the command line, on the clock; and the first compilation."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measures import ROOT, Claim, Row, Session, clock_time, in_turn, raw_times, single
from benchmarks.threads import PLANS, REPLICATIONS

HELP = Claim("start-help", "foresell --help", "less", 0.3)
CHECK = Claim("start-check", "foresell check library:tiny", "less", 0.3)
RUN = Claim("start-run", "foresell run library:tiny (100 replications, report), warm", "less", 1.5)
COMPARE = Claim(
    "start-compare",
    f"foresell compare: 4 plans of saas, {REPLICATIONS} replications each, report, warm",
    "less",
    15.0,
)
COLD = Claim("start-cold", "first run on a machine: compilation of the engine", "less", 45.0)
COMPARISON = ("-n", REPLICATIONS, "--fixed", "--no-drivers", "--no-returns", "--workers", 2)


def rows(session: Session) -> list[Row]:
    """Times of whole commands; the shortest of some."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        found = [
            _command(HELP, ["--help"], 5),
            _command(CHECK, ["check", "library:tiny"], 5),
            _run(place, 3),
        ]
        return found if session.quick else [*found, _compare(place), _cold(place)]


def foresell(arguments: Sequence[object], cache: Path | None = None) -> None:
    """Run the command line in a process of its own, which keeps bytecode as every installed program does."""
    environment = {**os.environ, **({} if cache is None else {"NUMBA_CACHE_DIR": str(cache)})}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "foresell", *(str(argument) for argument in arguments)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


def _command(claim: Claim, arguments: Sequence[object], rounds: int) -> Row:
    times = in_turn({"command": lambda: clock_time(lambda: foresell(arguments))}, rounds)
    return single(claim, min(times["command"]), "s", {"seconds": raw_times(times)})


def _run(place: Path, rounds: int) -> Row:
    """Each round has a folder of its own: what was simulated before would not be simulated again."""
    foresell(["run", "library:tiny", "-n", 1, "-o", place / "warm"])
    folders = iter(place / f"run-{turn}" for turn in range(rounds))

    def run() -> float:
        return clock_time(lambda: foresell(["run", "library:tiny", "-o", next(folders)]))

    times = in_turn({"command": run}, rounds)
    return single(RUN, min(times["command"]), "s", {"seconds": raw_times(times)})


def _compare(place: Path) -> Row:
    plans = []
    for number, changes in enumerate(PLANS[1:]):
        plans.append(place / f"plan-{number}.yaml")
        plans[-1].write_text("\n".join(_nested(change) for change in changes), encoding="utf-8")
    folders = iter(place / f"compare-{turn}" for turn in range(2))
    sides = {
        "command": lambda: clock_time(
            lambda: foresell(["compare", "library:saas", *plans, *COMPARISON, "-o", next(folders)])
        )
    }
    times = in_turn(sides, 2)
    return single(COMPARE, min(times["command"]), "s", {"seconds": raw_times(times)})


def _nested(change: str) -> str:
    """`a.b=1` as a file laid over a scenario."""
    path, value = change.split("=")
    opened = "".join(f"{{{key}: " for key in path.split("."))
    return f"{opened}{value}{'}' * len(path.split('.'))}"


def _cold(place: Path) -> Row:
    """The first run with an empty cache, less the same with a full one; timed once."""
    run = ["run", "library:tiny", "-n", 1, "-o"]
    cold = clock_time(lambda: foresell([*run, place / "cold"], place / "cache"))
    warm = clock_time(lambda: foresell([*run, place / "again"], place / "cache"))
    return single(COLD, cold - warm, "s", {"cold in seconds": cold, "warm in seconds": warm})
