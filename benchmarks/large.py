"""One scenario with very many parts: reps, territories, segments, campaigns."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import yaml

from benchmarks.measures import Claim, Row, Session, compared, in_turn, raw_times
from benchmarks.runs import params_of, timed
from sim.params import Params

LEADS, DAYS = 1_000_000, 365
"""Leads of a year [lead], and its length [day]."""
AIMED = Claim(
    "large-aimed",
    "1,000 reps, 200 territories, 50 segments, 100 campaigns each aimed at one segment: cost of an event, "
    "times that of 5 reps in one of each",
    "less",
    2.0,
)
CROSSED = AIMED._replace(
    key="large-crossed", says=AIMED.says.replace("each aimed at one segment", "all aimed at all")
)


class Size(NamedTuple):
    """Number of each part."""

    reps: int
    territories: int
    segments: int
    campaigns: int
    aimed: bool
    """Whether a campaign reaches one segment (in every territory) or all."""


SIZES = {
    "small": Size(5, 1, 1, 1, aimed=False),
    "aimed": Size(1000, 200, 50, 100, aimed=True),
    "crossed": Size(1000, 200, 50, 100, aimed=False),
}


def scenario(size: Size) -> dict[str, Any]:
    """A company of that size, whose reps are busy four fifths of the time."""
    accounts = 100_000_000 // (size.segments * size.territories)
    hours = size.reps * 24.0 * 0.8 * DAYS / LEADS / 2.0
    work = {"lognormal": {"mean": f"{hours:.9f} h", "sigma": 0.8}}
    return {
        "name": "Large",
        "start": "2024-01-01",
        "days": DAYS,
        "currency": "EUR",
        "market": {
            "territories": {f"place_{n}": {} for n in range(size.territories)},
            "segments": {f"segment_{n}": {"accounts": accounts} for n in range(size.segments)},
        },
        "offer": {"products": {"thing": {"kind": "goods", "price": "5000 EUR", "unit_cost": "0 EUR"}}},
        "brand": {"awareness": "100%", "decay": "0% per day"},
        "campaigns": {f"campaign_{n}": _campaign(size, n) for n in range(size.campaigns)},
        "leads": {"entry": {"A": "first", "B": "first", "C": "first", "D": "first"}},
        "stages": {
            "first": {
                "team": "sales",
                "work": work,
                "wait": {"exponential": {"mean": "4 days"}},
                "next": {"second": "100%"},
            },
            "second": {"team": "sales", "work": work, "next": {"won": "5%", "lost": "95%"}},
        },
        "teams": {
            "sales": {
                "calendar": "always",
                "routing": "least_loaded",
                "at": {f"place_{n}": size.reps // size.territories for n in range(size.territories)},
                "salary": "0 EUR per month",
            }
        },
    }


def _campaign(size: Size, number: int) -> dict[str, Any]:
    aim = {"targets": {f"segment_{number % size.segments}": 1}} if size.aimed else {}
    leads = f"{LEADS / DAYS / size.campaigns:.9f} per day"
    return {"kind": "campaign", "leads": leads, "budget": "10 EUR per month", **aim}


def params_for(size: Size) -> Params:
    """Parameters of such a company, through a scenario file as any other."""
    with TemporaryDirectory() as folder:
        place = Path(folder) / "large.yaml"
        place.write_text(yaml.safe_dump(scenario(size), sort_keys=False), encoding="utf-8")
        return params_of(place)


def rows(session: Session) -> list[Row]:
    """Cost of an event, large against small, at the same number of leads."""
    if session.quick:
        return []
    events: dict[str, int] = {}
    sides = {name: _side(name, size, events) for name, size in SIZES.items()}
    times = in_turn(sides, 3)
    raw = {"leads": LEADS, "days": DAYS, "events": events, "seconds per event": raw_times(times)}
    return [compared(claim, times, (claim.key.split("-")[1], "small"), raw) for claim in (AIMED, CROSSED)]


def _side(name: str, size: Size, events: dict[str, int]) -> Callable[[], float]:
    params = params_for(size)

    def measure() -> float:
        found = timed(params, 0)
        events[name] = found.outcome.rows
        return found.seconds / found.outcome.rows

    return measure
