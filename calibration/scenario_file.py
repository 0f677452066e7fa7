"""From history to files that run: a scenario from the records, and the overlay with what was learned."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from calibration.ingest import read_history
from calibration.overlay import PathValue, overlay_text, write_overlay
from calibration.paths import path_values
from calibration.pipeline import Calibration, calibrate_tables
from calibration.structure import build_company
from calibration.tables import Tables
from scenarios.json_schema import schema_text
from scenarios.load import Plan

COMPANY = "company.yaml"
OVERLAY = "calibrated.yaml"
SCHEMA = "scenario.schema.json"


@dataclass(frozen=True, slots=True)
class CalibratedScenario:
    """What a history says, as files that a scenario can be run with."""

    calibration: Calibration
    """Estimates, findings and sizes of the tables."""
    company_text: str | None
    """A scenario built from the history; none when a base scenario was given."""
    overlay_text: str
    """The calibrated values with their intervals, to be laid over the company or the base scenario."""
    values: tuple[PathValue, ...]
    """The same values, by place in the scenario."""


def calibrate(
    paths: Iterable[str | Path], mapping: str | Path | None = None, base: Plan | None = None
) -> CalibratedScenario:
    """Read a history, check and fit it, and place the estimates in a scenario.

    Parameters
    ----------
    paths : files, folders or glob patterns of the history
    mapping : name of a shipped mapping or a mapping file; the one that fits best when left out
    base : scenario whose numbers are calibrated; without it a company is built from the history
    """
    return calibrate_history(read_history(paths, mapping), base)


def calibrate_history(tables: Tables, base: Plan | None = None) -> CalibratedScenario:
    """Calibrate a history that is already in canonical form.

    Parameters
    ----------
    tables : the history
    base : scenario whose numbers are calibrated; without it a company is built from the history
    """
    calibration = calibrate_tables(tables)
    if base is None:
        company = build_company(tables, calibration)
        text: str | None = "\n".join(company.lines) + "\n"
        values = tuple(value for value in company.values if value.identified)
    else:
        text = None
        values = path_values(tables, calibration, base)
    day = max((summary.last for summary in calibration.summaries), default="")
    overlay = overlay_text(values, calibration.sources, day)
    return CalibratedScenario(calibration, text, overlay, values)


def write(calibrated: CalibratedScenario, folder: Path) -> tuple[Path, ...]:
    """Write the overlay, and the company with its schema when one was built; returns the files.

    Parameters
    ----------
    calibrated : result of `calibrate`
    folder : folder to write to; made when it is not there
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = {OVERLAY: calibrated.overlay_text}
    if calibrated.company_text is not None:
        files = {COMPANY: calibrated.company_text, SCHEMA: schema_text(), **files}
    for name, text in files.items():
        write_overlay(folder / name, text)
    return tuple(folder / name for name in files)
