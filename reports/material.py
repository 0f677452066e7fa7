"""What a report is made from: plain tables and records, each part optional.

Nothing here is computed. The same material gives the same bytes, so times and places of a run belong into the
manifest that is handed in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

import pandas as pd

from planning.attainment import Attainment
from planning.intervals import Interval
from planning.paired import PlanOutcome, Question
from planning.quotas import QuotaNode
from planning.risk import TailRisk
from planning.roi import Payback, Return
from planning.selection import Selection

if TYPE_CHECKING:  # calibration is slow to import, and most reports are of runs
    from calibration.pipeline import Calibration

CheckStatus = Literal["pass", "review", "fail", "not run"]


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan and what its runs left."""

    name: str
    summary: pd.DataFrame = field(default_factory=pd.DataFrame)
    """One row per replication, one column per result."""
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    """Fact tables: one row per replication, month and item."""
    run: str = ""
    """Key of the run, so that every number can be traced."""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Driver:
    """One parameter, moved over its range, and what that does to the lead of the preferred plan."""

    name: str
    low_label: str
    """Lower end of the range, in words."""
    high_label: str
    """Upper end of the range, in words."""
    at_low: float
    """Lead over the runner-up with the parameter at its lower end [unit of the result]."""
    at_high: float
    """Lead over the runner-up with the parameter at its upper end [unit of the result]."""
    as_planned: float
    """Lead with the parameter as planned [unit of the result]."""
    switch: str = ""
    """Value at which another plan becomes the better one; empty when there is none in the range."""
    prior_driven: bool = False
    """Whether the range is an assumption and not learned from history."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A comparison of the plans of the material, in their order."""

    kpi: str
    """Column of the summaries that decides."""
    question: Question
    outcomes: tuple[PlanOutcome, ...]
    selection: Selection | None = None
    risks: tuple[TailRisk, ...] = ()
    drivers: tuple[Driver, ...] = ()
    before: Interval | None = None
    """Lead over the baseline of the plan that looks best, where it was chosen [unit of the result]."""
    after: Interval | None = None
    """The same on fresh replications [unit of the result]."""
    statement: str = ""
    """What the procedure that was used promises, in words."""


@dataclass(frozen=True, slots=True)
class CampaignReturn:
    """What one campaign brings in, from runs without it and with a little more of it."""

    campaign: str
    plan: str
    spend: float
    """Mean spend [money]."""
    roas: Return
    roi: Return
    marginal_roi: Return
    payback: Payback | None = None


@dataclass(frozen=True, slots=True)
class TruthRow:
    """An estimate beside the true value, known because the history was simulated."""

    name: str
    unit: str
    truth: float
    value: float
    low: float
    high: float
    identified: bool = True


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a number of the scenario comes from."""

    path: str
    value: str
    source: str
    grade: str
    """History, thin history, assumption, or what the planner wrote."""
    low: str = ""
    high: str = ""
    prior_driven: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """One unit of the quota tree and its chance of reaching its target."""

    quota: QuotaNode
    attainment: Attainment


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked before the numbers were shown."""

    name: str
    status: CheckStatus
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Experiment:
    """How the runs were made."""

    start: date
    """First day."""
    end: date
    """First day after the period."""
    replications: int
    seed: int
    engine: str
    version: str
    initial_state: str = ""
    """What is on the books on day one, in words."""
    warm_up: str = ""
    run_length: str = ""
    """Why this many replications."""
    reproduce: str = ""
    """Command that makes the same numbers again."""
    licence: str = ""
    antithetic: bool = False
    """Whether replications are pairs of mirror images."""


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a report may show."""

    title: str
    currency: str = "EUR"
    plans: tuple[Plan, ...] = ()
    decision: Decision | None = None
    returns: tuple[CampaignReturn, ...] = ()
    calibration: "Calibration | None" = None
    backtest: pd.DataFrame | None = None
    """One row per series: series, horizon, mase, coverage, crps_skill; more columns are shown as they are."""
    truth: tuple[TruthRow, ...] = ()
    targets: tuple[Target, ...] = ()
    origins: tuple[Origin, ...] = ()
    experiment: Experiment | None = None
    model: Mapping[str, str] = field(default_factory=dict)
    """What is simulated, in words, by area."""
    checks: tuple[Check, ...] = ()
    manifest: Mapping[str, str] = field(default_factory=dict)
    """Inputs with their hashes, versions, times; shown as given."""

    def shown(self) -> int | None:
        """Place of the plan that the detail sections show: the winner, else the best mean, else the first."""
        if not self.plans:
            return None
        if self.decision is None:
            return 0
        selection = self.decision.selection
        if selection is not None and selection.winner is not None:
            return selection.winner
        sign = 1.0 if self.decision.question.goal == "highest" else -1.0
        means = [sign * outcome.mean.estimate for outcome in self.decision.outcomes]
        return means.index(max(means))
