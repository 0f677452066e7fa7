"""What to expect on an average day, worked out instead of simulated: leads, wins, the load of every team.

Means only: no queues, no luck, demand and awareness as at the start. Good enough to warn of a team that
cannot cope, or of referrals that feed on themselves, before anything is run.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import NormalDist, mean
from typing import NamedTuple

from scenarios.carry_over import lag_weights
from scenarios.media import Reach, planned_spend, pull_of, reaches_of
from scenarios.resolve import (
    GRADES,
    NURTURE,
    WON,
    at,
    awareness_of,
    care_of,
    entries_of,
    expansion_of,
    initial_product_of,
    list_prices,
    reference_of,
    rival_prices,
    route_of,
    shares_of,
    ways_of,
    worth_of,
    worths,
)
from scenarios.roster import Crew, crews
from scenarios.schema.campaigns import SaturationCurve, Source
from scenarios.schema.distributions import average
from scenarios.schema.market import Fit, Segment
from scenarios.schema.offer import Product
from scenarios.schema.scenario import Scenario
from scenarios.schema.team import EVERYWHERE, Skill
from scenarios.times import calendars_of, dates_of, horizon_of, is_open

Cell = tuple[str, str]

_ROUNDS = 200
_SETTLED = 1e-9
_CENTS = 100.0


@dataclass
class Flows:
    """Expected flows per day."""

    leads: dict[str, float] = field(default_factory=dict)
    """Leads by source [lead/day]."""
    wins: dict[Cell, float] = field(default_factory=dict)
    """Deals won by cell [deal/day]."""
    lead_wins: dict[Cell, float] = field(default_factory=dict)
    """Share of the leads of a cell that are won in the end [1]."""
    hours: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    """Work that reaches each team and place [hour of work/day]."""
    capacity: dict[tuple[str, str], float] = field(default_factory=dict)
    """Work that each team and place can do [hour of work/day]."""

    def utilisation(self, team: str, place: str) -> float:
        """Share of the capacity that the work takes [1]."""
        capacity = self.capacity.get((team, place), 0.0)
        return self.hours[team, place] / capacity if capacity > 0.0 else 0.0


def expected_flows(scenario: Scenario) -> Flows:
    """Work out the flows of an average day."""
    flows = Flows(capacity=dict(_capacities(scenario)))
    staffed = {(crew.team, crew.place): crew for crew in crews(scenario)}
    rates = _lead_rates(scenario, flows)
    for cell in reach_cells(scenario):
        inflow = _inflow(scenario, rates.get(cell, {}), cell)
        _pass_through(scenario, flows, cell, inflow, staffed)
    return flows


def reach_cells(scenario: Scenario) -> list[Cell]:
    """All cells: segment by territory."""
    market = scenario.market
    return [(segment, territory) for segment in market.segments for territory in market.territories]


# ---- leads -----------------------------------------------------------------------------------------


def _lead_rates(scenario: Scenario, flows: Flows) -> dict[Cell, dict[float, float]]:
    """Leads per day of every cell, by the shift of their fit; sources that differ by volume go together."""
    reaches = reaches_of(scenario)
    alike: dict[tuple[int, float, float], list[str]] = defaultdict(list)
    for name, source in scenario.campaigns.items():
        alike[id(reaches[name]), pull_of(source), source.fit_shift].append(name)
    rates: dict[Cell, dict[float, float]] = defaultdict(lambda: defaultdict(float))
    for (_, pull, shift), names in alike.items():
        wholes = {name: _source_rate(scenario, scenario.campaigns[name]) for name in names}
        landing = _landing(scenario, reaches[names[0]], pull)
        share, whole = math.fsum(landing.values()), math.fsum(wholes.values())
        flows.leads.update({name: wholes[name] * share for name in names})
        for cell, part in landing.items():
            rates[cell][shift] += whole * part
    return rates


def _landing(scenario: Scenario, reach: Reach, pull: float) -> Reach:
    """Share of a source's leads in each cell, after awareness and season [1]."""
    segments = scenario.market.segments
    seasons = {name: _mean_season(segment) for name, segment in segments.items()}
    return {
        cell: weight * seasons[cell[0]] * (1.0 - pull + pull * awareness_of(scenario, *cell))
        for cell, weight in reach.items()
    }


def _source_rate(scenario: Scenario, source: Source) -> float:
    """Leads per day of a source in all its cells, at awareness one."""
    if source.kind == "outbound":
        seats = [crew for crew in crews(scenario) if crew.team == source.team]
        return source.leads * sum(_seat_speed(scenario, crew) * len(crew.seats) for crew in seats)
    if source.response is None:
        return source.leads
    pressure = mean(planned_spend(scenario, source)) * math.fsum(lag_weights(source)) / _CENTS
    reached = saturated(source.response.saturation, pressure)
    return source.leads + source.response.visits * reached * source.response.conversion


def saturated(curve: SaturationCurve, pressure: float) -> float:
    """Share of the full response at a pressure, as the simulator's own rule has it (a test compares them).

    Parameters
    ----------
    curve : form, scale and slope
    pressure : spend after carry-over [currency/day]
    """
    ratio = pressure / (curve.half / _CENTS)
    if ratio <= 0.0:
        return 0.0
    powered = math.pow(ratio, curve.slope)
    forms = {
        "linear": ratio,
        "hill": powered / (1.0 + powered),
        "logistic": math.tanh(math.log(3.0) * ratio / 2.0),
        "tanh": math.tanh(ratio),
        "michaelis_menten": ratio / (1.0 + ratio),
        "root": powered,
    }
    return forms[curve.form]


def _mean_season(segment: Segment) -> float:
    months, weekdays = segment.seasonality.months, segment.seasonality.weekdays
    return (mean(months) if months else 1.0) * (mean(weekdays) if weekdays else 1.0)


def _inflow(scenario: Scenario, rates: dict[float, float], cell: Cell) -> dict[str, float]:
    """New deals per day that enter each stage."""
    inflow: dict[str, float] = defaultdict(float)
    entries = entries_of(scenario)
    fit = scenario.market.segments[cell[0]].fit
    for shift, rate in rates.items():
        for grade, share in zip(GRADES, grade_shares(scenario, fit, shift), strict=True):
            inflow[entries[grade]] += rate * share
    return inflow


def _usual_lead(scenario: Scenario, cell: Cell) -> dict[str, float]:
    """Stages that a lead of a cell enters, with their chances; for a cell that no source reaches [1]."""
    entered: dict[str, float] = defaultdict(float)
    shares = grade_shares(scenario, scenario.market.segments[cell[0]].fit, 0.0)
    for grade, share in zip(GRADES, shares, strict=True):
        entered[entries_of(scenario)[grade]] += share
    return entered


def grade_shares(scenario: Scenario, fit: Fit, shift: float) -> list[float]:
    """Share of leads in each grade, taking the score as normal [1]."""
    centre = (fit.mean if fit.mean is not None else fit.value or 0.0) + shift
    spread = math.hypot(fit.sd or 0.0, scenario.leads.score_noise)
    grades = scenario.leads.grades
    score = NormalDist(centre, max(spread, 1e-9))
    above = [0.0, *(1.0 - score.cdf(bound) for bound in (grades.A, grades.B, grades.C)), 1.0]
    return [max(high - low, 0.0) for low, high in pairwise(above)]


# ---- deals -----------------------------------------------------------------------------------------


def _pass_through(
    scenario: Scenario,
    flows: Flows,
    cell: Cell,
    inflow: dict[str, float],
    staffed: dict[tuple[str, str], Crew],
) -> None:
    """Follow the deals of a cell to their end, and the customers they become."""
    arriving = math.fsum(inflow.values())
    chance = win_chance(scenario, cell)
    first = stage_visits(scenario, inflow, chance)
    flows.wins[cell] = wins_of(scenario, first, chance)
    if arriving > 0.0:
        flows.lead_wins[cell] = flows.wins[cell] / arriving
    else:
        flows.lead_wins[cell] = wins_of(
            scenario, stage_visits(scenario, _usual_lead(scenario, cell), chance), chance
        )
    more = stage_visits(
        scenario, {expansion_of(scenario): _expansions(scenario, cell, flows.wins[cell])}, chance
    )
    work = [
        (stage.team, first[name] + more[name], average(stage.work)) for name, stage in scenario.stages.items()
    ]
    work += list(_service_work(scenario, cell, flows.wins[cell] + wins_of(scenario, more, chance)))
    for team, count, hours in work:
        place = cell[1] if (team, cell[1]) in staffed else EVERYWHERE
        if team is not None and count * hours > 0.0:
            flows.hours[team, place] += count * hours


class _Wave(NamedTuple):
    """Deals that are about to enter a stage together."""

    deals: float
    """Deals per day [deal/day]."""
    age: float
    """Mean time since they arrived [day]."""


def stage_visits(scenario: Scenario, inflow: dict[str, float], chance: float) -> dict[str, float]:
    """Deals per day that enter each stage, returns included; deals that grow too old drop out."""
    entered = dict.fromkeys(scenario.stages, 0.0)
    moving = {name: _Wave(inflow[name], 0.0) for name in scenario.stages if inflow.get(name, 0.0) > 0.0}
    for _ in range(_ROUNDS):
        for name, wave in moving.items():
            entered[name] += wave.deals
        moving = _moved(scenario, moving, chance)
        if math.fsum(wave.deals for wave in moving.values()) < _SETTLED * (1.0 + sum(entered.values())):
            break
    return entered


def _moved(scenario: Scenario, moving: dict[str, _Wave], chance: float) -> dict[str, _Wave]:
    """Where the deals of every stage enter next."""
    arriving: dict[str, list[_Wave]] = defaultdict(list)
    for name, wave in moving.items():
        stage = scenario.stages[name]
        age = wave.age + average(stage.wait)
        staying = wave.deals * (chance if stage.choice else 1.0)
        if stage.oldest > 0.0 and age > stage.oldest:
            continue
        for target, share in ways_of(stage).items():
            if target in scenario.stages and share > 0.0:
                arriving[target].append(_Wave(staying * share, age))
    return {name: _joined(waves) for name, waves in arriving.items()}


def _joined(waves: list[_Wave]) -> _Wave:
    count = math.fsum(wave.deals for wave in waves)
    return _Wave(count, math.fsum(wave.deals * wave.age for wave in waves) / count if count > 0.0 else 0.0)


def wins_of(scenario: Scenario, visits: dict[str, float], chance: float) -> float:
    """Deals won per day, of those that enter each stage."""
    return math.fsum(
        visits[name] * ways_of(stage).get(WON, 0.0) * (chance if stage.choice else 1.0)
        for name, stage in scenario.stages.items()
    )


def win_chance(scenario: Scenario, cell: Cell) -> float:
    """Chance that a buyer of a cell chooses us, over the products they ask for [1]."""
    shares = shares_of(scenario, cell[0])
    products = scenario.offer.products.items()
    chances = [choice_chance(scenario, name, product, cell) for name, product in products]
    return math.fsum(share * chance for share, chance in zip(shares, chances, strict=True))


def choice_chance(scenario: Scenario, name: str, product: Product, cell: Cell) -> float:
    """Chance that a buyer of average fit chooses us on the first day, served at once by a usual rep [1]."""
    segment_name, territory = cell
    segment, today = scenario.market.segments[segment_name], dates_of(scenario)[:1]
    reference = reference_of(product, segment_name)
    asked = list_prices(product, segment_name, today)[0] * (1.0 - product.discount)
    weights = scenario.offer.choice
    ours = worths(product, segment, today)[0] - segment.price_sensitivity * math.log(asked / reference)
    ours += weights.awareness * awareness_of(scenario, segment_name, territory)
    ours += weights.reputation * (scenario.brand.reputation - 0.5)
    ours += weights.fit * (
        (segment.fit.mean if segment.fit.mean is not None else segment.fit.value or 0.0) - 0.5
    )
    others = math.exp(segment.no_decision)
    for rival in scenario.market.competitors.values():
        price = rival_prices(rival, name, segment_name, today)[0]
        if price > 0.0:
            worth = worth_of(segment, rival.attributes, rival.appeal)
            others += math.exp(worth - segment.price_sensitivity * math.log(price / reference))
    return 1.0 / (1.0 + others * math.exp(-ours))


# ---- customers and capacity ------------------------------------------------------------------------


def _customers(scenario: Scenario, cell: Cell, wins: float) -> dict[str, float]:
    """Customers of each product in the middle of the scenario: those who came, less those who left."""
    shares = dict(zip(scenario.offer.products, shares_of(scenario, cell[0]), strict=True))
    middle = horizon_of(scenario) / 2.0
    held = {}
    for name, share in shares.items():
        leaving = leaving_per_day(scenario, name)
        there = at(scenario.market.segments[cell[0]].customers, cell[1])
        first = there * math.exp(-leaving * middle) if name == initial_product_of(scenario) else 0.0
        held[name] = first + wins * share * stayed(leaving, max(middle - _cycle(scenario), 0.0))
    return held


def leaving_per_day(scenario: Scenario, name: str) -> float:
    """How often a customer of a product leaves; of customers who differ, the mean [1/day]."""
    care = care_of(scenario, name)
    gone = 1.0 / average(care.lifetime) if care.lifetime is not None else 0.0
    return decisions_per_day(scenario, name) * (1.0 - average(care.keep)) + gone


def stayed(leaving: float, days: float) -> float:
    """Customers left, of one a day that came for some days, when each leaves at a rate [customer]."""
    return days if leaving * days < _SETTLED else -math.expm1(-leaving * days) / leaving


def _cycle(scenario: Scenario) -> float:
    """Time from lead to delivery on the straight way through the stages [day]."""
    stages = [stage for name, stage in scenario.stages.items() if name != NURTURE]
    deliveries = [average(route_of(scenario, product).transit) for product in scenario.offer.products]
    return math.fsum(average(stage.wait) for stage in stages) + max(deliveries)


def decisions_per_day(scenario: Scenario, name: str) -> float:
    """How often a customer of a product renews or buys again [1/day]."""
    product, care = scenario.offer.products[name], care_of(scenario, name)
    if product.kind == "subscription":
        return 1.0 / product.term
    pace = 1.0 if care.pace is None else average(care.pace)
    return pace / average(care.again) if care.again is not None and average(care.again) > 0.0 else 0.0


def _expansions(scenario: Scenario, cell: Cell, wins: float) -> float:
    """Expansion deals per day."""
    satisfied = scenario.customers.satisfaction.neutral
    return math.fsum(
        count * decisions_per_day(scenario, name) * care_of(scenario, name).cross_sell * satisfied
        for name, count in _customers(scenario, cell, wins).items()
    )


def _service_work(scenario: Scenario, cell: Cell, wins: float) -> Iterator[tuple[str | None, float, float]]:
    """Work on orders, tickets and visits: team, cases per day, hours per case."""
    shares = dict(zip(scenario.offer.products, shares_of(scenario, cell[0]), strict=True))
    for name, count in _customers(scenario, cell, wins).items():
        care, route = care_of(scenario, name), route_of(scenario, name)
        again = (
            0.0 if scenario.offer.products[name].kind == "subscription" else decisions_per_day(scenario, name)
        )
        orders = wins * shares[name] + count * again * average(care.keep)
        if route.credit is not None:
            yield route.credit.team, orders, average(route.credit.work)
        if route.production is not None:
            times = 1.0 / (1.0 - route.production.defects)
            yield route.production.team, orders * times, average(route.production.work)
        yield care.ticket_team, count * care.tickets, average(care.ticket_work)
        yield care.visit_team, count / care.visits if care.visits else 0.0, average(care.visit_work)


def _capacities(scenario: Scenario) -> Iterator[tuple[tuple[str, str], float]]:
    """Hours of work a day of the seats that are there on average over the scenario."""
    horizon = horizon_of(scenario)
    for crew in crews(scenario):
        calendar = calendars_of(scenario)[scenario.teams[crew.team].calendar]
        worked = mean(is_open(calendar, day) for day in dates_of(scenario)) * calendar.hours_per_day
        seats = math.fsum(max(horizon - max(seat.opens, 0.0), 0.0) / horizon for seat in crew.seats)
        yield (crew.team, crew.place), seats * worked * _seat_speed(scenario, crew) * _manned(scenario, crew)


def _seat_speed(scenario: Scenario, crew: Crew) -> float:
    """Productivity of a seat, ramped as its people are in the course of the scenario [1]."""
    team = scenario.teams[crew.team]
    return (team.skill.mean if isinstance(team.skill, Skill) else team.skill) * team.ramp[-1]


def _manned(scenario: Scenario, crew: Crew) -> float:
    """Share of the time that a seat is filled [1]."""
    team = scenario.teams[crew.team]
    if team.attrition is None or team.attrition == 0.0:
        return 1.0
    stay = 1.0 / team.attrition if isinstance(team.attrition, float) else average(team.attrition)
    if isinstance(team.vacancy, str):
        horizon = horizon_of(scenario)
        return -math.expm1(-horizon / stay) * stay / horizon if math.isfinite(stay) else 1.0
    return stay / (stay + average(team.vacancy)) if math.isfinite(stay) else 1.0
