"""Renewal and support in the structure of a given scenario."""

import math

import numpy as np
import pandas as pd

from calibration.base.context import Context, Values
from calibration.estimate import Estimate, Label, probability
from calibration.overlay import at_path
from calibration.tables import days_between

FEWEST = 20
YEAR = 365.25


def customer_values(context: Context) -> Values:
    """Values of the care that all products share."""
    care = context.scenario.customers.default
    tickets = context.estimates.get("support.tickets_per_customer_year")
    if tickets is not None and "tickets" in care.model_fields_set:
        yield at_path("customers.default.tickets", tickets, unit="per year")
    renewals = context.tables.table("renewals")
    known = renewals[renewals["renewed"].notna()]
    if len(known) >= FEWEST and "keep" in care.model_fields_set:
        yield at_path("customers.default.keep", keep_of(context, known))


def keep_of(context: Context, known: pd.DataFrame) -> Estimate:
    """Chance to renew at neutral satisfaction: the share renewed, less what satisfaction adds in log-odds."""
    moods, care = context.scenario.customers.satisfaction, context.scenario.customers.default
    renewed, count = int(known["renewed"].sum()), len(known)
    level = mean_satisfaction(context)
    shift = care.keep_weight * (level - moods.neutral)
    rate = min(max((renewed + 0.5) / (count + 1), 1e-3), 1 - 1e-3)
    neutral = 1 / (1 + math.exp(-(math.log(rate / (1 - rate)) - shift)))
    error = 1 / math.sqrt(count * rate * (1 - rate)) * neutral * (1 - neutral)
    label = Label(
        "customers.default.keep",
        "share",
        f"renewed over due, brought from satisfaction {level:.2f} (by recorded service) to neutral",
    )
    return probability(label, neutral, error, count)


def mean_satisfaction(context: Context) -> float:
    """Level that satisfaction settles at: the mean experience, by how often each kind comes in a year."""
    moods, care = context.scenario.customers.satisfaction, context.scenario.customers.default
    tickets = context.tables.table("tickets")
    days = days_between(tickets["opened"], tickets["resolved"]).dropna()
    in_time = float((days <= care.ticket_sla + 1.0 / 24).mean()) if len(days) else 1.0
    per_year = care.tickets * YEAR
    estimate = context.estimates.get("support.tickets_per_customer_year")
    if estimate is not None:
        per_year = estimate.value
    visits = YEAR / care.visits if care.visits else 0.0
    felt = per_year * (moods.ticket_good * in_time + moods.ticket_bad * (1 - in_time)) + visits * moods.visit
    often = per_year + visits
    if often <= 0:
        return moods.neutral
    settled = felt / often
    left = (1 - moods.weight) ** often
    return float(np.clip(settled + (moods.neutral - settled) * left, 0.0, 1.0))
