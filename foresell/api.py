"""One function to write the report of whatever was found."""

from pathlib import Path

from calibration.scenario_file import CalibratedScenario
from foresell.materials import calibration_material, run_material, study_material, targets_material
from planning.runs import PlanRun
from planning.study import Study
from planning.targets import TargetPlan
from reports import write_report
from reports.material import Material

Found = PlanRun | Study | TargetPlan | CalibratedScenario


def report(found: Found, path: str | Path) -> Path:
    """Write the report of a run, a comparison, a target plan or a calibration; returns the file.

    Parameters
    ----------
    found : what was found
    path : file to write
    """
    return write_report(_material(found), Path(path))


def _material(found: Found) -> Material:
    if isinstance(found, PlanRun):
        return run_material(found)
    if isinstance(found, Study):
        return study_material(found)
    return targets_material(found) if isinstance(found, TargetPlan) else calibration_material(found)
