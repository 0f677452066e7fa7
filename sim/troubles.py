"""What is said when a replication must be stopped, in the same words by both engines."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.books import Books
from sim.codes import NONE, Case, CellFlow, ProductFlow, StageFlow
from sim.errors import EndlessError, RunawayError
from sim.params import Params
from sim.params.table import Words

_NAMES: Mapping[Case, str] = {
    Case.DEAL: "leads and deals",
    Case.ORDER: "orders",
    Case.INVOICE: "unpaid invoices",
    Case.CUSTOMER: "customers",
    Case.TICKET: "support tickets",
    Case.VISIT: "visits",
    Case.SEAT: "seats",
    Case.ACCOUNT: "lapsed accounts",
}


def endless(params: Params, moment: float, stage: int) -> EndlessError:
    """The simulation does not get beyond an instant.

    Parameters
    ----------
    moment : [day] time it does not get beyond
    stage : [index] stage of a deal that is part of it, or none
    """
    return EndlessError(moment, _circle(params, stage) if stage >= 0 else ())


def _circle(params: Params, stage: int) -> tuple[int, ...]:
    """Stages of the shortest way without any time from a stage back to itself; none when there is no way."""
    ways: list[tuple[int, ...]] = [(stage,)]
    seen: set[int] = set()
    while ways:
        way = ways.pop(0)
        for target in _moves(params, way[-1]):
            if target == stage:
                return way
            if target not in seen:
                seen.add(target)
                ways.append((*way, target))
    return ()


def _moves(params: Params, stage: int) -> list[int]:
    """Stages that a deal can reach from a stage without spending time in it."""
    row = params.sales.stages[stage]
    if _takes_time(params, int(row.work)) or _takes_time(params, int(row.wait)):
        return []
    moves: Any = params.sales.moves[row.moves : row.moves + row.ways]
    shares = np.diff(moves.upto, prepend=0.0)
    return [int(to) for to, share in zip(moves.to, shares, strict=True) if to >= 0 and share > 0.0]


def _takes_time(params: Params, draw: int) -> bool:
    row = params.draws.rows[draw]
    return draw != NONE and (row.scale > 0.0 or row.shift > 0.0)


def too_many_open(params: Params, moment: float, kinds: Words) -> RunawayError:
    """More cases are open at once than the limit.

    Parameters
    ----------
    moment : [day] time
    kinds : [1] how many are open of each Case
    """
    limit = f"more than {params.limits.entities:,} cases are open at once (limits.cases)"
    most = Case(int(np.argmax(kinds)))
    return RunawayError(limit, moment, (f"{int(kinds.max()):,} {_NAMES[most]}", NONE))


def too_many_happenings(params: Params, moment: float, books: Books) -> RunawayError:
    """More happens than the limit."""
    limit = f"more than {params.limits.happenings:,} events in one replication (limits.events)"
    return RunawayError(limit, moment, _busiest(books))


def too_long_a_trace(params: Params, moment: float, books: Books) -> RunawayError:
    """More is recorded than the limit."""
    limit = f"more than {params.limits.trace_rows:,} rows of the event trace (limits.trace_rows)"
    return RunawayError(limit, moment, _busiest(books))


def _busiest(books: Books) -> tuple[str, int]:
    """What happened most often so far; the stage when it is the entries of a stage, else none."""
    cells, products = books.cells.sum(axis=(0, 2)), books.products.sum(axis=(0, 2))
    counts = {
        "leads": int(cells[CellFlow.LEADS]),
        "support tickets": int(cells[CellFlow.TICKETS]),
        "renewals": int(cells[CellFlow.RENEWED]),
        "repeat orders": int(cells[CellFlow.REPEATS]),
        "defects": int(products[ProductFlow.DEFECTS]),
    }
    entered = books.stages[:, StageFlow.ENTERED].sum(axis=0)
    stage = int(np.argmax(entered))
    most = max(counts, key=counts.__getitem__)
    if counts[most] > int(entered[stage]):
        return f"{counts[most]:,} {most}", NONE
    return f"{int(entered[stage]):,} entries of stage", stage
