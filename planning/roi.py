"""What spending brings in: paired runs with and without it, every figure with its formula.

The words differ between tools, so each result says what was divided by what. Arrays hold one number per
replication of runs on common random numbers; "gain" and "spend" are differences between the two runs.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from planning.intervals import Interval, student_quantile, t_interval, wilson_interval
from planning.samples import Matrix, Vector, matrix, share, vector
from sim.errors import InputError

ROAS = "ROAS = change in revenue / change in spend"
ROI = "ROI = (change in gross margin - change in spend) / change in spend"
MARGINAL_ROAS = "marginal ROAS = extra revenue / extra spend, from runs with a little more spend"
MARGINAL_ROI = (
    "marginal ROI = (extra gross margin - extra spend) / extra spend, from runs with a little more spend"
)
NET_PRESENT_VALUE = "NPV = sum over periods t = 0, 1, ... of net cash_t / (1 + discount rate)^t"
PAYBACK = "payback = first period at whose end cumulative gross margin covers cumulative spend"

_LEAST = 2


@dataclass(frozen=True, slots=True)
class Return:
    """A figure, or the reason why there is none."""

    value: Interval | None
    """None when it is not defined."""
    formula: str
    reason: str = ""
    """Why it is not defined; empty otherwise."""


@dataclass(frozen=True, slots=True)
class Run:
    """Totals of a plan, one number per replication."""

    revenue: Vector
    """[money]"""
    gross_margin: Vector
    """[money]"""
    spend: Vector
    """[money]"""

    @classmethod
    def of(cls, revenue: ArrayLike, gross_margin: ArrayLike, spend: ArrayLike) -> "Run":
        """Check the totals; a spend given as one number holds for every replication."""
        income, margin = vector(revenue, _LEAST, "revenue"), vector(gross_margin, _LEAST, "gross margin")
        cost = vector(np.broadcast_to(np.asarray(spend, dtype=np.float64), income.shape), _LEAST, "spend")
        if margin.shape != income.shape:
            raise InputError(f"{len(income)} revenues but {len(margin)} gross margins")
        return cls(income, margin, cost)


def roas(with_spend: Run, without: Run, confidence: float = 0.95) -> Return:
    """Revenue brought in per unit of money spent."""
    return _per_spend(with_spend.revenue - without.revenue, with_spend, without, confidence, ROAS)


def roi(with_spend: Run, without: Run, confidence: float = 0.95) -> Return:
    """Gross margin earned beyond the spend, per unit of money spent."""
    return _per_spend(_net_gain(with_spend, without), with_spend, without, confidence, ROI)


def marginal_roas(more_spend: Run, as_planned: Run, confidence: float = 0.95) -> Return:
    """Revenue of the next unit of money, from runs with, say, 1% more spend."""
    return _per_spend(
        more_spend.revenue - as_planned.revenue, more_spend, as_planned, confidence, MARGINAL_ROAS
    )


def marginal_roi(more_spend: Run, as_planned: Run, confidence: float = 0.95) -> Return:
    """Net gain of the next unit of money, from runs with, say, 1% more spend."""
    return _per_spend(_net_gain(more_spend, as_planned), more_spend, as_planned, confidence, MARGINAL_ROI)


def _net_gain(more: Run, less: Run) -> Vector:
    return (more.gross_margin - less.gross_margin) - (more.spend - less.spend)


def _per_spend(gain: Vector, more: Run, less: Run, confidence: float, formula: str) -> Return:
    """Ratio of means with a paired interval: delta method, exact when all replications spend the same."""
    spend = more.spend - less.spend
    share(confidence, "confidence")
    mean = float(spend.mean())
    if mean == 0.0:
        return Return(None, formula, "not defined: the two plans spend the same")
    ratio = float(gain.mean()) / mean
    error = float((gain - ratio * spend).std(ddof=1)) / math.sqrt(len(gain)) / abs(mean)
    reach = student_quantile(0.5 + confidence / 2.0, len(gain) - 1) * error
    return Return(Interval(ratio, ratio - reach, ratio + reach, confidence), formula)


def present_value(cash: ArrayLike, discount_rate: float, confidence: float = 0.95) -> Return:
    """Net present value of cash differences between two plans.

    Parameters
    ----------
    cash : [money] net cash of each period, one row per replication; the first period is not discounted
    discount_rate : [1] per period, above -1
    confidence : [1] of the interval
    """
    flows = matrix(cash, _LEAST, "cash")
    if not (math.isfinite(discount_rate) and discount_rate > -1.0):
        raise InputError(f"the discount rate must be above -1, found {discount_rate}")
    factors = (1.0 + discount_rate) ** -np.arange(flows.shape[1], dtype=np.float64)
    return Return(t_interval(flows @ factors, confidence), NET_PRESENT_VALUE)


@dataclass(frozen=True, slots=True)
class Payback:
    """When spending has paid for itself."""

    of_the_mean: int | None
    """Periods until the mean gain covers the mean spend; None when the horizon comes first [period]."""
    median: int | None
    """Periods within which half of the futures have paid back; None when fewer do [period]."""
    chance: Interval
    """Chance of payback within the horizon [1]."""
    formula: str
    reason: str = ""
    """Why a figure is missing; empty when none is."""


def payback(gross_margin: ArrayLike, spend: ArrayLike, confidence: float = 0.95) -> Payback:
    """Periods until the extra gross margin covers the extra spend, and stays above it to the horizon.

    Parameters
    ----------
    gross_margin : [money] difference between the two plans, replications x periods
    spend : [money] difference between the two plans, replications x periods
    confidence : [1] of the interval of the chance
    """
    gains, costs = matrix(gross_margin, 1, "gross margin"), matrix(spend, 1, "spend")
    if gains.shape != costs.shape:
        raise InputError(f"gross margin is {gains.shape} but spend is {costs.shape}")
    balance = np.cumsum(gains - costs, axis=1)
    periods = _periods_to_payback(balance)
    paid = periods <= balance.shape[1]
    chance = wilson_interval(int(paid.sum()), len(paid), confidence)
    if not costs.any():
        return Payback(None, None, chance, PAYBACK, "not defined: the two plans spend the same")
    mean = int(_periods_to_payback(balance.mean(axis=0, keepdims=True))[0])
    middle = int(np.sort(periods)[(len(periods) - 1) // 2])
    horizon = balance.shape[1]
    figures = [figure if figure <= horizon else None for figure in (mean, middle)]
    reason = f"not paid back within {horizon} periods" if None in figures else ""
    return Payback(figures[0], figures[1], chance, PAYBACK, reason)


def _periods_to_payback(balance: Matrix) -> Vector:
    """Periods up to the last one in the red, plus one; horizon + 1 when the last period is in the red."""
    in_the_red = balance[:, ::-1] < 0.0
    last = np.where(in_the_red.any(axis=1), balance.shape[1] - in_the_red.argmax(axis=1), 0)
    return np.asarray(last + 1, dtype=np.float64)
