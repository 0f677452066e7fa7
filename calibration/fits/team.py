"""Reps: how much win rates really differ, how many deals they work, how they ramp and leave."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from calibration.estimate import (
    Estimate,
    Label,
    Prior,
    Z,
    assumed,
    positive,
    probability,
    real,
    slug,
    unidentified,
)
from calibration.fits.maximum import Array, minimise
from calibration.fits.shrinkage import GroupShares, fit_group_rates, fit_group_shares
from calibration.tables import Tables, days_between, last_seen

FEWEST_REPS = 3
YEAR = 365.25
MONTH = YEAR / 12
TURNOVER = Prior(0.27, 0.10, 0.50, "survey: 26 to 28 % of sales people leave in a year")
RAMP = Prior(
    5 * MONTH / 3, 20.0, 150.0, "vendor survey: 5 months to full productivity, median of account executives"
)
RAMP_HORIZON = 540.0
"""Tenure up to which a ramp is looked for [day]."""


def team_estimates(tables: Tables) -> Iterator[Estimate]:
    """Everything that deals and the list of reps tell about the team."""
    deals = tables.table("deals")
    named = deals[deals["rep"] != ""]
    closed = named[named["status"].isin(["won", "lost"])]
    if closed["rep"].nunique() >= FEWEST_REPS and (closed["status"] == "lost").any():
        yield from _skill(closed)
    if named["rep"].nunique() >= FEWEST_REPS:
        yield from _load(named)
    if tables.table("reps")["hired"].notna().any():
        yield from attrition_estimates(tables)
        yield from ramp_estimates(tables)


def rep_win_rates(closed: pd.DataFrame) -> tuple[list[str], GroupShares]:
    """Names of the reps and their win rates as draws from one distribution."""
    won = (closed["status"] == "won").groupby(closed["rep"], sort=True).agg(["sum", "size"])
    hits, trials = won["sum"].to_numpy(float), won["size"].to_numpy(float)
    return [str(name) for name in won.index], fit_group_shares(hits, trials)


def _skill(closed: pd.DataFrame) -> Iterator[Estimate]:
    names, fit = rep_win_rates(closed)
    count = len(closed)
    method = f"beta-binomial empirical Bayes over {len(names)} reps"
    yield probability(Label("team.win_rate.mean", "share", method), fit.mean, fit.mean_error, count)
    error = (fit.spread_high - fit.spread_low) / (2 * Z)
    spread = real(
        Label("team.win_rate.spread", "share", f"{method}, profile likelihood"), fit.spread, error, len(names)
    )
    spread = replace(spread, low=min(fit.spread_low, fit.spread), high=max(fit.spread_high, fit.spread))
    yield spread if fit.spread_is_real else unidentified(spread, "reps differ no more than chance explains")
    yield positive(Label("team.win_rate.prior_a", "1", method), fit.a, fit.log_size_error, len(names))
    yield positive(Label("team.win_rate.prior_b", "1", method), fit.b, fit.log_size_error, len(names))
    observed = max(fit.observed_spread, 1e-12) ** 2
    low, high = (min(max(1 - edge**2 / observed, 0.0), 1.0) for edge in (fit.spread_high, fit.spread_low))
    noise = Label(
        "team.win_rate.noise_share", "share", f"{method}: part of the observed variance that is chance"
    )
    chance = probability(noise, fit.noise_share, (high - low) / (2 * Z), len(names))
    yield replace(chance, low=min(low, fit.noise_share), high=max(high, fit.noise_share))
    for name, rate, error, trials in zip(
        names, fit.posterior(), fit.posterior_error(), fit.trials, strict=True
    ):
        label = Label(f"team.reps.{slug(name)}.win_rate", "share", f"{method}, {trials:.0f} closed deals")
        yield probability(label, float(rate), float(error), int(trials))


def _load(deals: pd.DataFrame) -> Iterator[Estimate]:
    """Deals a rep takes on in a month, over the time the rep is seen."""
    starts = deals["created"].fillna(deals["closed"])
    months = max(float(days_between(starts, starts.max()).max()) / MONTH, 1.0)
    counts = deals.groupby("rep", sort=True).size().to_numpy(float)
    method = f"deals over {len(counts)} reps and {months:.1f} months"
    mean, spread = float(counts.mean()), float(counts.std(ddof=1))
    label = Label("team.load.deals_per_rep_month", "deals/month", method)
    yield positive(
        label,
        mean / months,
        spread / mean / np.sqrt(len(counts)) if spread else 1 / np.sqrt(mean),
        len(deals),
    )
    yield positive(
        Label("team.load.cv", "1", f"{method}; chance included"),
        max(spread / mean, 1e-6),
        1 / np.sqrt(2 * len(counts)),
        len(counts),
    )
    fit = fit_group_rates(np.asarray(counts, dtype=float), np.full(len(counts), months))
    true = positive(
        Label("team.load.spread", "1", f"{method}; gamma-Poisson empirical Bayes, chance removed"),
        fit.relative_spread,
        fit.log_shape_error / 2,
        len(counts),
    )
    yield true if fit.spread_is_real else unidentified(true, "reps differ no more than chance explains")


def attrition_estimates(tables: Tables) -> Iterator[Estimate]:
    """Yearly rate at which reps leave: leavers over rep-years, with a survey's prior when there are few."""
    reps = tables.table("reps")
    end = _end_of_records(tables)
    stays = reps[reps["hired"].notna() & (reps["hired"] <= end)]
    years = float(days_between(stays["hired"], stays["left"].fillna(end)).clip(lower=0).sum()) / YEAR
    leavers = int(stays["left"].notna().sum())
    label = Label("team.attrition.per_year", "1/year", f"{leavers} leavers in {years:.1f} rep-years")
    if leavers == 0 or years <= 0:
        yield assumed(label, TURNOVER, leavers)
    else:
        yield positive(label, leavers / years, 1 / np.sqrt(leavers), leavers)


def _end_of_records(tables: Tables) -> pd.Timestamp:
    reps = last_seen(tables.table("reps"), ("hired", "left"))
    deals = tables.table("deals")
    dates = pd.concat([deals["created"], deals["closed"].where(deals["status"] != "open")]).dropna()
    return max(reps, dates.max()) if len(dates) else reps


def ramp_estimates(tables: Tables) -> Iterator[Estimate]:
    """Time constant of 1 - exp(-tenure / tau) in the rate of wins after hiring (Poisson by rep-month)."""
    deals, reps = tables.table("deals"), tables.table("reps")
    won = deals[(deals["status"] == "won") & deals["closed"].notna()]
    hired = reps[reps["hired"].notna()].drop_duplicates("rep_id").set_index("rep_id")
    if won.empty or hired.empty:
        return
    tenure, wins = _rep_months(won, hired, won["closed"].min(), won["closed"].max())
    label = Label(
        "team.ramp.time_constant_days", "days", f"{wins.sum():.0f} wins in {len(tenure)} rep-months"
    )
    early = int(wins[tenure < RAMP_HORIZON / 3].sum())
    if early < FEWEST_REPS:
        yield assumed(label, RAMP, early)
        return
    prior_middle, prior_spread = np.log(RAMP.value), np.log(RAMP.high / RAMP.low) / (2 * 1.645)

    def minus_log_posterior(point: Array) -> float:
        expected = np.exp(point[0]) * -np.expm1(-tenure / np.exp(np.clip(point[1], 0.0, 8.0)))
        prior = 0.5 * ((point[1] - prior_middle) / prior_spread) ** 2
        return float(np.sum(expected - wins * np.log(np.maximum(expected, 1e-12))) + prior)

    optimum = minimise(minus_log_posterior, [(float(np.log(max(wins.mean(), 1e-3))), float(prior_middle))])
    error = float(np.sqrt(optimum.covariance[1, 1]))
    estimate = positive(label, float(np.exp(optimum.parameters[1])), error, early)
    yield estimate if error < 0.9 * prior_spread else unidentified(estimate, "the prior decides")


def _rep_months(
    won: pd.DataFrame, hired: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp
) -> tuple[Array, Array]:
    """Middle tenure [day] and wins of every rep-month on record up to the ramp horizon."""
    tenure: list[float] = []
    wins: list[float] = []
    for rep, person in hired.iterrows():
        last = end if pd.isna(person["left"]) else min(end, person["left"])
        first = max((start - person["hired"]).days, 0)
        limit = min((last - person["hired"]).days, RAMP_HORIZON)
        edges = np.arange(first, limit, MONTH)
        if len(edges) > 1:
            ages = days_between(pd.Series(person["hired"], index=won.index), won["closed"])[won["rep"] == rep]
            wins.extend(np.histogram(ages, edges)[0])
            tenure.extend((edges[:-1] + edges[1:]) / 2)
    return np.asarray(tenure, float), np.asarray(wins, float)
