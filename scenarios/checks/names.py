"""Names that would be mistaken for something else."""

from collections.abc import Iterator

from scenarios.origin import Steps
from scenarios.resolve import DEFAULT_ENTRY, LOST, WON
from scenarios.schema.scenario import Scenario
from scenarios.schema.team import EVERYWHERE


def stages_are_not_called_won_or_lost(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """Won and lost are the ends of the process."""
    for name in scenario.stages:
        if name in (WON, LOST):
            yield ("stages", name), f"a stage cannot be called {name}: that is an end of the process"


def territories_are_not_called_everywhere(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """Everywhere is the place of a team that serves all territories."""
    if EVERYWHERE in scenario.market.territories:
        yield ("market", "territories", EVERYWHERE), "this name stands for all territories together"


def products_are_not_called_like_a_key(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """Products share a map with keys of the sections fulfilment and customers."""
    taken = {DEFAULT_ENTRY, *type(scenario.customers).model_fields}
    for name in scenario.offer.products:
        if name in taken:
            yield ("offer", "products", name), f"a product cannot be called {name}: it is a key of its own"


def segments_and_territories_differ(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """Awareness is given by segment or by territory."""
    for name in scenario.market.segments:
        if name in scenario.market.territories:
            yield ("market", "segments", name), "a territory has the same name"


RULES = (
    stages_are_not_called_won_or_lost,
    territories_are_not_called_everywhere,
    products_are_not_called_like_a_key,
    segments_and_territories_differ,
)
