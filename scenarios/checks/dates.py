"""Dates lie inside the horizon, or have no effect."""

from collections.abc import Iterator
from datetime import date

from scenarios.origin import Steps
from scenarios.schema.scenario import Scenario
from scenarios.times import end_of

MOST_DAYS = 7305


def scenario_is_not_too_long(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """Twenty years are the most that is simulated."""
    days = (end_of(scenario) - scenario.start).days
    if days > MOST_DAYS:
        yield ("months",), f"{days:,} days; at most {MOST_DAYS:,} can be simulated"


def flights_end_after_they_begin(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """A campaign, a product and a rival end after they begin."""
    for name, source in scenario.campaigns.items():
        yield from _in_order(source.flight.start, source.flight.end, ("campaigns", name, "flight"))
    for name, product in scenario.offer.products.items():
        yield from _in_order(product.launch, product.end_of_life, ("offer", "products", name, "end_of_life"))
    for name, rival in scenario.market.competitors.items():
        yield from _in_order(rival.enters, rival.leaves, ("market", "competitors", name, "leaves"))


def _in_order(first: date | None, last: date | None, steps: Steps) -> Iterator[tuple[Steps, str]]:
    if first is not None and last is not None and last < first:
        yield steps, f"ends on {last}, before it begins on {first}"


def dates_matter(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """What is dated after the end has no effect; a hire before the start is likely a wrong year."""
    end = end_of(scenario)
    for steps, moment in _dated(scenario):
        if moment >= end:
            yield steps, f"{moment} is after the scenario, which ends on {end}: it has no effect"
    for name, team in scenario.teams.items():
        for number, hire in enumerate(team.hires):
            if hire.date < scenario.start:
                yield ("teams", name, "hires", number, "date"), f"{hire.date} is before the start"


def _dated(scenario: Scenario) -> Iterator[tuple[Steps, date]]:
    """Every date that changes something, with its path."""
    for name, team in scenario.teams.items():
        yield from ((("teams", name, "hires", n, "date"), hire.date) for n, hire in enumerate(team.hires))
    for name, product in scenario.offer.products.items():
        steps = ("offer", "products", name)
        changes = enumerate(product.price_changes)
        yield from (((*steps, "price_changes", n, "from"), change.start) for n, change in changes)
        yield from (((*steps, "roadmap", n, "date"), each.date) for n, each in enumerate(product.roadmap))
        yield from _maybe((*steps, "launch"), product.launch)
    for name, source in scenario.campaigns.items():
        yield from _maybe(("campaigns", name, "flight", "from"), source.flight.start)
        if isinstance(source.budget, dict):
            yield from ((("campaigns", name, "budget", str(day)), day) for day in source.budget)
    for name, index in scenario.market.macro.items():
        yield from ((("market", "macro", name, str(day)), day) for day in index)
    for name, rival in scenario.market.competitors.items():
        yield from _maybe(("market", "competitors", name, "enters"), rival.enters)


def _maybe(steps: Steps, moment: date | None) -> Iterator[tuple[Steps, date]]:
    if moment is not None:
        yield steps, moment


RULES = (scenario_is_not_too_long, flights_end_after_they_begin)
WARNINGS = (dates_matter,)
