"""Desks and the people at them: reps, support, finance, plant lines."""

from typing import NamedTuple

from sim.codes import NONE
from sim.params.table import Numbers, Table, Words


class Team(NamedTuple):
    """Desks of one role that serve one territory."""

    role: int
    """[index]"""
    first: int
    """First of its desks in `team_desks` [index]."""
    desks: int
    """Number of its desks [1]."""
    routing: int
    """A Routing [code]."""


class Desk(NamedTuple):
    """One queue: a rep with own deals, or a team that shares its work."""

    team: int
    """[index]"""
    role: int
    """[index]"""
    territory: int
    """[index]"""
    calendar: int
    """[index]"""
    first_seat: int
    """[index]"""
    seats: int
    """People (or machines) that can work at the same time [seat]."""


class Seat(NamedTuple):
    """A position that a person fills, leaves and fills again."""

    desk: int
    """[index]"""
    identity: int
    """Number made of the team's name and the seat, part of its keys [word]."""
    opens: float
    """When its first holder starts, on average if `gap` is given; at or before 0 is already there [day]."""
    tenure: float
    """Time its holder has been there at the start [day]."""
    skill: float
    """Speed of a fully ramped holder against the standard [1]."""
    salary: int
    """Cost while filled [cent/month]."""
    attrition: int
    """Distribution of the time a holder stays, or none [index]."""
    vacancy: int
    """Distribution of the time a vacated seat stays empty [index]."""
    hiring_cost: int
    """Cost of filling it [cent]."""
    ramp: int
    """Row of the ramp curves [index]."""
    gap: int = NONE
    """Distribution of the time since the seat before it opened, when people are hired at random [index]."""
    turn: int = 0
    """Which of the seats of its team and place that open at random, from 1; 0 for none of them [1]."""


class People(NamedTuple):
    """Who does the work."""

    teams: Table
    """`Team` rows."""
    team_of: Words
    """Team that serves a role in a territory, (roles, territories) [index]."""
    team_desks: Words
    """Desks of the teams, concatenated [index]."""
    desks: Table
    """`Desk` rows."""
    seats: Table
    """`Seat` rows, grouped by desk."""
    ramps: Numbers
    """Productivity by full months of tenure, last one for ever, (curves, months) [1]."""
