"""Scenarios whose times all lie on a coarse grid: everything begins at nine and takes whole hours or days.

What a scenario file can say never ties exactly: constants, and observed values that repeat, are spread over
less than a second, keyed by the case. So both engines see one order, however close the times come.
"""

from typing import Any

import numpy as np
import pytest

from sim.codes import Happening
from tests.equivalence.engines import both
from tests.support.random_scenarios import Data, params_of
from tests.support.relations import but

HOUR = {"empirical": ["1 h", "1 h", "1 h", "2 h"]}
DAY = {"empirical": ["1 day", "1 day", "2 days", "2 days"]}
SECOND = 1.0 / 86_400.0


def grid(routing: str, calendar: str) -> Data:
    """A company on a grid of hours and days: sales, finance, plant, support and payments."""
    talk: dict[str, Any] = {"team": "sales", "work": HOUR, "patience": "1 day", "goes_cold_to": "wait"}
    return {
        "name": "Grid",
        "start": "2025-01-06",
        "days": 60,
        "currency": "EUR",
        "market": {
            "territories": {"north": {}, "south": {"distance": 2.0}},
            "segments": {"all": {"accounts": 5000, "customers": 10, "fit": {"value": 0.6}}},
        },
        "offer": {"products": {"thing": {"kind": "goods", "price": 1000, "unit_cost": 100}}},
        "campaigns": {
            "web": {"kind": "inbound", "leads": "25 per day", "awareness_pull": "0%"},
            "friends": {"kind": "referral"},
        },
        "leads": {"score_noise": 0.0, "entry": dict.fromkeys("ABCD", "talk")},
        "stages": {
            "talk": {**talk, "next": {"sign": "50%", "wait": "30%", "lost": "20%"}},
            "wait": {"wait": DAY, "next": {"talk": "60%", "lost": "40%"}},
            "sign": {"team": "sales", "work": "1 h", "wait": "1 day", "next": {"won": "100%"}},
        },
        "teams": {
            "sales": {"at": 6, "salary": "0 per month", "routing": routing, "calendar": calendar,
                      "attrition": {"empirical": ["5 days", "5 days", "9 days"]}, "vacancy": "2 days"},
            "office": {"at": 2, "salary": "0 per month", "calendar": calendar},
        },
        "fulfilment": {
            "default": {
                "credit": {"team": "office", "work": "1 h", "rejects": "10%"},
                "production": {"team": "sales", "work": HOUR, "defects": "20%"},
                "transit": DAY,
                "promise": "2 days",
                "cancels_after": "1 day",
                "payment": DAY,
            }
        },
        "customers": {
            "default": {
                "visits": "every 7 days", "visit_team": "office", "visit_work": "1 h",
                "tickets": "1 per week", "ticket_team": "office", "ticket_work": "1 h",
                "again": DAY, "keep": "80%", "referral": "50%", "referral_delay": "1 day", "lapse": "2 days",
            }
        },
    }  # fmt: skip


@pytest.mark.parametrize("calendar", ["office", "always"])
@pytest.mark.parametrize("routing", ["pool", "round_robin", "least_loaded", "owner"])
def test_both_engines_agree_on_a_coarse_grid(routing: str, calendar: str) -> None:
    outcome, found = both(params_of(grid(routing, calendar)), seed=1)
    assert outcome.trace is not None
    ends = np.sort(outcome.trace.time[outcome.trace.what == Happening.DONE])
    gaps = np.diff(ends)
    assert (gaps < SECOND).sum() > 20, "the case must come close to ties"
    assert gaps.min() > 0.0
    assert not found, "\n".join(found)


def test_patience_that_ends_with_the_work_before_is_told_apart_in_both_engines() -> None:
    """What came in by night is ready at ten; one rep needs a day for each, and nobody waits longer.

    So patience ends within a second of the next grant, before it or after it.
    """
    rush = {"team": "rep", "work": "24 h", "patience": "1 day", "goes_cold_to": "lost"}
    last = {**rush, "next": {"won": "100%"}}
    data = but(
        grid("pool", "always"),
        stages={"talk": {"team": "sales", "work": "1 h", "next": {"last": "100%"}}, "last": last},
        teams={
            "sales": {"at": 100, "salary": "0 per month"},
            "rep": {"at": 1, "salary": "0 per month", "calendar": "always"},
        },
        fulfilment={},
        campaigns={"web": {"kind": "inbound", "leads": "20 per day", "awareness_pull": "0%"}},
        customers={},
    )
    outcome, found = both(params_of(data), 1)
    assert not found, "\n".join(found)
    assert outcome.trace is not None
    cold = outcome.trace.time[outcome.trace.what == Happening.COLD]
    starts = outcome.trace.time[outcome.trace.what == Happening.START]
    gaps = np.subtract.outer(starts, cold)
    assert ((gaps > 0.0) & (gaps < SECOND)).any(), "some give up just before they would have been served"
    assert ((gaps <= 0.0) & (gaps > -SECOND)).any(), "some are served just in time, and others give up then"


@pytest.mark.parametrize("days", [10, 11])
def test_what_falls_due_at_the_last_instant_is_left_open_in_both_engines(days: int) -> None:
    """Visits every 10 days, seats that open on a day: at exactly the horizon they do not happen any more."""
    data = but(
        grid("pool", "always"),
        days=days,
        teams__sales__hires=[{"date": "2025-01-16", "seats": 2}],
        teams__sales__lead_time="0 days",
    )
    outcome, found = both(params_of(data), 3)
    assert not found, "\n".join(found)
    assert outcome.trace is not None
    filled = outcome.trace[(outcome.trace.what == Happening.SEAT_FILLED) & (outcome.trace.time == 10.0)]
    assert len(filled) == (2 if days == 11 else 0)
    assert outcome.trace.time.max() < days
