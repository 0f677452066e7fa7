"""Waiting rooms, batches, priorities, closed networks and diffusion, worked out from the balance of rates.

Other entries of the same kinds can be checked by changing their numbers.
"""

import operator
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from sim.params.table import Numbers

Rate = Callable[[int], float]


def birth_death(birth: Rate, death: Rate, most: int) -> Numbers:
    """Chance of 0..most in the system: what goes up from n comes down from n + 1."""
    weights = accumulate(range(most), lambda weight, n: weight * birth(n) / death(n + 1), initial=1.0)
    chances = np.array(list(weights))
    return np.asarray(chances / chances.sum())


def erlang_b(servers: int, offered: float) -> float:
    """Share of the calls that find all servers busy (Erlang 1917)."""
    return float(birth_death(lambda n: offered, float, servers)[-1])


def finite_room(rate: float, servers: int, room: int) -> dict[str, float]:
    """M/M/c with c + room places and a mean service of one: share turned away, mean wait of who is let in."""
    chances = birth_death(lambda n: rate, lambda n: min(n, servers), servers + room)
    queue = float(np.maximum(np.arange(len(chances)) - servers, 0) @ chances)
    return {"turned_away": float(chances[-1]), "wait": queue / (rate * (1.0 - chances[-1]))}


def two_rooms(rates: tuple[float, float], servers: int, rooms: tuple[int, int]) -> dict[str, float]:
    """Two classes at one desk, each with its own limit on the queue it joins; equal service of mean one."""
    limits = [servers + room for room in rooms]
    chances = birth_death(
        lambda n: sum(rate for rate, limit in zip(rates, limits, strict=True) if n < limit),
        lambda n: min(n, servers),
        max(limits),
    )
    return {name: float(chances[limit:].sum()) for name, limit in zip(("good", "other"), limits, strict=True)}


def batch_wait(rate: float, mean: float, second: float) -> float:
    """Mean wait in M^X/M/1, service one: cases a unit of time, in batches of given first two moments."""
    return (rate + (second / mean - 1.0) / 2.0) / (1.0 - rate)


def cobham(rates: Sequence[float]) -> list[float]:
    """Mean wait of each class in M/M/1 with a mean service of one, the first class first (Cobham 1954)."""
    loads = [0.0, *accumulate(rates)]
    return [loads[-1] / ((1.0 - loads[k]) * (1.0 - loads[k + 1])) for k in range(len(rates))]


def finite_source(sources: int, rate: float, servers: int, room: int) -> dict[str, float]:
    """Cases that come back: each of the free ones asks at a rate, a service takes one; room 0 is Engset."""
    limit = min(sources, servers + room)
    chances = birth_death(lambda n: (sources - n) * rate, lambda n: min(n, servers), limit)
    number = np.arange(len(chances))
    busy = float(np.minimum(number, servers) @ chances)
    asked = (sources - number) * rate
    away = float(asked[-1] * chances[-1] / (asked @ chances)) if limit < sources else 0.0
    return {"throughput": busy, "utilisation": busy / servers, "turned_away": away}


class Station(NamedTuple):
    """A desk of a closed network."""

    visits: float
    """Relative number of visits."""
    service: float
    """Mean time of a visit."""
    servers: int


def gordon_newell(stations: Sequence[Station], jobs: int) -> list[float]:
    """Utilisation of every station: product form, normalised by convolution (Buzen 1973)."""
    terms = []
    for station in stations:
        busy = [min(n, station.servers) for n in range(1, jobs + 1)]
        terms.append(
            np.array(
                list(
                    accumulate(
                        [station.visits * station.service / k for k in busy], operator.mul, initial=1.0
                    )
                )
            )
        )
    whole = np.array([1.0])
    for term in terms:
        whole = np.convolve(whole, term)[: jobs + 1]
    throughput = whole[jobs - 1] / whole[jobs]
    return [float(throughput) * each.visits * each.service / each.servers for each in stations]


def bass_mean(accounts: int, innovation: float, imitation: float, time: float) -> float:
    """Exact mean of the pure-birth chain with rate (p + q n / m)(m - n), by steps of its distribution."""
    number = np.arange(accounts + 1)
    rates = (innovation + imitation * number / accounts) * (accounts - number)
    chances, steps = np.zeros(accounts + 1), 4000
    chances[0] = 1.0

    def flow(now: Numbers) -> Numbers:
        leaving = now * rates
        return np.asarray(np.concatenate([[0.0], leaving[:-1]]) - leaving)

    for _ in range(steps):  # classical Runge-Kutta
        first = flow(chances)
        second = flow(chances + first * time / steps / 2)
        third = flow(chances + second * time / steps / 2)
        fourth = flow(chances + third * time / steps)
        chances = chances + (first + 2 * second + 2 * third + fourth) * time / steps / 6
    return float(number @ chances)


def bass_curve(innovation: float, imitation: float, time: float) -> float:
    """Share of a large market that has adopted by a time (Bass 1969)."""
    fading = np.exp(-(innovation + imitation) * time)
    return float((1.0 - fading) / (1.0 + imitation / innovation * fading))
