"""Entries about waiting rooms, batches, priorities, closed networks and diffusion."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from sim.codes import TICKS_PER_DAY, Account, DeskFlow, StageFlow
from sim.outcome import Outcome
from sim.params.table import Numbers
from tests.verification.entry import Entry, Measure
from tests.verification.measure import waits
from tests.verification.theory import networks
from tests.verification.theory.networks import Station

WARM_UP = 2
"""Months that are left out."""
CONSTANT = ("stages.handle.work=24 h",)
SPREAD = ("stages.handle.work={exponential: null, lognormal: {mean: 24 h, sigma: 1.2686362411795196}}",)
"""A coefficient of variation of two."""
FIXED = ("campaigns.inquiries.batch=3",)
SOME = ("campaigns.inquiries.batch={geometric: null, values: {1: 50%, 3: 25%, 7: 25%}}",)
CHANCE = ("campaigns.inquiries.batch={geometric: null, poisson: {mean: 2}, plus: 1}",)


def _desk_flows(run: Outcome) -> Numbers:
    """Counts by flow and desk after the months of warming up."""
    return np.asarray(run.books.desks[WARM_UP:].sum(axis=0), float)


def _share_turned_away(run: Outcome) -> list[float]:
    """Share of the deals that a stage turns away, by stage."""
    flows = run.books.stages[WARM_UP:].sum(axis=0)
    return list(flows[StageFlow.TURNED_AWAY] / flows[StageFlow.ENTERED])


def _lost_and_wait(run: Outcome) -> tuple[float, float]:
    """Share turned away, and mean wait of the others [day]."""
    flows = _desk_flows(run)[:, 0]
    return _share_turned_away(run)[0], flows[DeskFlow.WAIT_TICKS] / flows[DeskFlow.STARTED] / TICKS_PER_DAY


def _mean_wait(run: Outcome) -> tuple[float]:
    """Mean wait [h]."""
    return (24.0 * _lost_and_wait(run)[1],)


def _waits_by_source(run: Outcome) -> list[float]:
    """Mean wait of the leads of every source [h]."""
    found, sources = waits(run, 30.0)
    return [24.0 * float(found[sources == source].mean()) for source in np.unique(sources)]


def _finished(run: Outcome) -> float:
    """Cases that the first desk finishes a day."""
    days = run.books.desks[WARM_UP:, DeskFlow.SEAT_DAYS, 0] / run.books.heads[WARM_UP:, 0]
    return float(_desk_flows(run)[DeskFlow.FINISHED, 0] / days.sum())


def _utilisation(run: Outcome) -> list[float]:
    """Share of their time that the people of every desk work."""
    flows = _desk_flows(run)
    return list(flows[DeskFlow.WORK_TICKS] / TICKS_PER_DAY / flows[DeskFlow.SEAT_DAYS])


def _customers(run: Outcome) -> tuple[float]:
    """Customers at the end, per cell that holds accounts."""
    accounts = run.books.accounts[-1]
    return (float(accounts[Account.CUSTOMER].sum() / (accounts.sum(axis=0) > 0).sum()),)


def _named(of: Callable[[Outcome], Sequence[float]], *names: str) -> Measure:
    """A measure of the books of a run alone."""
    return lambda _, run: dict(zip(names, of(run), strict=True))


def _erlang(what: str, scenario: str, servers: int, offered: float) -> Entry:
    return Entry(
        what=what,
        scenario=scenario,
        measure=_named(_share_turned_away, "turned_away"),
        expected=lambda: {"turned_away": networks.erlang_b(servers, offered)},
        planted=(f"campaigns.inquiries.leads={1.03 * offered:.8g} per day",),
        replications=60,
    )


def _batch(what: str, second: float, settings: tuple[str, ...] = ()) -> Entry:
    return Entry(
        what=what,
        scenario="q_batch",
        measure=_named(_mean_wait, "wait"),
        expected=lambda: {"wait": networks.batch_wait(0.6, 3.0, second)},
        planted=("campaigns.inquiries.leads=14.832 per day",),
        replications=130,
        settings=settings,
    )


def _bass(units: int) -> Entry:
    return Entry(
        what=f"Bass diffusion in a large market, {units} units of time",
        scenario="d01",
        measure=_named(_customers, "customers"),
        expected=lambda: {"customers": 100_000 * networks.bass_curve(0.03, 0.38, units)},
        planted=("campaigns.inquiries.imitation=0.00107232876712329 per day",),
        settings=(f"days={365 * units}",),
    )


def _some(values: Mapping[str, float], *names: str) -> dict[str, float]:
    return {name: values[name] for name in names}


def _classes() -> dict[str, float]:
    return dict(zip(("hot", "warm", "cool"), networks.cobham((0.2, 0.25, 0.3)), strict=True))


def _closed() -> dict[str, float]:
    stations = [Station(1.0, 0.5, 1), Station(0.7, 1.0, 2), Station(0.58, 2.0, 3)]
    return dict(zip(("one", "two", "three"), networks.gordon_newell(stations, 9), strict=True))


ENTRIES = {
    "loss": _erlang("M/M/10/10 (Erlang B)", "q02", 10, 8.0),
    "loss, many": _erlang("M/M/40/40 (Erlang B)", "q02_many", 40, 36.0),
    "loss, constant": replace(
        _erlang("M/D/10/10 (Erlang B is insensitive)", "q02", 10, 8.0), settings=CONSTANT
    ),
    "loss, spread": replace(
        _erlang("M/G/10/10, lognormal work (Erlang B is insensitive)", "q02", 10, 8.0),
        settings=SPREAD,
        replications=120,
    ),
    "room": Entry(
        what="M/M/2/5",
        scenario="q_room",
        measure=_named(_lost_and_wait, "turned_away", "wait"),
        expected=lambda: networks.finite_room(2.0, 2, 3),
        planted=("campaigns.inquiries.leads=2.06 per day",),
        replications=100,
    ),
    "two rooms": Entry(
        what="M/M/3 with a room of its own for each of two classes",
        scenario="q_rooms",
        measure=_named(_share_turned_away, "good", "other"),
        expected=lambda: networks.two_rooms((2.4, 1.6), 3, (3, 1)),
        planted=("campaigns.inquiries.leads=4.12 per day",),
        replications=100,
    ),
    "batches": _batch("M^X/M/1, geometric batches", 15.0),
    "batches, fixed": _batch("M^X/M/1, batches of three", 9.0, FIXED),
    "batches, listed": _batch("M^X/M/1, batches of 1, 3 or 7", 15.0, SOME),
    "batches, Poisson": _batch("M^X/M/1, batches of one more than a Poisson number", 11.0, CHANCE),
    "three classes": Entry(
        what="M/M/1 with three classes and no interruption (Cobham)",
        scenario="q_three",
        measure=_named(_waits_by_source, "hot", "warm", "cool"),
        expected=_classes,
        planted=("campaigns.warm.leads=6.18 per day",),
        replications=250,
        recorded=True,
    ),
    "repair": Entry(
        what="Eight machines and two repairmen (closed, finite source)",
        scenario="q_repair",
        measure=_named(lambda run: [_finished(run), _utilisation(run)[0]], "throughput", "utilisation"),
        expected=lambda: _some(networks.finite_source(8, 0.25, 2, 8), "throughput", "utilisation"),
        planted=("stages.running.wait.exponential.mean=3.88 days",),
        replications=60,
    ),
    "Engset": Entry(
        what="Ten sources, three servers, no room (Engset)",
        scenario="q_engset",
        measure=_named(lambda run: [_finished(run), _share_turned_away(run)[0]], "throughput", "turned_away"),
        expected=lambda: _some(networks.finite_source(10, 0.5, 3, 0), "throughput", "turned_away"),
        planted=("stages.idle.wait.exponential.mean=1.94 days",),
        replications=60,
    ),
    "closed": Entry(
        what="Closed network of three stations (Gordon and Newell)",
        scenario="q_closed",
        measure=_named(_utilisation, "one", "two", "three"),
        expected=_closed,
        planted=("stages.two.work.exponential.mean=24.72 h",),
        replications=60,
    ),
    "Bass, small": Entry(
        what="Bass diffusion in markets of fifty (exact mean of the birth chain)",
        scenario="d_bass",
        measure=_named(_customers, "customers"),
        expected=lambda: {"customers": networks.bass_mean(50, 0.03, 0.38, 6.0)},
        planted=("campaigns.inquiries.imitation=0.00130466666666667 per day",),
    ),
    "Bass, 2 units": _bass(2),
    "Bass, 5 units": _bass(5),
    "Bass, 10 units": _bass(10),
}
