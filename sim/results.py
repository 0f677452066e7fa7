"""What a run leaves: the outcome of every replication, proved to add up."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from sim.books import Books
from sim.census import Census
from sim.errors import BooksError
from sim.laws import broken_laws
from sim.outcome import Outcome, Seed
from sim.params import Params

_SHOWN = 20

Record = TypeVar("Record", Books, Census)


def proven(params: Params, seed: Seed, replication: int, outcome: Outcome) -> Outcome:
    """The outcome of a replication, once its books are found to balance.

    Raises
    ------
    BooksError
        naming the laws that are broken, the places and both sides.
    """
    broken = broken_laws(params, outcome)
    if not broken:
        return outcome
    more = [f"and {len(broken) - _SHOWN} more"] if len(broken) > _SHOWN else []
    head = f"seed {seed}, replication {replication}: the books do not balance"
    raise BooksError("\n  ".join([head, *broken[:_SHOWN], *more]))


@dataclass(frozen=True, slots=True)
class Results:
    """Outcomes of the replications of one scenario, every one of them proven."""

    params: Params
    """What was simulated."""
    seed: Seed
    """Seed that all draws descend from."""
    replications: tuple[int, ...]
    """Numbers of the replications, in rising order."""
    outcomes: tuple[Outcome, ...]
    """What each replication left, in the same order."""

    def books(self) -> Books:
        """Books of all replications; every array has the replications as a further first axis."""
        return _stacked([outcome.books for outcome in self.outcomes])

    def census(self) -> Census:
        """Open cases at the end of all replications, with the replications as first axis."""
        return _stacked([outcome.census for outcome in self.outcomes])


def _stacked(records: list[Record]) -> Record:
    return type(records[0])(*(np.stack(arrays) for arrays in zip(*records, strict=True)))
