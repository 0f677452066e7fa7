"""What each campaign brings in: the same futures without it, and with a little more of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planning.executor import Progress
from planning.pairs import independent
from planning.roi import Return, Run, marginal_roi, roas, roi
from planning.runs import AS_PLANNED, Job, Options, PlanRun, Variant, run_plans
from planning.samples import Vector
from planning.tally import Tally
from planning.variants import changed, spend_of
from scenarios.compile import compile_params
from scenarios.load import Plan

MORE = 1.1
"""Spend in the runs with a little more, as a share of the plan's [1]."""


@dataclass(frozen=True, slots=True)
class CampaignReturn:
    """What one campaign brings in over the horizon."""

    campaign: str
    spend: float
    """Mean spend [currency]."""
    roas: Return
    roi: Return
    marginal_roi: Return


def campaign_returns(
    plan: Plan, options: Options | None = None, progress: Progress | None = None
) -> tuple[CampaignReturn, ...]:
    """Return on the spend of every campaign of a plan, from runs with the same luck.

    Revenue and margin that fall after the horizon do not count.

    Parameters
    ----------
    plan : what was planned
    options : how it is run
    progress : called with replications done and replications in all
    """
    settings, tally = options or Options(), Tally(progress)
    places = paid_sources(plan)
    tally.expect(settings.replications * (1 + 2 * len(places)))

    def spent(place: int, factor: float) -> Variant:
        return changed(f"spend of {plan.names.sources[place]}", spend_of(place), factor)

    variants = [AS_PLANNED, *(spent(place, factor) for place in places for factor in (0.0, MORE))]
    planned, *moved = run_plans([Job(plan, settings, variant) for variant in variants], tally.part())
    pairs = zip(moved[::2], moved[1::2], strict=True)
    return tuple(
        _return(plan.names.sources[place], planned, without, more)
        for place, (without, more) in zip(places, pairs, strict=True)
    )


def paid_sources(plan: Plan) -> Sequence[int]:
    """Numbers of the sources that money is spent on."""
    spend = compile_params(plan.scenario).campaigns.spend
    return [int(place) for place in np.flatnonzero(spend.sum(axis=1) > 0)]


def _return(campaign: str, planned: PlanRun, without: PlanRun, more: PlanRun) -> CampaignReturn:
    as_planned, dropped, raised = (_totals(run) for run in (planned, without, more))
    return CampaignReturn(
        campaign=campaign,
        spend=float((as_planned.spend - dropped.spend).mean()),
        roas=roas(as_planned, dropped),
        roi=roi(as_planned, dropped),
        marginal_roi=marginal_roi(raised, as_planned),
    )


def _totals(run: PlanRun) -> Run:
    """Revenue, gross margin and media spend of every replication or antithetic pair, all sources together."""
    each = (run.figures("revenue"), run.figures("gross_margin"), _media(run))
    revenue, margin, spend = (independent(values, run.options.antithetic) for values in each)
    return Run.of(revenue, margin, spend)


def _media(run: PlanRun) -> Vector:
    """Money spent on media in each replication [currency]."""
    total = run.tables["sources"].groupby("replication", sort=True)["spend"].sum()
    spent: Vector = total.reindex(run.summary["replication"], fill_value=0.0).to_numpy(dtype=np.float64)
    return spent
