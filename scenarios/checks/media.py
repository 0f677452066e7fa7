"""Sources of leads."""

from collections.abc import Iterator

from scenarios.media import BORN_OF_CUSTOMERS, planned_spend, reaches_of
from scenarios.origin import Steps
from scenarios.schema.scenario import Scenario

MOST_LEADS = 10_000_000


def kinds_have_what_they_need(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """Outbound contacts need a team and its pace; no other source has a team."""
    for name, source in scenario.campaigns.items():
        if source.kind == "outbound":
            if source.team is None:
                yield ("campaigns", name), "an outbound source needs a team"
            if source.leads <= 0.0:
                yield ("campaigns", name), "an outbound source needs leads, per productive seat"
        elif source.team is not None:
            yield ("campaigns", name, "team"), "only an outbound source has a team"


def what_customers_bring_is_not_bought(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """Referrals and cross-sell come from customers."""
    for name, source in scenario.campaigns.items():
        if source.kind in BORN_OF_CUSTOMERS:
            for key in ("leads", "targets", "response", "batch", "imitation"):
                if key in source.model_fields_set:
                    yield (
                        ("campaigns", name, key),
                        f"a {source.kind} source is fed by customers: see `customers`",
                    )


def one_source_per_kind_of_customer_lead(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """Referrals are booked under one source, and so are expansion deals."""
    for kind in BORN_OF_CUSTOMERS:
        names = [name for name, source in scenario.campaigns.items() if source.kind == kind]
        for name in names[1:]:
            yield ("campaigns", name, "kind"), f"there is a {kind} source already: {names[0]}"


def targets_hold_accounts(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """A source reaches somebody."""
    reaches = reaches_of(scenario)
    for name, source in scenario.campaigns.items():
        if source.kind not in BORN_OF_CUSTOMERS and not reaches[name]:
            yield ("campaigns", name, "targets"), "reaches no accounts"


def leads_can_be_followed(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """Every lead is followed one by one."""
    for name, source in scenario.campaigns.items():
        response = source.response
        leads = source.leads + (response.visits * response.conversion if response is not None else 0.0)
        if leads > MOST_LEADS:
            limit = f"at most {MOST_LEADS:,} can be followed"
            yield ("campaigns", name), f"up to {leads:,.0f} leads a day; {limit}"


def campaigns_make_leads(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """Money without a response, and a response without money, are likely slips."""
    for name, source in scenario.campaigns.items():
        spends = any(planned_spend(scenario, source))
        if spends and source.response is None:
            yield ("campaigns", name), "spends money, but has no response: it makes no leads"
        if source.response is not None and not spends:
            yield ("campaigns", name), "has a response, but no budget on any day of the scenario"
        silent = source.leads <= 0.0 and source.response is None and source.imitation <= 0.0
        if source.kind in ("inbound", "partner") and silent:
            yield ("campaigns", name), "makes no leads: give leads, or a budget and a response"


RULES = (
    kinds_have_what_they_need,
    what_customers_bring_is_not_bought,
    one_source_per_kind_of_customer_lead,
    targets_hold_accounts,
    leads_can_be_followed,
)
WARNINGS = (campaigns_make_leads,)
