"""Antithetic pairs: replications 2k and 2k + 1 are mirror images, so their mean is what is independent.

Of two mirrored replications one is lucky where the other is not, and their mean varies less than that of two
independent ones as long as results rise or fall with each draw (Hammersley and Morton 1956). A standard error
taken over single replications would be wrong; taken over means of pairs it is right whatever the dependence.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from planning.samples import Vector
from sim.errors import InputError

PAIR = 2
"""Replications of a pair [replication]."""

Results = NDArray[np.float64]


def whole_pairs(first: int, replications: int) -> None:
    """Refuse replications of which some would lack their mirror image.

    Parameters
    ----------
    first : number of the first replication
    replications : how many follow, the first included
    """
    if replications % PAIR or first % PAIR:
        raise InputError(
            f"antithetic replications come in pairs: ask for an even number of them, found {replications} "
            f"from number {first} on"
        )


def size_of(antithetic: bool) -> int:
    """Replications behind one independent observation."""
    return PAIR if antithetic else 1


def independent(results: Results, antithetic: bool) -> Results:
    """Observations that are independent of one another: means of pairs, or the results themselves.

    Parameters
    ----------
    results : one row per replication, in rising order from an even number on
    antithetic : whether rows 2k and 2k + 1 mirror one another
    """
    if not antithetic:
        return results
    whole_pairs(0, len(results))
    means: Results = (results[0::PAIR] + results[1::PAIR]) / PAIR
    return means


def complete(values: Vector, antithetic: bool) -> Vector:
    """Independent observations of a figure that some replications lack; a pair counts when both have it."""
    observations = independent(values, antithetic)
    return observations[np.isfinite(observations)]


def paired(observations: Iterator[float]) -> Iterator[float]:
    """Means of pairs, one by one, for a run that goes on until it is precise.

    Examples
    --------
    >>> list(paired(iter([1.0, 3.0, 4.0, 6.0])))
    [2.0, 5.0]
    """
    for first in observations:
        second = next(observations, None)
        if second is None:
            raise InputError("the last antithetic replication lacks its mirror image")
        yield (first + second) / PAIR
