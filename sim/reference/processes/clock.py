"""The days: each begins with what changes once a day, and with the leads that it brings."""

from collections.abc import Callable

from sim.mornings import begin_day
from sim.reference.world import Process, World


def days(world: World, arrivals: Callable[[int], None]) -> Process:
    """Begin every day of the horizon; `arrivals` starts the leads of a day."""
    for day, morning in enumerate(world.mornings):
        yield morning
        begin_day(world.params, world.books, world.daily, day)
        arrivals(day)
