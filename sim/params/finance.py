"""What money needs beyond the areas that earn and spend it."""

from typing import NamedTuple


class Finance(NamedTuple):
    """Opening balance and fixed cost."""

    opening_cash: int
    """[cent]"""
    overhead: int
    """Fixed cost a month [cent/month]."""
