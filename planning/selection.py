"""Choosing the best plan with a stated chance of being right, and saying so when that cannot be done.

A search finds a winner. All plans are then run again on fresh replications, because the winner of a search
looks better than it is; the verdict rests on the fresh replications alone.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special

from planning.intervals import Interval, t_interval
from planning.paired import PlanOutcome, Question, compare
from planning.samples import Matrix, matrix
from planning.search import Observe, Search, SelectionRules, search
from sim.errors import InputError

Outcome = Literal["separated", "equivalent within delta", "not separated"]

_POWER = 0.9
"""Chance of showing a lead as large as the search saw [1]."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The plans on fresh replications."""

    winner: Interval
    """The winner's mean [unit of the result]."""
    search_estimate: float
    """What the search made of the winner, which flatters it [unit of the result]."""
    winners_curse: float
    """By how much the search flattered the winner; negative if it did not [unit of the result]."""
    outcomes: tuple[PlanOutcome, ...]
    """Every plan compared with the winner."""
    first: int
    """Number of the first fresh replication."""
    results: Matrix
    """All plans on the fresh replications [unit of the result]."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The answer to "which plan is best?"."""

    verdict: Outcome
    winner: int | None
    """None when the search gave up: then nobody won."""
    survivors: tuple[int, ...]
    """The winner, then the plans that may yet be as good."""
    statement: str
    """What is guaranteed, in words."""
    search: Search
    confirmation: Confirmation | None


def select_best(observe: Observe, plans: int, rules: SelectionRules) -> Selection:
    """Find the best of so many plans, confirm it on fresh replications, and say what is guaranteed."""
    sign = 1.0 if rules.goal == "highest" else -1.0

    def signed(chosen: tuple[int, ...], replications: range) -> Matrix:
        results = matrix(sign * np.asarray(observe(chosen, replications)))
        if results.shape != (len(replications), len(chosen)):
            raise InputError(f"expected {len(replications)} x {len(chosen)} results, found {results.shape}")
        return results

    found = search(signed, plans, rules)
    if not found.decided:
        return Selection("not separated", None, found.survivors, _gave_up(found, rules), found, None)
    replications = range(found.reached, found.reached + fresh_count(found, rules))
    fresh = signed(tuple(range(plans)), replications)
    verdict, contenders = judge(fresh, found.survivors[0], rules)
    confirmation = _confirmation(found, sign * fresh, sign, rules)
    statement = _guarantee(verdict, found.survivors[0], contenders, rules)
    survivors = (*found.survivors, *contenders)
    return Selection(verdict, found.survivors[0], survivors, statement, found, confirmation)


def _confirmation(found: Search, fresh: Matrix, sign: float, rules: SelectionRules) -> Confirmation:
    winner = found.survivors[0]
    flattering = sign * float(found.results[: found.judged[winner], winner].mean())
    question = Question(winner, rules.goal, rules.delta, 1.0 - rules.alpha)
    return Confirmation(
        winner=t_interval(fresh[:, winner], 1.0 - rules.alpha),
        search_estimate=flattering,
        winners_curse=sign * (flattering - float(fresh[:, winner].mean())),
        outcomes=compare(fresh, question),
        first=found.reached,
        results=fresh,
    )


def fresh_count(found: Search, rules: SelectionRules) -> int:
    """Fresh replications that show the winner's lead over each rival with a chance of 90% (or the cap).

    A lead below delta counts as delta. The count depends on the search alone, so tests on the fresh
    replications keep their level.
    """
    winner = found.survivors[0]
    alpha = rules.alpha / (len(found.judged) - 1)
    needed = [rules.fresh]
    for rival, judged in enumerate(found.judged):
        if rival != winner:
            common = found.results[: min(judged, found.judged[winner])]
            lead = float((common[:, winner] - common[:, rival]).mean())
            needed.append(_count_for(max(lead, rules.delta), found.variances[winner, rival], alpha))
    return min(max(needed), max(rules.most, rules.fresh))


def _count_for(lead: float, variance: float, alpha: float) -> int:
    reach = float(special.ndtri(1.0 - alpha) + special.ndtri(_POWER))
    return math.ceil(variance * (reach / lead) ** 2)


def judge(fresh: Matrix, winner: int, rules: SelectionRules) -> tuple[Outcome, tuple[int, ...]]:
    """Verdict of the fresh replications, and the plans not shown to be behind the winner.

    "Separated" needs a one-sided test at alpha to succeed against every rival, so plans of which two are
    equally best are called separated with a chance of at most alpha (intersection-union principle). A rival
    is called equivalent by two one-sided tests at alpha/(k-1), so that all such claims together are wrong
    with a chance of at most alpha.
    """
    rivals = [plan for plan in range(fresh.shape[1]) if plan != winner]
    leads = [fresh[:, winner] - fresh[:, rival] for rival in rivals]
    shared_tail = 1.0 - 2.0 * rules.alpha / len(rivals)
    equal = [_within(t_interval(lead, shared_tail), rules.delta) for lead in leads]
    behind = [t_interval(lead, 1.0 - 2.0 * rules.alpha).low > 0.0 for lead in leads]
    state = list(zip(rivals, equal, behind, strict=True))
    contenders = tuple(rival for rival, is_equal, is_behind in state if is_equal or not is_behind)
    if not contenders:
        return "separated", ()
    settled = all(is_equal or is_behind for _, is_equal, is_behind in state)
    return ("equivalent within delta" if settled else "not separated"), contenders


def _within(lead: Interval, delta: float) -> bool:
    return -delta < lead.low and lead.high < delta


def _guarantee(verdict: Outcome, winner: int, contenders: tuple[int, ...], rules: SelectionRules) -> str:
    chance = 1.0 - rules.alpha
    promise = (
        f"If the best plan leads every other by at least {rules.delta:,.6g}, the chance that it is the one "
        f"selected is at least {chance:.0%} (Kim and Nelson 2001, replications normal and independent)."
    )
    rivals = ", ".join(str(plan) for plan in contenders)
    chance_of_error = f"(wrong with a chance of at most {rules.alpha:.0%})"
    finding = {
        "separated": f"Fresh replications show plan {winner} ahead of every other plan {chance_of_error}",
        "equivalent within delta": f"Plans {winner} and {rivals} differ by less than {rules.delta:,.6g} "
        f"{chance_of_error}",
        "not separated": f"Fresh replications do not show plan {winner} ahead of plan(s) {rivals}",
    }[verdict]
    return f"{promise} {finding}."


def _gave_up(found: Search, rules: SelectionRules) -> str:
    plans = ", ".join(str(plan) for plan in sorted(found.survivors))
    counted = "pairs of replications" if rules.pairs else "replications"
    return (
        f"Not separated: after {rules.most} {counted} plans {plans} may each be the best. "
        f"Nothing is guaranteed about the order among them; allow more replications or a larger delta."
    )
