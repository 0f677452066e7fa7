"""Every law is broken on purpose: a law that cannot fail proves nothing."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim import laws, month_laws, time_laws
from sim.codes import Account, CellFlow, DeskFlow, Happening, Money, ProductFlow, SourceFlow, StageFlow
from sim.engine.replicate import replicate
from sim.laws import broken_laws
from sim.outcome import Outcome
from tests.support.companies import company

PARAMS = company(days=120, reps=3)
OUTCOME = replicate(PARAMS, 7, 0)
LONG = company(days=300, reps=8)
RECORDED = replicate(LONG, 7, 0, recording=True)
MUCH = 10**15

Plant = tuple[str, tuple[Any, ...], int, str]
"""Array of the books or of the census, place in it, what is added there, and what the law says then."""

PLANTS: dict[str, Plant] = {
    "_leads": ("cells", (1, CellFlow.LEADS, 2), 1, "leads with an account .* = won"),
    "_sources": ("sources", (1, SourceFlow.LEADS, 0), 1, "leads by cell = leads by source: month 1"),
    "_orders": ("products", (1, ProductFlow.ORDERS, 1), 1, "orders = delivered .*: product 1"),
    "_desks": ("desks", (1, DeskFlow.ENTERED, 0), 1, "cases that asked for a desk = .*: desk 0"),
    "_views": ("money_sources", (4, Money.CASH_IN, 1), 1, "money by place = by source: month 4"),
    "_revenue": ("money_products", (0, Money.REVENUE, 1), 1, "billings and contracts .* = revenue"),
    "_invoices": ("products", (1, ProductFlow.PAID, 0), 1, "invoices = paid . bad . open: product 0"),
    "_bounds": ("cells", (0, CellFlow.TICKETS, 0), -MUCH, "counts are not negative: cells"),
    "_expansions": (
        "cells",
        (1, CellFlow.EXPANSION_LEADS, 0),
        1,
        "expansion leads = leads of the cross-sell",
    ),
    "_openings": ("cells", (0, CellFlow.OPENED, 1), 1, "deals from before = planned: month 0, cell 1"),
    "_rooms": ("cells", (1, CellFlow.TURNED_AWAY, 1), 1, "turned away by stage = by cell: month 1"),
    "_stages": ("stages", (0, StageFlow.ENTERED, 0), 1, "deals that entered a stage = left . open: stage 0"),
    "_accounts": ("accounts", (0, Account.FREE, 3), 1, "free . pipeline .*: month 0, cell 3"),
    "_customers": ("customers", (0,), 1, "customers = came - lost: product 0"),
    "_seats": ("heads", (3, 3), 1, "people = start . filled - left: month 3, desk 3"),
    "_cash": ("money_places", (2, Money.COGS, 1), 1, "cash out = all costs paid: month 2, place 1"),
    "_spend": ("money_sources", (1, Money.MEDIA, 1), 1, "media spend = plan x budget share: month 1"),
    "pipeline_of_accounts": (
        "accounts",
        (1, Account.PIPELINE, 2),
        1,
        "accounts in the pipeline = new leads and .* - closed: month 1",
    ),
    "open_at_month_ends": (
        "desks",
        (0, DeskFlow.STARTED, 1),
        MUCH,
        "cases in work at month ends fit the seats: month 0, desk 1",
    ),
    "payroll": ("money_places", (2, Money.SALARIES, 4), 1, "salaries <= people x their cost: month 2"),
    "parts_of_wholes": (
        "cells",
        (1, CellFlow.IN_SLA, 0),
        MUCH,
        "in sla <= responses by cell: month 1, cell 0",
    ),
    "deals_over_time": (
        "stages",
        (0, StageFlow.STAY_TICKS, 1),
        1,
        "Little's law: deals in a stage over time = stays in it: stage 1",
    ),
    "queues_over_time": ("waiting_ticks", (0,), 1, "Little's law: cases in a queue .*: desk 0"),
    "work_begun": ("desks", (1, DeskFlow.LATER_TICKS, 1), MUCH, "work left at the end <= work begun"),
    "hours_used": ("desks", (1, DeskFlow.WORK_TICKS, 1), MUCH, "hours used <= hours available .*: desk 1"),
}
"""One breach for each law."""

MORE: list[Plant] = [
    ("money_places", (2, Money.SALARIES, 4), -1, "people x their cost <= salaries: month 2"),
    ("desks", (0, DeskFlow.SEATS_FILLED, 3), 1, "people x their cost <= hiring: month 0"),
    ("cells", (0, CellFlow.LOST, 0), MUCH, "open deals at month ends are not negative: month 0, cell 0"),
    ("stages", (0, StageFlow.LEFT, 2), MUCH, "deals in a stage at month ends .*: month 0, stage 2"),
    ("products", (0, ProductFlow.DELIVERED, 0), MUCH, "open orders at month ends .*: month 0, product 0"),
    ("products", (0, ProductFlow.PAID, 0), MUCH, "open invoices at month ends .*: month 0, product 0"),
    ("products", (0, ProductFlow.CUSTOMERS_LOST, 0), MUCH, "customers at month ends .*: month 0, product 0"),
    ("desks", (0, DeskFlow.ABANDONED, 0), MUCH, "waiting cases at month ends .*: month 0, desk 0"),
    ("desks", (0, DeskFlow.FINISHED, 0), MUCH, "cases in work at month ends are .*: month 0, desk 0"),
    ("money_products", (0, Money.REVENUE, 0), MUCH, "deferred revenue at month ends .*: month 0, product 0"),
    ("money_products", (0, Money.CASH_IN, 0), MUCH, "receivables at month ends .*: month 0, product 0"),
    ("money_products", (0, Money.CREDITS, 0), MUCH, "orders not billed at month ends .*: month 0, product 0"),
    ("cells", (1, CellFlow.NO_ACCOUNT, 0), MUCH, "no account <= leads by cell: month 1, cell 0"),
    ("cells", (1, CellFlow.LATE, 0), MUCH, "late <= delivered by cell: month 1, cell 0"),
    ("products", (1, ProductFlow.LATE, 0), MUCH, "late <= delivered by product: month 1, product 0"),
    ("products", (1, ProductFlow.UNITS, 0), -MUCH, "orders <= units by product: month 1, product 0"),
    ("stages", (1, StageFlow.COLD, 0), MUCH, "cold <= left by stage: month 1, stage 0"),
    ("desks", (1, DeskFlow.WAITED, 0), MUCH, "waited <= started by desk: month 1, desk 0"),
    ("desks", (1, DeskFlow.WON, 0), MUCH, "deals won by desks <= deals won: month 1"),
    ("cells", (1, CellFlow.SATISFACTION_SUM, 0), MUCH, "satisfaction <= 100%: month 1, cell 0"),
    ("money_products", (1, Money.RENEWALS, 1), MUCH, "renewals <= bookings: month 1, product 1"),
    ("stage_ticks", (0,), 1, "Little's law: deals in a stage .*: stage 0"),
    ("stages", (2, StageFlow.AREA_TICKS, 2), 1, "Little's law: deals in a stage .*: stage 2"),
    ("desks", (0, DeskFlow.QUEUE_AREA_TICKS, 1), -1, "Little's law: cases in a queue .*: desk 1"),
    ("desks", (0, DeskFlow.WAIT_TICKS, 0), 1, "Little's law: cases in a queue .*: desk 0"),
    ("desks", (0, DeskFlow.ABANDON_TICKS, 0), 1, "Little's law: cases in a queue .*: desk 0"),
]
"""Further sentences of the same laws."""


def broken(plant: Plant, outcome: Outcome = OUTCOME) -> str:
    """What the laws say when something is added at a place."""
    array, place, added, _ = plant
    record = "census" if array in outcome.census._fields else "books"
    part = getattr(outcome, record)
    wrong = getattr(part, array).copy()
    wrong[place] += added
    return "\n".join(broken_laws(PARAMS, outcome._replace(**{record: part._replace(**{array: wrong})})))


def names(*groups: tuple[Callable[..., Any], ...]) -> set[str]:
    return {law.__name__ for group in groups for law in group}


def test_there_is_a_breach_for_each_law() -> None:
    in_force = names(laws._WITHIN_THE_BOOKS, laws._AGAINST_THE_PLAN)
    assert in_force == set(PLANTS)
    assert in_force >= names(month_laws.WITHIN_THE_BOOKS, month_laws.AGAINST_THE_PLAN)
    assert in_force >= names(time_laws.WITHIN_THE_BOOKS, time_laws.AGAINST_THE_PLAN)


def test_nothing_is_broken_before_something_is_planted() -> None:
    assert broken_laws(PARAMS, OUTCOME) == []
    assert broken_laws(LONG, RECORDED) == []


@pytest.mark.parametrize("plant", [*PLANTS.values(), *MORE], ids=lambda plant: plant[3][:45])
def test_a_breach_is_seen_and_named_with_its_place(plant: Plant) -> None:
    found = broken(plant)
    assert re.search(plant[3], found), found


def test_work_that_is_left_where_nobody_works_is_seen() -> None:
    idle = int(np.flatnonzero(OUTCOME.census.working == 0)[0])
    assert f"work left at the end is in hand: desk {idle}" in broken(
        ("desks", (0, DeskFlow.LATER_TICKS, idle), 1, "")
    )


# ---- the trace against the books -------------------------------------------------------------------


def retold(change: Callable[[Any], Any]) -> str:
    """What the laws say about a trace that was changed."""
    trace = RECORDED.trace
    assert trace is not None
    return "\n".join(broken_laws(LONG, RECORDED._replace(trace=change(trace.copy()).view(np.recarray))))


def last(trace: Any, what: Happening) -> int:
    return int(np.flatnonzero(trace.what == what)[-1])


@pytest.mark.parametrize(
    ("what", "line"),
    [
        (Happening.ORDER, "bookings"),
        (Happening.RENEWED, "bookings"),
        (Happening.INVOICED, "billings"),
        (Happening.PAID, "cash in"),
        (Happening.BAD_DEBT, "bad debt"),
        (Happening.CANCELLED, "credits"),
    ],
)
def test_a_cent_too_much_in_the_trace_is_seen(what: Happening, line: str) -> None:
    def dearer(trace: Any) -> Any:
        trace.amount[last(trace, what)] += 1
        return trace

    assert f"{line} in the trace = in the books: month" in retold(dearer)


@pytest.mark.parametrize(
    ("what", "life"),
    [
        (Happening.WON, "leads"),
        (Happening.DELIVERED, "orders"),
        (Happening.PAID, "invoices"),
        (Happening.CHURNED, "customers"),
        (Happening.RESOLVED, "tickets"),
    ],
)
def test_an_end_that_comes_twice_or_without_a_beginning_is_seen(what: Happening, life: str) -> None:
    def stranger(trace: Any) -> Any:
        trace.key[last(trace, what)] = 1
        return trace

    def twice(trace: Any) -> Any:
        return np.insert(trace, 0, trace[last(trace, what)])

    assert f"{life} begin before they end: in all: 1 against 0" in retold(stranger)
    told = retold(twice)
    assert f"{life} that end do so once: in all: 1 against 0" in told
    assert f"{life} begin before they end" in retold(lambda trace: early(trace, what))


def early(trace: Any, what: Happening) -> Any:
    """The trace with an end before everything else."""
    trace.time[last(trace, what)] = 0.0
    return trace


def test_a_beginning_that_comes_twice_is_seen() -> None:
    told = retold(lambda trace: np.insert(trace, 0, trace[last(trace, Happening.LEAD)]))
    assert "leads that begin do so once: in all: 1 against 0" in told


def test_a_piece_that_is_neither_good_nor_made_again_is_seen() -> None:
    told = retold(lambda trace: np.delete(trace, last(trace, Happening.MADE)))
    assert "pieces finished = good + made again: in all" in told


def test_work_outside_the_opening_hours_is_seen() -> None:
    def longer(trace: Any) -> Any:
        trace.time[trace.what == Happening.START] -= 0.01
        return trace

    assert "hours between start and end = hours worked: desk" in retold(longer)
