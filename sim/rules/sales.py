"""Moves of deals."""

from sim.codes import PRIORITIES
from sim.jit import rule


@rule
def too_old(age: float, oldest: float) -> bool:
    """Whether a deal is given up for its age.

    Parameters
    ----------
    age : [day] time since the lead arrived
    oldest : [day] limit; 0 is none

    Examples
    --------
    >>> too_old(200.0, 180.0)
    True
    """
    return oldest > 0.0 and age > oldest


@rule
def urgency(stage: float, source: float, grade: float) -> int:
    """Level at which a deal queues: stage, source and grade added, kept in range; 0 is served first.

    Parameters
    ----------
    stage : [level] priority of the stage
    source : [level] priority of the source
    grade : [level] urgency of the grade

    Examples
    --------
    >>> urgency(1.0, 0.0, 2.0)
    3
    """
    return int(min(max(stage + source + grade, 0.0), PRIORITIES - 1.0))
