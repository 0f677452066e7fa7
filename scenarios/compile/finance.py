"""Opening balance and fixed cost."""

from scenarios.compile.build import Build
from sim.params.finance import Finance


def compile_finance(build: Build) -> Finance:
    """Money beyond the areas that earn and spend it."""
    finance = build.scenario.finance
    return Finance(finance.opening_cash, finance.overhead.per_month)
