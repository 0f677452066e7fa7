"""Reports: what a run, a comparison or a calibration says, as one page that needs nothing else."""

from reports.material import Material
from reports.render.html import write_report

__all__ = ["Material", "write_report"]
