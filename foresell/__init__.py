"""Foresell: simulate how a company wins and serves customers, and compare plans before committing.

The same in Python as on the command line; nothing heavy is imported before it is used::

    import foresell

    baseline = foresell.load("library:saas")
    run = foresell.run(baseline, foresell.Options(replications=50))
    study = foresell.compare(foresell.candidates("library:saas", ["price_up.yaml"]))
    print(study.comparison.statement)
    foresell.report(study, "report.html")
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calibration.scenario_file import calibrate as calibrate
    from foresell.api import report as report
    from planning.cluster import open_cluster as open_cluster
    from planning.comparison import Request as Request
    from planning.events import event_table as event_table
    from planning.events import record as record
    from planning.export_crm import export_crm as export_crm
    from planning.job import Job as Job
    from planning.plans import Candidate as Candidate
    from planning.plans import candidates as candidates
    from planning.pools import Pool as Pool
    from planning.runs import Options as Options
    from planning.runs import run_each as run_each
    from planning.runs import run_plan as run
    from planning.study import Extras as Extras
    from planning.study import study_plans as compare
    from planning.targets import TargetRequest as TargetRequest
    from planning.targets import plan_targets as targets
    from scenarios.explain import explain as explain
    from scenarios.load import load as load

__version__ = "0.1.0"

_PLACES = {
    "Candidate": "planning.plans:Candidate",
    "Extras": "planning.study:Extras",
    "Job": "planning.job:Job",
    "Options": "planning.runs:Options",
    "Pool": "planning.pools:Pool",
    "Request": "planning.comparison:Request",
    "TargetRequest": "planning.targets:TargetRequest",
    "calibrate": "calibration.scenario_file:calibrate",
    "candidates": "planning.plans:candidates",
    "compare": "planning.study:study_plans",
    "event_table": "planning.events:event_table",
    "explain": "scenarios.explain:explain",
    "export_crm": "planning.export_crm:export_crm",
    "load": "scenarios.load:load",
    "open_cluster": "planning.cluster:open_cluster",
    "record": "planning.events:record",
    "report": "foresell.api:report",
    "run": "planning.runs:run_plan",
    "run_each": "planning.runs:run_each",
    "targets": "planning.targets:plan_targets",
}
"""Public name: module and name there."""

__all__ = [
    "Candidate",
    "Extras",
    "Job",
    "Options",
    "Pool",
    "Request",
    "TargetRequest",
    "__version__",
    "calibrate",
    "candidates",
    "compare",
    "event_table",
    "explain",
    "export_crm",
    "load",
    "open_cluster",
    "record",
    "report",
    "run",
    "run_each",
    "targets",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in _PLACES:
        raise AttributeError(f"module 'foresell' has no attribute '{name}'")
    module, _, there = _PLACES[name].partition(":")
    return getattr(import_module(module), there)


def __dir__() -> list[str]:
    """Public names, for completion."""
    return __all__
