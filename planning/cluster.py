"""Opening a cluster by its address, without the library for it until one is asked for."""

import importlib.util
import re
from contextlib import AbstractContextManager

from planning.pools import Pool
from sim.errors import InputError

_LOCAL = re.compile(r"local:([1-9][0-9]{0,3})")
_REMOTE = re.compile(r"[a-z]+://.+")


def open_cluster(address: str) -> AbstractContextManager[Pool]:
    """Workers of a Dask cluster; to be used as `with open_cluster(...) as pool`.

    Parameters
    ----------
    address : address of a scheduler, such as tcp://host:8786, or local:N for N worker processes here
    """
    local = _LOCAL.fullmatch(address)
    if local is None and not _REMOTE.fullmatch(address):
        raise InputError(
            f"'{address}' is no cluster: write tcp://host:8786, or local:2 for two processes here"
        )
    if importlib.util.find_spec("distributed") is None:
        raise InputError('a cluster needs one more package: pip install "foresell[cluster]"')
    from planning.dask_pool import local_cluster, remote_cluster  # noqa: PLC0415 - only when a cluster is asked for

    return remote_cluster(address) if local is None else local_cluster(int(local[1]))
