"""Dropping plans one by one until the best is left: the search of Kim and Nelson (2001).

It works on variances of differences, so that common random numbers count. The winner of a search looks better
than it is: see planning.selection for what may be said about it.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planning.paired import Goal
from planning.samples import Matrix
from planning.selection_rules import LEAST_FIRST_REPLICATIONS, KimNelson, kim_nelson
from sim.errors import InputError

Observe = Callable[[tuple[int, ...], range], Matrix]
"""Results of some plans on some replications: one row per replication, one column per plan."""

LEAST_FRESH_REPLICATIONS = 100


@dataclass(frozen=True, slots=True)
class SelectionRules:
    """What is asked of a selection."""

    delta: float
    """Smallest difference worth detecting [unit of the result]."""
    alpha: float = 0.05
    """Accepted chance of a wrong choice [1]."""
    goal: Goal = "highest"
    """Whether a high or a low result is wanted."""
    first: int = LEAST_FIRST_REPLICATIONS
    """Replications of every plan before any is dropped [replication]."""
    batch: int = 10
    """Replications run at a time afterwards; plans are judged after every one of them [replication]."""
    most: int = 2000
    """Replications of a plan after which the search gives up [replication]."""
    fresh: int = LEAST_FRESH_REPLICATIONS
    """Least number of fresh replications behind the verdict [replication]."""
    pairs: bool = False
    """Whether a replication, here and in the search, stands for the mean of an antithetic pair."""

    def __post_init__(self) -> None:
        problems = [message for holds, message in self._demands() if not holds]
        if problems:
            raise InputError("the selection cannot start", problems)

    def _demands(self) -> tuple[tuple[bool, str], ...]:
        return (
            (0.0 < self.delta < math.inf, f"delta must be above 0, found {self.delta}"),
            (0.0 < self.alpha < 0.5, f"alpha must lie between 0 and 0.5, found {self.alpha}"),  # noqa: PLR2004
            (
                self.first >= LEAST_FIRST_REPLICATIONS,
                f"first must be at least {LEAST_FIRST_REPLICATIONS} replications, found {self.first}",
            ),
            (self.batch >= 1, f"batch must be at least 1, found {self.batch}"),
            (self.most >= self.first, f"most must be at least first, found {self.most}"),
            (
                self.fresh >= LEAST_FRESH_REPLICATIONS,
                f"fresh must be at least {LEAST_FRESH_REPLICATIONS} replications, found {self.fresh}",
            ),
        )


@dataclass(frozen=True, slots=True)
class Search:
    """Where the search ended, in terms of "higher is better"."""

    survivors: tuple[int, ...]
    """Plans not dropped; the first is the winner when the search was decided."""
    decided: bool
    judged: tuple[int, ...]
    """Replications of each plan that were judged [replication]."""
    reached: int
    """Replications below this number were used; those from here on are fresh [replication]."""
    results: Matrix
    """Results seen, NaN where a plan was no longer run."""
    variances: Matrix
    """Variance of the difference of each pair over the first replications [unit squared]."""

    @property
    def run(self) -> int:
        """Replications run, over all plans."""
        return int(np.isfinite(self.results).sum())


def search(observe: Observe, plans: int, rules: SelectionRules) -> Search:
    """Drop plans until one is left (highest is best) or the replications are used up."""
    constants = kim_nelson(plans, rules.first, rules.alpha)
    results = observe(tuple(range(plans)), range(rules.first))
    variances = difference_variances(results)
    race = _Race(constants, variances, rules.delta, results)
    while race.is_open() and race.judged_rounds < rules.most:
        stop = min(race.reached + rules.batch, rules.most)
        race.extend(observe(race.alive(), range(race.reached, stop)))
    survivors = race.ranking()
    decided = not race.is_open()
    return Search(
        survivors=survivors[:1] if decided else survivors,
        decided=decided,
        judged=tuple(int(count) for count in race.judged),
        reached=race.reached,
        results=race.results,
        variances=variances,
    )


def difference_variances(results: Matrix) -> Matrix:
    """Sample variance of the difference of every pair of columns (never the sum of two variances)."""
    covariance = np.cov(results, rowvar=False)
    spread = np.diag(covariance)
    variances: Matrix = np.maximum(0.0, spread[:, None] + spread[None, :] - 2.0 * covariance)
    return variances


class _Race:
    """The plans still in, and what they have shown so far."""

    def __init__(self, constants: KimNelson, variances: Matrix, delta: float, results: Matrix) -> None:
        self.constants, self.variances, self.delta = constants, variances, delta
        self.results = results
        self.judged_rounds = len(results)
        self.totals = results.sum(axis=0)
        self.judged = np.full(results.shape[1], len(results))
        self.is_in = np.ones(results.shape[1], dtype=bool)
        self._drop()

    @property
    def reached(self) -> int:
        return len(self.results)

    def alive(self) -> tuple[int, ...]:
        return tuple(int(plan) for plan in np.flatnonzero(self.is_in))

    def is_open(self) -> bool:
        """More than one plan is in, and more replications would help to tell them apart."""
        return int(self.is_in.sum()) > 1 and self.judged_rounds <= self._longest()

    def _longest(self) -> float:
        """Replications after which the better mean wins: the largest h2 S2/delta2 of a pair still in."""
        pairs = self.variances[np.ix_(self.is_in, self.is_in)]
        return math.floor(self.constants.h_squared * float(pairs.max()) / self.delta**2)

    def extend(self, block: Matrix) -> None:
        """Add a block of replications of the plans still in, and judge after every one of them."""
        columns = np.flatnonzero(self.is_in)
        wide = np.full((len(block), len(self.is_in)), np.nan)
        wide[:, columns] = block
        self.results = np.vstack([self.results, wide])
        for row in wide:
            self.totals[columns] += row[columns]
            self.judged_rounds += 1
            self.judged[self.is_in] = self.judged_rounds
            self._drop()
            if not self.is_open():
                return

    def _drop(self) -> None:
        means = np.where(self.is_in, self.totals / self.judged_rounds, -np.inf)
        slack = self.constants.slack(self.variances, self.delta, self.judged_rounds)
        beaten = (means[:, None] < means[None, :] - slack).any(axis=1)
        self.is_in = self.is_in & ~beaten

    def ranking(self) -> tuple[int, ...]:
        """Plans still in, best mean first."""
        return tuple(sorted(self.alive(), key=lambda plan: -float(self.totals[plan])))
