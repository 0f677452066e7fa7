"""Opening balance and fixed cost."""

from scenarios.schema.base import Section
from scenarios.schema.forms import MoneyRate, Spending
from scenarios.units import Money


class Finance(Section):
    """Money beyond the areas that earn and spend it."""

    opening_cash: Money = 0
    """Cash at the start [cent]."""
    overhead: MoneyRate = Spending(0, "month")
    """Fixed cost [cent/month]."""
