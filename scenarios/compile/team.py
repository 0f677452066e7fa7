"""Teams, desks, seats."""

from dataclasses import dataclass, field
from statistics import NormalDist

import numpy as np

from scenarios.compile.build import Build, identity
from scenarios.roster import Crew, SeatPlan, crews
from scenarios.schema.team import EVERYWHERE, Skill, Vacancy
from scenarios.schema.team import Team as TeamSection
from scenarios.times import calendars_of
from sim.codes import BEYOND, NONE, Routing
from sim.params.table import Numbers, Words, table
from sim.params.team import Desk, People, Seat, Team

_SLOWEST = 0.05
_UNIT = 2.0**-62


@dataclass
class _Floor:
    """Rows collected while walking through the crews."""

    teams: list[Team] = field(default_factory=list)
    desks: list[Desk] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    ramps: list[tuple[float, ...]] = field(default_factory=list)


def compile_people(build: Build) -> People:
    """Who does the work."""
    floor = _Floor()
    staffed = crews(build.scenario)
    for crew in staffed:
        _seat_crew(build, floor, crew)
    return People(
        teams=table(Team, floor.teams),
        team_of=_team_of(build, staffed),
        team_desks=np.arange(len(floor.desks), dtype=np.int64),
        desks=table(Desk, floor.desks),
        seats=table(Seat, floor.seats),
        ramps=_ramps(floor.ramps),
    )


def _seat_crew(build: Build, floor: _Floor, crew: Crew) -> None:
    team = build.scenario.teams[crew.team]
    role = build.role(crew.team)
    routing = int(Routing[team.routing.upper()])
    place = place_of(build, crew.place)
    calendar = list(calendars_of(build.scenario)).index(team.calendar)
    floor.teams.append(Team(role, len(floor.desks), len(crew.desks), routing))
    for _, seats in crew.desks:
        number = len(floor.desks)
        desk = Desk(len(floor.teams) - 1, role, place, calendar, len(floor.seats), len(seats))
        floor.desks.append(desk)
        floor.seats.extend(_seat(build, floor, crew, seat, number) for seat in seats)


def place_of(build: Build, place: str) -> int:
    """Index of a territory; the number of territories stands for everywhere."""
    territories = build.names.territories
    return len(territories) if place == EVERYWHERE else territories.index(place)


def _seat(build: Build, floor: _Floor, crew: Crew, seat: SeatPlan, desk: int) -> Seat:
    team = build.scenario.teams[crew.team]
    return Seat(
        desk=desk,
        identity=identity(crew.team, crew.place, seat.number),
        opens=seat.opens,
        tenure=seat.tenure,
        skill=_skill(team, crew, seat.number),
        salary=team.salary.per_month,
        attrition=build.draws.stay(team.attrition),
        vacancy=_vacancy(build, team.vacancy),
        hiring_cost=team.hiring_cost,
        ramp=_ramp(floor, team),
        gap=NONE if seat.gap is None else build.draws.exponential(seat.gap),
        turn=seat.turn,
    )


def _vacancy(build: Build, vacancy: Vacancy) -> int:
    """Distribution of the time that a seat stays empty; one that nobody takes again waits for ever."""
    return build.draws.days(BEYOND if isinstance(vacancy, str) else vacancy)


def _skill(team: TeamSection, crew: Crew, number: int) -> float:
    """Skill of a seat: a quantile that is spread evenly over the seats, and stays when seats are added."""
    if not isinstance(team.skill, Skill):
        return team.skill
    if team.skill.sd == 0.0:
        return team.skill.mean
    turn = (identity(crew.team, crew.place) + 0.5) * _UNIT
    chance = (_halving(number) + turn) % 1.0
    chance = min(max(chance, 1e-6), 1.0 - 1e-6)
    return max(NormalDist(team.skill.mean, team.skill.sd).inv_cdf(chance), _SLOWEST)


def _halving(number: int) -> float:
    """Number mirrored at the point in base 2 (van der Corput 1935): 1/2, 1/4, 3/4, 1/8, 5/8, ...

    Examples
    --------
    >>> [_halving(number) for number in (1, 2, 3, 4)]
    [0.5, 0.25, 0.75, 0.125]
    """
    value, step = 0.0, 0.5
    while number:
        value += step * (number % 2)
        number, step = number // 2, step / 2
    return value


def _ramp(floor: _Floor, team: TeamSection) -> int:
    if team.ramp not in floor.ramps:
        floor.ramps.append(team.ramp)
    return floor.ramps.index(team.ramp)


def _ramps(curves: list[tuple[float, ...]]) -> Numbers:
    """Stack the curves; the last value of each goes on for ever."""
    longest = max((len(curve) for curve in curves), default=1)
    padded = [curve + (curve[-1],) * (longest - len(curve)) for curve in curves]
    return np.array(padded, dtype=np.float64).reshape(len(curves), longest)


def _team_of(build: Build, staffed: list[Crew]) -> Words:
    """Team that serves each role in each territory, or none."""
    numbered = {(crew.team, crew.place): number for number, crew in enumerate(staffed)}
    numbers = [
        [
            numbered.get((role, territory), numbered.get((role, EVERYWHERE), NONE))
            for territory in build.names.territories
        ]
        for role in build.names.roles
    ]
    return np.array(numbers, dtype=np.int64).reshape(len(build.names.roles), len(build.names.territories))
