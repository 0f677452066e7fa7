"""Renewal and support in the structure of a given scenario, by the products that share their numbers."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import expit

from calibration.base.context import Context, Values
from calibration.estimate import Estimate, Label, positive, probability
from calibration.fits.maximum import Array
from calibration.overlay import at_path
from calibration.tables import Tables, days_between, recorded
from scenarios.resolve import care_of
from scenarios.schema.customers import Care, Satisfaction
from scenarios.schema.distributions import Spread

FEWEST = 20
YEAR = 365.25
WORKING_HOUR = 1.0 / 24.0
EDGE = 1e-3
FEW_NAMELESS = 0.01
"""Share of decisions without a customer from which on they cannot be given to groups."""


@dataclass(frozen=True, slots=True)
class Group:
    """Customers of the products that one entry of `customers` holds for."""

    path: str
    care: Care
    customers: pd.DataFrame
    """With the end of each stay on record."""
    tables: Tables

    @property
    def years(self) -> float:
        """Time that the customers are seen [year]."""
        days = days_between(self.customers["since"], self.customers["seen_until"])
        return float(days.clip(lower=0).sum()) / YEAR

    def of(self, table: str) -> pd.DataFrame:
        """Rows of a table that belong to these customers."""
        rows = self.tables.table(table)
        return rows[rows["customer_id"].isin(set(self.customers["customer_id"]))]


def customer_values(context: Context) -> Values:
    """Tickets and renewal of every entry that states them; a `keep` that differs by customer stays."""
    for group in _groups(context, "tickets"):
        tickets = group.of("tickets")
        if len(tickets) >= FEWEST and group.years > 0:
            count = len(tickets)
            label = Label(f"{group.path}.tickets", "1/year", f"{count} tickets in {group.years:.0f} years")
            estimate = positive(label, count / group.years, 1 / float(np.sqrt(count)), count)
            yield at_path(label.name, estimate, unit="per year")
    groups = [group for group in _groups(context, "keep") if not isinstance(group.care.keep, Spread)]
    for group in groups:
        known = _decisions(group, alone=len(groups) == 1)
        if len(known) >= FEWEST:
            moods = context.scenario.customers.satisfaction
            yield at_path(f"{group.path}.keep", keep_of(group, known, moods))


def _decisions(group: Group, alone: bool) -> pd.DataFrame:
    """Decisions with their outcome; none when groups must be told apart and too many name no customer."""
    renewals = group.tables.table("renewals")
    known = renewals[renewals["renewed"].notna()]
    nameless = known["customer_id"] == ""
    if nameless.mean() > FEW_NAMELESS:
        return known if alone else known.iloc[:0]
    return known[known["customer_id"].isin(set(group.customers["customer_id"]))]


def _groups(context: Context, key: str) -> Iterator[Group]:
    """Entries of `customers` that state a key, each with the customers of its products."""
    section, products = context.scenario.customers, context.scenario.offer.products
    own = [name for name, care in section.by_product.items() if key in care.model_fields_set]
    if key in section.default.model_fields_set:
        others = [name for name in products if name not in own]
        yield _group(context, "customers.default", section.default, others)
    for name in own:
        yield _group(context, f"customers.{name}", care_of(context.scenario, name), [name])


def _group(context: Context, path: str, care: Care, products: list[str]) -> Group:
    customers = context.tables.table("customers")
    customers = customers[customers["since"].notna()]
    if recorded(customers["product"]):
        customers = customers[customers["product"].isin(products)]
    return Group(
        path, care, customers.assign(seen_until=customers["ended"].fillna(context.end)), context.tables
    )


def keep_of(group: Group, known: pd.DataFrame, moods: Satisfaction) -> Estimate:
    """Chance to stay at neutral satisfaction, given the share who stayed and how satisfied they were.

    Parameters
    ----------
    group : customers
    known : decisions with their outcome
    moods : how experiences move satisfaction
    """
    kept, count = int(known["renewed"].sum()), len(known)
    share = float(np.clip((kept + 0.5) / (count + 1), EDGE, 1 - EDGE))
    levels, weights = satisfaction_levels(group, known, moods)
    shift = group.care.keep_weight * (levels - moods.neutral)

    def surplus(log_odds: float) -> float:
        return float(np.sum(weights * expit(log_odds + shift))) - share

    neutral = float(expit(brentq(surplus, -20.0, 20.0)))
    error = float(np.sqrt(share * (1 - share) / count)) * neutral * (1 - neutral) / (share * (1 - share))
    mean = float(np.sum(weights * levels))
    words = f"stayed over decided, brought from satisfaction {mean:.2f} (by recorded service) to neutral"
    return probability(Label(f"{group.path}.keep", "share", words), neutral, error, count)


def satisfaction_levels(group: Group, known: pd.DataFrame, moods: Satisfaction) -> tuple[Array, Array]:
    """Satisfaction at a decision after a last delivery on time or late, and the chance of each.

    Tickets and visits since that delivery draw satisfaction towards their mean experience by exponential
    smoothing, as in the simulation.
    """
    late = _late_share(group)
    often, felt = _service(group, moods)
    since = group.customers.drop_duplicates("customer_id").set_index("customer_id")["since"]
    waited = days_between(known["customer_id"].map(since), known["due"]) / YEAR
    decisions = known.groupby("customer_id").cumcount() + 1
    gap = float((waited / decisions).clip(lower=0).median()) if len(waited.dropna()) else 1.0
    kept = (1 - moods.weight) ** (often * gap)
    start = np.array([moods.on_time, moods.late])
    return felt + (start - felt) * kept, np.array([1 - late, late])


def _late_share(group: Group) -> float:
    orders = group.of("orders")
    known = orders[orders["delivered"].notna() & orders["promised"].notna()]
    return float((known["delivered"] > known["promised"]).mean()) if len(known) else 0.0


def _service(group: Group, moods: Satisfaction) -> tuple[float, float]:
    """Tickets and visits per customer and year, and their mean experience."""
    tickets = group.of("tickets")
    days = days_between(tickets["opened"], tickets["resolved"]).dropna()
    in_time = float((days <= group.care.ticket_sla + WORKING_HOUR).mean()) if len(days) else 1.0
    per_year = len(tickets) / group.years if group.years > 0 else 0.0
    visits = YEAR / group.care.visits if group.care.visits else 0.0
    often = per_year + visits
    if often <= 0:
        return 0.0, moods.neutral
    ticket = moods.ticket_good * in_time + moods.ticket_bad * (1 - in_time)
    return often, (per_year * ticket + visits * moods.visit) / often
