"""Run both engines on one scenario and compare all that they leave."""

from sim.engine.replicate import replicate as compiled
from sim.errors import RunError
from sim.outcome import Outcome, Seed
from sim.params import Params
from sim.reference.run import replicate as by_processes
from tests.support.outcomes import differences


def both(params: Params, seed: Seed, replication: int = 0) -> tuple[Outcome, list[str]]:
    """Outcome of the compiled engine, and where the SimPy engine differs."""
    one = compiled(params, seed, replication, recording=True)
    other = by_processes(params, seed, replication, recording=True)
    return one, differences(one, other)


def compare(params: Params, seed: int, replication: int = 0) -> list[str]:
    """Where the engines differ; both may also refuse a loop without end."""
    try:
        one: Outcome | str = compiled(params, seed, replication, recording=True)
    except RunError as error:
        one = str(error)
    try:
        other: Outcome | str = by_processes(params, seed, replication, recording=True)
    except RunError as error:
        other = str(error)
    if isinstance(one, Outcome) and isinstance(other, Outcome):
        return differences(one, other)
    return [] if one == other else [f"one engine says {one!s:.80}, the other {other!s:.80}"]
