"""Rows of named numbers that compiled code can read.

A row type is a NamedTuple of `int` and `float` fields, each with its unit in the docstring below it; a table
is a numpy record array with the same fields, so `stages[2].priority` means the same to both engines.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, get_type_hints

import numpy as np

Table = np.recarray[Any, Any]
"""Record array of one row type."""
Words = np.ndarray[Any, np.dtype[np.int64]]
"""Array of whole numbers."""
Numbers = np.ndarray[Any, np.dtype[np.float64]]
"""Array of floats."""

_KINDS = {int: "i8", float: "f8"}


def row_type(row: type[NamedTuple]) -> np.dtype[Any]:
    """Record layout of a row type: one 8-byte number per field, in order."""
    fields = get_type_hints(row)
    return np.dtype([(name, _KINDS[kind]) for name, kind in fields.items()], align=True)


def table(row: type[NamedTuple], rows: Sequence[NamedTuple]) -> Table:
    """Pack rows into a record array; an empty sequence gives an empty table."""
    packed = np.array([tuple(values) for values in rows], dtype=row_type(row))
    return packed.view(np.recarray)
