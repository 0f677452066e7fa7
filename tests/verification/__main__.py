"""`python -m tests.verification [FILE]`: run every entry and write the table of the documentation.

Without a file the table goes to the screen. The time that each entry takes goes to the error stream.
"""

import sys
import time
from pathlib import Path

from tests.verification.entry import Comparison, Entry, compare, false_alarms, notices
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

The rule: at least 30 replications, |estimate - reference| <= 3.5 standard errors, and a standard error of at
most 1 % of the reference. Shares of independent trials must also convince a Bayes factor. What is not random
agrees to nine digits, or as closely as a budget in whole cents allows. Every entry is run a second time with
one rate 3 % wrong, which must be noticed.

{comparisons} random comparisons: a right engine fails at least one of them with a probability of {alarm:.1%}
(were they independent), whatever the seed. The planted error is noticed in {noticed} of {entries} entries.

"""


def _row(name: str, entry: Entry, found: Comparison, noticed: bool) -> str:
    random = entry.tolerance == 0.0
    cells = (
        name,
        entry.what,
        f"`{found.quantity}`",
        f"{found.reference:.6g}",
        f"{found.estimate:.6g}",
        f"{found.error:.2g}" if random else "exact",
        f"{found.score:.2f}" if random else "",
        "yes" if noticed else "no",
    )
    return f"| {' | '.join(cells)} |\n"


def table() -> str:
    """Run everything and write it down."""
    rows, caught, comparisons = [], 0, 0
    for name, entry in ENTRIES.items():
        start = time.process_time()
        found, noticed = compare(entry), notices(entry)
        sys.stderr.write(f"{name:8s} {time.process_time() - start:6.2f} s\n")
        rows += [_row(name, entry, comparison, noticed) for comparison in found]
        caught += noticed
        comparisons += len(found) if entry.tolerance == 0.0 else 0
    alarm = false_alarms(comparisons)
    head = _HEAD.format(comparisons=comparisons, alarm=alarm, noticed=caught, entries=len(ENTRIES))
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
