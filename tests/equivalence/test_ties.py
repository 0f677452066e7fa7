"""Times that nearly coincide: constant durations on an office calendar, and appointments on whole days.

A constant compiles to a duration of sub-second width, keyed by the case. So work that is all begun at nine
o'clock and takes two hours ends at times that differ, in the same order in both engines.
"""

import numpy as np
import pytest

from scenarios.compile.build import TIE_DAYS, TIE_HOURS
from sim.codes import Happening, Routing, Step
from sim.engine.replicate import replicate as compiled
from sim.params import Params
from sim.params.draws import Draw
from sim.params.table import Table, table
from tests.equivalence.engines import both
from tests.support import companies
from tests.support.companies import company, network
from tests.support.random_companies import changed

UNIFORM = 1
OFFICE = 0
CONSTANTS = {
    companies.HOUR_WORK: Draw(UNIFORM, TIE_HOURS, 2.0),
    companies.DAYS_WAIT: Draw(UNIFORM, TIE_DAYS, 1.0),
    companies.PATIENCE: Draw(UNIFORM, TIE_DAYS, 2.0),
    companies.VACANCY: Draw(UNIFORM, TIE_DAYS, 5.0),
    companies.TRANSIT: Draw(UNIFORM, TIE_DAYS, 3.0),
    companies.AGAIN: Draw(UNIFORM, TIE_DAYS, 20.0),
}


def clockwork(routing: Routing, reps: int) -> Params:
    """A company in which every duration is a constant and every desk opens at nine."""
    params = company(days=45, reps=reps, routing=routing, accounts=20_000)
    rows = [CONSTANTS.get(place, Draw(*row.tolist())) for place, row in enumerate(params.draws.rows)]
    sources = params.campaigns.sources
    return params._replace(
        draws=params.draws._replace(rows=table(Draw, rows)),
        campaigns=params.campaigns._replace(sources=changed(sources, unaided=4.0 * sources.unaided)),
        people=params.people._replace(desks=changed(params.people.desks, calendar=OFFICE)),
    )


def shortest_gap(trace: Table) -> float:
    """Least time between the ends of two tasks of two cases [s]."""
    ends = np.sort(trace.time[(trace.what == Happening.DONE) & (trace.code == Step.WORK)])
    return float(np.diff(ends).min()) * 86_400.0


@pytest.mark.parametrize("routing", list(Routing), ids=lambda routing: routing.name.lower())
@pytest.mark.parametrize("reps", [8, 24])
def test_both_engines_agree_when_every_duration_is_a_constant(routing: Routing, reps: int) -> None:
    outcome, found = both(clockwork(routing, reps), seed=5)
    assert outcome.trace is not None
    assert 0.0 < shortest_gap(outcome.trace) < 0.01, "the case must come close to ties"
    assert not found, "\n".join(found)


def test_both_engines_agree_when_seats_open_and_visits_fall_due_on_a_morning() -> None:
    """Equal times on whole days: the day begins first, then what is due, in the order it was planned."""
    params = company(days=90, reps=6, routing=Routing.LEAST_LOADED)
    seats, cells, care = params.people.seats, params.market.cells, params.customers.care
    opens = np.where(np.arange(len(seats)) < 4, 30.0, 0.0)
    params = params._replace(
        people=params.people._replace(seats=changed(seats, opens=opens)),
        market=params.market._replace(cells=changed(cells, customers=25)),
        customers=params.customers._replace(care=changed(care, visit_every=10.0, ticket_gap=-1)),
    )
    outcome, found = both(params, seed=8)
    assert outcome.trace is not None
    filled = outcome.trace[outcome.trace.what == Happening.SEAT_FILLED]
    assert np.count_nonzero(filled.time == 30.0) == 4
    assert not found, "\n".join(found)


@pytest.mark.parametrize("routing", list(Routing), ids=lambda routing: routing.name.lower())
def test_both_engines_agree_when_forty_leads_arrive_at_one_instant(routing: Routing) -> None:
    """The leads of a batch come one after the other, and each finds what the one before it has left."""
    params = network(days=60, reps=5, routing=routing, accounts=500)
    sources = params.campaigns.sources
    params = params._replace(
        draws=params.draws._replace(steps=np.array([[[0.1, 0.0], [0.2, 1.0], [1.0, 40.0]]])),
        campaigns=params.campaigns._replace(sources=changed(sources, batch_mean=[10.0, 1.0, 1.0, 1.0, 1.0])),
    )
    outcome, found = both(params, seed=6)
    assert outcome.trace is not None
    leads = outcome.trace[outcome.trace.what == Happening.LEAD]
    _, together = np.unique(leads.time, return_counts=True)
    assert together.max() == 40
    assert (together == 1).any()
    assert not found, "\n".join(found)


def test_an_event_at_the_horizon_does_not_happen() -> None:
    params = company(days=30, reps=2)
    seats = params.people.seats
    params = params._replace(people=params.people._replace(seats=changed(seats, opens=30.0)))
    _, found = both(params, seed=8)
    trace = compiled(params, 8, 0, recording=True).trace
    assert trace is not None
    assert Happening.SEAT_FILLED not in trace.what
    assert not found, "\n".join(found)
