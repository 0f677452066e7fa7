"""People: ramp and productivity."""

import numpy as np

from sim.codes import DAYS_PER_MONTH
from sim.jit import rule


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
