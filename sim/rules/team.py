"""People: ramp and productivity."""

import numpy as np

from sim.codes import DAYS_PER_MONTH
from sim.jit import rule


@rule
def opens_at(before: float, gap: float, turn: int) -> float:
    """When a seat opens whose holder is found at random: the points of a renewal process.

    With exponential gaps it is a Poisson process (Kingman 1993, Poisson Processes, 4.1).

    Parameters
    ----------
    before : [day] when the seat before it opened
    gap : [day] time since then
    turn : [1] which of these seats it is, from 1; the first counts from the start

    Examples
    --------
    >>> opens_at(40.0, 12.0, 2), opens_at(40.0, 12.0, 1)
    (52.0, 12.0)
    """
    return before + gap if turn > 1 else gap


@rule
def productivity(skill: float, tenure: float, ramp: np.ndarray) -> float:
    """Speed of a seat's holder against the standard.

    Parameters
    ----------
    skill : [1] speed when fully ramped
    tenure : [day] time since the holder started
    ramp : [1] productivity by full months of tenure; the last one holds for ever

    Examples
    --------
    >>> productivity(1.0, 45.0, np.array([0.25, 0.5, 1.0]))
    0.5
    """
    month = int(max(tenure, 0.0) / DAYS_PER_MONTH)
    return float(skill * ramp[min(month, len(ramp) - 1)])
