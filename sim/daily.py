"""State that changes once a day: media pressure, brand, demand, productivity, budgets, accounts.

The morning of a day writes it (sim.mornings); the events of the day only read it, except accounts, seats and
experiences. Both engines share it.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from sim.books import Books, Slot
from sim.codes import Account, CellFlow
from sim.jit import inner, shared
from sim.params import Params
from sim.params.table import Numbers, Words

EXPERIENCE_SCALE = 1_000_000
"""Experiences are summed as whole millionths, in any order."""


class Reached(IntEnum):
    """Figures of a reach."""

    DEMAND = 0
    """Mean demand, by weight [1]."""
    KNOWN = 1
    """Mean of demand times awareness, by weight [1]."""
    MOST_DEMAND = 2
    """Largest demand of a cell [1]."""
    MOST_KNOWN = 3
    """Largest demand times awareness of a cell [1]."""
    SHOWN = 4
    """Share of the unaware whom media reach [1/day]."""


class Daily(NamedTuple):
    """State that events read and the next day renews."""

    spent: Words
    """Spend so far, (sources, days) [cent]."""
    response: Numbers
    """Saturated response to media, (sources,) [1]."""
    awareness: Numbers
    """(cells,) [1]"""
    reputation: Numbers
    """(cells,) [1]"""
    demand: Numbers
    """Demand relative to the start, (cells,) [1]."""
    reached: Numbers
    """What a reach adds up to and holds at most today, (Reached, reaches) [1]."""
    ceiling: Numbers
    """Arrivals that no cell exceeds: per weight, and by word of mouth; (2, sources) [arrival/day]."""
    speed: Numbers
    """Mean productivity of the filled seats, (desks,) [1]."""
    filled: Words
    """Seats filled now, (seats,) [0/1]."""
    holder_since: Numbers
    """When the holder of each seat started, (seats,) [day]."""
    heads: Words
    """Filled seats now, (desks,) [seat]."""
    opened: Words
    """Desks of each team up to the last that ever had somebody, at least one, (teams,) [desk]."""
    accounts: Words
    """Accounts now, (Account, cells) [account]."""
    experience: Words
    """Sum of today's experiences, (cells,) [millionth]."""
    experiences: Words
    """Number of today's experiences, (cells,) [1]."""
    gain: Numbers
    """Share of the unaware reached by media today, (cells,) [1/day]."""
    rates: Numbers
    """Leads a day of each source before demand and awareness, (sources,) [lead/day]."""
    budget: Numbers
    """Share of the planned spend that each source gets, (sources,) [1]."""


def first_filled(params: Params) -> Words:
    """Whether each seat has somebody at the start, (seats,) [0/1]."""
    filled: Words = (params.people.seats.opens <= 0.0).astype(np.int64)
    return filled


def first_heads(params: Params) -> Words:
    """People of each desk at the start, (desks,) [head]."""
    there = np.asarray(params.people.seats.desk)[first_filled(params) == 1]
    return np.bincount(there, minlength=len(params.people.desks)).astype(np.int64)


def new_daily(params: Params) -> Daily:
    """State at the begin of day 0, before the first `begin_day`."""
    seats, cells = params.people.seats, params.market.cells
    accounts = np.zeros((len(Account), len(cells)), np.int64)
    accounts[Account.FREE] = cells.accounts
    accounts[Account.CUSTOMER] = cells.customers
    accounts[Account.PIPELINE] = cells.open
    sources, desks = len(params.campaigns.sources), len(params.people.desks)
    filled = first_filled(params)
    opened = np.ones(len(params.people.teams), np.int64)
    there = np.unique(seats.desk[filled == 1])
    teams = params.people.desks.team[there]
    np.maximum.at(opened, teams, there - params.people.teams["first"][teams] + 1)
    return Daily(
        spent=np.zeros((sources, params.clock.horizon), np.int64),
        response=np.zeros(sources),
        awareness=params.brand.awareness.copy(),
        reputation=np.full(len(cells), params.brand.reputation),
        demand=np.zeros(len(cells)),
        reached=np.zeros((len(Reached), len(params.campaigns.reaches))),
        ceiling=np.zeros((2, sources)),
        speed=np.ones(desks),
        filled=filled,
        holder_since=-np.asarray(seats.tenure, float),
        heads=first_heads(params),
        opened=opened,
        accounts=accounts,
        experience=np.zeros(len(cells), np.int64),
        experiences=np.zeros(len(cells), np.int64),
        gain=np.zeros(len(cells)),
        rates=np.zeros(sources),
        budget=np.ones(sources),
    )


@inner
def nowhere(params: Params) -> Slot:
    """Posting slot of what no cell, product or source causes."""
    places = len(params.market.cells) + params.market.territories
    return Slot(places, len(params.offer.products), len(params.campaigns.sources))


@shared
def territory_slot(params: Params, territory: int) -> Slot:
    """Posting slot of what a territory causes, but no segment."""
    slot = nowhere(params)
    return Slot(len(params.market.cells) + territory, slot.product, slot.source)


@inner
def source_slot(params: Params, source: int) -> Slot:
    """Posting slot of what a source causes."""
    slot = nowhere(params)
    return Slot(slot.place, slot.product, source)


@shared
def feel(books: Books, daily: Daily, month: int, cell: int, experience: float) -> None:
    """Note one customer experience, for reputation and for the satisfaction figures."""
    whole = int(experience * EXPERIENCE_SCALE + 0.5)
    daily.experience[cell] += whole
    daily.experiences[cell] += 1
    books.cells[month, CellFlow.SATISFACTION_SUM, cell] += whole
    books.cells[month, CellFlow.SATISFACTION_COUNT, cell] += 1


@shared
def take_up(params: Params, daily: Daily, seat: int, now: float) -> None:
    """A new holder starts."""
    desk = params.people.seats[seat].desk
    team = params.people.desks[desk].team
    daily.filled[seat] = 1
    daily.heads[desk] += 1
    daily.holder_since[seat] = now
    daily.opened[team] = max(daily.opened[team], desk - params.people.teams[team].first + 1)


@inner
def everyone(daily: Daily, cell: int) -> int:
    """Accounts of a cell, whatever their state."""
    total = 0
    for state in range(len(daily.accounts)):
        total += daily.accounts[state, cell]
    return total
