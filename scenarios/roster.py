"""Who sits where: teams by place, desks and seats, in the order that the simulator numbers them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from scenarios.schema.scenario import Scenario
from scenarios.schema.team import EVERYWHERE, Team
from scenarios.times import day_of, horizon_of

POOL = "pool"
_SURE = 6.5
"""Standard deviations above the mean that a Poisson number does not reach: once in ten thousand million."""


@dataclass(frozen=True, slots=True)
class SeatPlan:
    """A position, and when its first holder starts."""

    number: int
    """Number within the team and place, from 1; hires follow those who are there."""
    opens: float
    """When its first holder starts; 0 or before is already there [day]."""
    tenure: float
    """Time its holder has been there at the start [day]."""
    gap: float | None = None
    """Mean time since the seat before it opened, when people are hired at random dates [day]."""
    turn: int = 0
    """Which of the seats that open at random it is, from 1; 0 for the others."""


@dataclass(frozen=True, slots=True)
class Crew:
    """A team at one place: a territory, or everywhere."""

    team: str
    place: str
    seats: tuple[SeatPlan, ...]
    shares_queue: bool
    """Whether its seats work off one queue."""

    @property
    def desks(self) -> list[tuple[str, tuple[SeatPlan, ...]]]:
        """Desks with their names and seats: one for a shared queue, else one per seat."""
        where = f"{self.team}/{self.place}"
        if self.shares_queue:
            return [(where, self.seats)]
        return [(f"{where}/{seat.number}", (seat,)) for seat in self.seats]


def crews(scenario: Scenario) -> list[Crew]:
    """List every team at every place where it has seats, in order."""
    places = [*scenario.market.territories, EVERYWHERE]
    return [
        Crew(name, place, seats, team.routing == POOL)
        for name, team in scenario.teams.items()
        for place in places
        if (seats := tuple(_seats(scenario, team, place)))
    ]


def seats_at(team: Team, place: str) -> int:
    """Seats of a team that are there at the start [seat]."""
    if isinstance(team.at, dict):
        return team.at.get(place, 0)
    return team.at if place == EVERYWHERE else 0


def _seats(scenario: Scenario, team: Team, place: str) -> Iterator[SeatPlan]:
    number = seats_at(team, place)
    yield from (SeatPlan(seat, 0.0, team.tenure) for seat in range(1, number + 1))
    for hire in team.hires:
        if (hire.territory or EVERYWHERE) == place:
            opens = day_of(scenario, hire.date) + team.lead_time
            for seat in range(number + 1, number + hire.seats + 1):
                yield SeatPlan(seat, max(opens, 0.0), max(-opens, 0.0))
            number += hire.seats
    rate = hiring_at(team, place)
    for turn in range(1, most_hired(rate, horizon_of(scenario)) + 1):
        yield SeatPlan(number + turn, turn / rate, 0.0, 1.0 / rate, turn)


def hiring_at(team: Team, place: str) -> float:
    """Seats of a team that open at random at a place [seat/day]."""
    if isinstance(team.hiring, dict):
        return team.hiring.get(place, 0.0)
    return team.hiring if place == EVERYWHERE else 0.0


def most_hired(rate: float, days: float) -> int:
    """Seats that can open at random in some time: more come once in ten thousand million [seat].

    Examples
    --------
    >>> most_hired(0.1, 365.0), most_hired(0.0, 365.0)
    (86, 0)
    """
    mean = rate * days
    return math.ceil(mean + _SURE * math.sqrt(mean) + 10.0) if mean > 0.0 else 0
