"""Workers on other machines: a Dask cluster, reached through the same interface as threads and processes.

A piece of a content is a task of its own on the cluster, so one that was lost with its worker is made again.
"""

import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from typing import Any
from weakref import WeakValueDictionary

import dask
import distributed
from distributed.diagnostics.plugin import WorkerPlugin
from distributed.scheduler import KilledWorker

from planning.block import program
from planning.executor import TRIES
from planning.parcel import Parcel, name_of
from planning.pools import Pool
from sim.errors import RunError

_PATIENCE = 30.0
"""How long to wait for a scheduler, and then for a worker [second]."""
_FAILURES = 2
"""Workers that a task of a local cluster may lose and be run again [1]."""


class ClusterPool(Pool):
    """Workers of a Dask cluster; a worker that dies costs its own unfinished tasks only."""

    def __init__(self, client: distributed.Client) -> None:
        super().__init__(client.get_executor(pure=False), 1)
        self.client = client
        self.sent: WeakValueDictionary[str, distributed.Future] = WeakValueDictionary()

    @property
    def workers(self) -> int:
        """Tasks that run at the same time, as workers come and go [worker]."""
        threads: dict[str, int] = self.client.nthreads()
        return max(1, sum(threads.values()))

    def _pieces(self, parcel: Parcel) -> tuple[Any, ...]:
        """The pieces on the cluster: each goes there once, and from worker to worker."""
        return tuple(self._piece(name_of(piece), piece) for piece in parcel.pieces)

    def _piece(self, name: str, piece: bytes) -> distributed.Future:
        sent = self.sent.get(name)
        if sent is None or sent.status in {"cancelled", "lost", "error"}:
            sent = self.client.submit(bytes, piece, key=f"foresell-{name}")
            self.sent[name] = sent
        return sent

    def losses(self, error: BaseException | None) -> float:
        """The scheduler runs the tasks of a dead worker again, and gives up after some deaths.

        It then blames all tasks that were at hand: they go again one by one, and the second time is enough.
        """
        if isinstance(error, KilledWorker):
            return TRIES / 2.0
        return 1.0 if isinstance(error, CancelledError) else super().losses(error)

    def renew(self) -> None:
        """Nothing to do: the scheduler sees to its workers."""

    def abandon(self, running: Iterable[Future[Any]]) -> None:
        """Cancel what waits; a task that runs ends within its few seconds, and nobody keeps its answer."""
        super().abandon(running)
        self.executor.shutdown(wait=False)
        self.executor = self.client.get_executor(pure=False)


class _LeaveInterruptsToTheCaller(WorkerPlugin):  # type: ignore[misc] # the library states no types
    """Ctrl-C reaches all processes of a terminal; the one that asked decides."""

    name = "leave-interrupts-to-the-caller"

    def setup(self, worker: distributed.Worker) -> None:  # noqa: ARG002 - called by name
        signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def local_cluster(workers: int) -> Iterator[ClusterPool]:
    """A scheduler and worker processes on this machine, gone at the end.

    Parameters
    ----------
    workers : worker processes, each with one thread
    """
    settings = {"distributed.scheduler.allowed-failures": _FAILURES, "distributed.worker.daemon": True}
    with dask.config.set(settings):
        cluster = distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            dashboard_address="127.0.0.1:0",
            silence_logs=50,
        )
        with cluster, distributed.Client(cluster, set_as_default=False) as client:
            client.register_plugin(_LeaveInterruptsToTheCaller())
            yield ClusterPool(client)


@contextmanager
def remote_cluster(address: str) -> Iterator[ClusterPool]:
    """The workers of a scheduler that is running already.

    Parameters
    ----------
    address : where the scheduler listens, such as tcp://host:8786
    """
    try:
        client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise RunError(f"the cluster at {address} cannot be reached: {error}") from error
    with client:
        _ready(client, address)
        yield ClusterPool(client)


def _ready(client: distributed.Client, address: str) -> None:
    """Make sure that there are workers and that they have this program."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError as error:
        raise RunError(f"the cluster at {address} has no worker; start one: dask worker {address}") from error
    try:
        found = client.run(program)
    except ModuleNotFoundError as error:
        raise RunError(f"a worker of {address} lacks a module ({error}): install foresell there") from error
    for worker, theirs in sorted(found.items()):
        if theirs != program():
            raise RunError(f"worker {worker} has another program than this one: {theirs}, not {program()}")
