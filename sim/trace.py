"""The event trace: one row per happening, the same from both engines."""

from typing import Any

import numpy as np

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


def in_order(rows: Trace) -> Trace:
    """Rows by (time, happening, key, code): the order that does not depend on the engine."""
    order = np.lexsort((rows.detail, rows.code, rows.key, rows.what, rows.time))
    return rows[order].view(np.recarray)
