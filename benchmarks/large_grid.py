"""What a grid of 100,000 plans x 1,000 replications would take, from what was measured on a small one."""

import math
from collections.abc import Mapping
from typing import Any

from planning.grid import TARGET

PLANS = 100_000
REPLICATIONS = 1_000
KEPT_AFTER_SCREENING = 10
"""Replications of every plan in a first round, of 1,000 [replication]."""


def rows(found: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is needed, in words and figures.

    Parameters
    ----------
    found : what `benchmarks.cluster.measurements` returns
    """
    cost = found["seconds_per_replication"]
    size = next(row for row in found["sizes"] if row["scenario"] == found["scenario"])
    caller = found["per_plan_seconds"]
    runs, tasks = PLANS * REPLICATIONS, math.ceil(REPLICATIONS * cost / TARGET)
    per_plan = caller["load"] + caller["compile"] + caller["pack"] + caller["store"] * (tasks + 1)
    hours = runs * cost / 3600.0
    busy = REPLICATIONS * cost / per_plan
    screened = (PLANS * KEPT_AFTER_SCREENING + PLANS / 10 * 100 + 10 * REPLICATIONS) * cost / 3600.0
    return [
        ("one replication", f"{cost * 1e3:.1f} ms of a core"),
        ("all of them", f"{hours:,.0f} core hours"),
        ("tasks", f"{tasks} for a plan, {PLANS * tasks:,} in all"),
        ("books of all replications, as the kernel leaves them", _bytes(runs * size["books"])),
        ("all tables, compressed", _bytes(runs * size["tables"])),
        ("key figures, compressed: what a search sends", _bytes(runs * size["summary"])),
        ("parameters sent, each task of a plan on another worker", _bytes(PLANS * tasks * size["own"])),
        ("tables of quantiles, once for a worker", _bytes(size["common"])),
        ("caller, for a plan: read, compile, pack, store", f"{per_plan * 1e3:.0f} ms"),
        ("workers that one caller keeps busy", f"{busy:.0f}"),
        ("workers that one scheduler keeps busy", f"{found['tasks_per_second'] * TARGET:,.0f}"),
        ("wall time with that many workers and one caller", f"{hours / busy:,.1f} hours"),
        ("wall time with ten callers, a tenth of the plans each", f"{hours / busy / 10.0:,.1f} hours"),
        (
            "instead: 10 replications of all, 100 of the best tenth, 1,000 of ten",
            f"{screened:,.0f} core hours",
        ),
    ]


def _bytes(count: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000.0:
            return f"{count:.3g} {unit}"
        count /= 1000.0
    return f"{count:.3g} TB"
