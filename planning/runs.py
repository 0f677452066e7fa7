"""Running a plan: replications in, tables out; what is finished is kept and found again.

A run is simulated in parts. Each part is stored when it is done, so that a run which was stopped goes on
where it was, and the whole run is stored under a digest of everything that decides it: the resolved scenario,
the variant, the seed, the replications and the sources of the program.
"""

import hashlib
import json
import os
import platform
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import pandas as pd
import yaml

from planning import facts
from planning.executor import Progress
from planning.pairs import whole_pairs
from planning.store import RunStore, StoredRun, run_key
from scenarios.compile import compile_params
from scenarios.load import Plan, load
from scenarios.schema.scenario import Scenario
from sim.errors import EndlessError, InputError, Labels, RunawayError
from sim.outcome import Luck
from sim.params import Params
from sim.run import simulate

Engine = Literal["compiled", "simpy"]
Columns = Mapping[str, pd.DataFrame]

PART: Mapping[Engine, int] = MappingProxyType({"compiled": 100, "simpy": 4})
"""Replications that are stored together while a run is under way: some seconds of work [replication]."""
SCENARIO = "scenario.yaml"
SUMMARY = "summary"
WORKINGS = "workings"
"""Folder, below that of the runs, for runs that only serve to answer a question about a plan."""
_PARTS = "parts"
_OF_VARIANTS = ("sources",)
"""Tables that are kept of a variant."""
_PACKAGES = ("sim", "scenarios", "planning")
_LIBRARIES = ("foresell", "numpy", "numba", "pandas", "duckdb")


@dataclass(frozen=True, slots=True)
class Options:
    """How a plan is run."""

    replications: int = 100
    """Independent repetitions [replication]."""
    seed: int | None = None
    """Key of all random numbers; None for the scenario's own."""
    workers: int = 0
    """Replications at the same time; 0 for one per processor [worker]."""
    engine: Engine = "compiled"
    """The fast engine, or its readable twin."""
    out: Path = Path("runs")
    """Folder of the run folders."""
    first: int = 0
    """Number of the first replication."""
    antithetic: bool = False
    """Whether replications 2k and 2k + 1 are mirror images of one another."""

    def __post_init__(self) -> None:
        if self.replications < 1:
            raise InputError(f"replications must be at least 1, found {self.replications}")
        if self.first < 0 or self.workers < 0:
            raise InputError("first and workers may not be negative")
        if self.antithetic:
            whole_pairs(self.first, self.replications)

    @property
    def numbers(self) -> range:
        """Numbers of the replications."""
        return range(self.first, self.first + self.replications)

    def seed_for(self, plan: Plan) -> int:
        """Seed in force for a plan."""
        return plan.scenario.seed if self.seed is None else self.seed

    def luck_for(self, plan: Plan) -> Luck:
        """What all draws for a plan descend from."""
        return Luck(self.seed_for(plan), self.antithetic)


@dataclass(frozen=True, slots=True)
class Variant:
    """A plan with something changed that no file states: for questions about the plan."""

    name: str
    """What is changed, in words; part of the run's key."""
    build: Callable[[Scenario], Params]
    """The changed parameters; decided by the name alone."""


AS_PLANNED = Variant("", compile_params)


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
    settings = _settled(plan, options or Options(), variant)
    store, question = RunStore(settings.out), _question(plan, settings, variant)
    store.remove_unfinished()
    stored = store.get(_key(question, settings.numbers))
    reused = stored is not None
    if stored is None:
        stored = _simulated(plan, settings, variant, progress)
    elif progress is not None:
        progress(settings.replications, settings.replications)
    tables = {table: stored.table(table) for table in stored.tables}
    if variant is AS_PLANNED:
        write_scenario(plan, stored.folder)
    summary = tables.pop(SUMMARY)
    title = name or plan.scenario.name
    return PlanRun(plan, title, settings, tables, summary, stored.folder, stored.manifest, reused)


def _settled(plan: Plan, options: Options, variant: Variant) -> Options:
    """The options with the seed in force; variants are kept apart from the plans themselves."""
    aside = bool(variant.name) and options.out.name != WORKINGS
    out = options.out / WORKINGS if aside else options.out
    return replace(options, seed=options.seed_for(plan), out=out)


def _simulated(plan: Plan, options: Options, variant: Variant, progress: Progress | None) -> StoredRun:
    """Simulate what is not there yet part by part, then store the whole and drop the parts."""
    began = time.monotonic()
    job = _Job(plan, variant, variant.build(plan.scenario))
    numbers, parts = options.numbers, []
    for part in _cut(options):
        watch = _shifted(progress, part.first - numbers.start, len(numbers))
        whole = part.replications == len(numbers)
        parts.append(_facts(job, part, watch) if whole else _part(job, part, watch))
    manifest = _manifest(plan, options, variant, time.monotonic() - began)
    key = _key(_question(plan, options, variant), numbers)
    stored = RunStore(options.out).commit(key, _joined(parts), manifest)
    for part in _cut(options):
        store, name = _part_place(job, part)
        shutil.rmtree(store.path(name), ignore_errors=True)
    return stored


def _cut(options: Options) -> list[Options]:
    """The same run, some replications at a time."""
    numbers, size = options.numbers, PART[options.engine]
    cuts = [numbers[start : start + size] for start in range(0, len(numbers), size)]
    return [replace(options, first=cut.start, replications=len(cut)) for cut in cuts]


def _shifted(progress: Progress | None, before: int, total: int) -> Progress:
    """Progress of a part as progress of the whole.

    Parameters
    ----------
    progress : who watches the whole
    before : replications done before the part
    total : replications of the whole
    """

    def report(done: float, of_part: int) -> None:  # noqa: ARG001 the size of the part is of no interest
        if progress is not None:
            progress(before + done, total)

    return report


@dataclass(frozen=True, slots=True)
class _Job:
    """What is simulated."""

    plan: Plan
    variant: Variant
    params: Params


def _facts(job: _Job, options: Options, progress: Progress) -> dict[str, pd.DataFrame]:
    """Simulate some replications and tabulate them; of a variant only what questions need."""
    names = job.plan.names
    try:
        results = simulate(
            job.params,
            options.luck_for(job.plan),
            options.numbers,
            engine=options.engine,
            workers=options.workers or os.cpu_count() or 1,
            progress=progress,
        )
    except (EndlessError, RunawayError) as error:
        raise error.told(Labels(names.start, names.stages)) from error
    tables = facts.tables(results, names)
    kept = {name: tables[name] for name in _OF_VARIANTS} if job.variant.name else tables
    return {**kept, SUMMARY: facts.summary(results, names)}


def _part(job: _Job, options: Options, progress: Progress) -> dict[str, pd.DataFrame]:
    """Some replications, from the store or simulated now and stored."""
    store, key = _part_place(job, options)
    stored = store.get(key)
    if stored is None:
        stored = store.commit(key, _facts(job, options, progress), {"kind": "part"})
    else:
        progress(options.replications, options.replications)
    return {name: stored.table(name) for name in stored.tables}


def _part_place(job: _Job, options: Options) -> tuple[RunStore, str]:
    """Where parts are kept, and the key of one."""
    question = {**_question(job.plan, options, job.variant), "part": True}
    return RunStore(options.out / _PARTS), _key(question, options.numbers)


def _joined(parts: list[dict[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """Tables of all parts, by replication: in the same order however the run was cut."""
    whole = {name: pd.concat([part[name] for part in parts], ignore_index=True) for name in parts[0]}
    return {
        name: table.sort_values("replication", kind="stable", ignore_index=True)
        for name, table in whole.items()
    }


def _question(plan: Plan, options: Options, variant: Variant) -> dict[str, Any]:
    """Everything but the replications that decides the outcome; the order of keys in a scenario counts."""
    return {
        "scenario": json.dumps(plan.document.data),
        "variant": variant.name,
        "engine": options.engine,
        "seed": options.seed_for(plan),
        "antithetic": options.antithetic,
    }


def _key(question: Mapping[str, Any], numbers: range) -> str:
    whole = {**question, "first": numbers.start, "replications": len(numbers)}
    return run_key(whole, program_digest(), question["seed"])


@cache
def program_digest() -> str:
    """Fingerprint of the sources that decide a result: another program does not reuse this one's runs."""
    digest = hashlib.sha256()
    root = Path(__file__).resolve().parent.parent
    for package in _PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _manifest(plan: Plan, options: Options, variant: Variant, seconds: float) -> dict[str, Any]:
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
    tables = {table: stored.table(table) for table in stored.tables}
    summary = tables.pop(SUMMARY)
    plan = load(place / SCENARIO)
    return PlanRun(plan, str(record["name"]), options, tables, summary, place, record, reused=True)
