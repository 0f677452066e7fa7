"""Names that are used must exist."""

from collections.abc import Iterable, Iterator

from scenarios.origin import Steps, shorten
from scenarios.resolve import DEFAULT_ENTRY, GRADES, LOST, WON, entries_of
from scenarios.schema.scenario import Scenario
from scenarios.schema.team import EVERYWHERE
from scenarios.suggest import suggest
from scenarios.times import calendars_of

Finding = tuple[Steps, str]


def _known(kind: str, name: str | None, options: Iterable[str], steps: Steps) -> Iterator[Finding]:
    """Complain about a name that is not among the options."""
    allowed = list(options)
    if name is not None and name not in allowed:
        yield steps, f"unknown {kind} '{shorten(name)}'{suggest(name, allowed)}"


def _keys(kind: str, value: object, options: Iterable[str], steps: Steps) -> Iterator[Finding]:
    """Complain about the keys of a map that are not among the options."""
    allowed = list(options)
    if isinstance(value, dict):
        for name in value:
            yield from _known(kind, str(name), allowed, (*steps, str(name)))


def segments_name_territories(scenario: Scenario) -> Iterator[Finding]:
    """Accounts and customers are given by territory."""
    for name, segment in scenario.market.segments.items():
        for key in ("accounts", "customers"):
            steps = ("market", "segments", name, key)
            yield from _keys("territory", getattr(segment, key), scenario.market.territories, steps)


def segments_name_macro_indices(scenario: Scenario) -> Iterator[Finding]:
    """A sensitivity needs its index."""
    for name, segment in scenario.market.segments.items():
        steps = ("market", "segments", name, "macro")
        yield from _keys("macro index", segment.macro, scenario.market.macro, steps)


def competitors_name_products(scenario: Scenario) -> Iterator[Finding]:
    """A rival's price is for the counterpart of one of our products, and for a segment."""
    for name, rival in scenario.market.competitors.items():
        steps = ("market", "competitors", name, "price")
        yield from _keys("product", rival.price, scenario.offer.products, steps)
        for product, price in rival.price.items():
            if isinstance(price, dict) and all(isinstance(key, str) for key in price):
                yield from _keys("segment", price, scenario.market.segments, (*steps, product))


def products_name_segments(scenario: Scenario) -> Iterator[Finding]:
    """Prices and shares are given by segment."""
    segments = scenario.market.segments
    for name, product in scenario.offer.products.items():
        steps = ("offer", "products", name)
        for key in ("price", "reference_price", "share"):
            yield from _keys("segment", getattr(product, key), segments, (*steps, key))
        for number, change in enumerate(product.price_changes):
            yield from _keys("segment", change.price, segments, (*steps, "price_changes", number, "price"))


def awareness_names_segments_or_territories(scenario: Scenario) -> Iterator[Finding]:
    """Awareness at the start is given by segment or by territory."""
    names = [*scenario.market.segments, *scenario.market.territories]
    yield from _keys("segment or territory", scenario.brand.awareness, names, ("brand", "awareness"))


def campaigns_name_targets_and_teams(scenario: Scenario) -> Iterator[Finding]:
    """Campaigns aim at segments and territories; outbound contacts are made by a team."""
    for name, source in scenario.campaigns.items():
        steps = ("campaigns", name, "targets")
        yield from _known("team", source.team, scenario.teams, ("campaigns", name, "team"))
        yield from _keys("segment", source.targets, scenario.market.segments, steps)
        for segment, weight in (source.targets or {}).items():
            yield from _keys("territory", weight, scenario.market.territories, (*steps, segment))


def grades_enter_stages(scenario: Scenario) -> Iterator[Finding]:
    """A grade enters a stage, or is lost."""
    for grade, target in zip(GRADES, entries_of(scenario).values(), strict=True):
        yield from _known("stage", target, [*scenario.stages, LOST], ("leads", "entry", grade))
    yield from _known("stage", scenario.expansion_stage, scenario.stages, ("expansion_stage",))


def stages_name_stages_and_teams(scenario: Scenario) -> Iterator[Finding]:
    """Ways out lead to stages, to won or to lost; work is done by a team."""
    targets = [*scenario.stages, WON, LOST]
    for name, stage in scenario.stages.items():
        yield from _known("team", stage.team, scenario.teams, ("stages", name, "team"))
        yield from _keys("stage", stage.next, targets, ("stages", name, "next"))
        for key in ("goes_cold_to", "full_to"):
            found = [*scenario.stages, LOST]
            yield from _known("stage", getattr(stage, key), found, ("stages", name, key))
        yield from _open_deals(scenario, name)


def _open_deals(scenario: Scenario, name: str) -> Iterator[Finding]:
    """Deals that are open at the start are given by segment and territory."""
    opening = scenario.stages[name].open
    deals = opening.deals if opening is not None else 0
    steps: Steps = ("stages", name, "open", "deals")
    yield from _keys("segment", deals, scenario.market.segments, steps)
    for segment, value in deals.items() if isinstance(deals, dict) else ():
        yield from _keys("territory", value, scenario.market.territories, (*steps, segment))


def teams_name_calendars_and_territories(scenario: Scenario) -> Iterator[Finding]:
    """Teams work by a calendar, in territories or everywhere."""
    places = [*scenario.market.territories, EVERYWHERE]
    for name, team in scenario.teams.items():
        steps = ("teams", name)
        yield from _known("calendar", team.calendar, calendars_of(scenario), (*steps, "calendar"))
        yield from _keys("territory", team.at, places, (*steps, "at"))
        yield from _keys("territory", team.hiring, places, (*steps, "hiring"))
        for number, hire in enumerate(team.hires):
            yield from _known("territory", hire.territory, places, (*steps, "hires", number, "territory"))


def fulfilment_names_products_and_teams(scenario: Scenario) -> Iterator[Finding]:
    """Order to cash is given by product."""
    names = [*scenario.offer.products, DEFAULT_ENTRY]
    yield from _keys("product", scenario.fulfilment, names, ("fulfilment",))
    for name, route in scenario.fulfilment.items():
        for key in ("credit", "production"):
            step = getattr(route, key)
            team = step.team if step is not None else None
            yield from _known("team", team, scenario.teams, ("fulfilment", name, key, "team"))


def customers_name_products_and_teams(scenario: Scenario) -> Iterator[Finding]:
    """After-sales is given by product."""
    customers, products = scenario.customers, scenario.offer.products
    yield from _keys("product", customers.by_product, products, ("customers",))
    yield from _known("product", customers.initial_product, products, ("customers", "initial_product"))
    for name, care in {DEFAULT_ENTRY: customers.default, **customers.by_product}.items():
        yield from _known("product", care.cross_product, products, ("customers", name, "cross_product"))
        for key in ("ticket_team", "visit_team"):
            yield from _known("team", getattr(care, key), scenario.teams, ("customers", name, key))


RULES = (
    segments_name_territories,
    segments_name_macro_indices,
    competitors_name_products,
    products_name_segments,
    awareness_names_segments_or_territories,
    campaigns_name_targets_and_teams,
    grades_enter_stages,
    stages_name_stages_and_teams,
    teams_name_calendars_and_territories,
    fulfilment_names_products_and_teams,
    customers_name_products_and_teams,
)
