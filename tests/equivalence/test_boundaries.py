"""Calendars, markets and teams at their limits: both engines agree, every law holds, nothing leaks."""

from typing import Any

import numpy as np
import pytest

from sim.codes import DeskFlow, Happening, Money
from sim.errors import InputError
from sim.laws import broken_laws
from sim.outcome import Outcome
from tests.equivalence.engines import both
from tests.support.random_scenarios import Data, params_of, plan_of
from tests.support.relations import but


def company(**changes: Any) -> Data:
    """A small company that sells, delivers and looks after its customers."""
    data: Data = {
        "name": "Boundaries",
        "start": "2025-01-06",
        "days": 40,
        "currency": "EUR",
        "market": {
            "territories": {"home": {}},
            "segments": {"all": {"accounts": 2000, "customers": 5, "fit": {"value": 0.8}}},
        },
        "offer": {
            "products": {
                "thing": {"kind": "subscription", "price": 1200, "unit_cost": 100, "term": "1 month"}
            }
        },
        "campaigns": {"web": {"kind": "inbound", "leads": "6 per day", "awareness_pull": "0%"}},
        "leads": {"entry": dict.fromkeys("ABCD", "talk")},
        "stages": {
            "talk": {
                "team": "sales",
                "work": "2 h",
                "patience": "1 day",
                "goes_cold_to": "lost",
                "next": {"won": "80%", "lost": "20%"},
            }
        },
        "teams": {"sales": {"at": 2, "salary": "1000 per month"}},
        "customers": {"default": {"keep": "70%", "lapse": "3 days"}},
    }
    return but(data, **changes)


def checked(data: Data, seed: int = 1) -> Outcome:
    """Outcome on which both engines agree and every law holds."""
    params = params_of(data)
    outcome, found = both(params, seed)
    assert not found, "\n".join(found)
    assert broken_laws(params, outcome) == []
    return outcome


# ---- calendars -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "months", "lengths"),
    [
        ("2025-02-01", 1, [28]),
        ("2024-02-01", 2, [29, 31]),
        ("2100-02-01", 1, [28]),
        ("2024-01-31", 1, [1, 28]),
        ("2024-02-29", 12, [1, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 27]),
        ("2020-12-31", 1, [1, 30]),
    ],
)
def test_months_of_every_length_are_paid_for_once(start: str, months: int, lengths: list[int]) -> None:
    data = {name: value for name, value in company(start=start, months=months).items() if name != "days"}
    clock = params_of(data).clock
    assert np.diff([*clock.month_starts, clock.horizon]).tolist() == lengths
    paid = checked(data).books.money_places[:-1, Money.SALARIES].sum(axis=1)
    assert paid.tolist() == [200_000] * len(lengths)


@pytest.mark.parametrize("days", [1, 2])
def test_a_scenario_of_a_day_or_two_can_be_run(days: int) -> None:
    assert checked(company(days=days)).rows > 0


def test_on_weekends_only_no_work_ends_on_another_day() -> None:
    calendars = {"weekend": {"workdays": ["sat", "sun"], "hours_per_day": "6 h", "starts_at": "10 h"}}
    outcome = checked(company(calendars=calendars, teams__sales__calendar="weekend"))
    assert outcome.trace is not None
    done = outcome.trace.time[outcome.trace.what == Happening.DONE]
    assert len(done) > 3
    assert set(np.floor(done).astype(int) % 7) <= {5, 6}, "the scenario starts on a Monday"
    assert ((done % 1.0) * 24.0 >= 10.0).all()
    assert ((done % 1.0) * 24.0 <= 16.0 + 1e-3).all()


def test_work_across_a_holiday_and_the_last_day_of_the_calendar_stays_open() -> None:
    """The only open day is the first: what is not finished then never is."""
    closed = [f"2025-01-{day:02d}" for day in range(7, 32)]
    data = company(days=26, calendars={"once": {"holidays": closed}}, teams__sales__calendar="once")
    outcome = checked(data)
    assert outcome.trace is not None
    done = outcome.trace.time[outcome.trace.what == Happening.DONE]
    assert (done < 1.0).all()
    assert outcome.census.working.sum() > 0


# ---- markets and people ----------------------------------------------------------------------------


def test_a_thousand_million_accounts_are_counted_not_followed() -> None:
    segments = {f"s{number}": {"accounts": 100_000_000} for number in range(10)}
    outcome = checked(company(market__segments=segments, days=10))
    assert outcome.books.accounts[-1].sum() == 1_000_000_000


def test_a_market_of_one_account_serves_one_lead_at_a_time() -> None:
    outcome = checked(company(market__segments={"all": {"accounts": 1}}))
    assert outcome.books.accounts.sum(axis=(1, 2)).tolist() == [1] * len(outcome.books.accounts)
    assert outcome.census.deals.sum() + outcome.census.customers.sum() + outcome.census.orders.sum() <= 1


def test_a_team_that_everybody_has_left_keeps_its_queue_and_leaks_no_seat() -> None:
    """Reps leave within days and are replaced after months: every seat is held, empty, or being left."""
    data = company(
        teams__sales={"at": 3, "salary": "0 per month", "attrition": "2 days", "vacancy": "20 days"},
        stages__talk__patience=None,
    )
    data["teams"]["sales"]["attrition"] = {"exponential": {"mean": "2 days"}}
    outcome = checked(data)
    desks = outcome.books.desks.sum(axis=0)
    assert desks[DeskFlow.SEATS_LEFT, 0] >= 3
    assert outcome.books.heads[0, 0] + desks[DeskFlow.SEATS_LEFT, 0] >= 3
    assert outcome.census.waiting.sum() > 0


def test_those_who_give_up_leave_no_seat_behind() -> None:
    """After the rush every seat works again; SimPy by itself leaks a seat that nobody gives back."""
    data = company(
        days=30,
        campaigns__web={"kind": "inbound", "leads": "0 per day"},
        stages__talk__patience={"exponential": {"mean": "2 h"}},
    )
    data["campaigns"] |= {
        "rush": {
            "kind": "campaign",
            "budget": "1000 per day",
            "flight": {"to": "2025-01-10"},
            "response": {"saturation": {"half": 10}, "visits": "600 per day", "conversion": "20%"},
        }
    }
    outcome = checked(data)
    flows = outcome.books.desks.sum(axis=0)[:, 0]
    assert flows[DeskFlow.ABANDONED] > 100
    assert outcome.census.working.sum() == outcome.census.waiting.sum() == 0
    assert flows[DeskFlow.STARTED] == flows[DeskFlow.FINISHED]


def test_steps_without_any_time_follow_one_another_at_once() -> None:
    data = company(
        stages={"talk": {"wait": "0 days", "next": {"won": "100%"}}},
        fulfilment={"default": {"transit": "0 days", "payment": "0 days"}},
        customers={"default": {"keep": "100%"}},
    )
    outcome = checked(data)
    assert outcome.trace is not None
    first = outcome.trace[outcome.trace.what == Happening.LEAD].time[0]
    paid = outcome.trace[(outcome.trace.what == Happening.PAID) & (outcome.trace.time > first)].time[0]
    assert 0.0 <= paid - first < 1e-3


# ---- refused ---------------------------------------------------------------------------------------

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no people": ({"teams__sales__at": 0}, "has no seats for home"),
    "part of a person": ({"teams__sales__at": 1.5}, "needs a whole number"),
    "people below zero": ({"teams__sales__at": -1}, "must be greater than or equal to 0"),
    "no skill": ({"teams__sales__skill": 0}, "must be greater than or equal to 0.01"),
    "a ramp of nothing": ({"teams__sales__ramp": ["0%"]}, "must be at least 1%"),
    "time below zero": ({"stages__talk__work": "-2 h"}, "cannot be negative"),
    "a time that is no number": ({"stages__talk__work": float("nan")}, "is not a number a scenario can use"),
    "work without end": ({"stages__talk__work": "1000000 h"}, "more than 100,000 working hours"),
    "nothing observed": ({"stages__talk__wait": {"empirical": []}}, "should have at least 1 item"),
    "no source of leads": ({"campaigns": {}}, "should have at least 1 item"),
    "no product": ({"offer__products": {}}, "should have at least 1 item"),
    "no days to work": ({"calendars": {"office": {"workdays": []}}}, "should have at least 1 item"),
    "a circle without time": ({"stages__talk": {"next": {"talk": "100%"}}}, "goes round without taking time"),
    "a day that does not exist": ({"start": "2025-02-29"}, "start"),
}


@pytest.mark.parametrize("fault", REFUSED, ids=str)
def test_what_makes_no_sense_is_refused_with_its_place(fault: str) -> None:
    changes, message = REFUSED[fault]
    with pytest.raises(InputError, match=message):
        plan_of(company(**changes))
