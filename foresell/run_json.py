"""Runs for programs: what was run, and where it is."""

from typing import Any

from planning.runs import PlanRun


def run_json(run: PlanRun) -> dict[str, Any]:
    """What was run, and where it is."""
    return {
        "scenario": run.name,
        "replications": run.options.replications,
        "seed": run.options.seed,
        "antithetic": run.options.antithetic,
        "folder": run.folder,
        "reused": run.reused,
    }
