"""Accounts, awareness and indices."""

from collections.abc import Iterator

from scenarios.origin import Steps
from scenarios.pipeline import pipeline_of
from scenarios.resolve import at
from scenarios.schema.scenario import Scenario
from scenarios.suggest import suggest

MOST_ACCOUNTS = 1_000_000_000
MOST_CELLS = 10_000
MOST_CUSTOMERS = 10_000_000
MOST_OPEN = 200_000
"""Deals that may be open at the start: all of them begin at one instant."""


def customers_are_accounts(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """The customers at the start are some of the accounts, and so are those with open deals."""
    under_way = pipeline_of(scenario)
    for name, segment in scenario.market.segments.items():
        for territory in scenario.market.territories:
            accounts, customers = int(at(segment.accounts, territory)), int(at(segment.customers, territory))
            if customers > accounts:
                steps = ("market", "segments", name, "customers")
                yield steps, f"{customers:,} customers in {territory}, but {accounts:,} accounts in all"
            elif customers + under_way.get((name, territory), 0) > accounts:
                steps = ("market", "segments", name, "accounts")
                found = (
                    f"{under_way[name, territory]:,} open deals and {customers:,} customers in {territory}"
                )
                yield steps, f"{found}, but {accounts:,} accounts in all"


def somebody_can_buy(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """A market without accounts has no demand."""
    segments, territories = scenario.market.segments.values(), scenario.market.territories
    accounts = sum(at(segment.accounts, territory) for segment in segments for territory in territories)
    if accounts <= 0:
        yield ("market", "segments"), "there are no accounts"
    if accounts > MOST_ACCOUNTS:
        yield ("market", "segments"), f"more than {MOST_ACCOUNTS:,} accounts in all"
    if sum(pipeline_of(scenario).values()) > MOST_OPEN:
        yield ("stages",), f"more than {MOST_OPEN:,} deals are open at the start"
    if len(segments) * len(territories) > MOST_CELLS:
        yield ("market",), f"more than {MOST_CELLS:,} pairs of segment and territory"


def awareness_is_complete(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """A map of awareness holds every segment or every territory, not some of both."""
    stated = scenario.brand.awareness
    if not isinstance(stated, dict):
        return
    segments, territories = set(scenario.market.segments), set(scenario.market.territories)
    wanted = segments if segments & set(stated) else territories
    missing = sorted(wanted - set(stated))
    if missing:
        yield ("brand", "awareness"), f"no value for {', '.join(missing)}"
    mixed = sorted(set(stated) - wanted)
    if mixed:
        hint = suggest(mixed[0], wanted)
        yield (
            ("brand", "awareness", mixed[0]),
            f"give awareness by segment or by territory, not by both{hint}",
        )


def indices_stay_above_zero(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """A negative exponent turns an index of zero into infinite demand."""
    for name, segment in scenario.market.segments.items():
        for index, exponent in segment.macro.items():
            if exponent < 0.0 and min(scenario.market.macro[index].values(), default=1.0) <= 0.0:
                steps = ("market", "segments", name, "macro", index)
                yield steps, f"the index falls to 0, which a negative exponent ({exponent:g}) makes infinite"


def customers_can_be_followed(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """Accounts are counted, but every customer is followed one by one."""
    customers = sum(
        int(at(segment.customers, territory))
        for segment in scenario.market.segments.values()
        for territory in scenario.market.territories
    )
    if customers > MOST_CUSTOMERS:
        yield ("market", "segments"), f"{customers:,} customers at the start; at most {MOST_CUSTOMERS:,}"


RULES = (
    customers_are_accounts,
    somebody_can_buy,
    awareness_is_complete,
    indices_stay_above_zero,
    customers_can_be_followed,
)
