"""The rows as a table for the terminal and for the documentation, as JSON and as a picture."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import native
from benchmarks.measures import ROOT, Measure, Row, Skipped

FALL = 0.75
"""A ratio that is worse than the recorded one by more than a quarter is an error."""
PACKAGES = ("numpy", "numba", "llvmlite", "simpy")

BUSY = 0.5
"""Load of the machine above which others are at work."""

_PAGE = """# Benchmarks

Written by `python -m benchmarks --record`; no number of the table is typed by hand.

{machine}

{table}

**How to read it.** A ratio is made of times taken in turn in the same run, the shortest of each side;
processor time, unless it says *on the clock* or is that of a command. *x* means "times": where more is
better (≥) the row says how much faster the engine is than the other program, where less is better (≤) how
much slower than the yardstick. A target that is missed is shown as missed. The raw figures of every round
are in `benchmarks/recorded.json`.

**What is compared.** One queue and the funnel are ordinary scenario files (`benchmarks/scenarios`) that
go through the whole engine, with its books and counts; the other programs (`benchmarks/c`,
`benchmarks/baselines`) can do nothing else. They do the same work: the mean stay in the queue must be
that of the theory; events, wins, waits and lost leads of the funnel must agree within a few per cent,
which is a row of the table. The bare parts must give the same sums as C to the last bit, the two engines
the same trace.

**As a regression test.** `python -m benchmarks --quick` takes about a minute once the engine is compiled,
and ends with code 1 when a ratio is worse than the recorded one by more than a quarter. It was run four
times on two cores beside other work (load 5 to 9): ratios to C moved by up to 9 %, those to SimPy by 8 %,
and that of the funnel to cimba by 20 %. The speed-up by two threads moves by as much as others take: it
is compared only when nobody else is at work (load below {busy} at the start).

![Cost of one lead, on a logarithmic scale, for one queue and for the funnel, in each program]({picture})

The picture shows what one lead costs in each program, on a logarithmic scale: the scenario in the full
engine lies between the plain C loop, which knows one queue only, and the general simulators.
"""


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load at the start": os.getloadavg()[0],
        "system": platform.platform(),
        "python": platform.python_version(),
        "compiler": _first_line([native.compiler() or "", "--version"]) if native.compiler() else None,
        "commit": _first_line(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]),
        **{package: version(package) for package in PACKAGES},
    }


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    return next(
        (line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine()
    )


def _first_line(command: Sequence[str]) -> str:
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return (answer.stdout.strip().splitlines() or ["unknown"])[0]


def fallen(row: Row, record: Mapping[str, float]) -> bool:
    """Whether a ratio is worse than the recorded one by more than a quarter."""
    if isinstance(row, Skipped) or not row.recorded or row.key not in record:
        return False
    before = record[row.key]
    return row.value < FALL * before if row.better == "more" else row.value > before / FALL


def verdict(row: Row, record: Mapping[str, float]) -> str:
    """Last column: whether the target is met, and whether the ratio fell."""
    if isinstance(row, Skipped):
        return f"not measured: {row.why}"
    words = [] if row.target is None else ["met" if row.met else "MISSED"]
    if fallen(row, record):
        words.append(f"FELL from {number(record[row.key])}")
    return ", ".join(words)


def number(value: float) -> str:
    """Three digits that matter."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def cells(row: Row, record: Mapping[str, float]) -> tuple[str, str, str, str]:
    """Columns: what, value, target, verdict."""
    if isinstance(row, Skipped):
        return row.says, "", "", verdict(row, record)
    sign = "≥" if row.better == "more" else "≤"
    target = "" if row.target is None else f"{sign} {number(row.target)} {row.unit}"
    return row.says, f"{number(row.value)} {row.unit}", target, verdict(row, record)


def text_line(row: Row, record: Mapping[str, float]) -> str:
    """One line of the terminal."""
    says, value, target, words = cells(row, record)
    return f"{says:100.100} {value:>12}  {target:>15}  {words}"


def markdown(rows: Sequence[Row], record: Mapping[str, float], facts: Mapping[str, Any], picture: str) -> str:
    """The page of the documentation."""
    lines = ["| measured | value | target | |", "|---|---:|---:|---|"]
    lines += [f"| {' | '.join(cells(row, record))} |" for row in rows]
    told = ", ".join(f"{name} {value}" for name, value in facts.items() if name != "commit")
    return _PAGE.format(machine=f"Measured on: {told}.", table="\n".join(lines), picture=picture, busy=BUSY)


def document(rows: Sequence[Row], facts: Mapping[str, Any]) -> str:
    """Every figure, as JSON."""
    told = [row._asdict() for row in rows]
    ratios = {row.key: row.value for row in rows if isinstance(row, Measure) and row.recorded}
    return json.dumps({"machine": facts, "ratios": ratios, "rows": told}, indent=1, default=float) + "\n"


def read_row(told: Mapping[str, Any]) -> Row:
    """A row as `document` wrote it."""
    return Skipped(**told) if "why" in told else Measure(**told)
