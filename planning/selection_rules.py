"""Constants behind selecting the best plan: Kim-Nelson, Rinott and optimal budget allocation."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from planning.samples import Vector, vector
from sim.errors import InputError

LEAST_FIRST_REPLICATIONS = 20
"""Variances estimated from fewer make the guarantees unreliable [replication]."""
_GRID = 401
_RINOTT_UPPER = 60.0


@dataclass(frozen=True, slots=True)
class KimNelson:
    """Constants of the fully sequential procedure of Kim and Nelson (2001) with c = 1."""

    eta: float
    """Half of (2 alpha/(k-1))^(-2/(n0-1)) - 1 [1]."""
    h_squared: float
    """2 eta (n0 - 1) [1]."""

    def slack(self, variances: Vector, delta: float, replications: int) -> Vector:
        """How far a plan may trail a rival before it is dropped.

        Parameters
        ----------
        variances : [unit squared] variance of the differences of each pair of plans
        delta : [unit] smallest difference worth detecting
        replications : [replication] seen so far
        """
        room = self.h_squared * variances / delta**2 - replications
        slack: Vector = np.maximum(0.0, delta / (2.0 * replications) * room)
        return slack


def kim_nelson(plans: int, first: int, alpha: float) -> KimNelson:
    """Constants for so many plans, first replications and chance of a wrong choice.

    Examples
    --------
    >>> round(kim_nelson(5, 20, 0.05).h_squared, 6)
    9.015056
    """
    _at_least_two(plans, first)
    if not 0.0 < 2.0 * alpha < plans - 1:
        raise InputError(f"alpha must lie between 0 and half of {plans - 1}, found {alpha}")
    eta = 0.5 * ((2.0 * alpha / (plans - 1)) ** (-2.0 / (first - 1)) - 1.0)
    return KimNelson(eta, 2.0 * eta * (first - 1))


def rinott_constant(plans: int, first: int, probability: float) -> float:
    """Rinott's h: run plan i for max(n0, ceil((h s_i/delta)^2)) independent replications.

    Solves E[(E Phi(h / sqrt((n0-1)(1/X + 1/Y))) | Y)^(k-1)] = P with X, Y chi-squared of n0-1 degrees of
    freedom (Rinott 1978). For plans on independent seeds; it wastes the gain of common random numbers.

    Parameters
    ----------
    plans : [1] number of plans k
    first : [replication] first-stage replications n0
    probability : [1] chance of a correct selection P
    """
    _at_least_two(plans, first)
    if not 1.0 / plans < probability < 1.0:
        raise InputError(f"probability must lie between 1/{plans} and 1, found {probability}")
    points, weights = _chi_squared_grid(first - 1)
    spread = np.sqrt((first - 1) * (1.0 / points[:, None] + 1.0 / points[None, :]))

    def excess(h: float) -> float:
        given = special.ndtr(h / spread) @ weights
        return float(given ** (plans - 1) @ weights) - probability

    from scipy import optimize  # noqa: PLC0415  (slow to import, and seldom needed)

    return float(optimize.brentq(excess, 0.0, _RINOTT_UPPER, xtol=1e-10))


def _chi_squared_grid(freedom: int) -> tuple[Vector, Vector]:
    """Points and weights for means over chi-squared: a trapezoid rule on the logarithm."""
    middle, reach = math.log(freedom), 14.0 / math.sqrt(freedom)
    logs = np.linspace(middle - 2.0 * reach, middle + reach, _GRID)
    weights = np.exp(freedom / 2.0 * logs - np.exp(logs) / 2.0 - special.gammaln(freedom / 2.0))
    return np.exp(logs), weights / weights.sum()


def _at_least_two(plans: int, first: int) -> None:
    least_plans, least_first = 2, 2
    if plans < least_plans or first < least_first:
        raise InputError(f"selection needs 2 plans and 2 replications, found {plans} and {first}")


def budget_shares(means: ArrayLike, deviations: ArrayLike) -> Vector:
    """Shares of a fixed run budget that best tell the highest plan from the rest (OCBA, Chen et al. 2000).

    N_i/N_j = ((s_i/d_i)/(s_j/d_j))^2 for the rest, N_b = s_b sqrt(sum N_i^2/s_i^2), d_i = lead of the best.

    Parameters
    ----------
    means : [unit] mean result of each plan so far
    deviations : [unit] standard deviation of each plan, above 0
    """
    middle, spread = vector(means, 2, "means"), vector(deviations, 2, "deviations")
    if middle.shape != spread.shape or not (spread > 0.0).all():
        raise InputError("give one standard deviation above 0 for every mean")
    best = int(middle.argmax())
    rest = np.arange(len(middle)) != best
    leads = middle[best] - middle[rest]
    if not (leads > 0.0).all():
        raise InputError("two plans tie for the best: share the budget equally until they differ")
    counts = np.zeros(len(middle))
    counts[rest] = (spread[rest] / leads) ** 2
    counts[best] = spread[best] * math.sqrt(float(((counts[rest] / spread[rest]) ** 2).sum()))
    shares: Vector = counts / counts.sum()
    return shares
