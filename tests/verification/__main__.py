"""`python -m tests.verification [FILE]`: run every entry and write the table of the documentation.

Without a file the table goes to the screen. The time that each entry takes goes to the error stream.
"""

import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.verification import entries_retention
from tests.verification.entry import Comparison, compare, false_alarms, notices
from tests.verification.registry import ENTRIES

_COLUMNS = (
    "entry",
    "what",
    "quantity",
    "reference",
    "estimate",
    "standard error",
    "distance in standard errors",
    "3 % error noticed",
)
_HEAD = """# Verification

Ordinary scenario files (`tests/verification/scenarios`) against textbook formulas
(`tests/verification/theory`). This page is written by `python -m tests.verification docs/verification.md`;
every number in it is measured.

The rule: at least 30 replications (retention: fewer, each of them a population of thousands),
|estimate - reference| <= 3.5 standard errors, and a standard error of at most 1 % of the reference. Shares
of independent trials must also convince a Bayes factor. What is not random agrees to nine digits, or as
closely as a budget in whole cents allows. Every entry is run a second time with one rate 3 % wrong, which
must be noticed.

{comparisons} random comparisons: a right engine fails at least one of them with a probability of {alarm:.1%}
(were they independent), whatever the seed. The planted error is noticed in {noticed} of {entries} entries.

"""


def _row(name: str, what: str, found: Comparison, noticed: str) -> str:
    random = found.error > 0.0
    cells = (
        name,
        what,
        f"`{found.quantity}`",
        f"{found.reference:.6g}",
        f"{found.estimate:.6g}",
        f"{found.error:.2g}" if random else "exact",
        f"{found.score:.2f}" if random else "",
        noticed,
    )
    return f"| {' | '.join(cells)} |\n"


def _entries() -> Iterator[tuple[str, str, Callable[[], list[Comparison]], Callable[[], str]]]:
    """Name and text of every entry, how it is compared, and whether its planted error is noticed."""
    for name, entry in ENTRIES.items():
        yield name, entry.what, partial(compare, entry), partial(_said, notices, entry)
    for name, other in entries_retention.ENTRIES.items():
        notice = partial(_said, entries_retention.notices, other) if other.wrong else str
        yield name, other.what, partial(entries_retention.compare, other), notice


def _said(notice: Callable[[Any], bool], entry: Any) -> str:
    return "yes" if notice(entry) else "no"


def table() -> str:
    """Run everything and write it down."""
    rows, found, noticed = [], [], []
    for name, what, measure, notice in _entries():
        start = time.process_time()
        compared, seen = measure(), notice()
        sys.stderr.write(f"{name:14s} {time.process_time() - start:6.2f} s\n")
        rows += [_row(name, what, comparison, seen) for comparison in compared]
        found += compared
        noticed.append(seen)
    comparisons = sum(comparison.error > 0.0 for comparison in found)
    alarm = false_alarms(comparisons)
    tried = sum(bool(seen) for seen in noticed)
    head = _HEAD.format(comparisons=comparisons, alarm=alarm, noticed=noticed.count("yes"), entries=tried)
    lines = f"| {' | '.join(_COLUMNS)} |\n|---|---|---|---:|---:|---:|---:|---|\n"
    return head + lines + "".join(rows)


def main(arguments: list[str]) -> None:
    """Write the table to a file, or show it."""
    text = table()
    if arguments:
        Path(arguments[0]).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main(sys.argv[1:])
