"""Teams serve every territory that needs them, and have open days."""

from collections.abc import Iterator

from scenarios.origin import Steps
from scenarios.resolve import at, care_of, route_of
from scenarios.roster import crews
from scenarios.schema.scenario import Scenario
from scenarios.schema.team import EVERYWHERE
from scenarios.times import calendars_of, dates_of, is_open

MOST_SEATS = 100_000
LEAST_SHARE = 0.01


def work_finds_a_desk(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """A team that is asked for serves every territory with accounts."""
    served = {(crew.team, crew.place) for crew in crews(scenario)}
    segments = scenario.market.segments.values()
    inhabited = [
        territory
        for territory in scenario.market.territories
        if any(at(segment.accounts, territory) > 0 for segment in segments)
    ]
    for team in dict.fromkeys(_asked_for(scenario)):
        missing = [
            place for place in inhabited if (team, place) not in served and (team, EVERYWHERE) not in served
        ]
        if missing:
            yield ("teams", team, "at"), f"has no seats for {', '.join(missing)} (or `{EVERYWHERE}`)"


def _asked_for(scenario: Scenario) -> Iterator[str]:
    """Teams that some stage, order, ticket or visit asks for."""
    yield from (stage.team for stage in scenario.stages.values() if stage.team is not None)
    yield from (source.team for source in scenario.campaigns.values() if source.team is not None)
    for product in scenario.offer.products:
        route, care = route_of(scenario, product), care_of(scenario, product)
        yield from (step.team for step in (route.credit, route.production) if step is not None)
        if care.tickets > 0.0 and care.ticket_team is not None:
            yield care.ticket_team
        if care.visits and care.visit_team is not None:
            yield care.visit_team


def calendars_have_open_days(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """A team works on some day of the scenario."""
    for name, team in scenario.teams.items():
        calendar = calendars_of(scenario)[team.calendar]
        if not any(is_open(calendar, day) for day in dates_of(scenario)):
            yield ("teams", name, "calendar"), f"calendar {team.calendar} has no open day in the scenario"


def hires_have_a_place(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """New seats are at a territory, or join a team that serves everywhere."""
    for name, team in scenario.teams.items():
        for number, hire in enumerate(team.hires):
            if hire.territory is None and isinstance(team.at, dict) and EVERYWHERE not in team.at:
                yield ("teams", name, "hires", number), "needs a territory: the team has seats by territory"
        hired_anywhere = isinstance(team.hiring, float) and team.hiring > 0.0
        if hired_anywhere and isinstance(team.at, dict) and EVERYWHERE not in team.at:
            yield ("teams", name, "hiring"), "needs a map by territory: the team has seats by territory"


def teams_are_of_a_size_that_can_be_simulated(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """Every seat is followed one by one."""
    seats = sum(len(crew.seats) for crew in crews(scenario))
    if seats > MOST_SEATS:
        yield ("teams",), f"{seats:,} seats in all; at most {MOST_SEATS:,} can be simulated"


def work_gets_done(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """At no speed no work is ever finished."""
    for name, team in scenario.teams.items():
        for month, share in enumerate(team.ramp):
            if share < LEAST_SHARE:
                yield (
                    ("teams", name, "ramp", month),
                    f"must be at least {LEAST_SHARE:.0%}, or work is never finished; "
                    f"for time before the first work use lead_time",
                )


RULES = (
    work_finds_a_desk,
    work_gets_done,
    calendars_have_open_days,
    hires_have_a_place,
    teams_are_of_a_size_that_can_be_simulated,
)
