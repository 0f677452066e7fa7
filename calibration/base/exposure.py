"""What would move leads of a given scenario on every day of a history, apart from season and base rate.

Awareness follows the spend on record (Nerlove-Arrow, as in the simulation, in the mean), the free accounts
follow from open deals and customers on record, productive seats from the list of reps.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from calibration.base.context import Context
from calibration.fits.maximum import Array
from calibration.tables import days_between
from scenarios.carry_over import lag_weights
from scenarios.media import by_segment, consistency_of, pull_of, reaches_of
from scenarios.resolve import at, awareness_of
from scenarios.schema.campaigns import Source
from scenarios.schema.distributions import average
from scenarios.times import steps
from sim.codes import DAYS_PER_MONTH, Saturation
from sim.rules.brand import awareness_next
from sim.rules.campaigns import awareness_factor, saturation

CENTS = 100.0


@dataclass(frozen=True, slots=True)
class Exposure:
    """Daily factors, by segment."""

    days: pd.DatetimeIndex
    macro: dict[str, Array]
    free: dict[str, Array]
    """Free accounts over those at the start."""
    awareness: dict[str, Array]
    season: dict[str, Array]
    """Season as the scenario states it."""
    context: Context

    def of(self, name: str) -> dict[str, Array]:
        """Expected leads a day of a source at a base rate of 1, by segment, without season."""
        source = self.context.scenario.campaigns[name]
        shares = by_segment(reaches_of(self.context.scenario)[name])
        seats = productive_seats(self.context, source, self.days)
        return {
            segment: seats
            * shares.get(segment, 0.0)
            * self.macro[segment]
            * self.free[segment]
            * _known(source, self.awareness[segment])
            for segment in self.context.scenario.market.segments
        }

    def with_season(self, name: str) -> Array:
        """Expected leads a day of a source at a base rate of 1, in all segments, with the stated season."""
        return np.asarray(sum(part * self.season[segment] for segment, part in self.of(name).items()))


def _known(source: Source, awareness: Array) -> Array:
    pull = pull_of(source)
    return np.array([awareness_factor(pull, float(each)) for each in awareness])


def find_exposure(context: Context) -> Exposure:
    """Daily factors over the days on which leads are on record."""
    created = context.tables.table("leads")["created"].dropna()
    days = pd.date_range(created.min().normalize(), created.max().normalize(), freq="D")
    segments = list(context.scenario.market.segments)
    gains = _gains(context, days)
    return Exposure(
        days,
        {name: _macro(context, name, days) for name in segments},
        {name: _free(context, name, days) for name in segments},
        {name: _awareness(context, name, gains, days) for name in segments},
        {name: _season(context, name, days) for name in segments},
        context,
    )


def _dates(days: pd.DatetimeIndex) -> list[date]:
    return [day.date() for day in days]


def _macro(context: Context, segment: str, days: pd.DatetimeIndex) -> Array:
    market = context.scenario.market
    factor = np.ones(len(days))
    for index, exponent in market.segments[segment].macro.items():
        factor *= np.array(steps(market.macro[index], _dates(days), 1.0)) ** exponent
    return factor


def _season(context: Context, segment: str, days: pd.DatetimeIndex) -> Array:
    season = context.scenario.market.segments[segment].seasonality
    factor = np.ones(len(days))
    if season.months is not None:
        factor *= np.array(season.months)[days.month.to_numpy() - 1]
    if season.weekdays is not None:
        factor *= np.array(season.weekdays)[days.day_of_week.to_numpy()]
    if season.wave is not None:
        start = pd.Timestamp(context.scenario.start)
        since = (days - start).days.to_numpy()
        factor *= 1.0 + season.wave.amplitude * np.sin(2.0 * np.pi * since / season.wave.period)
    return factor


def _free(context: Context, segment: str, days: pd.DatetimeIndex) -> Array:
    """Accounts neither in a deal nor customers nor lost customers, over those on the first day."""
    market = context.scenario.market
    section = market.segments[segment]
    start = sum(at(section.accounts, place) - at(section.customers, place) for place in market.territories)
    if start <= 0:
        return np.ones(len(days))
    deals = context.tables.table("deals")
    deals = deals[(deals["segment"] == segment) & (deals["lead_id"] != "")]
    held = _count_until(deals["created"], days) - _count_until(
        deals["closed"].where(deals["status"] == "lost"), days
    )
    customers = context.tables.table("customers")
    ended = customers["ended"][customers["segment"] == segment]
    lapse = average(context.scenario.customers.default.lapse)
    back = _count_until(ended + pd.Timedelta(days=lapse), days)
    since = (days - pd.Timestamp(context.scenario.start)).days.to_numpy() / 365.0
    # growth is held per day in the scenario and stated per year in the simulation
    grown = start * (np.power(1.0 + section.growth * 365.25, np.maximum(since, 0.0)) - 1.0)
    return np.asarray(np.clip((start + grown - held + back) / start, 0.01, None))


def _count_until(times: pd.Series, days: pd.DatetimeIndex) -> Array:
    """How many of some times lie before each day."""
    known = np.sort(times.dropna().to_numpy().astype("datetime64[ns]"))
    return np.searchsorted(known, days.to_numpy().astype("datetime64[ns]")).astype(float)


def daily_spend(context: Context, name: str, days: pd.DatetimeIndex) -> Array:
    """Spend of a source on each day [currency]."""
    spend = context.tables.table("spend")
    mine = spend[(spend["source"] == name) | ((spend["source"] == "") & (spend["campaign"] == name))]
    by_day = mine.groupby(mine["date"].dt.normalize())["amount"].sum()
    return np.asarray(by_day.reindex(days, fill_value=0.0).to_numpy(float))


def _gains(context: Context, days: pd.DatetimeIndex) -> dict[str, Array]:
    """Share of the unaware reached by media on each day, by source."""
    found = {}
    for name, source in context.scenario.campaigns.items():
        if source.response is not None and source.awareness_gain > 0:
            weights = np.array(lag_weights(source))
            pressure = np.convolve(daily_spend(context, name, days), weights)[: len(days)]
            curve = source.response.saturation
            form = int(Saturation[curve.form.upper()])
            share = [saturation(form, float(each), curve.half / CENTS, curve.slope) for each in pressure]
            found[name] = source.awareness_gain * consistency_of(context.scenario, source) * np.array(share)
    return found


def _awareness(context: Context, segment: str, gains: dict[str, Array], days: pd.DatetimeIndex) -> Array:
    """Awareness of a segment, mean of its territories by accounts."""
    scenario, section = context.scenario, context.scenario.market.segments[segment]
    reaches = reaches_of(scenario)
    reached = {name for name in gains if segment in by_segment(reaches[name])}
    gain = sum((gains[name] for name in reached), np.zeros(len(days)))
    accounts = np.array([at(section.accounts, place) for place in scenario.market.territories])
    stated = np.array([awareness_of(scenario, segment, place) for place in scenario.market.territories])
    level = float(np.average(stated, weights=np.maximum(accounts, 1e-9)))
    customers = sum(at(section.customers, place) for place in scenario.market.territories)
    talk = scenario.brand.word_of_mouth * customers / max(float(accounts.sum()), 1.0)
    path = [level]
    for day in range(1, len(days)):
        path.append(awareness_next(path[-1], float(gain[day - 1]), talk, scenario.brand.decay))
    return np.array(path)


def productive_seats(context: Context, source: Source, days: pd.DatetimeIndex) -> Array:
    """Seats of the team that makes a source's contacts, by the ramp of who sat there; 1 for other sources."""
    if source.team is None:
        return np.ones(len(days))
    team = context.scenario.teams[source.team]
    reps = context.tables.table("reps")
    mine = reps[reps["hired"].notna() & (reps["role"] == source.team)]
    ramp = np.array(team.ramp)
    skill = team.skill if isinstance(team.skill, float) else team.skill.mean
    total = np.zeros(len(days))
    for hired, left in zip(mine["hired"], mine["left"], strict=True):
        tenure = days_between(pd.Series(hired, index=range(len(days))), pd.Series(days)).to_numpy()
        there = (tenure >= 0) & (pd.isna(left) | (days < left))
        month = np.clip(np.maximum(tenure, 0.0) / DAYS_PER_MONTH, 0, len(ramp) - 1).astype(int)
        total += np.where(there, skill * ramp[month], 0.0)
    return total
