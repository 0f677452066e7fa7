"""Customers: how long they stay, how often they renew, ask for help and buy again."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from calibration.estimate import Estimate, Label, Prior, assumed, positive, share
from calibration.fits.durations import make_spells
from calibration.fits.outcomes import stay_estimates
from calibration.tables import Tables, days_between

YEAR = 365.25
CHURN = Prior(0.10, 0.05, 0.25, "vendor survey: 7 to 10 % of customers a year")
FEW = 5


def customer_estimates(tables: Tables) -> Iterator[Estimate]:
    """Everything that customers, renewals, tickets and repeat orders tell."""
    if tables.has("customers"):
        yield from _churn(tables)
    if tables.has("renewals"):
        yield from _renewals(tables.table("renewals"))
    if tables.has("tickets"):
        yield from _tickets(tables)
    if tables.has("orders"):
        yield from _repeat(tables.table("orders"))


def _end(tables: Tables) -> pd.Timestamp:
    """The last time any customer table records something."""
    customers, tickets, renewals = (tables.table(name) for name in ("customers", "tickets", "renewals"))
    happened = renewals["due"].where(renewals["renewed"].notna())
    times = pd.concat(
        [customers["since"], customers["ended"], tickets["opened"], tickets["resolved"], happened]
    )
    return pd.Timestamp(times.max())


def _churn(tables: Tables) -> Iterator[Estimate]:
    customers = tables.table("customers")
    customers = customers[customers["since"].notna()]
    if customers.empty:
        return
    days = days_between(customers["since"], customers["ended"].fillna(_end(tables))).to_numpy(float)
    lost = int(customers["ended"].notna().sum())
    years = float(np.maximum(days, 0).sum()) / YEAR
    label = Label("customers.churn.per_year", "1/year", f"{lost} lost in {years:.0f} customer-years")
    if lost == 0 or years <= 0:
        yield assumed(label, CHURN, lost)
        return
    yield positive(label, lost / years, 1 / np.sqrt(lost), lost)
    spells = make_spells(np.zeros(len(days)), days, customers["ended"].notna().to_numpy(np.int64))
    yield from stay_estimates("customers.life", spells)


def _renewals(renewals: pd.DataFrame) -> Iterator[Estimate]:
    known = renewals[renewals["renewed"].notna()]
    if len(known):
        yield share(
            Label("customers.renewal.share", "share", "renewed over renewals due"),
            int(known["renewed"].sum()),
            len(known),
        )


def _tickets(tables: Tables) -> Iterator[Estimate]:
    tickets = tables.table("tickets")
    end = _end(tables)
    open_until = tickets["resolved"].fillna(end)
    age = days_between(tickets["opened"], open_until).to_numpy(float)
    solved = tickets["resolved"].notna().to_numpy(np.int64)
    yield from stay_estimates("support.resolution", make_spells(np.zeros(len(age)), age, solved))
    customers = tables.table("customers")
    begun = customers["since"].clip(lower=tickets["opened"].min())
    years = float(days_between(begun, customers["ended"].fillna(end)).clip(lower=0).sum()) / YEAR
    if years > 0 and len(tickets):
        label = Label(
            "support.tickets_per_customer_year",
            "1/year",
            f"{len(tickets)} tickets in {years:.0f} customer-years",
        )
        yield positive(label, len(tickets) / years, 1 / np.sqrt(len(tickets)), len(tickets))


def _repeat(orders: pd.DataFrame) -> Iterator[Estimate]:
    """Orders after the first, over the time customers are seen; nothing when no customer ever comes back."""
    named = orders[(orders["customer_id"] != "") & orders["ordered"].notna()]
    if named.empty:
        return
    buyers = named.groupby("customer_id")["ordered"].agg(["min", "size"])
    again = int((buyers["size"] - 1).sum())
    years = float(days_between(buyers["min"], named["ordered"].max()).sum()) / YEAR
    if again >= FEW and years > 0:
        label = Label(
            "customers.repeat_orders_per_year",
            "1/year",
            f"{again} repeat orders in {years:.0f} customer-years",
        )
        yield positive(label, again / years, 1 / np.sqrt(again), again)
        yield share(
            Label("customers.repeat.share", "share", "customers who ordered again"),
            int((buyers["size"] > 1).sum()),
            len(buyers),
        )
