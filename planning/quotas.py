"""Targets from company to region to team to rep.

Base targets add up exactly to the target above them. The quota that is handed out is larger: each level adds
its over-assignment, so the quotas "on the street" come to T (1+o_1) (1+o_2) ... of the company target T.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import isfinite

import numpy as np

from planning.apportion import NO_BOUNDS, Bounds, bounded_split, largest_remainder
from sim.errors import InputError

Path = tuple[str, ...]
_SHARE_TOLERANCE = 1e-9
_PLACES = 9


@dataclass(frozen=True, slots=True)
class Blend:
    """How much each yardstick counts when a target is split; the four add up to 1."""

    even: float = 0.0
    """Every rep counts the same [1]."""
    history: float = 0.0
    """What was sold before [1]."""
    potential: float = 0.0
    """What the market could yield [1]."""
    pipeline: float = 0.0
    """What is already being worked on [1]."""

    def __post_init__(self) -> None:
        if any(not isfinite(part) or part < 0.0 for part in self.parts()):
            raise InputError(f"the parts of a blend may not be negative, found {self.parts()}")
        if abs(sum(self.parts()) - 1.0) > _SHARE_TOLERANCE:
            raise InputError(f"the parts of a blend must add up to 1, found {sum(self.parts()):.9g}")

    def parts(self) -> tuple[float, float, float, float]:
        """Return the four parts in the order even, history, potential, pipeline."""
        return self.even, self.history, self.potential, self.pipeline


@dataclass(frozen=True, slots=True)
class Unit:
    """A company, region, team or rep. The figures belong to reps; everything above adds them up."""

    name: str
    children: tuple["Unit", ...] = ()
    history: float = 0.0
    """Sold in the reference period [money]."""
    potential: float = 0.0
    """What the territory could yield [money]."""
    pipeline: float = 0.0
    """Open deals, weighted or not, but alike for all [money]."""
    ramp: float = 1.0
    """Share of full productivity over the period; below 1 for new reps [1]."""
    bounds: Bounds = NO_BOUNDS
    """Floor and cap of the base target [cent]."""
    blend: Blend | None = None
    """Another blend for the children of this unit alone."""


@dataclass(frozen=True, slots=True)
class QuotaNode:
    """A unit with its target."""

    path: Path
    """Names from the company down to this unit."""
    base_cents: int
    """Share of the company target; children add up exactly to their parent [cent]."""
    quota_cents: int
    """What is handed out: the base target with the over-assignment of every level down to its own [cent]."""
    children: tuple["QuotaNode", ...] = ()

    def walk(self) -> Iterator["QuotaNode"]:
        """Yield this node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def reps(self) -> tuple["QuotaNode", ...]:
        """Return the nodes without children, in order."""
        return tuple(node for node in self.walk() if not node.children)


def split_target(
    total_cents: int, tree: Unit, blend: Blend, over_assignment: Sequence[float] = ()
) -> QuotaNode:
    """Split the company target down the tree.

    A unit's weight among its siblings is the blend of its shares of their reps, history, potential and
    pipeline, each figure of a rep counted times the rep's ramp. Quotas of siblings add up exactly to their
    parent's quota times (1 + over-assignment of their level), in whole cents.

    Parameters
    ----------
    total_cents : [cent] target of the company
    tree : [any] the company with everything below it
    blend : [1] how much each yardstick counts
    over_assignment : [1] extra per level below the company, the top level first; none where it ends
    """
    problems = list(_problems(tree, over_assignment))
    if problems:
        raise InputError("the quota tree cannot be used", problems)
    bounds = _inner_bounds(tree, (tree.name,))
    bounded_split(total_cents, (1.0,), (bounds,))
    extras = tuple(1 + Fraction(str(round(extra, _PLACES))) for extra in over_assignment)
    return _node(tree, (tree.name,), (total_cents, total_cents), blend, extras)


def _node(
    unit: Unit, path: Path, cents: tuple[int, int], blend: Blend, extras: tuple[Fraction, ...]
) -> QuotaNode:
    base, quota = cents
    if not unit.children:
        return QuotaNode(path, base, quota)
    bases = _split_among_children(base, unit, unit.blend or blend, path)
    street = round(quota * extras[0]) if extras else quota
    quotas = largest_remainder(street, bases) if base else bases
    children = tuple(
        _node(child, (*path, child.name), cents_below, blend, extras[1:])
        for child, cents_below in zip(unit.children, zip(bases, quotas, strict=True), strict=True)
    )
    return QuotaNode(path, base, quota, children)


def _split_among_children(base: int, unit: Unit, blend: Blend, path: Path) -> tuple[int, ...]:
    if base == 0:
        return (0,) * len(unit.children)
    weights = _weights(unit, blend, path)
    bounds = [_inner_bounds(child, (*path, child.name)) for child in unit.children]
    try:
        return bounded_split(base, weights, bounds)
    except InputError as error:
        raise InputError(f"{' / '.join(path)}: {error.title}") from error


def _figures(unit: Unit) -> tuple[float, float, float, float]:
    """Reps, history, potential and pipeline of a unit, new reps counted in part."""
    if not unit.children:
        return unit.ramp, unit.ramp * unit.history, unit.ramp * unit.potential, unit.ramp * unit.pipeline
    below = [_figures(child) for child in unit.children]
    even, history, potential, pipeline = (sum(column) for column in zip(*below, strict=True))
    return even, history, potential, pipeline


def _weights(unit: Unit, blend: Blend, path: Path) -> tuple[float, ...]:
    figures = np.array([_figures(child) for child in unit.children])
    totals = figures.sum(axis=0)
    parts = np.array(blend.parts())
    missing = [
        name
        for name, part, total in zip(("even", "history", "potential", "pipeline"), parts, totals, strict=True)
        if part > 0.0 and total == 0.0
    ]
    if missing:
        raise InputError(
            f"{' / '.join(path)}: {' and '.join(missing)} of everyone below is zero but counts in the blend; "
            "give the figures, or give this unit a blend without them"
        )
    used = parts > 0.0
    return tuple(float(weight) for weight in (figures[:, used] / totals[used]) @ parts[used])


def _inner_bounds(unit: Unit, path: Path) -> Bounds:
    """Bounds of a unit, tightened by those of everything below it."""
    if not unit.children:
        return unit.bounds
    below = [_inner_bounds(child, (*path, child.name)) for child in unit.children]
    floor_cents = max(unit.bounds.floor_cents, sum(bound.floor_cents for bound in below))
    caps = [bound.cap_cents for bound in below if bound.cap_cents is not None]
    own = unit.bounds.cap_cents
    cap_cents = own if len(caps) < len(below) else sum(caps) if own is None else min(own, sum(caps))
    if cap_cents is not None and floor_cents > cap_cents:
        raise InputError(
            f"{' / '.join(path)}: floors below need {floor_cents} cents, caps allow {cap_cents} cents"
        )
    return Bounds(floor_cents, cap_cents)


def _problems(tree: Unit, over_assignment: Sequence[float]) -> Iterator[str]:
    for level, extra in enumerate(over_assignment, start=1):
        if not isfinite(extra) or extra < 0.0:
            yield f"over-assignment of level {level} may not be negative, found {extra}"
    if len(over_assignment) > _depth(tree):
        yield f"over-assignment has {len(over_assignment)} levels, the tree only {_depth(tree)} below its top"
    yield from _unit_problems(tree, (tree.name,))


def _depth(unit: Unit) -> int:
    return 1 + max(_depth(child) for child in unit.children) if unit.children else 0


def _unit_problems(unit: Unit, path: Path) -> Iterator[str]:
    where = " / ".join(path)
    figures = (unit.history, unit.potential, unit.pipeline)
    if any(not isfinite(figure) or figure < 0.0 for figure in figures):
        yield f"{where}: history, potential and pipeline may not be negative, found {figures}"
    if unit.children and (any(figures) or unit.ramp != 1.0):
        yield f"{where}: history, potential, pipeline and ramp belong to reps, not to a unit with reps below"
    if not 0.0 <= unit.ramp <= 1.0:
        yield f"{where}: ramp must lie between 0 and 1, found {unit.ramp}"
    floor_cents, cap_cents = unit.bounds.floor_cents, unit.bounds.cap_cents
    if floor_cents < 0 or (cap_cents is not None and cap_cents < floor_cents):
        yield f"{where}: floor {floor_cents} and cap {cap_cents} do not fit together"
    names = sorted(child.name for child in unit.children)
    yield from (f"{where}: two units are called {name}" for name, other in pairwise(names) if name == other)
    for child in unit.children:
        yield from _unit_problems(child, (*path, child.name))
