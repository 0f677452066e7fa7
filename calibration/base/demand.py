"""Base rates of sources, and weekday and month factors of segments, fitted together.

Leads of a source in a segment on a day are Poisson with mean rate x weekday x month x exposure; iterated
margins (Deming and Stephan 1940) give its maximum likelihood. Factors keep the mean that the scenario gives
them: only the product with the rates can be seen. Sources that live on spend are left out, as spend has
seasons of its own.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from calibration.base.context import Context, Values
from calibration.base.exposure import Exposure
from calibration.estimate import Label, positive
from calibration.fits.leads import A_YEAR, ENOUGH_DAYS, daily_counts
from calibration.fits.maximum import Array
from calibration.overlay import PathValue, at_path

STEADY = ("inbound", "partner", "outbound")
ROUNDS = 200
FEWEST = 20
"""Leads of a source below which it keeps its rate."""


@dataclass
class Margins:
    """Counts, exposures and the factors found so far."""

    counts: dict[tuple[str, str], Array]
    exposures: dict[tuple[str, str], Array]
    rate: dict[str, float]
    factors: dict[tuple[str, str], Array]
    """Factors by segment and kind (weekdays, months)."""
    place: dict[str, np.ndarray]
    """Weekday and month of each day."""

    def expected(self, cell: tuple[str, str], skip: tuple[str, str] | None = None) -> Array:
        """Expected leads of a source and segment on each day, one factor left out."""
        segment = cell[1]
        total = self.exposures[cell] * self.rate[cell[0]]
        for kind, where in self.place.items():
            key = (segment, kind)
            if key in self.factors and key != skip:
                total = total * self.factors[key][where]
        return np.asarray(total)


def demand_values(exposure: Exposure) -> tuple[list[PathValue], Exposure]:
    """Rates of steady sources and the season of every segment, and the exposure with that season.

    Parameters
    ----------
    exposure : what else moves leads
    """
    if len(exposure.days) < ENOUGH_DAYS:
        return [], exposure
    margins = _fitted(exposure.context, exposure)
    values = [*_rates(margins, len(exposure.days)), *_seasons(margins)]
    return values, replace(exposure, season=_seasoned(margins, exposure))


def _seasoned(margins: Margins, exposure: Exposure) -> dict[str, Array]:
    """Season of each day with the fitted factors in place of the stated ones."""
    found = {}
    for segment in exposure.season:
        factor = _fixed_season(exposure.context, segment, exposure)
        for kind, where in margins.place.items():
            if (segment, kind) in margins.factors:
                factor = factor * margins.factors[segment, kind][where]
        found[segment] = factor
    return found


def _fitted(context: Context, exposure: Exposure) -> Margins:
    leads, scenario = context.tables.table("leads"), context.scenario
    segments = scenario.market.segments
    steady = [
        name
        for name, source in scenario.campaigns.items()
        if source.kind in STEADY and source.budget is None and source.leads > 0
    ]
    alone = len(segments) == 1
    counts, exposures = {}, {}
    for name in steady:
        for segment, daily in exposure.of(name).items():
            mine = leads[(leads["source"] == name) & ((leads["segment"] == segment) | alone)]
            counts[name, segment] = daily_counts(mine["created"], exposure.days)
            exposures[name, segment] = daily * _fixed_season(context, segment, exposure)
    margins = Margins(counts, exposures, dict.fromkeys(steady, 1.0), {}, _places(exposure.days))
    for segment, section in segments.items():
        for kind, stated in (
            ("weekdays", section.seasonality.weekdays),
            ("months", section.seasonality.months),
        ):
            if stated is not None and (kind == "weekdays" or len(exposure.days) >= A_YEAR):
                margins.factors[segment, kind] = np.array(stated)
    _iterate(margins)
    return margins


def _places(days: pd.DatetimeIndex) -> dict[str, np.ndarray]:
    return {"weekdays": days.day_of_week.to_numpy(), "months": days.month.to_numpy() - 1}


def _fixed_season(context: Context, segment: str, exposure: Exposure) -> Array:
    """The part of the season that is not fitted: the wave, and the months of a short history."""
    season = context.scenario.market.segments[segment].seasonality
    factor = exposure.season[segment].copy()
    if season.weekdays is not None:
        factor /= np.maximum(np.array(season.weekdays)[_places(exposure.days)["weekdays"]], 1e-9)
    if season.months is not None and len(exposure.days) >= A_YEAR:
        factor /= np.maximum(np.array(season.months)[_places(exposure.days)["months"]], 1e-9)
    return np.asarray(factor)


def _iterate(margins: Margins) -> None:
    stated = {key: float(np.mean(factor)) for key, factor in margins.factors.items()}
    for _ in range(ROUNDS):
        for key, mean in stated.items():
            margins.factors[key] = _margin(margins, key, mean)
        for name in margins.rate:
            cells = [cell for cell in margins.counts if cell[0] == name]
            seen = sum(float(margins.counts[cell].sum()) for cell in cells)
            expected = sum(float(margins.expected(cell).sum()) for cell in cells)
            margins.rate[name] *= (seen + 1e-9) / max(expected, 1e-9)


def _margin(margins: Margins, key: tuple[str, str], mean: float) -> Array:
    """Factors that make each weekday's or month's expected leads equal those on record."""
    segment, kind = key
    where, size = margins.place[kind], len(margins.factors[key])
    cells = [cell for cell in margins.counts if cell[1] == segment]
    seen = np.sum([np.bincount(where, margins.counts[cell], size) for cell in cells], axis=0)
    expected = np.sum([np.bincount(where, margins.expected(cell, key), size) for cell in cells], axis=0)
    factors = (seen + 0.5) / np.maximum(expected, 1e-9)
    return np.asarray(factors * mean / factors.mean())


def _rates(margins: Margins, days: int) -> Values:
    for name, rate in margins.rate.items():
        count = int(sum(margins.counts[cell].sum() for cell in margins.counts if cell[0] == name))
        if count >= FEWEST:
            words = f"{count} leads in {days} days over season, awareness, free accounts and productive seats"
            label = Label(f"campaigns.{name}.leads", "leads/day", words)
            error = 1.0 / float(np.sqrt(count))
            yield at_path(f"campaigns.{name}.leads", positive(label, rate, error, count), unit="per day")


def _seasons(margins: Margins) -> Values:
    for (segment, kind), factors in margins.factors.items():
        where, size = margins.place[kind], len(factors)
        cells = [cell for cell in margins.counts if cell[1] == segment]
        counts = np.sum([np.bincount(where, margins.counts[cell], size) for cell in cells], axis=0)
        if counts.sum() < FEWEST * size / 2:
            continue
        path = f"market.segments.{segment}.seasonality.{kind}"
        share = counts / counts.sum()
        for place in range(size):
            error = float(np.sqrt((1 - share[place]) / max(counts[place], 0.5)))
            label = Label(f"{path}.{place}", "1", "leads of steady sources over their expectation without it")
            yield at_path(
                f"{path}.{place}", positive(label, float(factors[place]), error, int(counts[place]))
            )
