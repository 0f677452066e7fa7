"""How long a run will take and how much memory it will need, before it is started.

The costs are recorded ones, measured on an ordinary machine of 2024 and rounded up; they are right within a
factor of two or three, which is enough to tell a minute from a day.
"""

import math
from dataclasses import dataclass

from scenarios.forecast import forecast
from scenarios.media import reaches_of
from scenarios.roster import crews
from scenarios.schema.scenario import Scenario
from scenarios.times import horizon_of, month_dates
from sim.codes import (
    Account,
    BrandState,
    CellFlow,
    DeskFlow,
    MediaState,
    Money,
    ProductFlow,
    Reason,
    SourceFlow,
    StageFlow,
)

_WORD = 8
_HAPPENING = 1.2e-7
"""Time of one event on the compiled engine [second]."""
_SLOWER = 200.0
"""How much longer an event takes on the SimPy engine [1]."""
_FIELD = 8.0e-8
"""Time to draw the leads of one source in one cell for as long as a few come [second]."""
_FIELD_DAYS = 256
"""How long that is [day]."""
_CELL_DAY = 2.0e-8
"""Time of one cell, or of one cell of a reach, on one day [second]."""
_NEAR = 1.0e4
"""Open cases that the processor's cache holds [1]."""
_FAR = 0.3
"""How much longer an event takes for every factor of ten above that [1]."""
_REPLICATION = 4.0e-3
"""Time of the rest of a replication: its checks, its share of the tables [second]."""
_BOOKS_BYTE = 2.0e-8
"""Time to check, tabulate and store one byte of the books [second]."""
_START = 2.0
"""Time to start, to read the scenario and to write the report, once compiled [second]."""
_CASE_BYTES = 450.0
"""Memory of an open case on the compiled engine: its record and events in arrays that double [byte]."""
_PROCESS_BYTES = 6_000.0
"""Memory of an open case on the SimPy engine [byte]."""
_TABLES = 6.5
"""Memory of the results of a replication, as a multiple of its books [1]."""
_TRACE_BYTES = 400.0
"""Memory of a row of the trace and of the table made of it [byte]."""
_BASE_BYTES = 3.8e8
"""Memory of the program itself [byte]."""
_OFFER_ARRAYS = 6
"""Numbers that are kept for each product, segment and day [1]."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Size of one replication of a scenario."""

    events: float
    """Rows that its event trace has, or would have [1]."""
    driver: str
    """What causes most of them."""
    open_cases: float
    """Most leads, deals, orders, invoices, customers and tickets open at once [1]."""
    bookings: float
    """Value of all orders and renewals [cent]."""
    seconds: float
    """Time on one processor [second]."""
    running: float
    """Memory while it runs [byte]."""
    kept: float
    """Memory of its results until the run is over [byte]."""
    shared: float
    """Memory of the parameters, once for all replications [byte]."""


@dataclass(frozen=True, slots=True)
class RunSize:
    """Size of a run: some replications at a time, on some processors."""

    replications: int
    """[replication]"""
    workers: int
    """[1]"""
    seconds: float
    """[second]"""
    memory: float
    """[byte]"""


def estimate(scenario: Scenario, engine: str = "compiled", recorded: bool = False) -> Estimate:
    """Estimate one replication.

    Parameters
    ----------
    scenario : what is simulated
    engine : the compiled engine, or its readable twin
    recorded : whether the event trace is kept
    """
    found = forecast(scenario)
    slower, case = (_SLOWER, _PROCESS_BYTES) if engine == "simpy" else (1.0, _CASE_BYTES)
    books = _books_bytes(scenario)
    far = 1.0 + _FAR * math.log10(max(found.most_open / _NEAR, 1.0))
    seconds = found.total * _HAPPENING * far + _mornings(scenario)
    return Estimate(
        events=found.total,
        driver=max(found.happenings, key=found.happenings.__getitem__, default="nothing"),
        open_cases=found.most_open,
        bookings=found.bookings,
        seconds=seconds * slower + books * _BOOKS_BYTE + _REPLICATION,
        running=found.most_open * case + books + (found.total * _TRACE_BYTES if recorded else 0.0),
        kept=books * _TABLES,
        shared=_shared_bytes(scenario),
    )


def run_size(each: Estimate, replications: int, workers: int) -> RunSize:
    """Size of a run of one plan.

    Parameters
    ----------
    each : one replication
    replications : [replication] how many
    workers : [1] how many at the same time
    """
    side_by_side = min(replications, workers)
    rounds = -(-replications // side_by_side)
    memory = _BASE_BYTES + each.shared + side_by_side * each.running + replications * each.kept
    return RunSize(replications, workers, _START + rounds * each.seconds, memory)


def _mornings(scenario: Scenario) -> float:
    """Time for what follows from the number of cells, not of leads [second]."""
    days, reaches = horizon_of(scenario), reaches_of(scenario).values()
    fields = sum(map(len, reaches)) * math.ceil(days / _FIELD_DAYS)
    cells = len(scenario.market.segments) * len(scenario.market.territories)
    cells += sum(len(reach) for reach in {id(reach): reach for reach in reaches}.values())
    return fields * _FIELD + days * cells * _CELL_DAY


def _books_bytes(scenario: Scenario) -> float:
    """Memory of the books of one replication [byte]."""
    months, territories = len(month_dates(scenario)), len(scenario.market.territories)
    cells, sources = len(scenario.market.segments) * territories, len(scenario.campaigns)
    desks = sum(len(crew.desks) for crew in crews(scenario))
    products = len(scenario.offer.products)
    by_cell = len(CellFlow) + len(Reason) + len(Account) + len(BrandState)
    flows = by_cell * cells + len(SourceFlow) * (sources + 1) + len(MediaState) * sources
    flows += len(StageFlow) * len(scenario.stages) + (len(DeskFlow) + 1) * desks + len(ProductFlow) * products
    slots = (cells + territories + 1) + (products + 1) + (sources + 1)
    return float(_WORD * (months * flows + (months + 1) * len(Money) * slots))


def _shared_bytes(scenario: Scenario) -> float:
    """Memory of the parameters that grow with the days [byte]."""
    segments, products = len(scenario.market.segments), len(scenario.offer.products)
    offers = _OFFER_ARRAYS * products * segments + segments + len(scenario.campaigns)
    return float(_WORD * horizon_of(scenario) * offers)
