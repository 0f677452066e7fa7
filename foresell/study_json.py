"""Comparisons and targets for programs: what the tables show, and more."""

from typing import Any

from planning.study import Study
from planning.targets import TargetPlan


def study_json(study: Study) -> dict[str, Any]:
    """Everything that was found, without the runs themselves."""
    comparison = study.comparison
    return {
        "kpi": comparison.kpi.name,
        "goal": comparison.kpi.goal,
        "delta": comparison.delta,
        "statement": comparison.statement,
        "best": comparison.runs[comparison.best].name,
        "verdict": None if comparison.selection is None else comparison.selection.verdict,
        "replications": comparison.runs[0].options.replications,
        "seed": comparison.runs[0].options.seed,
        "antithetic": comparison.runs[0].options.antithetic,
        "plans": [
            {"name": run.name, "run": run.folder, "reused": run.reused, "outcome": outcome, "risk": risk}
            for run, outcome, risk in zip(comparison.runs, comparison.outcomes, comparison.risks, strict=True)
        ],
        "fresh": comparison.fresh,
        "returns": study.returns,
        "drivers": study.drivers,
        "folder": study.folder,
    }


def targets_json(found: TargetPlan) -> dict[str, Any]:
    """Targets of every unit in whole cents, and how likely they are met."""
    units = zip(found.tree.walk(), found.chances, strict=True)
    return {
        "period": {"first": found.months[0], "last": found.months[-1]},
        "replications": found.run.options.replications,
        "units": [
            {
                "path": node.path,
                "base_cents": node.base_cents,
                "quota_cents": node.quota_cents,
                "attainment": chance,
            }
            for node, chance in units
        ],
    }
