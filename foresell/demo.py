"""The example from end to end: records of a company, calibrated as if nobody knew the truth, and plans."""

import json
import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from calibration.ingest import read_history
from calibration.scenario_file import CalibratedScenario, calibrate_history
from calibration.tables import Tables
from calibration.truth import recovery_of, recovery_table
from foresell.calibrated_files import write_calibrated
from foresell.materials import study_material
from planning.comparison import Request
from planning.executor import Progress
from planning.export_crm import MAPPING, README, export_crm
from planning.plans import candidates
from planning.runs import Options
from planning.study import Extras, Study, study_plans
from reports import write_report
from reports.material import TruthRow
from scenarios.files import LIBRARY
from scenarios.load import Plan, load
from scenarios.times import month_after

TRUTH = "library:saas"
GUESS = LIBRARY / "demo" / "guess.yaml"
PLANS = tuple(
    LIBRARY / "demo" / f"{name}.yaml" for name in ("price_and_product", "budget_split", "territories")
)
MONTHS = 12
"""Length of the year that is planned [month]."""

EXTRAS = Extras(return_replications=30, driver_replications=10)

Watch = Callable[[str], AbstractContextManager[Progress]]
"""Opens something that shows how far a step is."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What the example found."""

    study: Study
    calibrated: CalibratedScenario
    recovery: pd.DataFrame
    """True and estimated values side by side."""
    report: Path


def run_demo(folder: Path, options: Options, watch: Watch) -> Demo:
    """Run the example in a folder of its own.

    Parameters
    ----------
    folder : where everything is written
    options : how the plans are run
    watch : shows how far each step is
    """
    truth = load(TRUTH)
    with watch("writing two years of records") as progress:
        _write_history(truth, folder / "history", options)
        progress(1, 1)
    with watch("calibrating as if nobody knew the truth") as progress:
        history = read_history([folder / "history"], folder / "history" / MAPPING)
        guess = load(TRUTH, [GUESS])
        calibrated = calibrate_history(history, guess)
        write_calibrated(calibrated, guess, folder / "calibrated")
        progress(1, 1)
    baseline = _next_year(truth, history, folder)
    plans = [_copied(path, folder / "plans") for path in PLANS]
    with watch("comparing plans for the coming year") as progress:
        found = candidates(baseline, plans, (), ())
        runs = replace(options, out=folder / "runs")
        study = study_plans(found, Request(), runs, EXTRAS, progress)
    recovery = recovery_table(truth, calibrated)
    report = _report(study, calibrated, recovery, folder)
    return Demo(study, calibrated, recovery, report)


def _write_history(truth: Plan, folder: Path, options: Options) -> None:
    """Export the records, messy as real exports are; those of an earlier example are replaced."""
    if (folder / README).is_file() and (folder / MAPPING).is_file():
        shutil.rmtree(folder)
    export_crm(truth, folder, options, messy=True)


def _next_year(truth: Plan, history: Tables, folder: Path) -> Path:
    """Write the baseline: the calibrated company goes on as before, with the customers it has by then."""
    begin = month_after(truth.names.months[-1], 1)
    path = folder / "next_year.yaml"
    lines = [
        "# The coming year if nothing is changed: the calibrated scenario with the customers of the last day",
        "# on record. Open deals are not carried over: the first months book less than in a going concern.",
        "extends: calibrated/scenario.yaml",
        "name: As before",
        f"start: {begin.isoformat()}",
        f"months: {MONTHS}",
        "market:",
        "  segments:",
        *(f"    {name}: {{customers: {json.dumps(count)}}}" for name, count in _customers(history).items()),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _customers(history: Tables) -> dict[str, dict[str, int]]:
    """Customers at the end of the records, by segment and territory."""
    customers = history.table("customers").drop_duplicates("customer_id")
    there = customers[customers["ended"].isna()]
    counts = Counter(zip(there["segment"], there["territory"], strict=True))
    found: dict[str, dict[str, int]] = {}
    for (segment, territory), count in sorted(counts.items()):
        found.setdefault(segment, {})[territory] = count
    return found


def _copied(path: Path, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copyfile(path, folder / path.name))


def _report(study: Study, calibrated: CalibratedScenario, recovery: pd.DataFrame, folder: Path) -> Path:
    """One report with the decision, the calibration, and true against estimated values."""
    rows = tuple(
        TruthRow(
            row["label"],
            row["unit"],
            row["true"],
            row["estimate"],
            row["low"],
            row["high"],
            row["identified"],
        )
        for row in recovery.to_dict("records")
    )
    material = replace(study_material(study), calibration=calibrated.calibration, truth=rows)
    return write_report(material, folder / "report.html")


def recovery_sentence(demo: Demo) -> str:
    """How well the true parameters were recovered, in words."""
    found = recovery_of(demo.recovery)
    left = len(demo.recovery) - found.compared
    return (
        f"{found.inside} of {found.compared} estimates have the true value inside their 90 % interval; "
        f"{left} more are marked as not to be told from the records."
    )


__all__ = ["Demo", "recovery_sentence", "run_demo"]
