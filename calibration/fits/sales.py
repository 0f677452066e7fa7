"""From lead to deal to win: conversion, outcomes and times, with complete cohorts and open deals."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from calibration.estimate import (
    Estimate,
    Label,
    positive,
    probability,
    real,
    share,
    slug,
    unidentified,
    widened,
)
from calibration.fits.durations import HALF_DAY, Spells, make_spells
from calibration.fits.incidence import incidence
from calibration.fits.outcomes import outcome_estimates, stay_estimates
from calibration.quality.windows import Window, deal_window, lead_window, lead_wins, usable_window
from calibration.tables import Tables, days_between, recorded

WON, LOST = 1, 2
HORIZONS = (30, 90, 180)
"""Ages at which conversion is reported [day]."""
REFUTED = -3.0
"""Standard errors by which deals that never close must be missing among early deals to refute late entry."""
FEW = 5
MONTHS_IN_QUARTER = 3
STAGE_ENDS = {"advanced": 1, "won": 1, "lost": 2, "stalled": 3}


def sales_estimates(tables: Tables) -> Iterator[Estimate]:
    """Everything that leads, deals and stage history tell about selling."""
    if tables.has("leads") and tables.has("deals"):
        yield from conversion_estimates(tables)
    if tables.has("deals"):
        yield from win_estimates(tables)
        yield from amount_estimates(tables)
    if tables.has("stage_history"):
        yield from stage_estimates(tables)


def conversion_estimates(tables: Tables) -> Iterator[Estimate]:
    """Leads that become won deals, by cohort and source."""
    leads = lead_wins(tables)
    if not leads["won"].any():
        return
    window = lead_window(tables)
    usable = leads[window.holds(leads["created"])]
    if usable.empty:
        return
    cohorts = f"leads created from {window.start:%Y-%m-%d} on"
    yield share(
        Label("leads.conversion", "share", f"won over {cohorts}"), int(usable["won"].sum()), len(usable)
    )
    yield share(
        Label("leads.conversion_all_cohorts", "share", "won over all leads"),
        int(leads["won"].sum()),
        len(leads),
    )
    yield from _by_source(usable, "conversion", cohorts)
    yield from _by_source(leads, "conversion_all_cohorts", "all leads")
    yield from _conversion_by_age(usable)
    yield from _time_to_win(usable)


def _by_source(leads: pd.DataFrame, measure: str, cohorts: str) -> Iterator[Estimate]:
    if not recorded(leads["source"]):
        return
    for source, group in leads.groupby("source", sort=True):
        label = Label(f"leads.{slug(str(source))}.{measure}", "share", f"won over {cohorts}")
        yield share(label, int(group["won"].sum()), len(group))


def _whole_days(start: pd.Series, end: pd.Series) -> pd.Series:
    """Days from start to end; whole ones when the start has no time of day."""
    days = days_between(start, end)
    dated_only = bool((start.dropna() == start.dropna().dt.normalize()).all())
    return np.floor(days) if dated_only else days


def _conversion_by_age(leads: pd.DataFrame) -> Iterator[Estimate]:
    end = max(leads["won_at"].max(), leads["created"].max())
    days = _whole_days(leads["created"], leads["won_at"].where(leads["won"], end))
    spells = make_spells(np.zeros(len(leads)), days.to_numpy(float), leads["won"].to_numpy(np.int64))
    curve = incidence(spells, WON)
    for age in HORIZONS:
        label = Label(
            f"leads.conversion_by_{age}_days", "share", "Aalen-Johansen, leads without a win still open"
        )
        yield probability(label, *curve.by(age), len(leads))


def _time_to_win(leads: pd.DataFrame) -> Iterator[Estimate]:
    days = _whole_days(leads["created"], leads["won_at"])
    days = days[days >= 0]
    if len(days) < FEW:
        return
    logs = np.log(np.maximum(days.to_numpy(float), HALF_DAY))
    count, middle, spread = len(logs), float(logs.mean()), float(logs.std(ddof=1))
    method = "won leads, whole days, the same day counted as half a day"
    yield real(
        Label("leads.time_to_win.log_mean", "log days", method), middle, spread / np.sqrt(count), count
    )
    yield positive(Label("leads.time_to_win.log_sd", "1", method), spread, 1 / np.sqrt(2 * count), count)
    yield _median(Label("leads.time_to_win.median_days", "days", method), days.to_numpy(float))


def _median(label: Label, values: np.ndarray) -> Estimate:
    """Median of positive values; its log error from the log spread (normal theory)."""
    kept = np.maximum(values, HALF_DAY)
    error = 1.2533 * float(np.std(np.log(kept), ddof=1)) / float(np.sqrt(len(kept))) if len(kept) > 1 else 1.0
    return positive(label, float(np.median(kept)), error, len(kept))


def win_estimates(tables: Tables) -> Iterator[Estimate]:
    """Win rate of closed deals, and outcomes with open deals counted."""
    deals = tables.table("deals")
    closed = deals[deals["status"].isin(["won", "lost"])]
    won = closed["status"] == "won"
    if not len(closed) or won.all():
        return
    method = "won over closed; blind to open deals"
    yield share(Label("deals.win_rate_closed", "share", method), int(won.sum()), len(closed))
    yield from _win_rate_by_quarter_month(closed)
    yield from _outcomes(tables)
    for status in ("won", "lost"):
        ended = closed[closed["status"] == status]
        days = days_between(ended["created"], ended["closed"]).dropna().to_numpy(float)
        if np.sum(days >= 0) >= FEW:
            label = Label(f"deals.cycle.{status}.median_days", "days", f"deals that were {status}")
            yield _median(label, days[days >= 0])
    yield from _win_rates_by(closed)


def _win_rate_by_quarter_month(closed: pd.DataFrame) -> Iterator[Estimate]:
    dated = closed[closed["closed"].notna()]
    month = (dated["closed"].dt.month - 1) % MONTHS_IN_QUARTER
    for number in range(MONTHS_IN_QUARTER):
        group = dated[month == number]
        label = Label(
            f"deals.win_rate_closed.quarter_month_{number + 1}", "share", "won over closed in that month"
        )
        if len(group):
            yield share(label, int((group["status"] == "won").sum()), len(group))


def _win_rates_by(closed: pd.DataFrame) -> Iterator[Estimate]:
    for column in ("segment", "territory", "product", "source", "team"):
        if recorded(closed[column]):
            for value, group in closed.groupby(column, sort=True):
                name = f"deals.{column}.{slug(str(value))}.win_rate_closed"
                yield share(
                    Label(name, "share", "won over closed"), int((group["status"] == "won").sum()), len(group)
                )


def deal_spells(deals: pd.DataFrame, first_end: pd.Timestamp | None = None) -> Spells:
    """Deals as spells that end won or lost; with a first ending, earlier deals enter late."""
    dated = deals[deals["created"].notna() & deals["status"].isin(["won", "lost", "open"])]
    ended = dated["closed"].where(dated["status"] != "open")
    end = max(ended.max(), dated["created"].max())
    age = _whole_days(dated["created"], ended.fillna(end)).to_numpy(float)
    cause = dated["status"].map({"open": 0, "won": WON, "lost": LOST}).to_numpy(np.int64)
    known = np.isin(cause, (0,)) | ended.notna().to_numpy()
    entered = np.zeros(len(dated))
    if first_end is not None:
        late = (first_end.normalize() - dated["created"]).dt.total_seconds().to_numpy() / 86_400.0
        entered = np.maximum(late - HALF_DAY, 0.0)
    return make_spells(entered[known], age[known], cause[known])


def _outcomes(tables: Tables) -> Iterator[Estimate]:
    """Share won, lost and never closed by the age of the longest closing on record."""
    deals = tables.table("deals")
    plain = deal_spells(deals)
    horizon = float(plain.age[plain.cause > 0].max())
    window = deal_window(tables)
    basis = f"Aalen-Johansen by {horizon:.0f} days, open deals counted"
    if not window.truncated:
        yield from _shares(plain, horizon, basis)
        return
    later = deal_spells(deals[window.holds(deals["created"])])
    delayed = deal_spells(deals, window.first_end)
    refuted = late_entry_refuted(deals, window, horizon)
    chosen, others = (plain, (later, delayed)) if refuted else (delayed, (later,))
    why = (
        "late entry refuted by the early deals that never close"
        if refuted
        else "deals before the first ending enter late"
    )
    alternatives = [list(_shares(spells, horizon, basis)) for spells in others]
    for place, estimate in enumerate(_shares(chosen, horizon, f"{basis}; {why}")):
        reason = "other treatments of the left truncation are covered"
        yield widened(estimate, [estimates[place] for estimates in alternatives], reason)


def _shares(spells: Spells, horizon: float, method: str) -> Iterator[Estimate]:
    won, lost = incidence(spells, WON), incidence(spells, LOST)
    count = len(spells.age)
    yield probability(Label("deals.outcome.won", "share", method), *won.by(horizon), count)
    yield probability(Label("deals.outcome.lost", "share", method), *lost.by(horizon), count)
    never = probability(Label("deals.outcome.never_closed", "share", method), *won.open_at(horizon), count)
    old_enough = int(np.sum(spells.age >= horizon))
    yield never if old_enough >= FEW else unidentified(never, "no open deal is old enough")


def late_entry_refuted(deals: pd.DataFrame, window: Window, horizon: float) -> bool:
    """Whether too few early deals never close for them to be on record because they were still open.

    If early deals were on record only because they were open at the first ending, many of them would be deals
    that never close; when far fewer are, the recording was not so, and late entry must not be modelled.
    """
    curve = incidence(deal_spells(deals[window.holds(deals["created"])]), WON)
    early = deals[(deals["created"] < window.first_end.normalize()) & deals["created"].notna()]
    ages = ((window.first_end - early["created"]).dt.total_seconds() / 86_400.0).to_numpy()
    never = curve.open_at(horizon)[0]
    chances = np.array([min(never / max(curve.open_at(age)[0], 1e-9), 1.0) for age in ages])
    spread = float(np.sqrt(np.sum(chances * (1 - chances))))
    observed = int((early["status"] == "open").sum())
    return spread > 0 and (observed - float(chances.sum())) / spread < REFUTED


def amount_estimates(tables: Tables) -> Iterator[Estimate]:
    """Size of won deals, and price realised over list price."""
    deals = tables.table("deals")
    won = deals[(deals["status"] == "won") & (deals["amount"] > 0)]
    if len(won) < FEW:
        return
    yield from amount_law("deals.amount", won["amount"].to_numpy(float), "won deals")
    ratio = (won["amount"] / won["list_price"])[won["list_price"] > 0].to_numpy(float)
    if len(ratio) >= FEW:
        count, spread = len(ratio), float(ratio.std(ddof=1))
        method = "amount over list price of won deals"
        yield real(
            Label("deals.price_realisation.mean", "1", method),
            float(ratio.mean()),
            spread / np.sqrt(count),
            count,
        )
        yield positive(
            Label("deals.price_realisation.sd", "1", method), spread, 1 / np.sqrt(2 * count), count
        )


def amount_law(prefix: str, amounts: np.ndarray, method: str) -> Iterator[Estimate]:
    """Median, mean and log spread of amounts."""
    logs = np.log(amounts)
    count, spread = len(amounts), max(float(logs.std(ddof=1)), 1e-9)
    yield _median_of(Label(f"{prefix}.median", "currency", method), amounts, spread)
    relative = float(amounts.std(ddof=1) / amounts.mean()) / np.sqrt(count)
    yield positive(Label(f"{prefix}.mean", "currency", method), float(amounts.mean()), relative, count)
    yield positive(Label(f"{prefix}.log_sd", "1", method), spread, 1 / np.sqrt(2 * count), count)


def _median_of(label: Label, values: np.ndarray, log_spread: float) -> Estimate:
    return positive(
        label, float(np.median(values)), 1.2533 * log_spread / float(np.sqrt(len(values))), len(values)
    )


def stage_estimates(tables: Tables) -> Iterator[Estimate]:
    """How long deals stay in each stage and how stays end, unfinished and late-entered stays included."""
    history = tables.table("stage_history")
    history = history[history["entered"].notna()]
    end = max(history["entered"].max(), history["left"].max())
    window = usable_window(history["entered"], history["left"])
    start = window.first_end if window.truncated else history["entered"].min()
    for stage, stays in history.groupby("stage", sort=True):
        prefix = f"stages.{slug(str(stage))}"
        found = outcome_estimates(prefix, *stage_spells(stays, start, end))
        waits = [estimate for estimate in found if estimate.name.startswith(f"{prefix}.wait.")]
        yield from (estimate for estimate in found if estimate not in waits)
        yield from _net_waits(f"{prefix}.wait", stays, waits, (start, end))


def _net_waits(
    prefix: str, stays: pd.DataFrame, whole: list[Estimate], period: tuple[pd.Timestamp, pd.Timestamp]
) -> Iterator[Estimate]:
    """The buyer's time, from the end of the rep's work on; the whole stay where work is not on record."""
    worked = stays[stays["work_finished"].notna()]
    if worked.empty:
        note = "; queue and work of the rep included" if recorded(stays["rep"]) else ""
        yield from (replace(estimate, method=estimate.method + note) for estimate in whole)
        return
    begin, (start, end) = worked["work_finished"], period
    age = days_between(begin, worked["left"].fillna(end)).to_numpy(float)
    entered = np.maximum(days_between(begin, start.normalize()).to_numpy(float), 0.0)
    spells = make_spells(entered, age, worked["left"].notna().to_numpy(np.int64))
    for estimate in stay_estimates(prefix, spells):
        yield replace(estimate, method=f"{estimate.method}; from the end of the rep's work")


def stage_spells(
    stays: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp
) -> tuple[tuple[str, ...], Spells]:
    """Names of the ways to leave and the stays, seen between the start and the end of the records."""
    ended = stays["left"].notna()
    age = _whole_days(stays["entered"], stays["left"].fillna(end)).to_numpy(float)
    entered = np.maximum(days_between(stays["entered"], start.normalize()).to_numpy(float), 0.0)
    cause = stays["outcome"].map(STAGE_ENDS).fillna(1).where(ended, 0).to_numpy(np.int64)
    names = ("advance", "lose", "stall") if (cause == STAGE_ENDS["stalled"]).any() else ("advance", "lose")
    return names, make_spells(entered, age, cause)
