"""Response of leads to spend in the form that a given scenario states: carry-over, half saturation, visits.

Leads of a source on a day are Poisson; their mean is exposure x (base rate + visits x conversion x response),
the response being that of the simulation to the spend on record. Priors are vague and do not look at the
scenario's own numbers. A parameter that the records hardly narrow keeps the scenario's number, and the others
are fitted again beside it, so that the leads at the present spend come out right in any case. What was spent
before the records begin is not known: the first days, on which it may still work, are not fitted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from calibration.base.exposure import Exposure, daily_spend
from calibration.estimate import Label, positive, probability
from calibration.fits.leads import ENOUGH_DAYS, daily_counts
from calibration.fits.maximum import Array, Optimum, minimise
from calibration.overlay import PathValue, at_path
from scenarios.carry_over import carry_weights
from scenarios.schema.campaigns import Response, Source

CENTS = 100.0
VISITS, HALF, DECAY = 0, 1, 2
NAMES = ("visits", "saturation.half", "carry_over.decay")
WITH_DECAY = ("geometric", "delayed_geometric", "binomial")
SPREADS = (2.0, 1.5, 1.5)
"""Prior spreads of log visits, of log half saturation over mean pressure, of the log-odds of the decay."""
USUAL_DECAY = -0.5
"""Prior middle of the log-odds of the decay."""
NARROWED = 0.35
"""Posterior over prior standard deviation up to which half saturation and decay count as identified."""
FEWEST = 20
SETTLED = 0.95
"""Share of the carry-over after which earlier spend is forgotten."""


@dataclass(frozen=True, slots=True)
class Channel:
    """Records of one source with spend."""

    name: str
    source: Source
    response: Response
    leads: Array
    spend: Array
    exposure: Array
    """Leads a day at a base rate of 1."""

    @property
    def stated(self) -> Array:
        """The scenario's own parameters, transformed."""
        decay = self.response.carry_over.decay or 0.5
        return np.array(
            [
                np.log(max(self.response.visits, 1e-9)),
                np.log(self.response.saturation.half / CENTS),
                np.log(decay / (1 - decay)),
            ]
        )

    def pressure(self, log_odds: float) -> Array:
        """Spend after carry-over on each day [currency]."""
        carry = self.response.carry_over
        if carry.form in WITH_DECAY:
            decay = float(np.clip(1 / (1 + np.exp(-log_odds)), 1e-4, 1 - 1e-4))
            carry = carry.model_copy(update={"decay": decay})
        return np.asarray(np.convolve(self.spend, np.array(carry_weights(carry)))[: len(self.spend)])

    @property
    def first(self) -> int:
        """First day that spend from before the records hardly reaches."""
        weights = np.cumsum(carry_weights(self.response.carry_over))
        return min(int(np.searchsorted(weights, SETTLED * weights[-1])), len(self.leads) // 3)

    def expected(self, point: Array) -> Array:
        """Expected leads of each day."""
        half = float(np.exp(point[HALF]))
        share = response_share(self.response, self.pressure(float(point[DECAY])) / half)
        made = np.exp(point[VISITS]) * self.response.conversion * share
        return np.asarray(np.maximum(self.exposure * (self.source.leads + made), 1e-9))


def response_share(response: Response, ratio: Array) -> Array:
    """Share of the full response, in the forms of the simulation.

    Parameters
    ----------
    response : form and slope
    ratio : pressure over half saturation [1]
    """
    form, slope = response.saturation.form, response.saturation.slope
    forms: dict[str, Callable[[], Array]] = {
        "hill": lambda: ratio**slope / (1 + ratio**slope),
        "michaelis_menten": lambda: ratio / (1 + ratio),
        "logistic": lambda: np.tanh(np.log(3.0) * ratio / 2),
        "tanh": lambda: np.tanh(ratio),
        "root": lambda: ratio**slope,
        "linear": lambda: ratio,
    }
    return np.asarray(forms[form]())


def media_values(exposure: Exposure) -> list[PathValue]:
    """Values of every source with a response and with spend on record.

    Parameters
    ----------
    exposure : what else moves leads, season included
    """
    return [value for channel in _channels(exposure) for value in _describe(channel)]


def _channels(exposure: Exposure) -> list[Channel]:
    context, found = exposure.context, []
    leads = context.tables.table("leads")
    for name, source in context.scenario.campaigns.items():
        spend = daily_spend(context, name, exposure.days)
        mine = leads[leads["source"] == name]
        enough = len(exposure.days) >= ENOUGH_DAYS and len(mine) >= FEWEST and spend.sum() > 0
        if source.response is not None and source.response.conversion > 0 and enough:
            counts = daily_counts(mine["created"], exposure.days)
            found.append(Channel(name, source, source.response, counts, spend, exposure.with_season(name)))
    return found


def _describe(channel: Channel) -> list[PathValue]:
    """Fit all; keep the scenario's numbers where the records hardly say more than the prior; fit again."""
    has_decay = channel.response.carry_over.form in WITH_DECAY
    has_half = channel.response.saturation.form not in ("root", "linear")
    free = [VISITS, *([HALF] if has_half else []), *([DECAY] if has_decay else [])]
    first = _fit(channel, free)
    known = _known(first, free)
    final = _fit(channel, known) if len(known) < len(free) else first
    found = {place: _value(channel, first, nth, place) for nth, place in enumerate(free)}
    beside = {place: _value(channel, final, nth, place) for nth, place in enumerate(known)}
    return [
        _covering(beside[place], found[place]) if place in beside else _doubtful(found[place])
        for place in free
    ]


def _known(optimum: Optimum, free: Sequence[int]) -> list[int]:
    """Parameters that the records tell: visits always, the decay only beside the half saturation."""
    narrow = [place for nth, place in enumerate(free) if _ratio(optimum, nth, place) < NARROWED]
    known = [VISITS, *(place for place in (HALF, DECAY) if place in narrow)]
    return known if HALF in known or HALF not in free else [VISITS]


def _covering(value: PathValue, free: PathValue) -> PathValue:
    """A value found beside the scenario's numbers, with an interval that also covers that of the free fit."""
    return replace(value, low=min(value.low, free.low), high=max(value.high, free.high))


def _doubtful(value: PathValue) -> PathValue:
    words = f"not identified (the data said little): {value.method}"
    return replace(value, identified=False, grade="assumption", method=words)


def _ratio(optimum: Optimum, nth: int, place: int) -> float:
    return float(np.sqrt(optimum.covariance[nth, nth])) / SPREADS[place]


def _fit(channel: Channel, free: Sequence[int]) -> Optimum:
    """Mode and curvature of the posterior of some parameters, the others as stated."""
    middle = _prior(channel)
    stated, spread = channel.stated, np.array(SPREADS)

    def full(point: Array) -> Array:
        whole = stated.copy()
        whole[list(free)] = np.clip(
            point, (middle - 6 * spread)[list(free)], (middle + 6 * spread)[list(free)]
        )
        return whole

    def minus_log_posterior(point: Array) -> float:
        expected = channel.expected(full(point))
        misfit = float(np.sum((expected - channel.leads * np.log(expected))[channel.first :]))
        return misfit + 0.5 * float(np.sum(((point - middle[list(free)]) / spread[list(free)]) ** 2))

    return minimise(minus_log_posterior, [middle[list(free)]])


def _prior(channel: Channel) -> Array:
    """Middles: half the response at the mean pressure of days with spend, visits that explain the leads."""
    pressure = channel.pressure(USUAL_DECAY)
    used = pressure[pressure > 0]
    half = float(np.log(used.mean()))
    rate = channel.leads.sum() / max(float(channel.exposure.sum()), 1e-9) / channel.response.conversion
    return np.array([float(np.log(2 * max(rate, 1e-6))), half, USUAL_DECAY])


def _value(channel: Channel, optimum: Optimum, nth: int, place: int) -> PathValue:
    path = f"campaigns.{channel.name}.response.{NAMES[place]}"
    error = float(np.sqrt(optimum.covariance[nth, nth]))
    point, count = float(optimum.parameters[nth]), int(channel.leads.sum())
    days = len(channel.leads)
    words = f"{count} leads on {days} days of spend, Poisson, vague priors; posterior sd / prior sd "
    label = Label(path, "", words + f"{_ratio(optimum, nth, place):.2f}")
    if place == DECAY:
        share = float(1 / (1 + np.exp(-point)))
        return at_path(path, probability(label, share, error * share * (1 - share), count))
    value = at_path(path, positive(label, float(np.exp(point)), error, count))
    if place == VISITS:
        return replace(value, unit="per day")
    cents = [round(max(end, 0.01), 2) for end in (value.value, value.low, value.high)]
    return replace(value, value=cents[0], low=cents[1], high=cents[2], unit="EUR")
