"""After-sales and policies."""

from collections.abc import Iterator

from scenarios.origin import Steps
from scenarios.resolve import care_of
from scenarios.schema.customers import Care, mean_referrals
from scenarios.schema.distributions import Beta, Spread, Uniform, average
from scenarios.schema.scenario import Scenario
from sim.codes import DAYS_PER_MONTH

MOST_TICKETS = 100.0
_MONTH_TOLERANCE = 0.02


def _where(scenario: Scenario, product: str, key: str) -> Steps:
    """Entry of the product, when it states the key; else the entry that holds for all."""
    own = scenario.customers.by_product.get(product)
    return ("customers", product if own is not None and key in own.model_fields_set else "default", key)


def service_has_a_team(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """Tickets and visits are work of a team."""
    found = {}
    for product in scenario.offer.products:
        care = care_of(scenario, product)
        if care.tickets > 0.0 and not _staffed(care.ticket_team, care.ticket_work):
            found[_where(scenario, product, "tickets")] = "tickets need ticket_team and ticket_work"
        if care.visits and not _staffed(care.visit_team, care.visit_work):
            found[_where(scenario, product, "visits")] = "visits need visit_team and visit_work"
    yield from found.items()


def _staffed(team: str | None, work: object) -> bool:
    return team is not None and work is not None


def visits_leave_time(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """A visit every moment would never end; so would purchases and tickets without a pause."""
    found = {}
    for name, product in scenario.offer.products.items():
        care = care_of(scenario, name)
        if care.visits is not None and care.visits < 1.0:
            found[_where(scenario, name, "visits")] = "must be at least 1 day, or none"
        if care.tickets > MOST_TICKETS:
            found[_where(scenario, name, "tickets")] = f"at most {MOST_TICKETS:g} per day and customer"
        if product.kind != "subscription" and care.again is not None and average(care.again) < 1.0:
            found[_where(scenario, name, "again")] = "must be at least 1 day on average"
    yield from found.items()


def loyalty_is_a_share(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """A distribution of chances lies between 0 and 1."""
    found = {}
    for product in scenario.offer.products:
        keep = care_of(scenario, product).keep
        if isinstance(keep, Spread) and not _is_share(keep):
            where = _where(scenario, product, "keep")
            found[where] = "a chance lies between 0 and 1: write beta, uniform or empirical, without plus"
    yield from found.items()


def _is_share(spread: Spread[float]) -> bool:
    return spread.plus is None and isinstance(spread.family(), Beta | Uniform | tuple)


def pace_is_of_purchases(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """A pace makes customers buy more or less often: they must buy again."""
    found = {}
    for name, product in scenario.offer.products.items():
        care = care_of(scenario, name)
        where = _where(scenario, name, "pace")
        if care.pace is not None and where[1] == name and product.kind == "subscription":
            found[where] = f"{name} is a subscription, which renews at its term: leave pace out"
        elif care.pace is not None and where[1] == name and care.again is None:
            found[where] = "needs again, the time to the next purchase at pace 1"
    yield from found.items()


def leads_of_customers_have_a_source(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """Referrals and expansion deals are booked under a source."""
    kinds: set[str] = {source.kind for source in scenario.campaigns.values()}
    found: dict[Steps, str] = {}
    for product in scenario.offer.products:
        care = care_of(scenario, product)
        found.update(_sourceless(scenario, product, care, kinds))
    yield from found.items()


def _sourceless(scenario: Scenario, product: str, care: Care, kinds: set[str]) -> Iterator[tuple[Steps, str]]:
    if mean_referrals(care.referral) > 0.0 and "referral" not in kinds:
        yield (
            _where(scenario, product, "referral"),
            "needs a campaign of kind referral to book the leads under",
        )
    if care.cross_sell > 0.0 and "cross_sell" not in kinds:
        yield (
            _where(scenario, product, "cross_sell"),
            "needs a campaign of kind cross_sell to book the deals under",
        )
    if care.cross_sell > 0.0 and care.cross_product is None:
        yield (
            _where(scenario, product, "cross_sell"),
            "needs cross_product, the product of the expansion deal",
        )


def policies_keep_to_months(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """Budgets are moved at the begin of a month, by the records of whole months."""
    shift = scenario.policies.reallocate_budget
    if shift is None:
        return
    for key, least in (("every", 1), ("window", 1), ("lag", 0)):
        months = getattr(shift, key) / DAYS_PER_MONTH
        if abs(months - round(months)) > _MONTH_TOLERANCE or round(months) < least:
            steps = ("policies", "reallocate_budget", key)
            yield steps, f"must be whole months, at least {least} (got {months:.3g} months)"


RULES = (
    service_has_a_team,
    visits_leave_time,
    loyalty_is_a_share,
    pace_is_of_purchases,
    leads_of_customers_have_a_source,
    policies_keep_to_months,
)
