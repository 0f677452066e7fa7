"""Leads are a Poisson process at any intensity; what is drawn late is what would have been drawn early."""

import numpy as np
import pytest
from scipy import stats

from sim.codes import Happening
from sim.engine.replicate import replicate
from sim.params import Params
from sim.params.policies import Policies, Reallocation
from sim.trace import Trace
from tests.support.companies import company

WEBSITE, CAMPAIGN, OUTBOUND = 0, 1, 2
CELLS = 4
PLENTY = 10**12
RUNS = 24
DAYS = 600
"""More than two of the longest blocks."""
ERRORS = 4.0
"""Distance from theory that chance makes once in 16,000 comparisons [standard error]."""


def leads_of(params: Params, source: int, replication: int = 0) -> Trace:
    """Rows of the leads that a source sends."""
    trace = replicate(params, 11, replication, recording=True).trace
    assert trace is not None
    is_sent = (trace.what == Happening.LEAD) & (trace.other == 0) & (trace.code == source)
    rows: Trace = trace[is_sent].view(np.recarray)
    return rows


def steady(rate: float) -> Params:
    """A company whose website sends leads at a rate that nothing changes, and nobody else does."""
    params = company(days=DAYS, reps=1, accounts=PLENTY)
    sources = params.campaigns.sources.copy()
    sources["unaided"][[WEBSITE, OUTBOUND]] = rate, 0.0
    sources["conversion"], sources["awareness_pull"] = 0.0, 0.0
    params.market.season[:] = 1.0
    params.market.segments["growth"] = 0.0
    params.market.cells["customers"] = 0
    return params._replace(
        campaigns=params.campaigns._replace(sources=sources),
        policies=Policies(Reallocation(0, 1, 1, 0.0, 0.0)),
    )


@pytest.mark.parametrize("rate", [0.004, 0.1, 1.5, 11.0])
def test_leads_are_poisson_at_any_rate(rate: float) -> None:
    """Counts of days, their neighbours and times of day; five comparisons, a false alarm once in 3,000."""
    params = steady(rate)
    found = [leads_of(params, WEBSITE, number) for number in range(RUNS)]
    counts = np.array([np.bincount(rows.time.astype(int), minlength=DAYS) for rows in found], float)
    size = counts.size
    assert abs(counts.mean() - rate) < ERRORS * np.sqrt(rate / size)
    spread = np.sqrt((2.0 + 1.0 / rate) / size)
    assert abs(counts.var() / rate - 1.0) < ERRORS * spread, "the variance is the mean"
    beside = float(np.mean((counts[:, 1:] - rate) * (counts[:, :-1] - rate))) / rate
    assert abs(beside) < ERRORS / np.sqrt(size), "one day says nothing of the next"
    moments = np.concatenate([rows.time for rows in found]) % 1.0
    assert stats.kstest(moments, "uniform").pvalue > 6e-5
    cells = np.bincount(np.concatenate([rows.cell for rows in found]), minlength=CELLS)
    assert stats.chisquare(cells).pvalue > 6e-5


def test_no_two_leads_come_at_the_same_time() -> None:
    times = leads_of(steady(11.0), WEBSITE).time
    assert len(np.unique(times)) == len(times) > 6000


def from_day(params: Params, first: int, cents: int) -> Params:
    """The company with a campaign that begins on a day, and works on the day of the spend alone."""
    campaigns = params.campaigns
    sources, spend = campaigns.sources.copy(), np.zeros_like(campaigns.spend)
    sources["lags"][CAMPAIGN], sources["conversion"][CAMPAIGN] = 1, 0.05
    spend[CAMPAIGN, first:] = cents
    return params._replace(campaigns=campaigns._replace(sources=sources, spend=spend))


@pytest.mark.parametrize("cents", [400, 2_000, 60_000])
@pytest.mark.parametrize("first", [1, 3, 100, 300])
def test_a_campaign_that_begins_late_brings_the_same_leads_from_then_on(first: int, cents: int) -> None:
    """Blocks of many days are drawn when they are needed first: in the midst of them, too."""
    params = steady(1.0)
    early, late = (leads_of(from_day(params, day, cents), CAMPAIGN) for day in (0, first))
    assert late.time.min(initial=DAYS) >= first
    same = early[early.time >= first]
    assert same.key.tolist() == late.key.tolist()
    assert same.time.tolist() == late.time.tolist()
    assert len(late) > 0


def test_a_day_without_spend_has_no_leads_of_the_campaign() -> None:
    params = from_day(steady(1.0), 0, 60_000)
    params.campaigns.spend[CAMPAIGN, 50:60] = 0
    days = np.bincount(leads_of(params, CAMPAIGN).time.astype(int), minlength=DAYS)
    assert days[50:60].sum() == 0 < days[:50].min() + days[60:].sum()
