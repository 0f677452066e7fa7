"""What one replication leaves, and the keys it starts from: common ground of the two engines."""

from typing import NamedTuple

import numpy as np

from sim.books import Books
from sim.census import Census
from sim.codes import Purpose
from sim.errors import InputError
from sim.jit import native
from sim.streams import child
from sim.trace import Trace

_child = native(child)


class Outcome(NamedTuple):
    """What one replication leaves."""

    books: Books
    census: Census
    trace: Trace | None
    rows: int
    """Happenings of the trace, recorded or not [1]."""


class Luck(NamedTuple):
    """What all draws of a run descend from."""

    seed: int
    """Below 2^63; the same seed gives every plan the same luck."""
    antithetic: bool = False
    """Whether replication 2k + 1 is the mirror image of 2k: 1 - u wherever the other has u."""


Seed = int | Luck
"""A seed alone stands for luck without mirror images."""

MOST_SEED = (1 << 63) - 1


def root_key(seed: Seed, replication: int) -> np.uint64:
    """Key that all draws of one replication descend from.

    The lowest bit of a key is set in a mirror image (see sim.streams), so the seed takes the other 63.

    Raises
    ------
    InputError
        when the seed does not fit.
    """
    luck = seed if isinstance(seed, Luck) else Luck(seed)
    if not 0 <= luck.seed <= MOST_SEED:
        raise InputError(f"a seed must lie between 0 and {MOST_SEED}, found {luck.seed}")
    mirrored = int(luck.antithetic and replication % 2 == 1)
    start = np.uint64(2 * luck.seed + mirrored)
    return np.uint64(_child(start, Purpose.FIELD_COUNT, replication - mirrored))
