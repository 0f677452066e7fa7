"""Key figures of a run, one row per replication.

Money is in currency; a share or a mean of nothing is missing (pandas.NA).

- bookings, revenue, gross_margin, contribution, operating_profit : sums over the horizon, as in table pnl
- cash_end, lowest_cash : balance at the horizon, and the lowest at any month end
- leads, accepted, won, lost, orders, delivered, late, new_customers, churned : counts
- win_rate : deals won, of the closed deals that had passed screening
- on_time : deliveries on time, of all deliveries; satisfaction : mean experience, 0..1
- cac : media, content, nurture, commission, and the salaries and hiring of the teams that work deals or make
  contacts, per new customer
- grr : customers kept, of those whose contract or repeat purchase was due
- nrr : grr x (renewals + expansion deals) / renewals, by value
- ltv : gross margin per customer and month, times the months that a customer stays: the usual months between
  two decisions to stay, over the share lost at each (1 - grr); ltv_to_cac : the two compared
"""

from typing import Any

import numpy as np
import pandas as pd

from scenarios.names import Names
from sim.books import Books
from sim.codes import DAYS_PER_MONTH, Account, CellFlow, DeskFlow, Money, ProductFlow, ProductKind, SourceKind
from sim.daily import EXPERIENCE_SCALE, first_heads
from sim.params import Params
from sim.params.table import Numbers, Words
from sim.results import Results
from sim.streams import midpoint_mean

_CENTS = 100.0
_POINTS = 512
"""Quantiles that the mean of a distribution is taken over."""
_COUNTS = (
    CellFlow.LEADS,
    CellFlow.ACCEPTED,
    CellFlow.WON,
    CellFlow.LOST,
    CellFlow.ORDERS,
    CellFlow.DELIVERED,
    CellFlow.LATE,
    CellFlow.NEW_CUSTOMERS,
    CellFlow.CHURNED,
)
_REACHING = (Money.MEDIA, Money.CONTENT, Money.NURTURE, Money.COMMISSION)
"""What it costs to win customers, besides people."""


def summary(results: Results, names: Names) -> pd.DataFrame:  # noqa: ARG001 - called as facts.tables is
    """Key figures, one row per replication.

    Parameters
    ----------
    results : what the replications left
    names : what the numbers of the simulator stand for
    """
    books, params = results.books(), results.params
    counts = books.cells.sum(axis=(1, 3))
    money = books.money_places[:, :-1].sum(axis=(1, 3))
    columns: dict[str, Any] = {
        "replication": np.array(results.replications),
        **_money(books, params, money),
        **{flow.name.lower(): counts[:, flow] for flow in _COUNTS},
        **_shares(counts),
        **_customer_value(books, params, counts, money),
    }
    return pd.DataFrame(columns)


def _ratio(above: Words | Numbers, below: Words | Numbers) -> Any:
    """One over the other, missing where there is nothing below the line."""
    nothing = np.asarray(below == 0)
    return pd.arrays.FloatingArray(
        np.where(nothing, 0.0, np.asarray(above, float) / np.where(nothing, 1, below)), nothing
    )


def _money(books: Books, params: Params, money: Words) -> dict[str, Numbers]:
    gross = _gross(money)
    contribution = gross - money[:, [*_REACHING, Money.BAD_DEBT]].sum(axis=1)
    profit = contribution - money[:, [Money.SALARIES, Money.HIRING, Money.OVERHEAD]].sum(axis=1)
    lines = books.money_places[:, :-1].sum(axis=3)
    moved = (lines[:, :, Money.CASH_IN] - lines[:, :, Money.CASH_OUT]).cumsum(axis=1)
    balance = params.finance.opening_cash + moved
    cents = {
        "bookings": money[:, Money.BOOKINGS],
        "revenue": money[:, Money.REVENUE],
        "gross_margin": gross,
        "contribution": contribution,
        "operating_profit": profit,
        "cash_end": balance[:, -1],
        "lowest_cash": balance.min(axis=1),
    }
    return {name: amounts / _CENTS for name, amounts in cents.items()}


def _gross(money: Words) -> Words:
    """Revenue less the cost of what was delivered [cent]."""
    margin: Words = money[:, Money.REVENUE] - money[:, Money.COGS] - money[:, Money.LOGISTICS]
    return margin


def _shares(counts: Words) -> dict[str, Any]:
    refused = counts[:, CellFlow.LEADS] - counts[:, CellFlow.NO_ACCOUNT] - counts[:, CellFlow.ACCEPTED]
    closed = counts[:, CellFlow.WON] + counts[:, CellFlow.LOST] - refused
    delivered = counts[:, CellFlow.DELIVERED]
    felt = counts[:, CellFlow.SATISFACTION_SUM] / EXPERIENCE_SCALE
    return {
        "win_rate": _ratio(counts[:, CellFlow.WON], closed),
        "on_time": _ratio(delivered - counts[:, CellFlow.LATE], delivered),
        "satisfaction": _ratio(felt, counts[:, CellFlow.SATISFACTION_COUNT]),
    }


def _customer_value(books: Books, params: Params, counts: Words, money: Words) -> dict[str, Any]:
    """What customers cost, are worth, and how they stay."""
    reaching = money[:, _REACHING].sum(axis=1) + _people(books, params)
    cost = _ratio(reaching / _CENTS, counts[:, CellFlow.NEW_CUSTOMERS])
    due, lost = counts[:, CellFlow.RENEWALS_DUE], counts[:, CellFlow.CHURNED]
    customer_months = books.accounts[:, :, Account.CUSTOMER].sum(axis=(1, 2))
    stay = _ratio(_decision_months(books, params) * due, lost)
    worth = _ratio(_gross(money) / _CENTS, customer_months) * stay
    renewed, cross = money[:, Money.RENEWALS], params.customers.cross_source
    expanded = np.zeros_like(renewed)
    if cross >= 0:
        expanded = books.money_sources[:, :-1, Money.BOOKINGS, cross].sum(axis=1)
    kept = _ratio(due - lost, due)
    return {
        "cac": cost,
        "ltv": worth,
        "ltv_to_cac": _over(worth, cost),
        "grr": kept,
        "nrr": kept * _ratio(renewed + expanded, renewed),
    }


def _over(above: Any, below: Any) -> Any:
    """One figure over another, missing where either is or where the lower is zero."""
    lower = below.copy()
    lower[lower.fillna(0.0) == 0.0] = pd.NA
    return above / lower


def _decision_months(books: Books, params: Params) -> Numbers:
    """Usual months between two decisions of a customer to stay: the mean over the products held, [month]."""
    flows = books.products
    held = (flows[:, :, ProductFlow.CUSTOMERS_NEW] - flows[:, :, ProductFlow.CUSTOMERS_LOST]).cumsum(axis=1)
    weights = held.sum(axis=1)
    months = np.array([_months_between(params, product) for product in range(len(params.offer.products))])
    decides = months > 0.0
    total = weights[:, decides].sum(axis=1)
    mean: Numbers = (weights[:, decides] @ months[decides]) / np.where(total == 0, 1, total)
    return mean


def _months_between(params: Params, product: int) -> float:
    """Term of a subscription, or mean time to the next purchase; 0 for those who never decide [month]."""
    if params.offer.products.kind[product] == ProductKind.SUBSCRIPTION:
        return float(params.offer.products.term[product])
    again = int(params.customers.care.again[product])
    return midpoint_mean(params.draws, again, _POINTS) / DAYS_PER_MONTH


def _people(books: Books, params: Params) -> Words:
    """Salaries and hiring of the desks that work deals or make contacts, per replication [cent].

    Salaries are paid at the begin of a month to who is there; the seats of a desk cost the same.
    """
    people, sources = params.people, params.campaigns.sources
    outbound = sources.team[sources.kind == SourceKind.OUTBOUND]
    sells = np.isin(people.desks.role, [*params.sales.stages.role[params.sales.stages.role >= 0], *outbound])
    first_seats = people.seats[people.desks.first_seat[sells]]
    start = np.broadcast_to(first_heads(params), books.heads[:, :1].shape)
    heads = np.concatenate([start, books.heads[:, :-1]], axis=1).sum(axis=1)
    filled = books.desks[:, :, DeskFlow.SEATS_FILLED].sum(axis=1)
    cost: Words = heads[:, sells] @ first_seats.salary + filled[:, sells] @ first_seats.hiring_cost
    return cost
