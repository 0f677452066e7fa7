"""Two outcomes compared to the last bit."""

from typing import Any

import numpy as np

from sim.outcome import Outcome


def differences(one: Outcome, other: Outcome) -> list[str]:
    """Sentences about everything in which two outcomes differ; none when they are identical."""
    found = [*_records("books", one.books, other.books), *_records("census", one.census, other.census)]
    if one.rows != other.rows:
        found.append(f"happenings: {one.rows} against {other.rows}")
    return found + _traces(one, other)


def _records(title: str, one: Any, other: Any) -> list[str]:
    return [
        f"{title}.{name} differs at {_places(left, right)}"
        for name, left, right in zip(one._fields, one, other, strict=True)
        if not np.array_equal(left, right)
    ]


def _places(left: Any, right: Any) -> object:
    if left.shape != right.shape:
        return f"shapes {left.shape} and {right.shape}"
    return np.argwhere(left != right)[:5].tolist()


def _traces(one: Outcome, other: Outcome) -> list[str]:
    """The first row, in canonical order, in which two traces differ in any column."""
    if one.trace is None or other.trace is None:
        return [] if one.trace is other.trace else ["only one of the runs was recorded"]
    pairs = zip(one.trace.tolist(), other.trace.tolist(), strict=False)
    for number, (left, right) in enumerate(pairs):
        if left != right:
            return [f"trace row {number} of {len(one.trace)}: {left} against {right}"]
    return []
