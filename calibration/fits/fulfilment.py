"""From order to delivery: lead times, promises kept, slack, components and cancellations."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from calibration.estimate import Estimate, Label, positive, real, share
from calibration.fits.maximum import Array
from calibration.tables import MONTHS, Tables, days_between

FEW = 5
ENOUGH_FOR_LAW = 30
ENOUGH_FOR_MONTH = 100
MEDIAN_FACTOR = 1.2533
"""Standard error of a median over that of a mean (normal theory)."""
COMPONENTS = (
    ("approval", "ordered", "approved"),
    ("handover", "approved", "shipped"),
    ("transit", "shipped", "delivered"),
)


def fulfilment_estimates(tables: Tables) -> Iterator[Estimate]:
    """Everything that orders tell about delivery."""
    if not tables.has("orders"):
        return
    orders = tables.table("orders")
    yield from _lead_time(orders)
    for name, first, second in COMPONENTS:
        yield from _component(f"delivery.{name}", days_between(orders[first], orders[second]))
    yield from _promises(orders)
    yield from _cancelled(orders)
    amounts = orders["amount"][orders["amount"] > 0].to_numpy(float)
    if len(amounts) >= FEW:
        label = Label("orders.amount.mean", "currency", "orders with an amount")
        yield positive(
            label,
            float(amounts.mean()),
            float(amounts.std(ddof=1) / amounts.mean()) / np.sqrt(len(amounts)),
            len(amounts),
        )


@dataclass(frozen=True, slots=True)
class LawFit:
    """How well a law of duration describes complete durations."""

    name: str
    log_likelihood: float
    distance: float
    """Kolmogorov-Smirnov distance."""


def compare_laws(days: Array) -> list[LawFit]:
    """Lognormal, gamma and Weibull by likelihood (two parameters each), best first."""
    laws = (("lognormal", stats.lognorm), ("gamma", stats.gamma), ("weibull", stats.weibull_min))
    fits = []
    for name, law in laws:
        parameters = law.fit(days, floc=0)
        likelihood = float(np.sum(law.logpdf(days, *parameters)))
        fits.append(LawFit(name, likelihood, float(stats.kstest(days, law.name, parameters).statistic)))
    return sorted(fits, key=lambda fit: -fit.log_likelihood)


def _lead_time(orders: pd.DataFrame) -> Iterator[Estimate]:
    all_days = days_between(orders["ordered"], orders["delivered"])
    days = all_days[all_days > 0].to_numpy(float)
    if len(days) < FEW:
        return
    fits = (
        compare_laws(days)
        if len(days) >= ENOUGH_FOR_LAW and np.ptp(days) > 0
        else [LawFit("lognormal", 0.0, 0.0)]
    )
    order = ", ".join(f"{fit.name} (distance {fit.distance:.3f})" for fit in fits)
    method = f"delivered orders; laws by likelihood: {order}"
    yield from _log_measures("delivery.lead_time", days, method)
    yield positive(
        Label("delivery.lead_time.mean_days", "days", method),
        float(days.mean()),
        float(days.std(ddof=1) / days.mean()) / np.sqrt(len(days)),
        len(days),
    )
    for fit in fits:
        label = Label(
            f"delivery.lead_time.distance.{fit.name}", "1", "Kolmogorov-Smirnov distance of the fitted law"
        )
        yield real(label, fit.distance, 0.26 / np.sqrt(len(days)), len(days))


def _log_measures(prefix: str, days: Array, method: str) -> Iterator[Estimate]:
    spread = max(float(np.std(np.log(days), ddof=1)), 1e-6)
    error = MEDIAN_FACTOR * spread / np.sqrt(len(days))
    yield positive(Label(f"{prefix}.median_days", "days", method), float(np.median(days)), error, len(days))
    yield positive(Label(f"{prefix}.log_sd", "1", method), spread, 1 / np.sqrt(2 * len(days)), len(days))


def _component(prefix: str, days: pd.Series) -> Iterator[Estimate]:
    usable = days[days > 0].to_numpy(float)
    if len(usable) >= FEW:
        yield from _log_measures(prefix, usable, "orders with both times")


def _promises(orders: pd.DataFrame) -> Iterator[Estimate]:
    """On time counts by calendar day: a delivery on the promised day is on time."""
    delivered = orders[
        orders["delivered"].notna() & orders["promised"].notna() & (orders["status"] != "cancelled")
    ]
    if delivered.empty:
        return
    slack = days_between(delivered["delivered"].dt.normalize(), delivered["promised"].dt.normalize())
    on_time = slack >= 0
    count = len(delivered)
    yield share(
        Label("delivery.on_time.share", "share", "delivered by the promised day"), int(on_time.sum()), count
    )
    exact = Label("delivery.on_the_day.share", "share", "delivered exactly on the promised day")
    yield share(exact, int((slack == 0).sum()), count)
    error = MEDIAN_FACTOR * float(slack.std(ddof=1)) / np.sqrt(count) if count > 1 else 1.0
    yield real(
        Label("delivery.slack.median_days", "days", "promised day less day of delivery"),
        float(slack.median()),
        error,
        count,
    )
    promise = days_between(delivered["ordered"], delivered["promised"])
    if (promise > 0).sum() >= FEW:
        yield from _log_measures("delivery.promise", promise[promise > 0].to_numpy(float), "order to promise")
    for number, name in enumerate(MONTHS, start=1):
        group = on_time[delivered["ordered"].dt.month == number]
        if len(group) >= ENOUGH_FOR_MONTH:
            label = Label(f"delivery.late.month.{name}", "share", "late, by month of order")
            yield share(label, int((~group).sum()), len(group))


def _cancelled(orders: pd.DataFrame) -> Iterator[Estimate]:
    cancelled = orders["cancelled"].notna() | (orders["status"] == "cancelled")
    if cancelled.any() or (orders["status"] != "").any():
        yield share(
            Label("orders.cancelled.share", "share", "cancelled over all orders"),
            int(cancelled.sum()),
            len(orders),
        )
