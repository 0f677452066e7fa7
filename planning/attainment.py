"""How likely every unit is to reach its target, from simulated bookings."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from planning.intervals import Interval, wilson_interval
from planning.pairs import independent
from planning.quotas import Path, QuotaNode
from planning.samples import Matrix, Vector, matrix
from sim.errors import InputError


@dataclass(frozen=True, slots=True)
class Attainment:
    """How likely a unit is to reach its target."""

    path: Path
    base_chance: Interval
    """Chance that bookings reach the base target [1]."""
    quota_chance: Interval
    """Chance that bookings reach the quota handed out [1]."""
    expected: float | None
    """Mean bookings as a share of the quota; None, not defined, for a quota of zero [1]."""
    p10: float | None
    p50: float | None
    p90: float | None
    """Attainment exceeded in 90, 50 and 10 of 100 futures; None, not defined, for a quota of zero [1]."""


def attainment(
    tree: QuotaNode, bookings: ArrayLike, confidence: float = 0.95, antithetic: bool = False
) -> tuple[Attainment, ...]:
    """Chance and distribution of attainment of every unit, parents first.

    Parameters
    ----------
    tree : [cent] targets from split_target
    bookings : [cent] one row per replication, one column per rep in the order of tree.reps()
    confidence : [1] of the intervals of the chances
    antithetic : [1] whether rows 2k and 2k + 1 mirror one another
    """
    booked = matrix(bookings, name="bookings")
    reps = tree.reps()
    if booked.shape[1] != len(reps):
        raise InputError(f"bookings have {booked.shape[1]} columns for {len(reps)} reps")
    column = {rep.path: place for place, rep in enumerate(reps)}
    return tuple(
        _attainment(node, booked[:, [column[rep.path] for rep in node.reps()]], confidence, antithetic)
        for node in tree.walk()
    )


def _attainment(node: QuotaNode, booked: Matrix, confidence: float, antithetic: bool) -> Attainment:
    sums: Vector = booked.sum(axis=1)
    base, quota = (
        _chance(independent((sums >= cents).astype(np.float64), antithetic), confidence)
        for cents in (node.base_cents, node.quota_cents)
    )
    if node.quota_cents == 0:
        return Attainment(node.path, base, quota, None, None, None, None)
    reached = sums / node.quota_cents
    p10, p50, p90 = (float(value) for value in np.quantile(reached, (0.1, 0.5, 0.9)))
    return Attainment(node.path, base, quota, float(reached.mean()), p10, p50, p90)


def _chance(reached: Vector, confidence: float) -> Interval:
    return wilson_interval(float(reached.sum()), len(reached), confidence)
