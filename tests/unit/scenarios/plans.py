"""A small scenario that tests change key by key."""

from pathlib import Path

import pytest

from scenarios.load import Plan, load
from sim.errors import InputError

BASE = """\
name: Test company
start: 2025-01-01
months: 12
currency: EUR
market:
  territories:
    north: {region: one}
    south: {region: two, distance: 2.0}
  segments:
    small:
      accounts: {north: 1000, south: 500}
      customers: {north: 20}
      in_market: 5%
      needs: {quality: 1.0}
      price_sensitivity: 2.0
      no_decision: 0.5
      fit: {mean: 0.6, sd: 0.2}
    large:
      accounts: 100
      fit: {value: 0.7}
  competitors:
    rival: {price: {core: 900 EUR}, attributes: {quality: 0.5}}
offer:
  products:
    core:
      kind: subscription
      price: {small: 1000 EUR, large: 2000 EUR}
      discount: 10%
      unit_cost: 200 EUR
      attributes: {quality: 1.0}
      share: 100%
    extra:
      kind: goods
      price: 300 EUR
      discount: 0%
      unit_cost: 100 EUR
      share: 0%
campaigns:
  website: {kind: inbound, leads: 2 per day, targets: {small: 3, large: 1}}
  search:
    kind: campaign
    budget: 3100 EUR per month
    response:
      carry_over: {form: geometric, decay: 0.5}
      saturation: {form: hill, half: 100 EUR}
      visits: 50 per day
      conversion: 2%
  calls: {kind: outbound, team: reps, leads: 0.1 per day}
  referrals: {kind: referral}
  upsell: {kind: cross_sell}
leads:
  entry: {A: talk, B: talk, C: later, D: lost}
stages:
  talk:
    team: reps
    work: 2 h
    wait: {exponential: {mean: 5 days}}
    patience: 20 days
    goes_cold_to: later
    choice: true
    next: {won: 60%, later: 10%, lost: {share: 30%, reason: price}}
  later: {wait: 30 days, oldest: 1 year, next: {talk: 40%, lost: 60%}}
teams:
  reps:
    routing: least_loaded
    at: {north: 2, south: 1}
    salary: 4000 EUR per month
    skill: {mean: 1.0, sd: 0.1}
    ramp: [50%, 100%]
    attrition: 20% per year
    hires: [{date: 2025-06-01, territory: north, seats: 1}]
    lead_time: 30 days
  support: {at: 2, salary: 36k EUR per year}
fulfilment:
  default: {credit: {team: support, work: 1 h, rejects: 2%}, promise: 10 days}
  extra: {transit: 3 days, promise: 8 days}
customers:
  default:
    tickets: 2 per year
    ticket_team: support
    ticket_work: 1 h
    visits: every 90 days
    visit_team: support
    visit_work: 2 h
    cross_sell: 10%
    cross_product: extra
    referral: 5%
  extra: {visits: none, again: 100 days}
finance: {opening_cash: 100k EUR, overhead: 10k EUR per month}
policies: {reallocate_budget: {every: 1 month}}
"""


def plan_of(folder: Path, *settings: str, text: str = BASE) -> Plan:
    """Load the small scenario with some keys changed."""
    path = folder / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path, settings=settings)


def refused(folder: Path, *settings: str, text: str = BASE) -> str:
    """Load the small scenario with a fault, and return the whole message."""
    with pytest.raises(InputError, match="problem") as error:
        plan_of(folder, *settings, text=text)
    return str(error.value)
