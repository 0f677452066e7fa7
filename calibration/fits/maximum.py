"""Maximum likelihood with a covariance, and how uncertainty passes through a function of the parameters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Array = NDArray[np.float64]
Function = Callable[[Array], float]

STEP = 1e-4
"""Step of the numerical derivatives, relative to 1 + |parameter|."""
SIMPLEX_SIZE = 4
"""Parameters up to which the search starts with a simplex, which stands rough ground."""
FLAT = 1e-10
"""Curvature below which a direction counts as flat."""
VAGUE = 1e4
"""Variance given to a flat direction."""


@dataclass(frozen=True, slots=True)
class Optimum:
    """Where a minus log-likelihood is smallest."""

    parameters: Array
    covariance: Array
    log_likelihood: float
    flat: bool
    """Whether the curvature vanishes in some direction: the data do not identify everything."""


def minimise(function: Function, starts: Sequence[Sequence[float] | Array]) -> Optimum:
    """The best minimum found from several starts, with the inverse curvature there."""
    fits = [_descend(function, np.asarray(start, dtype=float)) for start in starts]
    value, best = min(fits, key=lambda fit: fit[0])
    covariance, flat = _inverse(curvature(function, best))
    return Optimum(best, covariance, -value, flat)


def _descend(function: Function, start: Array) -> tuple[float, Array]:
    few = len(start) <= SIMPLEX_SIZE
    rough = minimize(function, start, method="Nelder-Mead" if few else "L-BFGS-B", options={"maxiter": 1_000})
    polished = minimize(function, rough.x, method="BFGS", options={"gtol": 1e-6})
    best = polished if polished.fun <= rough.fun else rough
    return float(best.fun), np.asarray(best.x, dtype=float)


def curvature(function: Function, point: Array) -> Array:
    """Second derivatives by central differences."""
    size = len(point)
    steps = STEP * (1.0 + np.abs(point)) * np.eye(size)
    matrix = np.empty((size, size))
    for row in range(size):
        for column in range(row + 1):
            one, two = steps[row], steps[column]
            change = (function(point + one + two) - function(point + one - two)) - (
                function(point - one + two) - function(point - one - two)
            )
            matrix[row, column] = matrix[column, row] = change / (4 * one[row] * two[column])
    return matrix


def _inverse(matrix: Array) -> tuple[Array, bool]:
    if not np.all(np.isfinite(matrix)):
        return np.eye(len(matrix)) * VAGUE, True
    values, vectors = np.linalg.eigh(matrix)
    flat = bool(values.min() < FLAT * max(values.max(), 1.0))
    inverse = np.where(values > 1.0 / VAGUE, 1.0 / np.maximum(values, 1.0 / VAGUE), VAGUE)
    covariance: Array = (vectors * inverse) @ vectors.T
    return covariance, flat


def delta_error(function: Function, point: Array, covariance: Array) -> float:
    """Standard error of a function of the parameters, by its gradient (delta method)."""
    steps = STEP * (1.0 + np.abs(point)) * np.eye(len(point))
    slopes = [(function(point + step) - function(point - step)) / (2 * step.max()) for step in steps]
    gradient = np.asarray(slopes)
    return float(np.sqrt(max(gradient @ covariance @ gradient, 0.0)))
