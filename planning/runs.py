"""Running plans: replications in, tables out; what is finished is kept and found again.

A run is simulated in tasks (see planning.grid). What a long run has finished is stored at once, so that a run
which was stopped goes on where it was, and the whole run is stored under a digest of everything that decides
it: the resolved scenario, the variant, the seed, the replications and the sources of the program.
"""

import os
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from planning.block import SUMMARY, Engine, program_digest
from planning.executor import Progress
from planning.grid import Finished, finished_runs, pool_for
from planning.job import AS_PLANNED, WORKINGS, Job, Options, Variant
from planning.store import RunStore
from scenarios.load import Plan, load
from sim.errors import InputError

__all__ = [
    "AS_PLANNED",
    "SCENARIO",
    "WORKINGS",
    "Engine",
    "Job",
    "Options",
    "PlanRun",
    "Variant",
    "open_run",
    "run_each",
    "run_plan",
    "run_plans",
    "scenario_text",
]

Columns = Mapping[str, pd.DataFrame]

SCENARIO = "scenario.yaml"
_LIBRARIES = ("foresell", "numpy", "numba", "pandas", "duckdb")


@dataclass(frozen=True, slots=True)
class PlanRun:
    """A plan that has been run."""

    plan: Plan
    name: str
    """Name to show."""
    options: Options
    """How it was run; the seed is the one in force."""
    tables: Columns
    """Facts by replication and month, see planning.facts."""
    summary: pd.DataFrame
    """Key figures, one row per replication."""
    folder: Path
    """Where the run is kept."""
    manifest: Mapping[str, Any]
    """What the run was made from: files, versions, calibrated values."""
    reused: bool
    """Whether it was there already."""

    def figures(self, kpi: str) -> Any:
        """One key figure, one number per replication."""
        if kpi not in self.summary or kpi == "replication":
            known = [name for name in self.summary.columns if name != "replication"]
            raise InputError(f"no key figure is called {kpi!r}; choose one of {', '.join(known)}")
        return self.summary[kpi].to_numpy(dtype=float)


def run_plan(
    plan: Plan,
    options: Options | None = None,
    progress: Progress | None = None,
    variant: Variant = AS_PLANNED,
    name: str = "",
) -> PlanRun:
    """Simulate a plan, or find it among the finished runs.

    Parameters
    ----------
    plan : what to simulate
    options : how; 100 replications unless told
    progress : called with replications done and replications in all
    variant : something changed that no file states
    name : name to show; the scenario's own unless told
    """
    return run_plans([Job(plan, options or Options(), variant, name)], progress)[0]


def run_plans(jobs: Sequence[Job], progress: Progress | None = None) -> list[PlanRun]:
    """Simulate several plans at once, in the order of the jobs; the workers are those of the first job.

    Parameters
    ----------
    jobs : what is simulated
    progress : called with replications done and replications in all
    """
    found = dict(run_each(jobs, jobs[0].options, progress)) if jobs else {}
    return [found[place] for place in range(len(jobs))]


def run_each(
    jobs: Iterable[Job], options: Options | None = None, progress: Progress | None = None
) -> Iterator[tuple[int, PlanRun]]:
    """Simulate a grid of any length; yields each run with the number of its job when it is finished.

    Parameters
    ----------
    jobs : what is simulated; read one by one, as workers become free
    options : whose workers are used
    progress : called with replications done and replications in all
    """
    with pool_for(options or Options()) as pool:
        for finished in finished_runs(jobs, pool, _manifest, progress):
            yield finished.place, _plan_run(finished)


def _plan_run(finished: Finished) -> PlanRun:
    job, stored = finished.job, finished.stored
    tables = stored.all_tables()
    if job.variant is AS_PLANNED:
        write_scenario(job.plan, stored.folder)
    summary = tables.pop(SUMMARY)
    return PlanRun(
        job.plan, job.title, job.options, tables, summary, stored.folder, stored.manifest, finished.reused
    )


def _manifest(job: Job, seconds: float) -> dict[str, Any]:
    """What a run is stored with."""
    plan, options, variant = job.plan, job.options, job.variant
    return {
        "kind": "plan",
        "name": plan.scenario.name,
        "scenario": plan.document.path,
        "files": [{"path": file.path, "sha256": file.sha256} for file in plan.document.files],
        "calibrated": [
            {
                "path": path,
                "low": interval.low,
                "high": interval.high,
                "grade": interval.grade,
                "source": each.source,
            }
            for each in plan.document.calibrated
            for path, interval in each.intervals.items()
        ],
        "variant": variant.name,
        "seed": options.seed_for(plan),
        "first": options.first,
        "replications": options.replications,
        "antithetic": options.antithetic,
        "engine": options.engine,
        "sources": program_digest(),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in _LIBRARIES}},
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 3),
    }


def write_scenario(plan: Plan, folder: Path) -> None:
    """Write the resolved scenario beside the tables of a run, in one step, unless it is there."""
    path = folder / SCENARIO
    if path.exists():
        return
    draft = folder / f".{SCENARIO}.{os.getpid()}"
    draft.write_text(scenario_text(plan), encoding="utf-8")
    draft.replace(path)


def scenario_text(plan: Plan) -> str:
    """A scenario as one file, with every file, overlay and setting applied."""
    text = yaml.safe_dump(plan.document.data, sort_keys=False, allow_unicode=True, width=100)
    return f"# As simulated: every file, overlay and setting applied.\n{text}"


def open_run(folder: Path) -> PlanRun:
    """Open a finished run from its folder alone.

    Parameters
    ----------
    folder : folder of a run
    """
    place = folder.resolve()
    stored = RunStore(place.parent).get(place.name)
    if stored is None or not (place / SCENARIO).is_file():
        raise InputError(f"{folder}: no run is kept here")
    record = stored.manifest
    options = Options(
        replications=record["replications"],
        seed=record["seed"],
        engine=record["engine"],
        out=place.parent,
        first=record["first"],
        antithetic=record.get("antithetic", False),
    )
    tables = stored.all_tables()
    summary = tables.pop(SUMMARY)
    plan = load(place / SCENARIO)
    return PlanRun(plan, str(record["name"]), options, tables, summary, place, record, reused=True)
