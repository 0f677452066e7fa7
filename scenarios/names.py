"""What each number of the simulator stands for."""

from dataclasses import dataclass
from datetime import date

from scenarios.roster import crews
from scenarios.schema.scenario import Scenario
from scenarios.times import month_dates


@dataclass(frozen=True, slots=True)
class Names:
    """Names by index, for results and reports."""

    scenario: str
    """Name of the scenario."""
    currency: str
    """Currency as three letters."""
    start: date
    """Day 0."""
    months: tuple[date, ...]
    """First day of each calendar month that the horizon touches."""
    segments: tuple[str, ...]
    """Segments."""
    territories: tuple[str, ...]
    """Territories."""
    regions: tuple[str, ...]
    """Region of each territory."""
    cells: tuple[tuple[str, str], ...]
    """Segment and territory of each cell."""
    products: tuple[str, ...]
    """Products."""
    sources: tuple[str, ...]
    """Sources of leads."""
    channels: tuple[str, ...]
    """Channel of each source."""
    stages: tuple[str, ...]
    """Sales stages."""
    roles: tuple[str, ...]
    """Roles, which are the teams' names."""
    desks: tuple[str, ...]
    """Desks: team/place for a shared queue, team/place/seat for a rep with own deals."""
    desk_roles: tuple[str, ...]
    """Role of each desk."""
    desk_places: tuple[str, ...]
    """Territory of each desk, or everywhere."""
    seats: tuple[str, ...]
    """Seats: team/place/number."""

    @property
    def cell_labels(self) -> tuple[str, ...]:
        """Cells as text."""
        return tuple(f"{segment}/{territory}" for segment, territory in self.cells)


def names_of(scenario: Scenario) -> Names:
    """List the names of a scenario in the order in which `compile_params` numbers them."""
    market, staffed = scenario.market, crews(scenario)
    desks = [(name, crew) for crew in staffed for name, _ in crew.desks]
    return Names(
        scenario=scenario.name,
        currency=scenario.currency,
        start=scenario.start,
        months=tuple(month_dates(scenario)),
        segments=tuple(market.segments),
        territories=tuple(market.territories),
        regions=tuple(territory.region for territory in market.territories.values()),
        cells=tuple((segment, territory) for segment in market.segments for territory in market.territories),
        products=tuple(scenario.offer.products),
        sources=tuple(scenario.campaigns),
        channels=tuple(source.channel or name for name, source in scenario.campaigns.items()),
        stages=tuple(scenario.stages),
        roles=tuple(scenario.teams),
        desks=tuple(name for name, _ in desks),
        desk_roles=tuple(crew.team for _, crew in desks),
        desk_places=tuple(crew.place for _, crew in desks),
        seats=tuple(f"{crew.team}/{crew.place}/{seat.number}" for crew in staffed for seat in crew.seats),
    )
