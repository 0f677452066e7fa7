"""What one replication leaves, and the keys it starts from: common ground of the two engines."""

from typing import Any, NamedTuple

import numpy as np

from sim.books import Books
from sim.census import Census
from sim.codes import Purpose
from sim.params import Params
from sim.streams import child
from sim.trace import Trace

Keys = np.ndarray[Any, np.dtype[np.uint64]]
"""Keys of many things."""


class Outcome(NamedTuple):
    """What one replication leaves."""

    books: Books
    census: Census
    trace: Trace | None
    rows: int
    """Happenings of the trace, recorded or not [1]."""


def root_key(seed: int, replication: int) -> np.uint64:
    """Key that all draws of one replication descend from."""
    return np.uint64(child(np.uint64(seed), Purpose.FIELD_COUNT, replication))


def pair_keys(params: Params, root: np.uint64) -> Keys:
    """Key of the lead field of every source and cell."""
    sources, cells = params.campaigns.sources, params.market.cells
    keys = np.zeros(len(params.campaigns.pairs), np.uint64)
    for place, pair in enumerate(params.campaigns.pairs):
        source_key = child(root, Purpose.FIELD_TIME, int(sources[pair.source].identity))
        keys[place] = child(np.uint64(source_key), Purpose.FIELD_LEVEL, int(cells[pair.cell].identity))
    return keys
