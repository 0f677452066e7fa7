"""What happens at the first instant of a day, in a fixed order.

Both engines call `begin_day` at every whole day and `end_run` at the horizon.
"""

from sim.books import Books, post
from sim.codes import Account, BrandState, CellFlow, DeskFlow, MediaState, Money, SourceFlow
from sim.daily import EXPERIENCE_SCALE, Daily, Reached, everyone, nowhere, source_slot, territory_slot
from sim.intensities import find_demands, find_expectations
from sim.jit import inner, kernel
from sim.params import Params
from sim.rules.brand import awareness_next, reputation_next
from sim.rules.campaigns import saturation
from sim.rules.finance import share_of
from sim.rules.market import accounts_by
from sim.rules.policies import budget_factor
from sim.rules.team import productivity


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
def _show(params: Params, daily: Daily) -> None:
    """Share of the unaware whom the media reach, in every cell."""
    campaigns, shown = params.campaigns, Reached.SHOWN
    for reach in range(len(campaigns.reaches)):
        daily.reached[shown, reach] = 0.0
    for source in range(len(campaigns.sources)):
        row = campaigns.sources[source]
        daily.reached[shown, row.reach] += row.awareness_gain * daily.response[source]
    for cell in range(len(daily.gain)):
        daily.gain[cell] = 0.0
    for reach in range(len(campaigns.reaches)):
        if daily.reached[shown, reach] > 0.0:
            first = campaigns.reaches[reach].first
            for place in range(first, first + campaigns.reaches[reach].cells):
                daily.gain[campaigns.reached[place].cell] += daily.reached[shown, reach]


@inner
def _minds(params: Params, daily: Daily) -> None:
    """Awareness and reputation of every cell."""
    brand = params.brand
    _show(params, daily)
    for cell in range(len(params.market.cells)):
        accounts = everyone(daily, cell)
        talk = 0.0
        if accounts > 0:
            talk = brand.word_of_mouth * daily.accounts[Account.CUSTOMER, cell] / accounts
        daily.awareness[cell] = awareness_next(daily.awareness[cell], daily.gain[cell], talk, brand.decay)
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
    find_demands(params, daily, day)
    find_expectations(params, books, daily, day, month)


@kernel
def end_run(params: Params, books: Books, daily: Daily) -> None:
    """Close the last month at the horizon."""
    _snapshot(books, daily, params.clock.months - 1)
