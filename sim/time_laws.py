"""Conservation laws of time: Little's law for deals and for queues, and hours that people really have.

All sums are of whole billionths of a day. A sum may pass what 64 bits hold and wrap around; both sides of an
equality then wrap alike, and it still means the same.
"""

from collections.abc import Callable, Iterator

import numpy as np

from sim.codes import TICKS_PER_DAY, DeskFlow, StageFlow
from sim.outcome import Outcome
from sim.params import Params
from sim.params.table import Words
from sim.sides import above, unequal

_HOURS = 24
_ROUNDING = 4
"""Most ticks by which the rounding of one case's hours can err."""


def deals_over_time(outcome: Outcome) -> Iterator[str]:
    """Little's law (1961) in every stage, exact: L T = entered x mean stay.

    The left side adds the rest of the run when a deal enters and takes it off when it leaves: the integral of
    the number of deals there. The right side adds up stays that have ended and those of the open deals.
    """
    flows, census = outcome.books.stages.sum(axis=0), outcome.census
    stays = flows[StageFlow.STAY_TICKS] + census.stage_ticks
    yield from unequal(
        "Little's law: deals in a stage over time = stays in it",
        ("stage",),
        flows[StageFlow.AREA_TICKS],
        stays,
    )


def queues_over_time(outcome: Outcome) -> Iterator[str]:
    """Little's law at every desk, exact: L_q T = asked x mean wait, of cases that were started or gave up."""
    flows, census = outcome.books.desks.sum(axis=0), outcome.census
    waits = flows[DeskFlow.WAIT_TICKS] + flows[DeskFlow.ABANDON_TICKS] + census.waiting_ticks
    yield from unequal(
        "Little's law: cases in a queue over time = waits in it",
        ("desk",),
        flows[DeskFlow.QUEUE_AREA_TICKS],
        waits,
    )


def hours_used(params: Params, outcome: Outcome) -> Iterator[str]:
    """Nobody works more than the opening hours of the days on which their seat was held.

    Seats are counted each morning, so a seat that is filled during a day may add that day's hours.
    """
    flows = outcome.books.desks.sum(axis=0)
    used = flows[DeskFlow.WORK_TICKS] - flows[DeskFlow.LATER_TICKS]
    days = flows[DeskFlow.SEAT_DAYS] + flows[DeskFlow.SEATS_FILLED]
    rounding = _ROUNDING * (flows[DeskFlow.STARTED] + 1)
    available = np.ceil(days * _ticks_a_day(params)).astype(np.int64) + rounding
    yield from above("hours used <= hours available [tick]", ("desk",), used, available)


def work_begun(outcome: Outcome) -> Iterator[str]:
    """Work that is left at the end belongs to cases in work, and is part of what was begun."""
    flows = outcome.books.desks.sum(axis=0)
    idle = np.where(outcome.census.working == 0, flows[DeskFlow.LATER_TICKS], 0)
    yield from unequal("work left at the end is in hand", ("desk",), idle, np.zeros_like(idle))
    yield from above(
        "work left at the end <= work begun [tick]",
        ("desk",),
        flows[DeskFlow.LATER_TICKS],
        flows[DeskFlow.WORK_TICKS],
    )


def _ticks_a_day(params: Params) -> Words:
    """Length of an open day of each desk, as a float [tick]."""
    hours = np.asarray(params.clock.calendars.hours_per_day)[np.asarray(params.people.desks.calendar)]
    return np.asarray(hours * (TICKS_PER_DAY / _HOURS))


WITHIN_THE_BOOKS: tuple[Callable[[Outcome], Iterator[str]], ...] = (
    deals_over_time,
    queues_over_time,
    work_begun,
)
AGAINST_THE_PLAN: tuple[Callable[[Params, Outcome], Iterator[str]], ...] = (hours_used,)
