"""What no engine can simulate is refused before it is tried, by name."""

from collections.abc import Callable

import numpy as np
import pytest

from sim.engine.replicate import replicate
from sim.errors import InputError, LimitError
from sim.guards import refuse_impossible
from sim.params import Params
from sim.params.draws import Draw
from sim.params.limits import Limits
from sim.params.table import table
from sim.run import simulate, simulate_recorded
from tests.support import companies
from tests.support.companies import company
from tests.support.random_companies import changed

PARAMS = company(days=30, reps=2)


def with_draw(place: int, draw: Draw) -> Params:
    """The company with another distribution at a place."""
    rows = [Draw(*row.tolist()) for row in PARAMS.draws.rows]
    rows[place] = draw
    return PARAMS._replace(draws=PARAMS.draws._replace(rows=table(Draw, rows)))


def with_seats(**columns: float) -> Params:
    people = PARAMS.people
    return PARAMS._replace(people=people._replace(seats=changed(people.seats, **columns)))


def with_price(price: float) -> Params:
    return PARAMS._replace(offer=PARAMS.offer._replace(nothing=np.array([price, 0.0])))


FAULTS: dict[str, tuple[Callable[[], Params], str]] = {
    "a duration that is no number": (
        lambda: with_draw(companies.HOUR_WORK, Draw(0, float("nan"), 0.0)),
        "draws.rows.scale: holds a value that is not a number",
    ),
    "a duration without end": (
        lambda: with_draw(companies.DAYS_WAIT, Draw(0, 1.0, float("inf"))),
        "draws.rows.shift: holds a value that is not a number",
    ),
    "a time that runs backwards": (
        lambda: with_draw(companies.DAYS_WAIT, Draw(0, 1.0, -2.0)),
        "sales.stages.wait: may be -2; a time is never below 0",
    ),
    "a payment before the invoice": (
        lambda: with_draw(companies.PAYMENT, Draw(1, -5.0, 1.0)),
        "fulfilment.routes.payment: may be -4; a time is never below 0",
    ),
    "a person without skill": (lambda: with_seats(skill=0.0), "people.seats.skill: must be above 0"),
    "a ramp of nothing": (
        lambda: PARAMS._replace(people=PARAMS.people._replace(ramps=np.array([[0.0, 1.0]]))),
        "people.ramps: must be above 0",
    ),
    "a day without hours": (
        lambda: PARAMS._replace(
            clock=PARAMS.clock._replace(calendars=changed(PARAMS.clock.calendars, hours_per_day=0.0))
        ),
        "clock.calendars.hours_per_day: must be above 0",
    ),
    "a utility that is no number": (lambda: with_price(float("nan")), "offer.nothing: holds a value"),
}


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_what_cannot_be_simulated_is_refused_by_name(fault: str) -> None:
    make, message = FAULTS[fault]
    for run in (simulate, simulate_recorded):
        with pytest.raises(InputError, match=message):
            run(make(), 1, [0])


def test_every_fault_is_listed() -> None:
    both = with_draw(companies.HOUR_WORK, Draw(0, float("nan"), float("nan")))
    with pytest.raises(InputError, match=r"(?s)draws.rows.scale.*draws.rows.shift"):
        refuse_impossible(both)


def test_what_can_be_simulated_is_let_through() -> None:
    refuse_impossible(PARAMS)
    refuse_impossible(company(days=1, reps=1, accounts=1))


def test_an_error_of_screening_may_be_negative() -> None:
    refuse_impossible(with_draw(companies.NOISE, Draw(1, 0.4, -0.2)))


def test_more_than_can_be_kept_in_memory_is_a_limit_not_a_crash() -> None:
    rush = company(days=30, reps=1, accounts=10**9)
    sources = rush.campaigns.sources
    rush = rush._replace(
        campaigns=rush.campaigns._replace(sources=changed(sources, unaided=4000.0 * sources.unaided))
    )
    rush = rush._replace(limits=Limits(entities=4096))
    with pytest.raises(LimitError, match=r"more than 4,096 .* open at once"):
        replicate(rush, 1, 0)
