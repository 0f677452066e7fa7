"""The files that a calibration leaves: the overlay, and a scenario that can be run as it is."""

from pathlib import Path

from calibration.overlay import write_overlay
from calibration.scenario_file import COMPANY, CalibratedScenario, write
from planning.runs import scenario_text
from scenarios.files import LIBRARY_PREFIX
from scenarios.load import Plan

SCENARIO = "scenario.yaml"
BASE = "base.yaml"


def write_calibrated(calibrated: CalibratedScenario, base: Plan | None, folder: Path) -> tuple[Path, ...]:
    """Write the overlay and a scenario that extends what was calibrated; the scenario is the last file.

    Parameters
    ----------
    calibrated : what the history says
    base : scenario whose numbers were calibrated, none when a company was built from the history
    folder : where to write
    """
    files = list(write(calibrated, folder))
    extended = COMPANY
    if base is not None:
        extended = base.document.path
        if not extended.startswith(LIBRARY_PREFIX) or len(base.document.files) > 1 or _is_set(base):
            write_overlay(folder / BASE, scenario_text(base))
            extended = BASE
            files.append(folder / BASE)
    write_overlay(folder / SCENARIO, f"extends: {extended}\n{calibrated.overlay_text}")
    return (*files, folder / SCENARIO)


def _is_set(plan: Plan) -> bool:
    """Whether some value was set on the command line."""
    return any(origin.kind == "set" for origin in plan.document.origins.values())
