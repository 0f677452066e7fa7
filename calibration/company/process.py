"""A sales process found in a history, whatever records it was found in."""

from dataclasses import dataclass

import pandas as pd

from calibration.company.crews import Crew
from calibration.company.text import Part
from calibration.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Process:
    """Stages, the people in them, and what the buyer's choice must come to."""

    crews: tuple[Crew, ...]
    """Teams in the order in which they work on a deal."""
    choice: Estimate
    """Share of deciding buyers that choose us."""
    decisions: pd.DataFrame | None
    """Source and outcome (won) of everything that was decided; none when sources are not on record."""
    entry: str
    """Stage at which leads arrive."""
    stages: Part
    """The section `stages:`."""
