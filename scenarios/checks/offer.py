"""Prices and the product mix."""

import math
from collections.abc import Iterator

from scenarios.origin import Steps
from scenarios.resolve import (
    list_prices,
    on_sale,
    reference_of,
    rival_prices,
    shares_of,
    stated_share,
    worth_of,
    worths,
)
from scenarios.schema.market import Segment
from scenarios.schema.scenario import Scenario
from scenarios.times import dates_of
from sim.codes import DAYS_PER_MONTH

TOLERANCE = 1e-9
MOST_UTILITY = 300.0
_TERM_TOLERANCE = 0.02
_SHORTEST_TERM = 1.0 - _TERM_TOLERANCE


def prices_cover_every_segment(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """A price by segment is given for all segments."""
    for name, product in scenario.offer.products.items():
        for key in ("price", "reference_price"):
            stated = getattr(product, key)
            missing = [
                each for each in scenario.market.segments if isinstance(stated, dict) and each not in stated
            ]
            if missing:
                yield ("offer", "products", name, key), f"no price for {', '.join(missing)}"


def prices_are_above_zero(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """Buyers weigh prices by their logarithm: nothing can be free."""
    days = dates_of(scenario)
    for name, product in scenario.offer.products.items():
        for segment in scenario.market.segments:
            lowest = min(reference_of(product, segment), *list_prices(product, segment, days))
            if lowest <= 0 and not _incomplete(scenario, name, segment):
                yield ("offer", "products", name, "price"), f"must be above 0 for {segment} on every day"
    for name, rival in scenario.market.competitors.items():
        for item, price in rival.price.items():
            if 0 in _amounts(price):
                yield ("market", "competitors", name, "price", item), "must be above 0"


def _incomplete(scenario: Scenario, name: str, segment: str) -> bool:
    """Whether a price is missing, which another rule tells."""
    product = scenario.offer.products[name]
    stated = (product.price, product.reference_price)
    return any(isinstance(each, dict) and segment not in each for each in stated)


def _amounts(price: object) -> list[object]:
    """All amounts in a price by date or by segment."""
    if isinstance(price, dict):
        return [amount for below in price.values() for amount in _amounts(below)]
    return [price]


def shares_sum_to_one(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """Stated shares of the products make up each segment's leads."""
    for segment in scenario.market.segments:
        stated = {name: stated_share(product, segment) for name, product in scenario.offer.products.items()}
        total = math.fsum(share for share in stated.values() if share is not None)
        if any(share is not None for share in stated.values()) and abs(total - 1.0) > TOLERANCE:
            first = next(name for name, share in stated.items() if share is not None)
            listed = ", ".join(f"{name} {share:.4g}" for name, share in stated.items() if share is not None)
            yield (
                ("offer", "products", first, "share"),
                f"shares of {segment} sum to {total:.10g}, not 1 ({listed})",
            )


def something_is_always_on_sale(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """Every segment finds a product on every day."""
    products = scenario.offer.products.values()
    for segment in scenario.market.segments:
        shares = shares_of(scenario, segment)
        for day in dates_of(scenario):
            if not any(
                share > 0.0 and on_sale(each, day) for share, each in zip(shares, products, strict=True)
            ):
                yield ("offer", "products"), f"no product is on sale for {segment} on {day}"
                break


def terms_are_whole_months(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """Subscriptions are billed and recognised by the month."""
    for name, product in scenario.offer.products.items():
        months = product.term / DAYS_PER_MONTH
        whole = abs(months - round(months)) <= _TERM_TOLERANCE
        if product.kind == "subscription" and (months < _SHORTEST_TERM or not whole):
            yield ("offer", "products", name, "term"), f"must be whole months (got {months:.3g} months)"


def utilities_stay_in_range(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """Buyers compare exponentials of utilities; far beyond this range one side always wins."""
    days = dates_of(scenario)
    for name, product in scenario.offer.products.items():
        for segment, buyers in scenario.market.segments.items():
            reference = reference_of(product, segment)
            prices = {cents * (1.0 - product.discount) for cents in list_prices(product, segment, days)}
            offers = [(worths(product, buyers, days), prices)]
            for rival in scenario.market.competitors.values():
                asked = {cents for cents in rival_prices(rival, name, segment, days) if cents > 0.0}
                offers.append(([worth_of(buyers, rival.attributes, rival.appeal)], asked))
            widest = max((_widest(worth, asked, buyers, reference) for worth, asked in offers), default=0.0)
            if max(widest, abs(buyers.no_decision)) > MOST_UTILITY:
                message = f"utilities for {name} reach {widest:.3g}; at most {MOST_UTILITY:g} is meaningful"
                yield ("market", "segments", segment), message


def _widest(worth: list[float], prices: set[float], buyers: Segment, reference: float) -> float:
    """Largest utility, up or down, of an offer [utility]."""
    if reference <= 0.0 or not prices or min(prices) <= 0.0:
        return 0.0
    lost = [buyers.price_sensitivity * math.log(cents / reference) for cents in (min(prices), max(prices))]
    return max(abs(each - price) for each in (min(worth), max(worth)) for price in lost)


RULES = (
    utilities_stay_in_range,
    prices_cover_every_segment,
    prices_are_above_zero,
    shares_sum_to_one,
    something_is_always_on_sale,
    terms_are_whole_months,
)
