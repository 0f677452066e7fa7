"""What a scenario leaves unsaid: defaults that depend on other sections, worked out in one place."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from scenarios.schema.base import Section
from scenarios.schema.customers import Care
from scenarios.schema.fulfilment import Route
from scenarios.schema.market import Competitor, Segment
from scenarios.schema.offer import Product
from scenarios.schema.sales import Stage, Way
from scenarios.schema.scenario import Scenario
from scenarios.times import steps

LOST = "lost"
WON = "won"
NURTURE = "nurture"
GRADES = ("A", "B", "C", "D")
DEFAULT_ENTRY = "default"

SectionType = TypeVar("SectionType", bound=Section)


def at(value: float | Mapping[str, float], name: str, otherwise: float = 0.0) -> float:
    """Value of a name in `one value or a map`."""
    return value.get(name, otherwise) if isinstance(value, Mapping) else value


# ---- sales process ---------------------------------------------------------------------------------


def entries_of(scenario: Scenario) -> dict[str, str]:
    """Stage (or lost) that each grade enters."""
    entry, first = scenario.leads.entry, next(iter(scenario.stages))
    best = entry.A or first
    good = entry.B or best
    fair = entry.C or (NURTURE if NURTURE in scenario.stages else good)
    return dict(zip(GRADES, (best, good, fair, entry.D), strict=True))


def is_first_touch(scenario: Scenario, stage: str) -> bool:
    """Whether the work of a stage is the first response to a lead."""
    stated = scenario.stages[stage].first_touch
    if stated is not None:
        return stated
    entries = entries_of(scenario)
    return scenario.stages[stage].team is not None and stage in (entries["A"], entries["B"])


def expansion_of(scenario: Scenario) -> str:
    """Stage at which cross-sell deals start: as stated, or the one after the first."""
    stages = list(scenario.stages)
    return scenario.expansion_stage or stages[min(1, len(stages) - 1)]


def ways_of(stage: Stage) -> dict[str, float]:
    """Share of the deals that go each way out of a stage."""
    return {target: way.share if isinstance(way, Way) else way for target, way in stage.next.items()}


# ---- products --------------------------------------------------------------------------------------


def route_of(scenario: Scenario, product: str) -> Route:
    """Order to cash of a product, with what `default` says for what its own entry leaves out."""
    base = scenario.fulfilment.get(DEFAULT_ENTRY, Route())
    return _over(base, scenario.fulfilment.get(product))


def care_of(scenario: Scenario, product: str) -> Care:
    """After-sales of a product, with what `default` says for what its own entry leaves out."""
    own: Care | None = scenario.customers.by_product.get(product)
    return _over(scenario.customers.default, own)


def _over(base: SectionType, over: SectionType | None) -> SectionType:
    if over is None:
        return base
    return base.model_copy(update={name: getattr(over, name) for name in over.model_fields_set})


def initial_product_of(scenario: Scenario) -> str:
    """Product that customers hold at the start."""
    return scenario.customers.initial_product or next(iter(scenario.offer.products))


def on_sale(product: Product, day: date) -> bool:
    """Whether a product can be asked for on a day."""
    launched = product.launch is None or product.launch <= day
    return launched and (product.end_of_life is None or day < product.end_of_life)


def shares_of(scenario: Scenario, segment: str) -> list[float]:
    """Share of each product in a segment: as stated (else 0), or equal when no product states one."""
    stated = [stated_share(product, segment) for product in scenario.offer.products.values()]
    if all(share is None for share in stated):
        return [1.0 / len(stated)] * len(stated)
    return [share or 0.0 for share in stated]


def stated_share(product: Product, segment: str) -> float | None:
    """Share of a product in a segment, or none when the scenario does not say."""
    return product.share.get(segment) if isinstance(product.share, dict) else product.share


# ---- price and worth -------------------------------------------------------------------------------


def reference_of(product: Product, segment: str) -> float:
    """Price that buyers of a segment take as usual [cent]."""
    stated = product.reference_price
    return at(product.price if stated is None else stated, segment)


def list_prices(product: Product, segment: str, days: Sequence[date]) -> list[int]:
    """List price on each day after promotions, rounded half up to the cent [cent]."""
    changes = {
        change.start: int(price)
        for change in product.price_changes
        if change.price is not None and (price := at(change.price, segment, -1.0)) >= 0.0
    }
    listed = steps(changes, days, int(at(product.price, segment)))
    return [
        math.floor(cents * (1.0 - _cut(product, day)) + 0.5) for cents, day in zip(listed, days, strict=True)
    ]


def _cut(product: Product, day: date) -> float:
    """Largest promotion that runs on a day [1]."""
    running = [
        change.discount
        for change in product.price_changes
        if change.discount is not None and change.end is not None and change.start <= day <= change.end
    ]
    return max(running, default=0.0)


def worths(product: Product, segment: Segment, days: Sequence[date]) -> list[float]:
    """Utility of our product before price, on each day of its roadmap [utility]."""
    attributes = dict(product.attributes)
    worth = {date.min: worth_of(segment, attributes, product.appeal)}
    for improvement in sorted(product.roadmap, key=lambda each: each.date):
        attributes.update(improvement.attributes)
        worth[improvement.date] = worth_of(segment, attributes, product.appeal)
    return steps(worth, days, 0.0)


def worth_of(segment: Segment, attributes: Mapping[str, float], appeal: float) -> float:
    """Utility of an offer before price: needs times attributes, plus the constant [utility]."""
    return appeal + math.fsum(weight * attributes.get(name, 0.0) for name, weight in segment.needs.items())


def rival_prices(rival: Competitor, product: str, segment: str, days: Sequence[date]) -> list[float]:
    """Price that a rival asks a segment on each day; 0 when it has no offer [cent]."""
    asked = rival.price.get(product)
    if isinstance(asked, dict) and not any(isinstance(key, date) for key in asked):
        asked = {str(key): value for key, value in asked.items()}.get(segment)
    if isinstance(asked, dict):
        dated = {
            key: float(cents)
            for key, cents in asked.items()
            if isinstance(key, date) and isinstance(cents, int)
        }
        listed = steps(dated, days, 0.0)
    else:
        listed = [float(asked or 0)] * len(days)
    return [cents if _there(rival, day) else 0.0 for cents, day in zip(listed, days, strict=True)]


def _there(rival: Competitor, day: date) -> bool:
    return (rival.enters is None or rival.enters <= day) and (rival.leaves is None or day < rival.leaves)


def awareness_of(scenario: Scenario, segment: str, territory: str) -> float:
    """Awareness of a cell at the start [1]."""
    stated = scenario.brand.awareness
    return stated.get(segment, stated.get(territory, 0.0)) if isinstance(stated, dict) else stated
