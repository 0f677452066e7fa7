"""Distributions as data: every duration, quantity and trait is one row here."""

from typing import NamedTuple

from sim.params.table import Numbers, Table

OCTAVES = 40
CELLS_PER_OCTAVE = 32


class Draw(NamedTuple):
    """A distribution: value = shift + scale x quantile of the standard shape."""

    shape: int
    """Row of the quantile tables; -1 - row of the steps for a distribution of whole numbers [index]."""
    scale: float
    """Stretch [unit of the value]."""
    shift: float
    """Offset [unit of the value]."""


class Draws(NamedTuple):
    """All distributions of a scenario."""

    rows: Table
    """`Draw` rows."""
    tables: Numbers
    """Cubics of every standard shape, (shapes, 2, 1280, 4) [1]."""
    steps: Numbers
    """Cumulative chance and value of shapes that take single values, (shapes, values, 2) [1]."""
