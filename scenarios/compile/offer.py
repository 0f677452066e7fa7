"""Prices, the product mix and the utilities that do not depend on the state of a run."""

import math
from functools import lru_cache

import numpy as np

from scenarios.compile.build import Build
from scenarios.resolve import list_prices, on_sale, reference_of, rival_prices, shares_of, worth_of, worths
from scenarios.schema.offer import Product as ProductSection
from scenarios.times import dates_of
from sim.codes import DAYS_PER_MONTH, ProductKind
from sim.jit import native
from sim.params.offer import Choice, Offer, Product
from sim.params.table import Numbers, Words, table
from sim.rules.offer import utility

_worth = native(utility)
NO_RIVAL = -1e9
"""Utility of rivals when there are none [utility]."""


def compile_offer(build: Build) -> Offer:
    """Everything a buyer compares."""
    offer, days = build.scenario.offer, dates_of(build.scenario)
    segments = build.scenario.market.segments
    prices = np.array(
        [
            [list_prices(product, segment, days) for segment in segments]
            for product in offer.products.values()
        ],
        dtype=np.int64,
    )
    ours, rivals, gap = _worlds(build, prices)
    weights = offer.choice
    return Offer(
        products=table(Product, [_product(build, product) for product in offer.products.values()]),
        price=prices,
        mix=np.array([_mix(build, segment) for segment in segments]),
        by_name=np.array(_by_name(build), dtype=np.int64),
        ours=ours,
        rivals=rivals,
        nothing=np.array([segment.no_decision for segment in segments.values()], dtype=np.float64),
        price_gap=gap,
        choice=Choice(weights.awareness, weights.reputation, weights.fit, weights.skill, weights.delay),
    )


def _product(build: Build, product: ProductSection) -> Product:
    return Product(
        kind=int(ProductKind[product.kind.upper()]),
        term=round(product.term / DAYS_PER_MONTH),
        quantity=build.draws.number(product.quantity),
        discount=product.discount,
        unit_cost=product.unit_cost,
    )


def _worlds(build: Build, prices: Words) -> tuple[Numbers, Numbers, Numbers]:
    """Our utility, the rivals' and the part lost to price, each (products, segments, days)."""
    ours, rivals, gap = (np.empty(prices.shape) for _ in range(3))
    for number, product in enumerate(build.names.products):
        discount = build.scenario.offer.products[product].discount
        for place, segment in enumerate(build.names.segments):
            where = (number, place)
            asked = [cents * (1.0 - discount) for cents in prices[where].tolist()]
            ours[where] = _ours(build, product, segment, asked)
            rivals[where], gap[where] = _rivals(build, product, segment, asked)
    return ours, rivals, gap


def _ours(build: Build, product: str, segment: str, asked: list[float]) -> list[float]:
    """Our utility on each day, at the price after discount."""
    offered, buyers = build.scenario.offer.products[product], build.scenario.market.segments[segment]
    worth = worths(offered, buyers, dates_of(build.scenario))
    reference = reference_of(offered, segment)
    return [
        _utility(each, buyers.price_sensitivity, cents, reference)
        for each, cents in zip(worth, asked, strict=True)
    ]


def _rivals(build: Build, product: str, segment: str, asked: list[float]) -> tuple[list[float], list[float]]:
    """Utility of all active rivals together, and what price costs us against the best one, on each day."""
    market, buyers = build.scenario.market, build.scenario.market.segments[segment]
    reference = reference_of(build.scenario.offer.products[product], segment)
    sensitivity, days = buyers.price_sensitivity, dates_of(build.scenario)
    offers = [
        (worth_of(buyers, rival.attributes, rival.appeal), rival_prices(rival, product, segment, days))
        for rival in market.competitors.values()
    ]
    together, gap = [], []
    for day, ours in enumerate(asked):
        active = [(worth, prices[day]) for worth, prices in offers if prices[day] > 0.0]
        values = [_utility(worth, sensitivity, cents, reference) for worth, cents in active]
        best = active[values.index(max(values))][1] if active else ours
        together.append(log_sum(values))
        gap.append(sensitivity * math.log(ours / best))
    return together, gap


@lru_cache(maxsize=10_000)
def _utility(worth: float, sensitivity: float, price: float, reference: float) -> float:
    return float(_worth(worth, sensitivity, price, reference))


def log_sum(values: list[float]) -> float:
    """Utility of the best of several, for a logit buyer: log of the summed exponentials.

    Examples
    --------
    >>> round(log_sum([1.0, 1.0]), 6), log_sum([])
    (1.693147, -1000000000.0)
    """
    if not values:
        return NO_RIVAL
    top = max(values)
    return top + math.log(math.fsum(math.exp(value - top) for value in values))


def _by_name(build: Build) -> list[int]:
    """Products in the order of their names."""
    return sorted(range(len(build.names.products)), key=build.names.products.__getitem__)


def _mix(build: Build, segment: str) -> Numbers:
    """Cumulative share of each product, in the order of names, over the products on sale that day."""
    products = build.scenario.offer.products.values()
    sold = np.array([[on_sale(product, day) for product in products] for day in dates_of(build.scenario)])
    weights = np.where(sold, np.array(shares_of(build.scenario, segment)), 0.0)[:, _by_name(build)]
    total = weights.sum(axis=1, keepdims=True)
    mix = np.cumsum(np.divide(weights, total, out=np.zeros_like(weights), where=total > 0.0), axis=1)
    mix[:, -1] = 1.0
    return np.asarray(np.minimum(mix, 1.0), dtype=np.float64)
