"""Both engines on add-ons, customers who differ, and hiring at random: enough of each that it matters."""

import pytest

from sim.codes import NONE, Happening, ProductKind, Routing
from sim.laws import broken_laws
from sim.params import Params
from sim.params.draws import Draw
from sim.params.table import table
from tests.equivalence.engines import both
from tests.support import companies
from tests.support.companies import company
from tests.support.random_companies import changed

PACE, CHANCE = 13, 14
OFTEN = (Happening.ADD_ON_RENEWED, Happening.ADD_ON_ENDED, Happening.REFERRAL)


def lively(kind: ProductKind, days: int = 240) -> Params:
    """A company whose customers want more all the time, differ in every way, and recommend it."""
    params = company(days=days, reps=6, routing=Routing.POOL)
    rows = [*(Draw(*row.tolist()) for row in params.draws.rows), Draw(0, 1.0, 0.0), Draw(1, 0.6, 0.4)]
    care = changed(
        params.customers.care,
        pace=PACE,
        own_keep=CHANCE,
        commitment=[1, 2],
        lifetime=companies.LAPSE,
        several=[0, 1],
        referral=[0.6, 0.8],
        cross_sell=0.9,
        again=companies.AGAIN,
    )
    gap = companies.PAYMENT
    seats = changed(params.people.seats, turn=[0, 0, 0, 1, 2, 3, 0, 0])
    seats = changed(seats, gap=[NONE] * 3 + [gap] * 3 + [NONE] * 2, opens=[0.0] * 3 + [30.0] * 3 + [0.0] * 2)
    products = changed(params.offer.products, kind=[kind, ProductKind.SUBSCRIPTION], term=1)
    return params._replace(
        draws=params.draws._replace(rows=table(Draw, rows)),
        offer=params.offer._replace(products=products),
        customers=params.customers._replace(care=care),
        people=params.people._replace(seats=seats),
    )


@pytest.mark.parametrize("kind", list(ProductKind), ids=lambda kind: kind.name.lower())
def test_both_engines_agree_on_add_ons_and_on_customers_who_differ(kind: ProductKind) -> None:
    params = lively(kind)
    outcome, found = both(params, seed=3)
    assert not found, "\n".join(found)
    assert not broken_laws(params, outcome)
    seen = [] if outcome.trace is None else outcome.trace.what.tolist()
    assert min(seen.count(what) for what in OFTEN) > 20
    assert seen.count(Happening.SEAT_FILLED) > 2


def test_an_add_on_ends_only_after_its_customer_has_left() -> None:
    params = lively(ProductKind.SUBSCRIPTION)
    care = changed(params.customers.care, own_keep=NONE, keep=[0.0, 1.0], commitment=[1, 0], lifetime=NONE)
    products = changed(params.offer.products, term=[1, 1])
    params = params._replace(
        offer=params.offer._replace(products=products, mix=0.0 * params.offer.mix + 1.0),
        customers=params.customers._replace(care=care, initial_product=0),
    )
    outcome, found = both(params, seed=5)
    assert not found, "\n".join(found)
    trace = outcome.trace
    assert trace is not None
    ended = trace[trace.what == Happening.ADD_ON_ENDED]
    assert len(ended) > 20
    assert ended.time.min() > trace.time[trace.what == Happening.CHURNED].min()


def test_an_add_on_that_is_given_up_does_not_take_its_customer_along() -> None:
    params = lively(ProductKind.SUBSCRIPTION)
    loyal = changed(params.customers.care, own_keep=NONE, keep=[1.0, 0.0], commitment=0, lifetime=NONE)
    products = changed(params.offer.products, term=[2, 1])
    params = params._replace(
        offer=params.offer._replace(products=products, mix=0.0 * params.offer.mix + 1.0),
        customers=params.customers._replace(care=loyal, initial_product=0),
    )
    outcome, found = both(params, seed=6)
    assert not found, "\n".join(found)
    seen = [] if outcome.trace is None else outcome.trace.what.tolist()
    assert seen.count(Happening.ADD_ON_ENDED) > 20
    assert seen.count(Happening.CHURNED) == seen.count(Happening.ADD_ON_RENEWED) == 0
