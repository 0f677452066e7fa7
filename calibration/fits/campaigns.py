"""What spend does to leads: carry-over, saturation and size, and how much the data had to say about it.

Leads of a week are Poisson around a base with trend and yearly wave, plus a saturating response (Hill with
slope 1) to geometrically carried-over spend. All parameters have normal priors on a transformed scale; the
posterior is taken as normal around its mode (Laplace). A parameter whose posterior is nearly as wide as its
prior is reported as not identified: the data said nothing about it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.signal import lfilter
from scipy.special import expit

from calibration.estimate import DATA_SAID_NOTHING, Estimate, Label, positive, probability, slug, unidentified
from calibration.fits.leads import NOISY
from calibration.fits.maximum import Array, Optimum, delta_error, minimise
from calibration.tables import Tables, recorded

FEWEST_WEEKS = 8
WEEKS_A_YEAR = 365.25 / 7
SHARED = 4
"""Parameters of the base: level, trend, and the two parts of the yearly wave."""
EACH = 3
"""Parameters of a channel: carry-over, half-saturation, size."""
CARRY_OVER = (-1.0, 1.0)
"""Prior of the log-odds of the weekly carry-over: median 0.27 (guides: digital 0 to 0.3, TV to 0.8)."""
HALF_SATURATION = (0.0, 0.8)
"""Prior of log(half-saturation / mean spend)."""
MEDIA_SHARE = 0.25
"""Prior median of the share of leads that all spend together makes."""
SIZE_SPREAD = 1.0
"""Prior spread of the log size of a response."""
BASE_SPREAD = (1.5, 0.5, 0.3, 0.3)
"""Prior spreads of log level, trend over the record, and the two parts of the wave."""
ENTANGLED = 0.95
"""Posterior correlation above which two parameters are one."""
TWINS = 0.98
"""Correlation of two channels' weekly spend above which their effects cannot be told apart."""
TOGETHER = "all leads"


@dataclass(frozen=True, slots=True)
class Weeks:
    """Weekly leads and spend by channel."""

    channels: tuple[str, ...]
    leads: Array
    spend: Array
    """Weeks by channels [currency]."""


@dataclass(frozen=True, slots=True)
class Response:
    """A fitted response with its prior."""

    weeks: Weeks
    optimum: Optimum
    prior_mean: Array
    prior_spread: Array

    def ratio(self, place: int) -> float:
        """Posterior over prior standard deviation of a parameter."""
        return float(np.sqrt(self.optimum.covariance[place, place]) / self.prior_spread[place])

    def entangled(self, place: int) -> bool:
        """Whether a parameter can hardly be told from one of another channel."""
        covariance = self.optimum.covariance
        spreads = np.sqrt(np.diag(covariance))
        others = np.abs(covariance[place] / (spreads * spreads[place]))
        own = SHARED + EACH * ((place - SHARED) // EACH)
        others[:SHARED] = others[own : own + EACH] = 0.0
        channel = (place - SHARED) // EACH
        return bool(others.max() > ENTANGLED) or self._twin(channel)

    def _twin(self, channel: int) -> bool:
        spend = self.weeks.spend
        others = [
            spend[:, other] for other in range(spend.shape[1]) if other != channel and np.ptp(spend[:, other])
        ]
        return any(np.corrcoef(spend[:, channel], other)[0, 1] > TWINS for other in others)


def campaign_estimates(tables: Tables) -> Iterator[Estimate]:
    """Response of leads to the spend of each source; of all leads where leads do not name the source."""
    if not tables.has("spend") or not tables.has("leads"):
        return
    spend, leads = tables.table("spend"), tables.table("leads")
    for weeks in weekly(spend[spend["date"].notna()], leads[leads["created"].notna()]):
        if len(weeks.leads) >= FEWEST_WEEKS and weeks.leads.sum() > 0:
            yield from _describe(fit_response(weeks))


def weekly(spend: pd.DataFrame, leads: pd.DataFrame) -> list[Weeks]:
    """One table per source with leads of its own, and one for all other channels against all leads."""
    column = "source" if recorded(spend["source"]) else "campaign"
    start = max(spend["date"].min(), leads["created"].min()).normalize()
    end = min(spend["date"].max(), leads["created"].max()).normalize()
    count = max((end - start).days // 7, 0)
    edges = start + pd.to_timedelta(np.arange(count + 1) * 7, unit="D")
    names = sorted(set(spend[column]) - {""})
    paid = {name: _by_week(spend[spend[column] == name], "date", edges, "amount") for name in names}
    attributed = [name for name in names if (leads["source"] == name).any()]
    tables = [
        Weeks((name,), _by_week(leads[leads["source"] == name], "created", edges), paid[name][:, None])
        for name in attributed
    ]
    others = tuple(name for name in names if name not in attributed)
    if others:
        tables.append(
            Weeks(others, _by_week(leads, "created", edges), np.column_stack([paid[name] for name in others]))
        )
    return tables


def _by_week(frame: pd.DataFrame, time: str, edges: pd.DatetimeIndex, amount: str | None = None) -> Array:
    weights = frame[amount].fillna(0.0).to_numpy(float) if amount else None
    values = frame[time].to_numpy().astype("datetime64[ns]").astype(float)
    # the last edge belongs to the next week
    inside = (
        values < edges[-1:].to_numpy().astype("datetime64[ns]").astype(float)[0] if len(edges) else values < 0
    )
    weights = weights[inside] if weights is not None else None
    bins = edges.to_numpy().astype("datetime64[ns]").astype(float)
    return (
        np.histogram(values[inside], bins, weights=weights)[0].astype(float)
        if len(edges) > 1
        else np.zeros(0)
    )


def carried_over(spend: Array, carry_over: float) -> Array:
    """Spend with geometric carry-over, weights adding to 1; the first week stands for the time before.

    Parameters
    ----------
    spend : [currency/week] spend of every week
    carry_over : [1] share of the pressure that is left after a week
    """
    start = [carry_over * spend[0]] if len(spend) else [0.0]
    return np.asarray(lfilter([1.0 - carry_over], [1.0, -carry_over], spend, zi=start)[0])


def expected_leads(weeks: Weeks, parameters: Array) -> Array:
    """Leads of every week.

    Parameters
    ----------
    weeks : [-] spend by channel
    parameters : [-] base (4) and then carry-over, half-saturation and size of each channel, transformed
    """
    count = len(weeks.leads)
    time = np.linspace(-0.5, 0.5, count)
    angle = 2 * np.pi * np.arange(count) / WEEKS_A_YEAR
    wave = parameters[1] * time + parameters[2] * np.sin(angle) + parameters[3] * np.cos(angle)
    total = np.full(count, np.exp(parameters[0]))
    for channel in range(weeks.spend.shape[1]):
        carry, half, size = parameters[SHARED + EACH * channel : SHARED + EACH * (channel + 1)]
        mean = max(float(weeks.spend[:, channel].mean()), 1e-9)
        pressure = carried_over(weeks.spend[:, channel] / mean, float(expit(carry)))
        response = pressure / (pressure + np.exp(half))
        total = total + np.exp(size) * response * (1 + np.exp(half))
    return np.asarray(total * np.exp(wave))


def fit_response(weeks: Weeks) -> Response:
    """Mode and curvature of the posterior; more noise than Poisson widens it."""
    channels = weeks.spend.shape[1]
    level = float(np.log(max(weeks.leads.mean(), 0.1)))
    size = level + float(np.log(MEDIA_SHARE / channels))
    mean = np.array(
        [
            level + np.log(1 - MEDIA_SHARE),
            0.0,
            0.0,
            0.0,
            *[CARRY_OVER[0], HALF_SATURATION[0], size] * channels,
        ]
    )
    spread = np.array([*BASE_SPREAD, *[CARRY_OVER[1], HALF_SATURATION[1], SIZE_SPREAD] * channels])
    first = minimise(_minus_log_posterior(weeks, mean, spread, 1.0), [mean])
    expected = expected_leads(weeks, first.parameters)
    noise = float(np.sum((weeks.leads - expected) ** 2 / expected) / max(len(expected) - len(mean), 1))
    if noise <= NOISY:
        return Response(weeks, first, mean, spread)
    return Response(
        weeks, minimise(_minus_log_posterior(weeks, mean, spread, noise), [first.parameters]), mean, spread
    )


def _minus_log_posterior(weeks: Weeks, mean: Array, spread: Array, noise: float) -> Callable[[Array], float]:
    def minus_log_posterior(point: Array) -> float:
        bounded = np.clip(point, mean - 8 * spread, mean + 8 * spread)
        expected = expected_leads(weeks, bounded)
        misfit = float(np.sum(expected - weeks.leads * np.log(np.maximum(expected, 1e-12)))) / noise
        return misfit + 0.5 * float(np.sum(((point - mean) / spread) ** 2))

    return minus_log_posterior


def _describe(response: Response) -> Iterator[Estimate]:
    names = response.weeks.channels
    for place, name in enumerate(names):
        against = "leads of the source" if len(names) == 1 else TOGETHER
        yield from _channel(response, SHARED + EACH * place, f"campaigns.{slug(name)}", against)


def _channel(response: Response, first: int, prefix: str, against: str) -> Iterator[Estimate]:
    point, covariance = response.optimum.parameters, response.optimum.covariance
    spend = response.weeks.spend[:, (first - SHARED) // EACH]
    count, mean = len(spend), max(float(spend.mean()), 1e-9)
    basis = f"{count} weeks against {against}, Poisson likelihood with priors"

    def label(name: str, unit: str, place: int) -> Label:
        return Label(
            f"{prefix}.{name}", unit, f"{basis}; posterior sd / prior sd {response.ratio(place):.2f}"
        )

    def error(measure: Callable[[Array], float]) -> float:
        return delta_error(measure, point, covariance)

    def judged(estimate: Estimate, places: Sequence[int]) -> Estimate:
        vague = max(response.ratio(place) for place in places) > DATA_SAID_NOTHING
        if vague or np.ptp(spend) == 0:
            return unidentified(estimate, "the data said nothing")
        mixed = any(response.entangled(place) for place in places)
        return unidentified(estimate, "cannot be told from another channel") if mixed else estimate

    carry, half, size = (first, first + 1, first + 2)
    weekly_carry = float(expit(point[carry]))
    yield judged(
        probability(
            label("carry_over_week", "share", carry),
            weekly_carry,
            error(lambda p: float(expit(p[carry]))),
            count,
        ),
        [carry],
    )
    yield judged(
        positive(
            label("half_saturation_week", "currency/week", half),
            mean * float(np.exp(point[half])),
            error(lambda p: float(p[half])),
            count,
        ),
        [half],
    )
    yield judged(
        positive(
            label("leads_per_week_at_mean_spend", "leads/week", size),
            float(np.exp(point[size])),
            error(lambda p: float(p[size])),
            count,
        ),
        [size],
    )

    def saturated(p: Array) -> float:
        return float(p[size] + np.log1p(np.exp(p[half])))

    def elasticity(p: Array) -> float:
        media = np.exp(p[size])
        return float(np.log(media / (media + np.exp(p[0]))) + p[half] - np.log1p(np.exp(p[half])))

    yield judged(
        positive(
            label("leads_per_week_at_saturation", "leads/week", half),
            float(np.exp(saturated(point))),
            error(saturated),
            count,
        ),
        [half, size],
    )
    yield judged(
        positive(label("elasticity", "1", size), float(np.exp(elasticity(point))), error(elasticity), count),
        [size],
    )
