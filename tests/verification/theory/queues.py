"""Queues in the steady state and on the way there.

Rates are per unit of time, times in the same unit. Sources: Erlang (1917), Palm (1957, Erlang A), Cobham
(1954), Pollaczek (1930) and Khinchine (1932), Jackson (1957), Eick, Massey and Whitt (1993, M_t/G/infinity).
"""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy import integrate, stats
from scipy.sparse.linalg import expm_multiply

MOST_STATES = 4000


class Waiting(NamedTuple):
    """What a queue with waiting room does in the steady state."""

    share: float
    """Share of cases that wait [1]."""
    mean: float
    """Mean wait of all cases [time]."""
    queue: float
    """Mean number that waits [case]."""
    load: float
    """Share of servers that are busy [1]."""


def erlang_b(servers: int, offered: float) -> float:
    """Share of cases that find all servers busy and are lost (M/G/c/c), by the recursion on servers."""
    lost = 1.0
    for count in range(1, servers + 1):
        lost = offered * lost / (count + offered * lost)
    return lost


def erlang_c(arrivals: float, service: float, servers: int) -> Waiting:
    """M/M/c; `service` is the mean time of service."""
    load = arrivals * service / servers
    lost = erlang_b(servers, arrivals * service)
    share = lost / (1.0 - load * (1.0 - lost))
    mean = share * service / (servers * (1.0 - load))
    return Waiting(share, mean, arrivals * mean, load)


def erlang_c_tail(arrivals: float, service: float, servers: int, time: float) -> float:
    """Chance of a wait longer than a time in M/M/c."""
    waiting = erlang_c(arrivals, service, servers)
    return waiting.share * math.exp(-(servers / service - arrivals) * time)


class Impatience(NamedTuple):
    """What a queue with impatient cases does in the steady state."""

    share: float
    """Share of cases that find all servers busy [1]."""
    abandon: float
    """Share of cases that give up [1]."""
    mean: float
    """Mean wait of all cases, those that give up included [time]."""
    queue: float
    """Mean number that waits [case]."""
    load: float
    """Share of servers that are busy [1]."""


def erlang_a(arrivals: float, service: float, patience: float, servers: int) -> Impatience:
    """M/M/c+M: a birth-death process; `patience` is the mean time a case waits before it gives up."""
    states = np.arange(MOST_STATES)
    deaths = np.minimum(states, servers) / service + np.maximum(states - servers, 0) / patience
    logs = np.concatenate([[0.0], np.cumsum(np.log(arrivals / deaths[1:]))])
    chances = np.exp(logs - logs.max())
    chances /= chances.sum()
    queue = float((np.maximum(states - servers, 0) * chances).sum())
    share = float(chances[servers:].sum())
    busy = float((np.minimum(states, servers) * chances).sum())
    return Impatience(share, queue / patience / arrivals, queue / arrivals, queue, busy / servers)


def pollaczek_khinchine(arrivals: float, service: float, squared_variation: float) -> Waiting:
    """M/G/1; `squared_variation` is the squared coefficient of variation of the service."""
    load = arrivals * service
    mean = load * service * (1.0 + squared_variation) / (2.0 * (1.0 - load))
    return Waiting(load, mean, arrivals * mean, load)


class Class(NamedTuple):
    """One class of cases, in the order in which they are served."""

    arrivals: float
    service: float
    """Mean time of service [time]."""
    squared_variation: float = 1.0


def cobham(classes: Sequence[Class]) -> list[float]:
    """Mean wait of each class in M/G/1 with priorities and no interruption."""
    residual = sum(case.arrivals * case.service**2 * (1.0 + case.squared_variation) / 2.0 for case in classes)
    loads = np.cumsum([0.0, *(case.arrivals * case.service for case in classes)])
    return [residual / ((1.0 - before) * (1.0 - upto)) for before, upto in pairwise(loads.tolist())]


def cobham_servers(arrivals: Sequence[float], service: float, servers: int) -> list[float]:
    """Mean wait of each class in M/M/c with priorities, no interruption and one law of service."""
    share = erlang_c(sum(arrivals), service, servers).share
    loads = np.cumsum([0.0, *arrivals]) * service / servers
    first = share * service / servers
    return [first / ((1.0 - before) * (1.0 - upto)) for before, upto in pairwise(loads.tolist())]


class Node(NamedTuple):
    """A station of an open network in the steady state."""

    arrivals: float
    waiting: Waiting
    cases: float
    """Mean number there, waiting or in service [case]."""


def jackson(
    outside: Sequence[float],
    routes: Sequence[Sequence[float]],
    services: Sequence[float],
    servers: Sequence[int],
) -> list[Node]:
    """Open network of M/M/c stations: traffic equations, then each station as if it were alone."""
    inflow = np.linalg.solve(np.eye(len(outside)) - np.asarray(routes).T, np.asarray(outside, float))
    nodes = []
    for arrivals, service, count in zip(inflow.tolist(), services, servers, strict=True):
        waiting = erlang_c(arrivals, service, count)
        nodes.append(Node(arrivals, waiting, arrivals * (waiting.mean + service)))
    return nodes


def transient_queue(arrivals: float, service: float, servers: int, times: Sequence[float]) -> list[float]:
    """Mean number in M/M/c that starts empty, at rising times: Kolmogorov's forward equations."""
    states = np.arange(_states_needed(arrivals, service, servers, max(times)))
    births = np.where(states < states[-1], arrivals, 0.0)
    deaths = np.minimum(states, servers) / service
    generator = np.diag(births[:-1], -1) + np.diag(deaths[1:], 1) - np.diag(births + deaths)
    chances = np.zeros(len(states))
    chances[0] = 1.0
    means, now = [], 0.0
    for time in times:
        chances = expm_multiply(generator * (time - now), chances)
        means.append(float(states @ chances))
        now = time
    return means


def _states_needed(arrivals: float, service: float, servers: int, until: float) -> int:
    """States beyond which no path comes: the steady state's tail, or all that can arrive."""
    load = arrivals * service / servers
    arrived = arrivals * until + 10.0 * math.sqrt(arrivals * until) + 20.0
    steady = servers + 30.0 / -math.log(load) if load < 1.0 else math.inf
    return int(min(arrived, steady)) + 2


class Law(NamedTuple):
    """A law of service, as far as infinite-server queues need it."""

    mean: float
    survival: Callable[[float], float]
    """Chance to last longer than a time [1]."""
    limited: Callable[[float], float]
    """Mean of the smaller of the service and a limit [time]."""
    longest: float
    """Time beyond which hardly anything lasts [time]."""


def memoryless(mean: float) -> Law:
    """Exponential service."""
    return Law(
        mean,
        lambda time: math.exp(-time / mean),
        lambda limit: mean * -math.expm1(-limit / mean),
        40.0 * mean,
    )


def fixed(mean: float) -> Law:
    """Service that always takes the same time."""
    return Law(mean, lambda time: float(time < mean), lambda limit: min(limit, mean), mean)


def lognormal(mean: float, sigma: float) -> Law:
    """Lognormal service."""
    scale = math.log(mean) - sigma**2 / 2.0
    service = stats.lognorm(sigma, scale=math.exp(scale))

    def limited(limit: float) -> float:
        if limit <= 0.0:
            return 0.0
        score = (math.log(limit) - scale) / sigma
        return float(mean * stats.norm.cdf(score - sigma) + limit * stats.norm.sf(score))

    return Law(mean, lambda time: float(service.sf(time)), limited, float(service.isf(1e-13)))


class Wave(NamedTuple):
    """A mean that rises and falls."""

    level: float
    in_phase: float
    lagging: float
    omega: float

    def at(self, time: float) -> float:
        """Mean at a time."""
        angle = self.omega * time
        return self.level + self.in_phase * math.sin(angle) - self.lagging * math.cos(angle)


def sinusoidal_load(level: float, amplitude: float, period: float, law: Law) -> Wave:
    """Mean number in M_t/G/infinity with arrivals level (1 + amplitude sin(2 pi t / period)) for ever.

    The integral of sin(w (t - s)) P(S > s) over all ages s.
    """
    omega = 2.0 * math.pi / period
    cosine, sine = (
        integrate.quad(law.survival, 0.0, law.longest, weight=weight, wvar=omega, limit=2000)[0]
        for weight in ("cos", "sin")
    )
    return Wave(level * law.mean, level * amplitude * cosine, level * amplitude * sine, omega)


def stepwise_load(rates: Sequence[float], law: Law, times: Sequence[int]) -> list[float]:
    """Mean number in M_t/G/infinity from empty, with a constant rate in every unit of time, at whole times.

    Cases of the last unit are there with the mean of P(S > s) over ages 0 to 1, those of the unit before over
    ages 1 to 2, and so on.
    """
    kept = np.diff([law.limited(float(edge)) for edge in range(max(times) + 1)])
    rate = np.asarray(rates, float)
    return [float(rate[:time] @ kept[:time][::-1]) for time in times]
