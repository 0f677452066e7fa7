"""Our side of a comparison: a scenario file through the front door, then replications of the engine."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.measures import FOLDER, processor_time
from scenarios.compile import compile_params
from scenarios.load import load
from sim.codes import CellFlow
from sim.engine.replicate import replicate
from sim.outcome import Outcome
from sim.params import Params

SEED = 20_240_101


class Timed(NamedTuple):
    """A replication and what it took."""

    outcome: Outcome
    seconds: float
    """Processor time [s]"""


def params_of(path: Path | str, settings: Sequence[str] = ()) -> Params:
    """Parameters of a scenario: a file of this folder, or `library:NAME`."""
    place = path if str(path).startswith("library:") else FOLDER / "scenarios" / path
    return compile_params(load(place, settings=settings).scenario)


def timed(params: Params, replication: int, recording: bool = False) -> Timed:
    """Run one replication."""
    seconds, outcome = processor_time(lambda: replicate(params, SEED, replication, recording))
    return Timed(outcome, seconds)


def leads_of(outcome: Outcome) -> int:
    """Leads that arrived."""
    return int(outcome.books.cells[:, CellFlow.LEADS].sum())
