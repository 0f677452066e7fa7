"""Two sides of a law compared place by place: the sentences that a breach is told in."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.params.table import Words

SHOWN = 3
"""Places at which the breach of a law is shown in full."""


def unequal(law: str, axes: tuple[str, ...], left: Words, right: Words) -> Iterator[str]:
    """Name the places at which the two sides of a law differ, the first few in full."""
    broken = left != right
    if np.any(broken):
        yield from _told(law, axes, left, right, broken)


def above(law: str, axes: tuple[str, ...], part: Words, whole: Words) -> Iterator[str]:
    """Name the places at which a part is more than its whole, the first few in full."""
    broken = part > whole
    if np.any(broken):
        yield from _told(law, axes, part, whole, broken)


def below_zero(law: str, axes: tuple[str, ...], stock: Words) -> Iterator[str]:
    """Name the places at which a stock is less than nothing, the first few in full."""
    if stock.size and stock.min() < 0:
        yield from _told(law, axes, stock, np.zeros_like(stock), stock < 0)


def _told(law: str, axes: tuple[str, ...], left: Words, right: Words, broken: Any) -> Iterator[str]:
    left, right = np.broadcast_arrays(left, right)
    places = np.argwhere(broken)
    for place in map(tuple, places[:SHOWN]):
        where = ", ".join(f"{axis} {number}" for axis, number in zip(axes, place, strict=True)) or "in all"
        yield f"{law}: {where}: {left[place]:,} against {right[place]:,}"
    if len(places) > SHOWN:
        yield f"{law}: and at {len(places) - SHOWN} more places"
