"""What would change the answer: the comparison again, with one assumption moved at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from planning.comparison import Comparison
from planning.executor import Progress
from planning.intervals import Interval, t_interval
from planning.kpis import figures
from planning.pairs import independent
from planning.plans import Candidate
from planning.runs import AS_PLANNED, WORKINGS, Job, Variant, run_plans
from planning.samples import Matrix
from planning.tally import Tally
from planning.variants import (
    campaign_visits,
    changed,
    customers_lost,
    odds_of_being_chosen,
    people_leaving,
    sensitivity_to_price,
)

REACH = 0.2
"""How far each assumption is moved, up and down [1]."""
PLANS = 3
"""Plans that are looked at again: the best and its nearest rivals."""
REPLICATIONS = 30
"""Replications behind each point unless told [replication]."""

Turn = Callable[[float], Variant]

ASSUMPTIONS: Mapping[str, Turn] = MappingProxyType(
    {
        "odds that a buyer chooses us": lambda factor: changed("odds", odds_of_being_chosen, factor),
        "buyers' price sensitivity": sensitivity_to_price,
        "visits that campaigns bring": lambda factor: changed("visits", campaign_visits, factor),
        "rate at which people leave": lambda factor: changed("leaving", people_leaving, factor),
        "chance of losing a customer": lambda factor: changed("customers lost", customers_lost, factor),
    }
)
"""What is moved, and how."""


@dataclass(frozen=True, slots=True)
class Driver:
    """One assumption, moved down and up, and what that does to the lead of the best plan."""

    name: str
    low: Interval
    """Lead over the nearest rival with the assumption 20 % lower [unit of the key figure]."""
    planned: Interval
    """Lead with the assumption as planned, on the same futures [unit of the key figure]."""
    high: Interval
    """Lead with the assumption 20 % higher [unit of the key figure]."""
    rivals: tuple[str, str]
    """Nearest rival at the low and at the high end."""
    switch: float | None
    """Factor at which the lead is gone, by straight line; None when it holds over the range [1]."""

    @property
    def swing(self) -> float:
        """How much the assumption moves the lead [unit of the key figure]."""
        return max(
            abs(self.low.estimate - self.planned.estimate), abs(self.high.estimate - self.planned.estimate)
        )

    def sentence(self) -> str:
        """What it means, in words."""
        if self.switch is None:
            return f"{self.name}: no switch within +-{REACH:.0%}"
        rival = self.rivals[0] if self.switch < 1.0 else self.rivals[1]
        return f"{self.name}: {rival} becomes the better plan at about {self.switch - 1.0:+.0%}"


def find_drivers(
    comparison: Comparison,
    replications: int = REPLICATIONS,
    progress: Progress | None = None,
) -> tuple[Driver, ...]:
    """Move one assumption at a time for the best plan and its nearest rivals; what matters most comes first.

    Parameters
    ----------
    comparison : what was found
    replications : replications behind each point
    progress : called with replications done and replications in all
    """
    tally = Tally(progress)
    sign = 1.0 if comparison.question.goal == "highest" else -1.0
    rivals = sorted(
        range(len(comparison.runs)),
        key=lambda place: (place != comparison.best, -sign * comparison.outcomes[place].mean.estimate),
    )[:PLANS]
    plans = tuple(Candidate(comparison.runs[place].name, comparison.runs[place].plan) for place in rivals)
    shown = comparison.runs[0].options
    options = replace(shown, replications=replications, out=shown.out / WORKINGS)
    tally.expect(replications * len(plans) * (1 + 2 * len(ASSUMPTIONS)))

    turned = [turn(factor) for turn in ASSUMPTIONS.values() for factor in (1.0 - REACH, 1.0 + REACH)]
    jobs = [
        Job(plan.plan, options, variant, plan.name, keep=())
        for variant in (AS_PLANNED, *turned)
        for plan in plans
    ]
    columns = [sign * figures(run, comparison.kpi) for run in run_plans(jobs, tally.part())]
    planned, *moved = (
        independent(np.column_stack(columns[first : first + len(plans)]), options.antithetic)
        for first in range(0, len(columns), len(plans))
    )
    names = [plan.name for plan in plans]
    found = [
        _driver(name, names, (low, planned, high))
        for name, low, high in zip(ASSUMPTIONS, moved[::2], moved[1::2], strict=True)
    ]
    return tuple(sorted(found, key=lambda driver: -driver.swing))


def _driver(name: str, names: Sequence[str], results: tuple[Matrix, Matrix, Matrix]) -> Driver:
    leads = [_lead(each) for each in results]
    low, planned, high = (lead for lead, _ in leads)
    rivals = (names[leads[0][1]], names[leads[2][1]])
    return Driver(name, low, planned, high, rivals, _switch(low.estimate, planned.estimate, high.estimate))


def _lead(results: Matrix) -> tuple[Interval, int]:
    """Lead of the first plan over the best of the others, and which that is."""
    rival = 1 + int(np.argmax(results[:, 1:].mean(axis=0)))
    return t_interval(results[:, 0] - results[:, rival]), rival


def _switch(low: float, planned: float, high: float) -> float | None:
    """Factor nearest to 1 at which the lead crosses zero.

    Examples
    --------
    >>> _switch(-1.0, 1.0, 3.0)
    0.9
    >>> _switch(1.0, 2.0, 3.0) is None
    True
    """
    if planned <= 0.0:
        return None
    crossings = [
        1.0 + side * REACH * planned / (planned - end)
        for side, end in ((-1.0, low), (1.0, high))
        if end < 0.0
    ]
    return min(crossings, key=lambda factor: abs(factor - 1.0)) if crossings else None
