"""From order to cash in the structure of a given scenario: promise, refusals, transport, payment."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from calibration.base.context import Context, Values
from calibration.estimate import Label, positive, share
from calibration.fits.durations import make_spells
from calibration.fits.stated import Timed, gamma_values, law_of, law_values
from calibration.overlay import at_path
from calibration.tables import days_between, recorded
from scenarios.resolve import DEFAULT_ENTRY, route_of
from scenarios.schema.fulfilment import Route

FEWEST = 20
MEDIAN_FACTOR = 1.2533
"""Standard error of a median over that of a mean (normal theory)."""
SMALLEST_ERROR = 1e-4
"""Relative error of a promise that never varies: times are recorded to the minute."""


def order_values(context: Context) -> Values:
    """Values of every route of the scenario."""
    yield from _promises(context)
    for path, route, products in _routes(context, "credit"):
        yield from _refused(context, path, route, products)
    for path, route, products in _routes(context, "transit"):
        yield from _transit(context, path, route, products)
    for path, route, products in _routes(context, "payment"):
        yield from _payment(context, path, route, products)


def _routes(context: Context, key: str) -> Iterator[tuple[str, Route, list[str]]]:
    """Entries of `fulfilment` that state a key, with the products they hold for."""
    entries = context.scenario.fulfilment
    own = [name for name, route in entries.items() if name != DEFAULT_ENTRY and key in route.model_fields_set]
    for name in own:
        yield f"fulfilment.{name}", route_of(context.scenario, name), [name]
    default = entries.get(DEFAULT_ENTRY)
    if default is not None and key in default.model_fields_set:
        others = [name for name in context.scenario.offer.products if name not in own]
        yield f"fulfilment.{DEFAULT_ENTRY}", default, others


def _of(context: Context, products: list[str]) -> pd.DataFrame:
    """Orders of some products; all orders when they do not name products."""
    orders = context.tables.table("orders")
    return orders[orders["product"].isin(products)] if recorded(orders["product"]) else orders


def _promises(context: Context) -> Values:
    for path, _, products in _routes(context, "promise"):
        orders = _of(context, products)
        days = days_between(orders["ordered"], orders["promised"])
        known = days[days > 0].to_numpy(float)
        if len(known) >= FEWEST:
            spread = float(np.std(np.log(known), ddof=1))
            label = Label(f"{path}.promise", "days", "median from order to promised time")
            error = max(MEDIAN_FACTOR * spread / float(np.sqrt(len(known))), SMALLEST_ERROR)
            estimate = positive(label, float(np.median(known)), error, len(known))
            yield at_path(label.name, estimate, unit="days")


def _refused(context: Context, path: str, route: Route, products: list[str]) -> Values:
    """Cancelled over checked orders; cancellations for other reasons cannot be told apart."""
    orders = _of(context, products)
    cancelled = orders["cancelled"].notna() | (orders["status"] == "cancelled")
    settled = cancelled | orders["approved"].notna() | orders["delivered"].notna()
    if route.credit is not None and int(settled.sum()) >= FEWEST:
        waits = "; buyers who cancel while they wait count as refused" if route.cancels_after else ""
        label = Label(f"{path}.credit.rejects", "share", f"cancelled over orders that were checked{waits}")
        yield at_path(f"{path}.credit.rejects", share(label, int(cancelled.sum()), int(settled.sum())))


def _transit(context: Context, path: str, route: Route, products: list[str]) -> Values:
    law = law_of(route.transit)
    orders = _of(context, products)
    days = days_between(orders["shipped"], orders["delivered"]) / _distances(context, orders)
    known = days[days > 0].to_numpy(float)
    if law is not None and len(known) >= FEWEST:
        timed = Timed(f"{path}.transit", route.transit, law, "shipped to delivered, per distance")
        yield from law_values(timed, make_spells(np.zeros(len(known)), known, np.ones(len(known), np.int64)))


def _distances(context: Context, orders: pd.DataFrame) -> "pd.Series[float]":
    """Distance of the territory that each order goes to, by its deal or its customer; else 1."""
    deals = context.tables.table("deals").drop_duplicates("deal_id").set_index("deal_id")["territory"]
    customers = context.tables.table("customers").drop_duplicates("customer_id").set_index("customer_id")
    place = orders["deal_id"].map(deals).fillna(orders["customer_id"].map(customers["territory"]))
    distance = {name: place.distance for name, place in context.scenario.market.territories.items()}
    return place.map(distance).fillna(1.0).astype(float)


def _payment(context: Context, path: str, route: Route, products: list[str]) -> Values:
    """Time to payment and the share never paid, fitted together: unpaid invoices may be either."""
    invoices = context.tables.table("invoices")
    invoices = invoices[invoices["issued"].notna()]
    if set(products) != set(context.scenario.offer.products):
        orders = _of(context, products)
        invoices = invoices[invoices["order_id"].isin(set(orders["order_id"]))]
    if len(invoices) < FEWEST:
        return
    end = max(invoices["issued"].max(), invoices["settled"].max())
    age = days_between(invoices["issued"], invoices["settled"].fillna(end)).to_numpy(float)
    spells = make_spells(np.zeros(len(age)), age, invoices["settled"].notna().to_numpy(np.int64))
    law = law_of(route.payment)
    timed = Timed(f"{path}.payment", route.payment, law or "", "issue to payment")
    if law == "gamma" and route.bad_debt > 0:
        values, never = gamma_values(timed, spells, may_never_end=True)
        yield from values
        stated = context.scenario.fulfilment[path.split(".", 1)[1]]
        if never is not None and "bad_debt" in stated.model_fields_set:
            yield at_path(f"{path}.bad_debt", never)
    elif law is not None:
        yield from law_values(timed, spells)
