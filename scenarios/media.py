"""What a source of leads reaches and spends, before any simulation."""

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from scenarios.resolve import at
from scenarios.schema.campaigns import Source
from scenarios.schema.forms import Spending
from scenarios.schema.scenario import Scenario
from scenarios.times import dates_of, period_of, steps

Reach = dict[tuple[str, str], float]
"""Share of the visits that land in each cell, segment by territory [1]."""
BORN_OF_CUSTOMERS = ("referral", "cross_sell")
"""Kinds of source whose leads come from customers, not from the market."""


def pull_of(source: Source) -> float:
    """How far leads of a source follow awareness [1]."""
    if source.awareness_pull is not None:
        return source.awareness_pull
    return 1.0 if source.kind == "inbound" else 0.0


def consistency_of(scenario: Scenario, source: Source) -> float:
    """Cosine of message and positioning, not below zero; 1 when either is left out [1]."""
    message, positioning = source.message, scenario.brand.positioning
    if not message or not positioning:
        return 1.0
    length = math.hypot(*message.values()) * math.hypot(*positioning.values())
    same = math.fsum(weight * positioning.get(name, 0.0) for name, weight in message.items())
    return max(same / length, 0.0) if length > 0.0 else 0.0


def reaches_of(scenario: Scenario) -> dict[str, Reach]:
    """Share of every source's visits that land in each cell it reaches; the shares of a source sum to 1.

    Sources of the same aim have one and the same map.
    """
    known: dict[str, Reach] = {}
    found = {}
    for name, source in scenario.campaigns.items():
        aim = f"{source.kind in BORN_OF_CUSTOMERS} {source.targets}"
        if aim not in known:
            known[aim] = _reach_of(scenario, source)
        found[name] = known[aim]
    return found


def _reach_of(scenario: Scenario, source: Source) -> Reach:
    if source.kind in BORN_OF_CUSTOMERS:
        return {}
    weights = {
        (segment, territory): weight
        for segment in scenario.market.segments
        for territory, weight in _weights(scenario, source, segment).items()
    }
    total = math.fsum(weights.values())
    return {cell: weight / total for cell, weight in weights.items() if weight > 0.0}


def by_segment(reach: Reach) -> dict[str, float]:
    """Share of the visits that land in each segment [1]."""
    shares: dict[str, float] = defaultdict(float)
    for (segment, _), share in reach.items():
        shares[segment] += share
    return shares


def _weights(scenario: Scenario, source: Source, segment: str) -> dict[str, float]:
    """Weight of each territory: the segment's target, spread by accounts in the market."""
    section = scenario.market.segments[segment]
    looking = {each: at(section.accounts, each) * section.in_market for each in scenario.market.territories}
    if source.targets is None:
        return looking
    target = source.targets.get(segment, 0.0)
    if isinstance(target, dict):
        return {each: target.get(each, 0.0) if count > 0.0 else 0.0 for each, count in looking.items()}
    total = math.fsum(looking.values())
    return {each: target * count / total if total > 0.0 else 0.0 for each, count in looking.items()}


def planned_spend(scenario: Scenario, source: Source) -> list[int]:
    """Planned spend of each day: a period's amount is spread evenly over its days, to the cent [cent]."""
    days: Sequence[date] = dates_of(scenario)
    if source.budget is None:
        return [0] * len(days)
    dated = source.budget if isinstance(source.budget, dict) else {date.min: source.budget}
    planned = steps(dated, days, Spending(0, "day"))
    return [
        _spend_of(budget, day) if _on_air(source, day) else 0
        for budget, day in zip(planned, days, strict=True)
    ]


def _on_air(source: Source, day: date) -> bool:
    start, end = source.flight.start, source.flight.end
    return (start is None or start <= day) and (end is None or day <= end)


def _spend_of(budget: Spending, day: date) -> int:
    """Spend of one day, so that the days of a period add up to its amount exactly."""
    first, after = period_of(budget.per, day)
    number, length = (day - first).days, (after - first).days
    return budget.cents * (number + 1) // length - budget.cents * number // length
