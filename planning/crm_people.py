"""Who sat where, when: names for the people behind desks and seats."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planning.events import times
from scenarios.load import Plan
from sim.codes import Happening, Step
from sim.params import Params


@dataclass(frozen=True, slots=True)
class Stay:
    """One person in one seat."""

    rep: str
    seat: int
    hired: float
    """[day] since the start of the scenario"""
    left: float | None
    """None while still there [day]."""


@dataclass(frozen=True)
class Holders:
    """Everybody who held a seat."""

    stays: tuple[Stay, ...]
    seats_of_desk: Mapping[int, tuple[int, ...]]
    team_of: Mapping[str, str]
    """Role of each person."""

    def names(self, desks: "pd.Series[int]", days: "pd.Series[float]", keys: "pd.Series[int]") -> list[str]:
        """Person at each desk on a day; of a shared queue, the one that the key of the case falls on."""
        by_seat: dict[int, list[Stay]] = {}
        for stay in self.stays:
            by_seat.setdefault(stay.seat, []).append(stay)
        return [
            self._name(by_seat, int(desk), float(day), int(key))
            for desk, day, key in zip(desks, days, keys, strict=True)
        ]

    def _name(self, by_seat: Mapping[int, list[Stay]], desk: int, day: float, key: int) -> str:
        if desk < 0:
            return ""
        seats = self.seats_of_desk[desk]
        held = by_seat.get(seats[key % len(seats)], [])
        begun = [stay for stay in held if stay.hired <= day]
        return begun[-1].rep if begun else ""


def holders_of(plan: Plan, params: Params, rows: pd.DataFrame) -> Holders:
    """Find everybody who held a seat, from the departures and arrivals of the event log.

    Parameters
    ----------
    plan : what was simulated
    params : the same in numbers
    rows : the event log
    """
    names = plan.names
    filled = rows[rows["what"] == Happening.SEAT_FILLED]
    quitting = rows[rows["what"] == Happening.SEAT_LEFT]
    seat_of = dict(zip(quitting["key"], quitting["code"], strict=True))
    going = rows[(rows["what"] == Happening.START) & (rows["code"] == Step.VACANT)]
    stays = []
    for seat, row in enumerate(params.people.seats):
        left = [float(day) for day in going["time"][[seat_of[key] == seat for key in going["key"]]]]
        began = [] if row.opens > 0.0 else [-float(row.tenure)]
        began += [float(day) for day in filled["time"][filled["code"] == seat]]
        for number, day in enumerate(began):
            end = left[number] if number < len(left) else None
            stays.append(Stay(rep_name(names.seats[seat], number), seat, day, end))
    roles = [names.desk_roles[int(desk)] for desk in params.people.seats["desk"]]
    seats_of_desk = {
        desk: tuple(int(seat) for seat in np.flatnonzero(params.people.seats["desk"] == desk))
        for desk in range(len(names.desks))
    }
    return Holders(tuple(stays), seats_of_desk, {stay.rep: roles[stay.seat] for stay in stays})


def rep_name(seat: str, number: int) -> str:
    """Name of the holder of a seat; those who follow are numbered.

    Examples
    --------
    >>> rep_name("ae/north/2", 0), rep_name("ae/north/2", 1)
    ('ae north 2', 'ae north 2 (2)')
    """
    name = seat.replace("/", " ")
    return name if number == 0 else f"{name} ({number + 1})"


def rep_table(plan: Plan, holders: Holders) -> pd.DataFrame:
    """Everybody with role, territory, first and last day."""
    names = plan.names
    places = {seat: name.split("/")[1] for seat, name in enumerate(names.seats)}
    left = np.array([np.nan if stay.left is None else stay.left for stay in holders.stays])
    known = ~np.isnan(left)
    return pd.DataFrame(
        {
            "rep_id": [stay.rep for stay in holders.stays],
            "role": [holders.team_of[stay.rep] for stay in holders.stays],
            "team": [holders.team_of[stay.rep] for stay in holders.stays],
            "territory": [places[stay.seat] for stay in holders.stays],
            "hired": times(names, np.array([stay.hired for stay in holders.stays])),
            "left": times(names, np.nan_to_num(left)).where(known),
        }
    )
