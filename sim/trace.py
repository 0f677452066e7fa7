"""The event trace: one row per happening, the same from both engines."""

from typing import Any

import numpy as np

from sim.jit import inner, kernel

TRACE = np.dtype(
    [
        ("time", "f8"),  # [day]
        ("key", "u8"),  # key of the entity
        ("other", "u8"),  # key of its parent: the deal of an order, the customer of a ticket
        ("amount", "i8"),  # [cent], or millionths of a score
        ("what", "i4"),  # Happening
        ("cell", "i4"),
        ("code", "i4"),  # stage, source, product, reason or step, by Happening
        ("desk", "i4"),
        ("detail", "i8"),  # grade, visit, units, late flag, by Happening
    ],
    align=True,
)

Trace = np.recarray[Any, Any]


_FEW = 16
"""Rows of one instant that are put in order by insertion; more of them by numpy."""


def in_order(rows: Trace) -> Trace:
    """Rows by (time, happening, key, code, detail): the order that does not depend on the engine.

    Parameters
    ----------
    rows : rows in the order of time, as an engine writes them; put in order in place
    """
    first = 0
    while first < len(rows):
        first, after = _settle(rows, first)
        if after > first:
            rows[first:after] = _sorted(rows[first:after].view(np.recarray))
        first = after
    return rows


def _sorted(rows: Trace) -> Trace:
    order = np.lexsort((rows.detail, rows.code, rows.key, rows.what))
    return rows[order].view(np.recarray)


@kernel
def _settle(rows: Trace, start: int) -> tuple[int, int]:
    """Put the few rows of each instant in order; returns the bounds of the first with many, or the end."""
    first = start
    while first < len(rows):
        after = first + 1
        while after < len(rows) and rows[after].time == rows[first].time:
            after += 1
        if after - first > _FEW:
            return first, after
        for place in range(first + 1, after):
            _sink(rows, first, place)
        first = after
    return first, first


@inner
def _sink(rows: Trace, first: int, last: int) -> None:
    """Let a row sink below the sorted ones before it that come later."""
    place = last
    while place > first and _comes_before(rows, place, place - 1):
        _swap(rows, place, place - 1)
        place -= 1


@inner
def _comes_before(rows: Trace, one: int, other: int) -> bool:
    """Whether one row of an instant comes before another."""
    earlier: bool = False
    if rows[one].what != rows[other].what:
        earlier = rows[one].what < rows[other].what
    elif rows[one].key != rows[other].key:
        earlier = rows[one].key < rows[other].key
    elif rows[one].code != rows[other].code:
        earlier = rows[one].code < rows[other].code
    else:
        earlier = rows[one].detail < rows[other].detail
    return earlier


@inner
def _swap(rows: Trace, one: int, other: int) -> None:
    a, b = rows[one], rows[other]
    a.time, b.time = b.time, a.time
    a.key, b.key = b.key, a.key
    a.other, b.other = b.other, a.other
    a.amount, b.amount = b.amount, a.amount
    a.what, b.what = b.what, a.what
    a.cell, b.cell = b.cell, a.cell
    a.code, b.code = b.code, a.code
    a.desk, b.desk = b.desk, a.desk
    a.detail, b.detail = b.detail, a.detail
