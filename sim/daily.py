"""What changes once a day: media pressure, brand, intensities, productivity, monthly decisions.

Daily state is computed at the begin of each day, by cell; the events of the day only read it. Both engines
call `begin_day` at every whole day and `end_run` at the horizon.
"""

from typing import NamedTuple

import numpy as np

from sim.books import Books, Slot, post
from sim.codes import Account, BrandState, CellFlow, DeskFlow, MediaState, Money, SourceFlow, SourceKind
from sim.jit import inner, kernel
from sim.params import Params
from sim.params.table import Numbers, Words
from sim.rules.brand import awareness_next, reputation_next
from sim.rules.campaigns import awareness_factor, lead_source_rate, saturation
from sim.rules.finance import share_of
from sim.rules.market import accounts_by, demand_factor, imitation_leads
from sim.rules.policies import budget_factor
from sim.rules.team import productivity

EXPERIENCE_SCALE = 1_000_000
"""Experiences are summed as whole millionths, in any order."""


class Daily(NamedTuple):
    """State that events read and the next day renews."""

    spent: Words
    """Spend so far, (sources, days) [cent]."""
    response: Numbers
    """Saturated response to media, (sources,) [1]."""
    awareness: Numbers
    """(cells,) [1]"""
    reputation: Numbers
    """(cells,) [1]"""
    intensity: Numbers
    """Arrivals of the day, of a lead or of a batch of leads, (pairs,) [arrival/day]."""
    speed: Numbers
    """Mean productivity of the filled seats, (desks,) [1]."""
    filled: Words
    """Seats filled now, (seats,) [0/1]."""
    holder_since: Numbers
    """When the holder of each seat started, (seats,) [day]."""
    heads: Words
    """Filled seats now, (desks,) [seat]."""
    accounts: Words
    """Accounts now, (Account, cells) [account]."""
    experience: Words
    """Sum of today's experiences, (cells,) [millionth]."""
    experiences: Words
    """Number of today's experiences, (cells,) [1]."""
    gain: Numbers
    """Share of the unaware reached by media today, (cells,) [1/day]."""
    rates: Numbers
    """Leads a day of each source before demand and awareness, (sources,) [lead/day]."""
    budget: Numbers
    """Share of the planned spend that each source gets, (sources,) [1]."""


def new_daily(params: Params) -> Daily:
    """State at the begin of day 0, before the first `begin_day`."""
    seats, cells = params.people.seats, params.market.cells
    accounts = np.zeros((len(Account), len(cells)), np.int64)
    accounts[Account.FREE] = cells.accounts
    accounts[Account.CUSTOMER] = cells.customers
    accounts[Account.PIPELINE] = cells.open
    sources, desks = len(params.campaigns.sources), len(params.people.desks)
    filled = (seats.opens <= 0.0).astype(np.int64)
    return Daily(
        spent=np.zeros((sources, params.clock.horizon), np.int64),
        response=np.zeros(sources),
        awareness=params.brand.awareness.copy(),
        reputation=np.full(len(cells), params.brand.reputation),
        intensity=np.zeros(len(params.campaigns.pairs)),
        speed=np.ones(desks),
        filled=filled,
        holder_since=-np.asarray(seats.tenure, float),
        heads=np.bincount(np.asarray(seats.desk)[filled == 1], minlength=desks).astype(np.int64),
        accounts=accounts,
        experience=np.zeros(len(cells), np.int64),
        experiences=np.zeros(len(cells), np.int64),
        gain=np.zeros(len(cells)),
        rates=np.zeros(sources),
        budget=np.ones(sources),
    )


@kernel
def nowhere(params: Params) -> Slot:
    """Posting slot of what no cell, product or source causes."""
    places = len(params.market.cells) + params.market.territories
    return Slot(places, len(params.offer.products), len(params.campaigns.sources))


@kernel
def territory_slot(params: Params, territory: int) -> Slot:
    """Posting slot of what a territory causes, but no segment."""
    slot = nowhere(params)
    return Slot(len(params.market.cells) + territory, slot.product, slot.source)


@kernel
def source_slot(params: Params, source: int) -> Slot:
    """Posting slot of what a source causes."""
    slot = nowhere(params)
    return Slot(slot.place, slot.product, source)


@inner
def _snapshot(books: Books, daily: Daily, month: int) -> None:
    for cell in range(len(daily.awareness)):
        for state in range(len(daily.accounts)):
            books.accounts[month, state, cell] = daily.accounts[state, cell]
        books.brand[month, BrandState.AWARENESS, cell] = daily.awareness[cell]
        books.brand[month, BrandState.REPUTATION, cell] = daily.reputation[cell]
    for desk in range(len(daily.heads)):
        books.heads[month, desk] = daily.heads[desk]


@inner
def _pay_fixed_costs(params: Params, books: Books, daily: Daily, month: int) -> None:
    """Salaries of filled seats and overhead, at the begin of the month."""
    people = params.people
    for seat in range(len(people.seats)):
        if daily.filled[seat] == 1:
            slot = territory_slot(params, people.desks[people.seats[seat].desk].territory)
            post(books, month, Money.SALARIES, slot, people.seats[seat].salary)
            post(books, month, Money.CASH_OUT, slot, people.seats[seat].salary)
    post(books, month, Money.OVERHEAD, nowhere(params), params.finance.overhead)
    post(books, month, Money.CASH_OUT, nowhere(params), params.finance.overhead)


@inner
def _window(books: Books, source: int, first: int, last: int) -> tuple[float, float]:
    """Customers won and money spent by a source in months first..last-1."""
    wins = 0
    cost = 0
    for month in range(first, last):
        wins += books.sources[month, SourceFlow.WON, source]
        cost += books.money_sources[month, Money.MEDIA, source]
    return float(wins), float(cost)


@inner
def _mean_yield(books: Books, first: int, last: int) -> float:
    """Customers per cent over all campaigns that spent in months first..last-1; 0 for no spend."""
    all_wins = 0.0
    all_cost = 0.0
    for source in range(books.sources.shape[2]):
        wins, cost = _window(books, source, first, last)
        if cost > 0.0:
            all_wins += wins + 0.5
            all_cost += cost
    return all_wins / all_cost if all_cost > 0.0 else 0.0


@inner
def _shift_budgets(params: Params, books: Books, daily: Daily, first: int, last: int) -> None:
    """Change every budget by its yield, then scale all so that the day's planned total stays."""
    rule = params.policies.reallocation
    spend = params.campaigns.spend
    day = params.clock.month_starts[last + rule.lag]
    mean_yield = _mean_yield(books, first, last)
    planned = 0.0
    moved = 0.0
    for source in range(len(spend)):
        wins, cost = _window(books, source, first, last)
        if cost > 0.0:
            factor = budget_factor(wins, cost, mean_yield, rule.step)
            daily.budget[source] = max(daily.budget[source] * factor, rule.floor)
            planned += spend[source, day]
            moved += daily.budget[source] * spend[source, day]
    for source in range(len(spend)):
        wins, cost = _window(books, source, first, last)
        if cost > 0.0 and moved > 0.0:
            daily.budget[source] *= planned / moved


@inner
def _move_budgets(params: Params, books: Books, daily: Daily, month: int) -> None:
    """Shift campaign budgets towards cheap customers, when the policy is due."""
    rule = params.policies.reallocation
    last = month - rule.lag
    first = last - rule.window
    if rule.every > 0 and first >= 0 and month % rule.every == 0:
        _shift_budgets(params, books, daily, first, last)


@inner
def _grow_accounts(params: Params, books: Books, daily: Daily, day: int, month: int) -> None:
    for cell in range(len(params.market.cells)):
        row = params.market.cells[cell]
        growth = params.market.segments[row.segment].growth
        if growth != 0.0:
            born = accounts_by(row.accounts, growth, day) - accounts_by(row.accounts, growth, day - 1.0)
            born = max(born, -daily.accounts[Account.FREE, cell])
            daily.accounts[Account.FREE, cell] += born
            books.cells[month, CellFlow.ACCOUNTS_NEW, cell] += born


@inner
def _media(params: Params, books: Books, daily: Daily, day: int, month: int) -> None:
    """Spend of the day, its carry-over and its saturated response."""
    campaigns = params.campaigns
    for source in range(len(campaigns.sources)):
        row = campaigns.sources[source]
        cents = share_of(campaigns.spend[source, day], daily.budget[source])
        daily.spent[source, day] = cents
        if cents != 0:
            post(books, month, Money.MEDIA, source_slot(params, source), cents)
            post(books, month, Money.CASH_OUT, source_slot(params, source), cents)
        pressure = 0.0
        for lag in range(min(row.lags, day + 1)):
            pressure += campaigns.lag_weights[source, lag] * daily.spent[source, day - lag]
        pressure /= 100.0
        daily.response[source] = saturation(row.saturation, pressure, row.half, row.slope)
        books.media[month, MediaState.ADSTOCK, source] += pressure
        books.media[month, MediaState.SATURATION, source] += daily.response[source]
        books.media[month, MediaState.VISITS, source] += daily.response[source] * row.visits


@inner
def _everyone(daily: Daily, cell: int) -> int:
    """Accounts of a cell, whatever their state."""
    everyone = 0
    for state in range(len(daily.accounts)):
        everyone += daily.accounts[state, cell]
    return everyone


@inner
def _by_mouth(params: Params, daily: Daily, pair: int, day: int) -> float:
    """Leads of the day that customers of a cell bring a source by word of mouth."""
    link = params.campaigns.pairs[pair]
    source = params.campaigns.sources[link.source]
    if source.imitation <= 0.0 or link.weight <= 0.0:
        return 0.0
    return imitation_leads(
        source.imitation,
        params.market.season[params.market.cells[link.cell].segment, day],
        float(daily.accounts[Account.CUSTOMER, link.cell]),
        float(_everyone(daily, link.cell)),
        float(daily.accounts[Account.FREE, link.cell]),
    )


@inner
def _minds(params: Params, daily: Daily) -> None:
    """Awareness and reputation of every cell."""
    brand = params.brand
    campaigns = params.campaigns
    gain = daily.gain
    for cell in range(len(gain)):
        gain[cell] = 0.0
    for pair in range(len(campaigns.pairs)):
        row = campaigns.pairs[pair]
        source = campaigns.sources[row.source]
        if source.awareness_gain > 0.0 and row.weight > 0.0:
            gain[row.cell] += source.awareness_gain * daily.response[row.source]
    for cell in range(len(params.market.cells)):
        everyone = _everyone(daily, cell)
        talk = 0.0
        if everyone > 0:
            talk = brand.word_of_mouth * daily.accounts[Account.CUSTOMER, cell] / everyone
        daily.awareness[cell] = awareness_next(daily.awareness[cell], gain[cell], talk, brand.decay)
        count = daily.experiences[cell]
        if count > 0:
            mean = daily.experience[cell] / (count * float(EXPERIENCE_SCALE))
            daily.reputation[cell] = reputation_next(
                daily.reputation[cell], mean, float(count), brand.reputation_rate
            )
        daily.experience[cell] = 0
        daily.experiences[cell] = 0


@inner
def _people(params: Params, daily: Daily, day: int) -> None:
    """Mean productivity of the filled seats of each desk."""
    people = params.people
    for desk in range(len(people.desks)):
        row = people.desks[desk]
        total = 0.0
        for seat in range(row.first_seat, row.first_seat + row.seats):
            if daily.filled[seat] == 1:
                holder = people.seats[seat]
                tenure = day - daily.holder_since[seat]
                total += productivity(holder.skill, tenure, people.ramps[holder.ramp])
        if daily.heads[desk] > 0:
            daily.speed[desk] = total / daily.heads[desk]


@inner
def _count_seat_days(params: Params, books: Books, daily: Daily, day: int, month: int) -> None:
    """Working days of every desk's seats, held and empty, as they stand at the begin of the day."""
    people = params.people
    for desk in range(len(people.desks)):
        row = people.desks[desk]
        before = params.clock.open_before[row.calendar]
        works = before[day + 1] - before[day]
        books.desks[month, DeskFlow.SEAT_DAYS, desk] += works * daily.heads[desk]
        books.desks[month, DeskFlow.OPEN_SEAT_DAYS, desk] += works * (row.seats - daily.heads[desk])


@inner
def _productive_seats(params: Params, daily: Daily, role: int) -> float:
    total = 0.0
    for desk in range(len(params.people.desks)):
        if params.people.desks[desk].role == role:
            total += daily.speed[desk] * daily.heads[desk]
    return total


@inner
def _intensities(params: Params, books: Books, daily: Daily, day: int, month: int) -> None:
    """Expected leads of the day of every source in every cell."""
    campaigns = params.campaigns
    rates = daily.rates
    for source in range(len(campaigns.sources)):
        row = campaigns.sources[source]
        seats = 0.0
        if row.kind == SourceKind.OUTBOUND:
            seats = _productive_seats(params, daily, row.team)
        visits = row.visits * daily.response[source]
        rates[source] = lead_source_rate(row.kind, row.unaided, visits, row.conversion, seats)
    for pair in range(len(campaigns.pairs)):
        link = campaigns.pairs[pair]
        cell = params.market.cells[link.cell]
        season = params.market.season[cell.segment, day]
        demand = demand_factor(season, float(daily.accounts[Account.FREE, link.cell]), float(cell.accounts))
        known = awareness_factor(campaigns.sources[link.source].awareness_pull, daily.awareness[link.cell])
        expected = rates[link.source] * link.weight * demand * known
        expected += _by_mouth(params, daily, pair, day)
        daily.intensity[pair] = expected / campaigns.sources[link.source].batch_mean
        books.media[month, MediaState.EXPECTED_LEADS, link.source] += expected


@kernel
def begin_day(params: Params, books: Books, daily: Daily, day: int) -> None:
    """Everything that happens at the first instant of a day, in a fixed order."""
    month = params.clock.month_of[day]
    if day == params.clock.month_starts[month]:
        if month > 0:
            _snapshot(books, daily, month - 1)
        _pay_fixed_costs(params, books, daily, month)
        _move_budgets(params, books, daily, month)
    if day > 0:
        _grow_accounts(params, books, daily, day, month)
        _minds(params, daily)
    _media(params, books, daily, day, month)
    _people(params, daily, day)
    _count_seat_days(params, books, daily, day, month)
    _intensities(params, books, daily, day, month)


@kernel
def end_run(params: Params, books: Books, daily: Daily) -> None:
    """Close the last month at the horizon."""
    _snapshot(books, daily, params.clock.months - 1)


@kernel
def feel(books: Books, daily: Daily, month: int, cell: int, experience: float) -> None:
    """Note one customer experience, for reputation and for the satisfaction figures."""
    whole = int(experience * EXPERIENCE_SCALE + 0.5)
    daily.experience[cell] += whole
    daily.experiences[cell] += 1
    books.cells[month, CellFlow.SATISFACTION_SUM, cell] += whole
    books.cells[month, CellFlow.SATISFACTION_COUNT, cell] += 1
