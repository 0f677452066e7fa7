"""Load of the teams, and growth that feeds on itself."""

from collections.abc import Iterator

from scenarios.flows import Flows, decisions_per_day, expected_flows
from scenarios.origin import Steps
from scenarios.resolve import care_of
from scenarios.schema.customers import mean_referrals
from scenarios.schema.distributions import average
from scenarios.schema.scenario import Scenario

FULL = 1.0


def load_is_sustainable(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """More work than time means a queue that only grows, and referrals may multiply without end."""
    flows = expected_flows(scenario)
    yield from _overloaded(flows)
    yield from _exploding(scenario, flows)


def _overloaded(flows: Flows) -> Iterator[tuple[Steps, str]]:
    for (team, place), capacity in flows.capacity.items():
        used = flows.utilisation(team, place)
        if used >= FULL and capacity > 0.0:
            more = flows.hours[team, place] / capacity
            yield (
                ("teams", team, "at"),
                f"the team at {place} would need {more:.0%} of its time: its queue only grows; "
                f"add seats or send it less work",
            )


def referral_ratio(scenario: Scenario, flows: Flows, product: str) -> float:
    """Customers that one customer brings by referrals over its time with us [1]."""
    care = care_of(scenario, product)
    occasions = 1.0
    if decisions_per_day(scenario, product) > 0.0:
        occasions = care.commitment + 1.0 / max(1.0 - average(care.keep), 1e-9)
    referred = mean_referrals(care.referral) * scenario.customers.satisfaction.neutral * occasions
    return referred * max(flows.lead_wins.values(), default=0.0)


def _exploding(scenario: Scenario, flows: Flows) -> Iterator[tuple[Steps, str]]:
    for product in scenario.offer.products:
        ratio = referral_ratio(scenario, flows, product)
        if ratio >= FULL:
            own = scenario.customers.by_product.get(product)
            entry = product if own is not None and "referral" in own.model_fields_set else "default"
            yield (
                ("customers", entry, "referral"),
                f"one customer of {product} brings {ratio:.2f} others: referrals multiply without end",
            )


WARNINGS = (load_is_sustainable,)
