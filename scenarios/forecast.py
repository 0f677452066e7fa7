"""How much will happen in one replication, month by month: means only, worked out in milliseconds.

Segments are taken as a whole and followed month by month: free accounts become leads, leads become customers,
customers renew, complain, refer and leave. Nothing queues. Good for the size of a run, not for plans.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from statistics import mean

from scenarios.carry_over import lag_weights
from scenarios.flows import (
    decisions_per_day,
    expected_flows,
    grade_shares,
    leaving_per_day,
    saturated,
    stage_visits,
    stayed,
    win_chance,
    wins_of,
)
from scenarios.media import by_segment, consistency_of, planned_spend, pull_of, reaches_of
from scenarios.resolve import (
    GRADES,
    at,
    awareness_of,
    care_of,
    entries_of,
    expansion_of,
    initial_product_of,
    list_prices,
    route_of,
    shares_of,
)
from scenarios.roster import crews
from scenarios.schema.campaigns import Source
from scenarios.schema.customers import mean_referrals
from scenarios.schema.distributions import average
from scenarios.schema.market import Segment
from scenarios.schema.scenario import Scenario
from scenarios.times import dates_of, horizon_of, steps

LEADS = "leads and deals"
ORDERS = "orders and invoices"
CUSTOMERS = "customers"
SERVICE = "tickets and visits"
SEATS = "seats"

_CENTS = 100.0
_DAY_OF_WORK = 8.0


@dataclass
class Forecast:
    """Size of one replication."""

    happenings: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    """Rows of the event trace by what causes them [1]."""
    most_open: float = 0.0
    """Most cases open at once [1]."""
    most_leads: float = 0.0
    """Most leads of a day [lead]."""

    bookings: float = 0.0
    """Value of all orders and renewals [cent]."""

    @property
    def total(self) -> float:
        """Rows of the event trace [1]."""
        return math.fsum(self.happenings.values())


def forecast(scenario: Scenario) -> Forecast:
    """Work out how much will happen in one replication."""
    found = Forecast()
    months = list(_months(scenario))
    sources = list(_media(scenario, months))
    stuck = _stuck(scenario)
    crowds = [
        _Crowd(scenario, name, sources, stuck)
        for name, section in scenario.market.segments.items()
        if section.accounts
    ]
    seats = _seats(scenario, found)
    for month, (_, days) in enumerate(months):
        there = seats
        for crowd in crowds:
            crowd.pass_month(found, month, days)
            there += crowd.open_cases()
        found.most_open = max(found.most_open, there)
        found.most_leads = max(found.most_leads, sum(crowd.leads for crowd in crowds))
    return found


def _stuck(scenario: Scenario) -> float:
    """Share of the deals that wait for ever at a team that cannot cope, when nobody there loses patience."""
    flows, most = expected_flows(scenario), 1.0
    for stage in scenario.stages.values():
        if stage.team is not None and stage.patience is None:
            places = [place for team, place in flows.capacity if team == stage.team]
            most = max(most, *(flows.utilisation(stage.team, place) for place in places), 1.0)
    return 1.0 - 1.0 / most


def _months(scenario: Scenario) -> Iterator[tuple[int, int]]:
    """First day and length of each calendar month inside the horizon."""
    dates = dates_of(scenario)
    starts = [day for day, date in enumerate(dates) if day == 0 or date.day == 1]
    for start, end in zip(starts, [*starts[1:], len(dates)], strict=True):
        yield start, end - start


def _seats(scenario: Scenario, found: Forecast) -> float:
    """Count the seats, and what happens to them."""
    count = 0
    for crew in crews(scenario):
        team = scenario.teams[crew.team]
        count += len(crew.seats)
        found.happenings[SEATS] += sum(seat.opens > 0.0 for seat in crew.seats)
        if team.attrition:
            stay = 1.0 / team.attrition if isinstance(team.attrition, float) else average(team.attrition)
            vacancy = horizon_of(scenario) if isinstance(team.vacancy, str) else average(team.vacancy)
            cycle = max(stay + vacancy, 1e-3)
            found.happenings[SEATS] += 3.0 * len(crew.seats) * horizon_of(scenario) / cycle
    return float(count)


def _media(scenario: Scenario, months: list[tuple[int, int]]) -> Iterator["_Media"]:
    """Every source, with the share of its leads that land in each segment."""
    landing: dict[int, dict[str, float]] = {}
    for name, reach in reaches_of(scenario).items():
        if id(reach) not in landing:
            landing[id(reach)] = by_segment(reach)
        yield _Media(scenario, scenario.campaigns[name], months, landing[id(reach)])


class _Media:
    """Leads per day and pressure of a source in each month, in all its cells, at awareness one."""

    def __init__(
        self, scenario: Scenario, source: Source, months: list[tuple[int, int]], reach: Mapping[str, float]
    ) -> None:
        spend, carried = planned_spend(scenario, source), math.fsum(lag_weights(source)) / _CENTS
        self.source = source
        self.consistency = consistency_of(scenario, source)
        self.response = [
            self._response(mean(spend[first : first + days]) * carried) for first, days in months
        ]
        self.seats = 0.0
        for crew in crews(scenario) if source.kind == "outbound" else ():
            self.seats += len(crew.seats) if crew.team == source.team else 0
        self.reach = reach

    def _response(self, pressure: float) -> float:
        response = self.source.response
        return saturated(response.saturation, pressure) if response is not None else 0.0

    def leads(self, month: int) -> float:
        """Leads a day [lead/day]."""
        if self.source.kind == "outbound":
            return self.source.leads * self.seats
        response = self.source.response
        visits = response.visits * response.conversion if response is not None else 0.0
        return self.source.leads + visits * self.response[month]


class _Crowd:
    """The accounts of a segment in all territories."""

    def __init__(self, scenario: Scenario, name: str, sources: list[_Media], stuck: float) -> None:
        section = scenario.market.segments[name]
        territories = list(scenario.market.territories)
        accounts = [at(section.accounts, place) for place in territories]
        there = [at(section.customers, place) for place in territories]
        self.scenario, self.section, self.stuck = scenario, section, stuck
        self.waiting = 0.0
        self.reach = [media.reach.get(name, 0.0) for media in sources]
        self.sources = sources
        self.free = self.start = math.fsum(accounts) - math.fsum(there)
        self.pipeline = self.referred = self.expanding = self.leads = 0.0
        self.orders = self.cases = 0.0
        self.awareness = mean(awareness_of(scenario, name, place) for place in territories)
        self.lapsed = dict.fromkeys(scenario.offer.products, 0.0)
        self.customers = dict.fromkeys(scenario.offer.products, 0.0)
        self.customers[initial_product_of(scenario)] = math.fsum(there)
        self.shares = dict(zip(scenario.offer.products, shares_of(scenario, name), strict=True))
        first = dates_of(scenario)[:1]
        self.values = {
            product: list_prices(section_of, name, first)[0] * average(section_of.quantity)
            for product, section_of in scenario.offer.products.items()
        }
        chance = win_chance(scenario, (name, territories[accounts.index(max(accounts))]))
        self.new = _Journey(scenario, self._entries(), chance)
        self.more = _Journey(scenario, {expansion_of(scenario): 1.0}, chance)
        self.season = _season(scenario, section)

    def _entries(self) -> dict[str, float]:
        """Share of the leads that enter each stage, over the sources as they are in the middle."""
        entries, inflow = entries_of(self.scenario), defaultdict[str, float](float)
        middle = len(self.sources[0].response) // 2
        rates = [media.leads(middle) * reach for media, reach in zip(self.sources, self.reach, strict=True)]
        whole = math.fsum(rates)
        for media, rate in zip(self.sources, rates, strict=True):
            share = rate / whole if whole > 0.0 else 1.0 / len(rates)
            if share > 0.0:
                grades = grade_shares(self.scenario, self.section.fit, media.source.fit_shift)
                for grade, part in zip(GRADES, grades, strict=True):
                    inflow[entries[grade]] += share * part
        return inflow

    def pass_month(self, found: Forecast, month: int, days: int) -> None:
        """Let a month pass."""
        came, known = self._leads(month) * days, min(self.free, self.start)
        accepted = min(came + self.referred, self.free)
        self.leads = (came + self.referred) / days
        served = accepted * (1.0 - self.stuck)
        self.waiting += accepted - served
        found.happenings[LEADS] += came + self.referred + accepted + served * self.new.happenings
        self.referred = 0.0
        closed = self._closed(served, days)
        self.free += closed * (1.0 - self.new.wins) - accepted
        won = closed * self.new.wins
        self.orders = self.cases = self.expanding = 0.0
        for product, share in self.shares.items():
            self._serve(found, product, won * share, days)
        self._remember(month, days, known)

    def _leads(self, month: int) -> float:
        """Leads a day from all sources [lead/day]."""
        total = 0.0
        for media, reach in zip(self.sources, self.reach, strict=True):
            pull = pull_of(media.source)
            total += media.leads(month) * reach * (1.0 - pull + pull * self.awareness)
        return total * self.season[month] * (self.free / self.start if self.start > 0.0 else 0.0)

    def _closed(self, accepted: float, days: int) -> float:
        """Deals that end in the month, of those that stay a mean time."""
        stay = max(self.new.days, 1.0)
        before, flow = self.pipeline, accepted / days * stay
        self.pipeline = flow + (before - flow) * math.exp(-days / stay)
        return max(before + accepted - self.pipeline, 0.0)

    def _serve(self, found: Forecast, product: str, won: float, days: int) -> None:
        """Orders, renewals, tickets and losses of the customers of a product."""
        care, satisfied = care_of(self.scenario, product), self.scenario.customers.satisfaction.neutral
        rate = decisions_per_day(self.scenario, product)
        leaving, gained = leaving_per_day(self.scenario, product), won / days
        before = self.customers[product]
        after = before * math.exp(-leaving * days) + gained * stayed(leaving, days)
        held = (before + after) / 2.0 * days
        lost, kept = before + won - after, held * rate * average(care.keep)
        self.customers[product] = after
        back = self.lapsed[product] * _share_of(days, average(care.lapse))
        self.lapsed[product] += lost - back
        self.free += back
        repeats = 0.0 if self.scenario.offer.products[product].kind == "subscription" else kept
        expansions = kept * care.cross_sell * satisfied
        orders = won + repeats + expansions * self.more.wins
        self.orders += orders / days
        referrals = (won + kept) * mean_referrals(care.referral) * satisfied
        found.bookings += (orders + kept - repeats) * self.values[product]
        self.referred += referrals
        self.expanding += expansions / days
        tickets, visits = held * care.tickets, held / care.visits if care.visits else 0.0
        self.cases += (tickets + visits) / days
        found.happenings[LEADS] += expansions * (3.0 + self.more.happenings) + referrals
        found.happenings[ORDERS] += (
            orders * _order_happenings(self.scenario, product) + (kept - repeats) * 2.0
        )
        found.happenings[CUSTOMERS] += won + kept + lost + back
        found.happenings[SERVICE] += 4.0 * tickets + 3.0 * visits

    def _remember(self, month: int, days: int, free: float) -> None:
        """Awareness at the end of the month: gained from media, forgotten."""
        brand = self.scenario.brand
        gain = math.fsum(
            media.source.awareness_gain * media.consistency * media.response[month]
            for media, reach in zip(self.sources, self.reach, strict=True)
            if reach > 0.0
        )
        ours = math.fsum(self.customers.values())
        everyone = free + ours + self.pipeline + math.fsum(self.lapsed.values())
        talk = brand.word_of_mouth * ours / everyone if everyone > 0.0 else 0.0
        rate = min(gain + talk, 1.0) + brand.decay
        goal = min(gain + talk, 1.0) / rate if rate > 0.0 else self.awareness
        self.awareness = goal + (self.awareness - goal) * math.exp(-rate * days)

    def open_cases(self) -> float:
        """Cases open at the end of the month [1]."""
        return (
            self.pipeline
            + self.waiting
            + self.leads
            + math.fsum(self.lapsed.values())
            + self.cases
            + self.referred
            + self.expanding * max(self.more.days, 1.0)
            + math.fsum(self.customers.values())
            + self.orders * _open_days(self.scenario)
        )


def _share_of(days: float, mean_stay: float) -> float:
    """Share of those who stay a mean time that go within some days [1]."""
    return -math.expm1(-days / mean_stay) if mean_stay > 0.0 else 1.0


def _open_days(scenario: Scenario) -> float:
    """Time from order to payment [day]."""
    routes = [route_of(scenario, product) for product in scenario.offer.products]
    return max(average(route.transit) + average(route.payment) for route in routes)


def _order_happenings(scenario: Scenario, product: str) -> float:
    """Rows of the trace per order, from the contract to the payment."""
    route = route_of(scenario, product)
    credit = 3.0 if route.credit is not None else 0.0
    made = 3.0 / (1.0 - route.production.defects) if route.production is not None else 0.0
    return 4.0 + credit + made


class _Journey:
    """What becomes of one deal that enters the stages by given shares."""

    def __init__(self, scenario: Scenario, entries: Mapping[str, float], chance: float) -> None:
        visits = stage_visits(scenario, dict(entries), chance)
        stages = scenario.stages
        self.wins = wins_of(scenario, visits, chance)
        self.happenings = math.fsum(
            count * (3.0 if stages[name].team is not None else 1.0) for name, count in visits.items()
        )
        """Rows of the trace, of the stages; a further one tells the end."""
        self.days = math.fsum(
            count * (average(stages[name].wait) + average(stages[name].work) / _DAY_OF_WORK)
            for name, count in visits.items()
        )
        """Mean time under way [day]."""


def _season(scenario: Scenario, section: Segment) -> list[float]:
    """Mean demand factor of each month: month, weekdays and macro indices; waves average out."""
    dates, season = dates_of(scenario), section.seasonality
    macro = {
        exponent: steps(scenario.market.macro[index], dates, 1.0) for index, exponent in section.macro.items()
    }
    week = mean(season.weekdays) if season.weekdays else 1.0
    factors = []
    for first, days in _months(scenario):
        middle = first + days // 2
        factor = week * (season.months[dates[middle].month - 1] if season.months else 1.0)
        for exponent, values in macro.items():
            factor *= math.pow(values[middle], exponent)
        factors.append(factor)
    return factors
