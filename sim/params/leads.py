"""Screening, grading and urgency of leads."""

from typing import NamedTuple

from sim.params.table import Numbers


class Leads(NamedTuple):
    """What happens to a lead on arrival."""

    noise: int
    """Distribution of the screening error of the score, or none [index]."""
    grades: Numbers
    """Lowest score of grades A, B, C, (3,); D is the rest [1]."""
    entry: Numbers
    """Stage (as a move target) each grade A-D enters, (4,) [index]."""
    urgency: Numbers
    """Added to the urgency of each grade A-D at a desk, (4,) [level]."""
    sla: float
    """Promised time to first response [day]."""
