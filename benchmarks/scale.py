"""What a lead costs in time and memory, from ten thousand to ten million a year.

Each size runs in a process of its own, so that the most memory it held can be told:
`python -m benchmarks.scale LEADS`.
"""

import json
import resource
import sys

from benchmarks.funnel import settings
from benchmarks.measures import Claim, Row, Session, script, single
from benchmarks.runs import leads_of, params_of, timed

YEAR = 365
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
QUICK_SIZES = (10_000, 100_000)
LEAST_LEADS = 300_000
"""Leads to time at least; small runs are repeated [lead]."""

GROWTH = Claim("scale-growth", "cost of a lead at {:,} a year, times that at {:,}", "less", 1.5)
MEMORY = Claim("scale-memory", "most memory of one run of {:,} leads", "less", 2.0)


def rows(session: Session) -> list[Row]:
    """Growth of the cost, and memory of the largest run."""
    sizes = QUICK_SIZES if session.quick else SIZES
    found = [script(["-m", "benchmarks.scale", size]) for size in sizes]
    costs = [run["seconds per lead"] for run in found]
    last = found[-1]
    claim = GROWTH._replace(says=GROWTH.says.format(sizes[-1], sizes[0]))
    growth = single(claim, costs[-1] / costs[0], "x", {"runs": found})
    says = MEMORY.says.format(last["leads"])
    memory = single(MEMORY._replace(says=says), last["memory in bytes"] / 1e9, "GB", {"runs": found})
    return [growth._replace(recorded=not session.quick), memory]


def main(leads: int) -> None:
    """Time one size; the least of some runs counts."""
    params = params_of("funnel.yaml", settings(leads * 730 / YEAR, YEAR))
    start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    times = []
    counted = 0
    for turn in range(max(3, 1 + LEAST_LEADS // leads) if leads <= LEAST_LEADS else 1 + (leads < 5_000_000)):
        found = timed(params, turn)
        counted = leads_of(found.outcome)
        times.append(found.seconds / counted)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    raw = {"leads": counted, "seconds per lead": min(times), "all": times}
    print(json.dumps({**raw, "memory in bytes": most * 1024, "memory before in bytes": start * 1024}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
