"""A plan with one thing changed that no file states: more or less spend, other buyers, other people."""

import math
from collections.abc import Callable

import numpy as np

from planning.runs import Variant
from scenarios.compile import compile_params
from scenarios.schema.scenario import Scenario
from sim.params import Params

Change = Callable[[Params, float], Params]


def changed(name: str, change: Change, factor: float) -> Variant:
    """Make a variant that changes the parameters.

    Parameters
    ----------
    name : what is changed, in words
    change : how the parameters change with the factor
    factor : how far; 1 changes nothing
    """
    return Variant(f"{name} x {factor:g}", lambda scenario: change(compile_params(scenario), factor))


def spend_of(place: int) -> Change:
    """Spend of one source times the factor, rounded to cents.

    Parameters
    ----------
    place : number of the source
    """

    def change(params: Params, factor: float) -> Params:
        spend = params.campaigns.spend.copy()
        spend[place] = np.floor(spend[place] * factor + 0.5).astype(np.int64)
        return params._replace(campaigns=params.campaigns._replace(spend=spend))

    return change


def odds_of_being_chosen(params: Params, factor: float) -> Params:
    """Odds that a buyer chooses us times the factor: its logarithm is added to our utility."""
    return params._replace(offer=params.offer._replace(ours=params.offer.ours + math.log(factor)))


def campaign_visits(params: Params, factor: float) -> Params:
    """Visits that the same spend brings, times the factor."""
    sources = params.campaigns.sources.copy()
    sources["visits"] *= factor
    return params._replace(campaigns=params.campaigns._replace(sources=sources))


def customers_lost(params: Params, factor: float) -> Params:
    """Chance of losing a customer at renewal or repeat times the factor, at most 1."""
    care = params.customers.care.copy()
    care["keep"] = 1.0 - np.minimum((1.0 - care["keep"]) * factor, 1.0)
    own = care["own_keep"] >= 0
    draws = params.draws.rows[care["own_keep"][own]]
    draws["shift"] = 1.0 - (1.0 - draws["shift"]) * factor
    draws["scale"] *= factor
    care["own_keep"][own] = len(params.draws.rows) + np.arange(len(draws))
    rows = np.concatenate([params.draws.rows, draws]).view(np.recarray)
    return params._replace(
        draws=params.draws._replace(rows=rows), customers=params.customers._replace(care=care)
    )


def sensitivity_to_price(factor: float) -> Variant:
    """How strongly buyers of every segment answer to price, times the factor."""

    def build(scenario: Scenario) -> Params:
        segments = {
            name: segment.model_copy(update={"price_sensitivity": segment.price_sensitivity * factor})
            for name, segment in scenario.market.segments.items()
        }
        market = scenario.market.model_copy(update={"segments": segments})
        return compile_params(scenario.model_copy(update={"market": market}))

    return Variant(f"price sensitivity x {factor:g}", build)


def people_leaving(params: Params, factor: float) -> Params:
    """Rate at which people leave, times the factor: the time that each stays is divided by it."""
    seats = params.people.seats.copy()
    leave = seats["attrition"] >= 0
    known, place = np.unique(seats["attrition"][leave], return_inverse=True)
    rows = params.draws.rows[known].copy()
    rows["scale"] /= factor
    rows["shift"] /= factor
    seats["attrition"][leave] = len(params.draws.rows) + place
    extended = np.concatenate([params.draws.rows, rows]).view(np.recarray)
    return params._replace(
        draws=params.draws._replace(rows=extended), people=params.people._replace(seats=seats)
    )
