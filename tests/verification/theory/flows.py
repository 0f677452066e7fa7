"""Deals that move through stages until they are absorbed.

Sources: Kemeny and Snell (1960, absorbing chains), Neuts (1981, phase-type times), Kalbfleisch and Prentice
(1980, cumulative incidence), Little (1961), McFadden (1974, multinomial logit).
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.linalg import expm

from sim.params.table import Numbers


class Absorption(NamedTuple):
    """What becomes of a deal, by the stage it starts in."""

    visits: Numbers
    """Mean visits of each stage, (start, stage) [1]."""
    ends: Numbers
    """Chance of each end, (start, end) [1]."""
    steps: Numbers
    """Mean number of stages passed, (start,) [1]."""
    steps_variance: Numbers
    """(start,) [1]"""
    days: Numbers
    """Mean time until the end, (start,) [day]."""


def absorption(
    moves: Sequence[Sequence[float]], ends: Sequence[Sequence[float]], days: Sequence[float]
) -> Absorption:
    """Absorbing Markov chain: moves between stages, ways out, and the mean stay in each stage."""
    stages = len(moves)
    visits = np.linalg.inv(np.eye(stages) - np.asarray(moves, float))
    steps = visits.sum(axis=1)
    variance = (2.0 * visits - np.eye(stages)) @ steps - steps**2
    return Absorption(
        visits, visits @ np.asarray(ends, float), steps, variance, visits @ np.asarray(days, float)
    )


def ended_by(
    moves: Sequence[Sequence[float]], ends: Sequence[Sequence[float]], days: Sequence[float], time: float
) -> Numbers:
    """Chance of each end by a time when stays are exponential: the phase-type law, (start, end)."""
    stages, ways = len(moves), len(ends[0])
    generator = np.zeros((stages + ways, stages + ways))
    rates = 1.0 / np.asarray(days, float)[:, None]
    generator[:stages, :stages] = (np.asarray(moves, float) - np.eye(stages)) * rates
    generator[:stages, stages:] = np.asarray(ends, float) * rates
    return np.asarray(expm(generator * time)[:stages, stages:])


class Race(NamedTuple):
    """Two exponential hazards that compete."""

    first: float
    """Chance that the first one wins [1]."""
    stay: float
    """Mean time until either [time]."""
    first_by: float
    """Chance that the first has won by the time asked for [1]."""
    second_by: float
    """Chance that the second has [1]."""
    open: float
    """Chance that neither has [1]."""


def race(first: float, second: float, time: float) -> Race:
    """Competing exits with constant hazards, and what has happened by a time."""
    both = first + second
    still = math.exp(-both * time)
    return Race(first / both, 1.0 / both, first / both * (1.0 - still), second / both * (1.0 - still), still)


class Pipeline(NamedTuple):
    """Deals under way in stages that are passed one after the other."""

    open: list[float]
    """Deals in each stage [deal]."""
    won: float
    """Deals that pass the last stage per unit of time [deal/time]."""


def pipeline(arrivals: float, passes: float, stays: Sequence[float]) -> Pipeline:
    """Little's law for stages that deals leave at their end, a share of them to the next."""
    flows = [arrivals * passes**nth for nth in range(len(stays) + 1)]
    return Pipeline([flow * stay for flow, stay in zip(flows, stays, strict=False)], flows[-1])


def logit_shares(utilities: Sequence[float]) -> list[float]:
    """Share of buyers that choose each alternative."""
    weights = [math.exp(utility) for utility in utilities]
    return [weight / sum(weights) for weight in weights]


def on_off(up: float, down: float, time: float) -> float:
    """Chance that a seat is filled at a time when it is at 0, with exponential stays and vacancies."""
    share = up / (up + down)
    return share + (1.0 - share) * math.exp(-(1.0 / up + 1.0 / down) * time)


def seats_left(up: float, down: float, until: float) -> float:
    """How often a seat that is filled at 0 is left until a time: the integral of its chance to be filled."""
    share, rate = up / (up + down), 1.0 / up + 1.0 / down
    return (share * until + (1.0 - share) * -math.expm1(-rate * until) / rate) / up
