"""Comparing plans from end to end: run them under the same luck, choose, confirm, and say how sure that is.

Two ways. The sequential way searches for the best plan with a stated chance of being right (Kim and Nelson)
and then judges all plans on fresh replications. The fixed way runs a stated number of replications and runs
the plan that looks best again on as many fresh ones, because the best of several looks better than it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planning.executor import Progress
from planning.intervals import Interval, t_interval
from planning.kpis import Kpi, figures, kpi_named
from planning.paired import PlanOutcome, Question, compare
from planning.pairs import independent, size_of
from planning.plans import Candidate
from planning.risk import TailRisk, tail_risk
from planning.runs import WORKINGS, Job, Options, PlanRun, run_plans
from planning.samples import Matrix
from planning.search import LEAST_FRESH_REPLICATIONS, SelectionRules
from planning.selection import Selection, select_best
from planning.tally import Tally
from sim.errors import InputError

FIRST = 20
"""Replications before the first look [replication]."""
BATCH = 20
"""Replications that are run at a time while searching [replication]."""
DELTA_SHARE = 0.01
"""Smallest difference worth detecting, as a share of the baseline [1]."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a comparison."""

    kpi: str = "operating_profit"
    """Key figure that decides."""
    delta: float | None = None
    """Smallest difference worth detecting; None for 1 % of the baseline [unit of the key figure]."""
    confidence: float = 0.95
    sequential: bool = True
    """Search until the best plan is found; else as many replications as stated and no more."""
    most: int = 400
    """Replications of a plan after which a search gives up [replication]."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """What became of the plan that looked best, on replications that had no part in choosing it."""

    plan: int
    """Place of the plan."""
    before: Interval
    """Its lead over the baseline where it was chosen; its own mean for the baseline [unit of the figure]."""
    after: Interval
    """The same on fresh replications [unit of the figure]."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Plans compared; the first is the baseline."""

    kpi: Kpi
    question: Question
    runs: tuple[PlanRun, ...]
    outcomes: tuple[PlanOutcome, ...]
    """Every plan against the baseline."""
    risks: tuple[TailRisk, ...]
    selection: Selection | None
    """How the best plan was found; None when the number of replications was fixed."""
    fresh: Fresh | None
    """None when the replications shown are fresh already, or nothing was chosen."""
    statement: str
    """The answer in words."""

    @property
    def best(self) -> int:
        """Place of the plan that a search has selected, else of the one with the best mean."""
        if self.selection is not None and self.selection.winner is not None:
            return self.selection.winner
        sign = 1.0 if self.question.goal == "highest" else -1.0
        return int(np.argmax([sign * outcome.mean.estimate for outcome in self.outcomes]))

    def gap(self, value: float) -> str:
        """A difference of the key figure with its sign and unit."""
        currency = self.runs[0].plan.scenario.currency
        return f"{value:+,.0f} {currency}" if self.kpi.is_money else f"{value:+,.4g}"

    @property
    def delta(self) -> float:
        """Smallest difference worth detecting [unit of the key figure]."""
        return self.question.delta or 0.0


def compare_plans(
    plans: Sequence[Candidate],
    request: Request | None = None,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare plans with the first one, under the same luck for all.

    Parameters
    ----------
    plans : the baseline and what is compared with it
    request : what is asked; operating profit at a difference of 1 % unless told
    options : how they are run
    progress : called with steps done and steps in all
    """
    asked, settings = request or Request(), options or Options()
    _comparable(plans)
    tally = Tally(progress)
    race = _Race(tuple(plans), kpi_named(asked.kpi), _common_seed(plans, settings), tally)
    tally.expect(FIRST + len(plans) * settings.replications)
    search = FIRST * size_of(settings.antithetic)
    tally.expect(len(plans) * search if asked.sequential else 2 * settings.replications)
    baseline = race.aside().results((0,), range(settings.first, settings.first + FIRST))
    delta = asked.delta if asked.delta is not None else default_delta(float(baseline.mean()))
    question = Question(0, race.kpi.goal, delta, asked.confidence, antithetic=settings.antithetic)
    if asked.sequential:
        return _sequential(race, question, asked)
    return _fixed(race, question)


def default_delta(baseline: float) -> float:
    """One per cent of the baseline's figure, to two significant digits; 1 when the figure is zero.

    Examples
    --------
    >>> default_delta(-1_234_567.0)
    12000.0
    """
    size = abs(baseline) * DELTA_SHARE
    return float(f"{size:.2g}") if size > 0.0 else 1.0


def _comparable(plans: Sequence[Candidate]) -> None:
    least = 2
    if len(plans) < least:
        raise InputError("a comparison needs a baseline and at least one plan")
    base = plans[0].plan
    problems = [
        f"{plan.name}: {what} differs from the baseline"
        for plan in plans[1:]
        for what, own, common in (
            ("currency", plan.plan.scenario.currency, base.scenario.currency),
            ("start", plan.plan.scenario.start, base.scenario.start),
            ("length", plan.plan.names.months, base.names.months),
        )
        if own != common
    ]
    names = [plan.name for plan in plans]
    problems += [f"two plans are called {name}" for name in sorted({n for n in names if names.count(n) > 1})]
    if problems:
        raise InputError("the plans cannot be compared", problems)


def _common_seed(plans: Sequence[Candidate], options: Options) -> Options:
    """All plans meet the luck of the baseline's seed."""
    return replace(options, seed=options.seed_for(plans[0].plan))


class _Race:
    """Plans that are run on demand, some replications at a time."""

    def __init__(
        self,
        plans: tuple[Candidate, ...],
        kpi: Kpi,
        options: Options,
        tally: Tally,
        keep: tuple[str, ...] | None = None,
    ) -> None:
        self.plans, self.kpi, self.options, self.tally, self.keep = plans, kpi, options, tally, keep

    def runs(self, places: Sequence[int], numbers: range) -> tuple[PlanRun, ...]:
        """Some plans on some replications, from the store or simulated."""
        settings = replace(self.options, first=numbers.start, replications=len(numbers))
        chosen = [self.plans[place] for place in places]
        jobs = [Job(each.plan, settings, name=each.name, keep=self.keep) for each in chosen]
        return tuple(run_plans(jobs, self.tally.part()))

    def results(self, places: Sequence[int], numbers: range) -> Matrix:
        """The key figure: one row per replication, one column per plan."""
        return np.column_stack([figures(run, self.kpi) for run in self.runs(places, numbers)])

    def aside(self) -> "_Race":
        """The same plans, with runs kept apart from those that are shown: their key figures only."""
        options = replace(self.options, out=self.options.out / WORKINGS)
        return _Race(self.plans, self.kpi, options, self.tally, keep=())


def _sequential(race: _Race, question: Question, asked: Request) -> Comparison:
    """Search for the best plan, then judge on fresh replications."""
    wanted, start = race.options.replications, race.options.first
    if wanted < LEAST_FRESH_REPLICATIONS:
        raise InputError(
            f"a search for the best plan needs at least {LEAST_FRESH_REPLICATIONS} replications, "
            f"found {wanted}; ask for a fixed number instead (--fixed)"
        )
    size = size_of(question.antithetic)
    rules = SelectionRules(
        delta=question.delta or 1.0,
        alpha=1.0 - question.confidence,
        goal=question.goal,
        first=FIRST,
        batch=BATCH,
        most=max(asked.most // size, FIRST),
        fresh=max(-(-wanted // size), LEAST_FRESH_REPLICATIONS),
        pairs=question.antithetic,
    )

    searching = race.aside()

    def observe(places: tuple[int, ...], numbers: range) -> Matrix:
        seen = searching if len(numbers) < rules.fresh else race
        wide = range(start + size * numbers.start, start + size * numbers.stop)
        return independent(seen.results(places, wide), question.antithetic)

    selection = select_best(observe, len(race.plans), rules)
    fresh = selection.confirmation
    first = start + (size * fresh.first if fresh is not None else 0)
    count = size * len(fresh.results) if fresh is not None else wanted
    runs = race.runs(range(len(race.plans)), range(first, first + count))
    return _compared(race.kpi, question, runs, selection, None)


def _fixed(race: _Race, question: Question) -> Comparison:
    """Stated replications for all, then as many fresh ones for the plan that looks best."""
    least = 2 * size_of(question.antithetic)
    if race.options.replications < least:
        raise InputError(f"a comparison needs at least {least} replications")
    everybody = range(len(race.plans))
    seen = _compared(race.kpi, question, race.runs(everybody, race.options.numbers), None, None)
    again = range(race.options.numbers.stop, race.options.numbers.stop + race.options.replications)
    places = sorted({0, seen.best})
    results = race.aside().results(places, again)
    before = np.column_stack([figures(seen.runs[place], race.kpi) for place in places])
    fresh = Fresh(seen.best, _lead(before, question), _lead(results, question))
    return replace(seen, fresh=fresh, statement=statement_of(replace(seen, fresh=fresh)))


def _lead(results: Matrix, question: Question) -> Interval:
    """Lead of the last column over the first; the mean when there is one column only."""
    gaps = results[:, -1] - results[:, 0] if results.shape[1] > 1 else results[:, 0]
    return t_interval(independent(gaps, question.antithetic), question.confidence)


def _compared(
    kpi: Kpi,
    question: Question,
    runs: tuple[PlanRun, ...],
    selection: Selection | None,
    fresh: Fresh | None,
) -> Comparison:
    results = np.column_stack([figures(run, kpi) for run in runs])
    sign = 1.0 if question.goal == "highest" else -1.0
    risks = tuple(
        tail_risk(sign * results[:, place], antithetic=question.antithetic) for place in range(len(runs))
    )
    found = Comparison(kpi, question, runs, compare(results, question), risks, selection, fresh, "")
    return replace(found, statement=statement_of(found))


def statement_of(comparison: Comparison) -> str:
    """The answer in words: which plan, by how much, how sure.

    Parameters
    ----------
    comparison : the comparison, its own statement not counted
    """
    best, runs = comparison.best, comparison.runs
    kpi = comparison.kpi.name.replace("_", " ")
    if comparison.selection is not None and comparison.selection.winner is None:
        names = ", ".join(runs[place].name for place in sorted(comparison.selection.survivors))
        judged = max(comparison.selection.search.judged) * size_of(comparison.question.antithetic)
        return (
            f"Not separated: after {judged} replications each of these may "
            f"be the best in {kpi}: {names}. Allow more replications (--most) or a larger delta (--delta)."
        )
    versus = comparison.outcomes[best].versus
    if versus is None:
        return f"No plan does better than the baseline ({runs[0].name}) in {kpi}. {_certainty(comparison)}"
    gap, show = versus.difference, comparison.gap
    return (
        f"{runs[best].name} has the best {kpi}: {show(gap.estimate)} against {runs[0].name} (simultaneous "
        f"{comparison.question.confidence:.0%} interval {show(gap.low)} to {show(gap.high)}): "
        f"{versus.verdict}. {_certainty(comparison)}"
    )


def _certainty(comparison: Comparison) -> str:
    """How sure the choice is."""
    best, selection, fresh = comparison.best, comparison.selection, comparison.fresh
    chance = f"Chance that its mean is the best: {comparison.outcomes[best].chance_best:.0%}."
    if selection is not None:
        delta, sure = comparison.gap(comparison.delta).removeprefix("+"), comparison.question.confidence
        found = {
            "separated": "fresh replications show it ahead of every other plan",
            "equivalent within delta": f"others come within {delta} of it",
            "not separated": "fresh replications do not show it ahead of every other plan",
        }[selection.verdict]
        return (
            f"{selection.verdict.capitalize()}: {found}. If the best plan leads by at least {delta}, "
            f"it is the one selected with a chance of at least {sure:.0%}. {chance}"
        )
    if fresh is None or fresh.plan == 0:
        return chance
    after = fresh.after
    return (
        f"{chance} On fresh replications its lead is {comparison.gap(after.estimate)} "
        f"({comparison.gap(after.low)} to {comparison.gap(after.high)}); where it was chosen it was "
        f"{comparison.gap(fresh.before.estimate)}."
    )
