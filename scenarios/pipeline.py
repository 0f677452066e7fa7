"""Deals that are under way when a plan starts, by cell."""

from collections import Counter
from collections.abc import Mapping

from scenarios.resolve import at
from scenarios.schema.sales import OpenDeals
from scenarios.schema.scenario import Scenario

Cell = tuple[str, str]


def pipeline_of(scenario: Scenario) -> Counter[Cell]:
    """Deals of all stages, by cell [deal]."""
    found: Counter[Cell] = Counter()
    for stage in scenario.stages.values():
        if stage.open is not None:
            found.update(open_deals(scenario, stage.open))
    return found


def open_deals(scenario: Scenario, opening: OpenDeals) -> dict[Cell, int]:
    """Deals of one stage, by cell: as stated, or spread by the accounts of the cells [deal]."""
    segments = scenario.market.segments
    if not isinstance(opening.deals, dict):
        return _spread(
            opening.deals, {cell: size for name in segments for cell, size in _sizes(scenario, name)}
        )
    found: dict[Cell, int] = {}
    for name, deals in opening.deals.items():
        if isinstance(deals, dict):
            found |= {(name, territory): number for territory, number in deals.items() if number > 0}
        else:
            found |= _spread(deals, dict(_sizes(scenario, name)))
    return found


def _sizes(scenario: Scenario, segment: str) -> list[tuple[Cell, int]]:
    accounts = scenario.market.segments[segment].accounts
    return [((segment, place), int(at(accounts, place))) for place in scenario.market.territories]


def _spread(deals: int, sizes: Mapping[Cell, int]) -> dict[Cell, int]:
    """Split whole deals in proportion to sizes; the largest remainders are rounded up, equal ones by name."""
    total = sum(sizes.values())
    if total == 0:
        return dict.fromkeys(sorted(sizes)[:1], deals) if deals else {}
    shares = {cell: deals * size // total for cell, size in sizes.items()}
    left = deals - sum(shares.values())
    for cell in sorted(sizes, key=lambda cell: (-(deals * sizes[cell] % total), cell))[:left]:
        shares[cell] += 1
    return {cell: number for cell, number in shares.items() if number > 0}
