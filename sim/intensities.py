"""Expected leads of a day: of every source, and of a source in one of its cells.

A source is looked at as a whole: its reach adds up what its cells are worth today, so no day looks at every
source in every cell.
"""

from sim.books import Books
from sim.codes import Account, MediaState, SourceKind
from sim.daily import Daily, Reached, everyone
from sim.jit import inner, kernel
from sim.params import Params
from sim.params.table import Numbers
from sim.rules.campaigns import awareness_factor, lead_source_rate
from sim.rules.market import demand_factor, imitation_leads

_SURELY = 1.0 + 1e-9
"""More than the rounding of an intensity and of its ceiling together [1]."""


@inner
def _productive_seats(params: Params, daily: Daily, role: int) -> float:
    total = 0.0
    for desk in range(len(params.people.desks)):
        if params.people.desks[desk].role == role:
            total += daily.speed[desk] * daily.heads[desk]
    return total


@inner
def _by_mouth(params: Params, daily: Daily, source: int, cell: int, day: int) -> float:
    """Leads of the day that customers of a cell bring a source by word of mouth."""
    return imitation_leads(
        params.campaigns.sources[source].imitation,
        params.market.season[params.market.cells[cell].segment, day],
        float(daily.accounts[Account.CUSTOMER, cell]),
        float(everyone(daily, cell)),
        float(daily.accounts[Account.FREE, cell]),
    )


@inner
def find_demands(params: Params, daily: Daily, day: int) -> None:
    """Demand of every cell, and what that makes of every reach."""
    campaigns = params.campaigns
    for cell in range(len(daily.demand)):
        row = params.market.cells[cell]
        free = float(daily.accounts[Account.FREE, cell])
        daily.demand[cell] = demand_factor(params.market.season[row.segment, day], free, float(row.accounts))
    for reach in range(len(campaigns.reaches)):
        first = campaigns.reaches[reach].first
        demand, known, most_demand, most_known = 0.0, 0.0, 0.0, 0.0
        for place in range(first, first + campaigns.reaches[reach].cells):
            row = campaigns.reached[place]
            by_known = daily.demand[row.cell] * daily.awareness[row.cell]
            demand += row.weight * daily.demand[row.cell]
            known += row.weight * by_known
            most_demand = max(most_demand, daily.demand[row.cell])
            most_known = max(most_known, by_known)
        daily.reached[Reached.DEMAND, reach] = demand
        daily.reached[Reached.KNOWN, reach] = known
        daily.reached[Reached.MOST_DEMAND, reach] = most_demand
        daily.reached[Reached.MOST_KNOWN, reach] = most_known


@inner
def _rate(params: Params, daily: Daily, source: int) -> float:
    """Leads a day that a source makes before demand and awareness."""
    row = params.campaigns.sources[source]
    seats = 0.0
    if row.kind == SourceKind.OUTBOUND:
        seats = _productive_seats(params, daily, row.team)
    visits = row.visits * daily.response[source]
    return lead_source_rate(row.kind, row.unaided, visits, row.conversion, seats)


@inner
def _word_of_mouth(params: Params, daily: Daily, source: int, day: int) -> tuple[float, float]:
    """Leads of the day by word of mouth in all cells of a source, and in the cell with most of them."""
    reach = params.campaigns.reaches[params.campaigns.sources[source].reach]
    total, most = 0.0, 0.0
    if params.campaigns.sources[source].imitation > 0.0:
        for place in range(reach.first, reach.first + reach.cells):
            leads = _by_mouth(params, daily, source, params.campaigns.reached[place].cell, day)
            total += leads
            most = max(most, leads)
    return total, most


@inner
def find_expectations(params: Params, books: Books, daily: Daily, day: int, month: int) -> None:
    """Expected leads of the day of every source, and how many a cell can have at most."""
    for source in range(len(params.campaigns.sources)):
        row = params.campaigns.sources[source]
        demand, known, most_demand, most_known = (
            daily.reached[Reached.DEMAND, row.reach],
            daily.reached[Reached.KNOWN, row.reach],
            daily.reached[Reached.MOST_DEMAND, row.reach],
            daily.reached[Reached.MOST_KNOWN, row.reach],
        )
        rate = _rate(params, daily, source)
        pull = row.awareness_pull
        mouth, most_mouth = _word_of_mouth(params, daily, source, day)
        expected = rate * (demand + pull * (known - demand)) + mouth
        books.media[month, MediaState.EXPECTED_LEADS, source] += expected
        daily.rates[source] = rate
        most = rate * ((1.0 - pull) * most_demand + pull * most_known)
        daily.ceiling[0, source] = most / row.batch_mean * _SURELY
        daily.ceiling[1, source] = most_mouth / row.batch_mean * _SURELY


@inner
def ceiling_of(daily: Daily, source: int, weight: float) -> float:
    """Arrivals a day that a source does not exceed today in a cell of a weight."""
    return float(daily.ceiling[0, source] * weight + daily.ceiling[1, source])


@inner
def intensity_of(params: Params, daily: Daily, source: int, place: int, day: int) -> float:
    """Arrivals a day, of a lead or of a batch of leads, that a source has today in a cell of its reach.

    Parameters
    ----------
    place : row of `reached` [index]
    """
    row = params.campaigns.sources[source]
    reached = params.campaigns.reached[place]
    known = awareness_factor(row.awareness_pull, daily.awareness[reached.cell])
    leads = daily.rates[source] * reached.weight * daily.demand[reached.cell] * known
    if row.imitation > 0.0:
        leads += _by_mouth(params, daily, source, reached.cell, day)
    return float(leads / row.batch_mean)


@kernel
def find_intensities(params: Params, daily: Daily, day: int, found: Numbers) -> None:
    """Write the arrivals a day of every source in every cell that it reaches, in the order of both."""
    number = 0
    for source in range(len(params.campaigns.sources)):
        reach = params.campaigns.reaches[params.campaigns.sources[source].reach]
        for place in range(reach.first, reach.first + reach.cells):
            found[number] = intensity_of(params, daily, source, place, day)
            number += 1
