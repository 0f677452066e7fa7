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


@dataclass(frozen=True, slots=True)
class Results:
    """Outcomes of the replications of one scenario; exists only when all books balance."""

    params: Params
    """What was simulated."""
    seed: Seed
    """Seed that all draws descend from."""
    replications: tuple[int, ...]
    """Numbers of the replications, in rising order."""
    outcomes: tuple[Outcome, ...]
    """What each replication left, in the same order."""

    def __post_init__(self) -> None:
        """Refuse to exist when a conservation law is broken.

        Raises
        ------
        BooksError
            naming the laws, the replications, the places and both sides.
        """
        pairs = zip(self.replications, self.outcomes, strict=True)
        broken = [
            f"replication {number}: {sentence}"
            for number, outcome in pairs
            for sentence in broken_laws(self.params, outcome)
        ]
        if broken:
            more = [f"and {len(broken) - _SHOWN} more"] if len(broken) > _SHOWN else []
            lines = [f"seed {self.seed}: the books do not balance", *broken[:_SHOWN], *more]
            raise BooksError("\n  ".join(lines))

    def books(self) -> Books:
        """Books of all replications; every array has the replications as a further first axis."""
        return _stacked([outcome.books for outcome in self.outcomes])

    def census(self) -> Census:
        """Open cases at the end of all replications, with the replications as first axis."""
        return _stacked([outcome.census for outcome in self.outcomes])


def _stacked(records: list[Record]) -> Record:
    return type(records[0])(*(np.stack(arrays) for arrays in zip(*records, strict=True)))
