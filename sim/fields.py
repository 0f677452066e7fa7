"""Keys of the lead fields: one for every source in every cell."""

from typing import Any

import numpy as np

from sim.codes import Purpose
from sim.jit import kernel
from sim.params import Params
from sim.streams import child

Keys = np.ndarray[Any, np.dtype[np.uint64]]
"""Keys of many things."""


@kernel
def find_field_keys(params: Params, root: np.uint64, keys: Keys) -> None:
    """Write the key of the lead field of every source and cell.

    Parameters
    ----------
    root : [64-bit word] key of the replication
    keys : [64-bit word] filled, (pairs,)
    """
    campaigns = params.campaigns
    for place in range(len(campaigns.pairs)):
        pair = campaigns.pairs[place]
        source_key = child(root, Purpose.FIELD_TIME, campaigns.sources[pair.source].identity)
        keys[place] = child(source_key, Purpose.FIELD_LEVEL, params.market.cells[pair.cell].identity)
