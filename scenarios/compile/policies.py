"""What managers do inside the simulation."""

from scenarios.compile.build import Build
from sim.codes import DAYS_PER_MONTH
from sim.params.policies import Policies, Reallocation


def compile_policies(build: Build) -> Policies:
    """Policies in whole months; one that is left out is switched off."""
    shift = build.scenario.policies.reallocate_budget
    if shift is None:
        return Policies(Reallocation(0, 0, 0, 0.0, 0.0))
    every, window, lag = (round(days / DAYS_PER_MONTH) for days in (shift.every, shift.window, shift.lag))
    return Policies(Reallocation(every, window, lag, shift.step, shift.floor))
