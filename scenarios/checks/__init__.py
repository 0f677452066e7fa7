"""Rules across sections: each is a small function that yields what is wrong, with the path of the key."""

from collections.abc import Callable, Iterator

from scenarios.checks.customers import RULES as CUSTOMER_RULES
from scenarios.checks.dates import RULES as DATE_RULES
from scenarios.checks.dates import WARNINGS as DATE_WARNINGS
from scenarios.checks.load import WARNINGS as LOAD_WARNINGS
from scenarios.checks.market import RULES as MARKET_RULES
from scenarios.checks.media import RULES as MEDIA_RULES
from scenarios.checks.media import WARNINGS as MEDIA_WARNINGS
from scenarios.checks.names import RULES as NAME_RULES
from scenarios.checks.offer import RULES as OFFER_RULES
from scenarios.checks.people import RULES as PEOPLE_RULES
from scenarios.checks.references import RULES as REFERENCE_RULES
from scenarios.checks.sales import RULES as SALES_RULES
from scenarios.checks.sales import WARNINGS as SALES_WARNINGS
from scenarios.origin import Steps
from scenarios.schema.scenario import Scenario

Finding = tuple[Steps, str]
"""Path of a key, and what is wrong with it."""
Rule = Callable[[Scenario], Iterator[Finding]]

FIRST: tuple[Rule, ...] = (*NAME_RULES, *REFERENCE_RULES)
"""Rules about names: the others take for granted that every name leads somewhere."""
THEN: tuple[Rule, ...] = (
    *MARKET_RULES,
    *OFFER_RULES,
    *MEDIA_RULES,
    *SALES_RULES,
    *PEOPLE_RULES,
    *CUSTOMER_RULES,
    *DATE_RULES,
)
"""Rules about what the names lead to."""
WARN: tuple[Rule, ...] = (*SALES_WARNINGS, *MEDIA_WARNINGS, *DATE_WARNINGS, *LOAD_WARNINGS)
"""What is allowed, but likely not meant."""


def problems_of(scenario: Scenario) -> list[Finding]:
    """List everything that keeps a scenario from being run."""
    found = _found(FIRST, scenario)
    return found or _found(THEN, scenario)


def warnings_of(scenario: Scenario) -> list[Finding]:
    """List what is allowed, but likely not meant, in a scenario without problems."""
    return _found(WARN, scenario)


def _found(rules: tuple[Rule, ...], scenario: Scenario) -> list[Finding]:
    return [finding for rule in rules for finding in rule(scenario)]
