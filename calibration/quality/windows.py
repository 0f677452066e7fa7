"""From when on the records are complete: left truncation and the cohorts that can be used."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.tables import Tables, days_between

EXPECTED_ENOUGH = 10.0
"""Missing early endings above which chance is no explanation (Poisson, below 1 in 20,000)."""
JUMP = 1.5
"""Ratio of conversion after over before that counts as a jump."""
JUMP_EVIDENCE = 15.0
"""Log-likelihood gained by two levels instead of one."""
MONTHS = 3
"""Cohort months below which no jump is looked for."""


@dataclass(frozen=True, slots=True)
class Window:
    """The cohorts of a table that can be used, by the time a row was created."""

    start: pd.Timestamp
    truncated: bool
    """Whether rows before the start are incomplete."""
    first_end: pd.Timestamp
    """First ending on record."""
    expected_missing: float
    """Endings that should have been recorded before the first one."""

    def holds(self, created: pd.Series) -> "pd.Series[bool]":
        """Which rows belong to the usable cohorts."""
        return created >= self.start


def whole_window(created: pd.Series, first_end: pd.Timestamp) -> Window:
    """Every cohort."""
    return Window(created.min(), False, first_end, 0.0)


def usable_window(created: pd.Series, ended: pd.Series) -> Window:
    """Cohorts from when on endings are recorded.

    Rows created before the first recorded ending should already have seen some endings: as many as later rows
    do at the same age. When many are missing, endings were not recorded then; the window starts where the
    monthly conversion jumps, or at the month of the first ending.
    """
    known = created.notna()
    created, ended = created[known], ended[known]
    first_end = ended.min()
    if len(created) == 0 or pd.isna(first_end):
        return whole_window(created, first_end)
    later = created >= first_end.normalize()
    missing = _expected_before(created[~later], days_between(created[later], ended[later]), first_end)
    if missing < EXPECTED_ENOUGH:
        return whole_window(created, first_end)
    start = _jump(created, ended.notna())
    if start is None:
        start = first_end.normalize().replace(day=1)
    return Window(start, True, first_end, missing)


def _expected_before(early: pd.Series, later_days: pd.Series, first_end: pd.Timestamp) -> float:
    """Endings of early rows expected before the first recorded one, at the pace of later rows."""
    if len(early) == 0 or len(later_days) == 0:
        return 0.0
    ages = ((first_end - early).dt.total_seconds() / 86_400.0).to_numpy()
    ended = np.sort(later_days.dropna().to_numpy())
    return float(np.sum(np.searchsorted(ended, ages, side="left")) / len(later_days))


def _jump(created: pd.Series, ended: "pd.Series[bool]") -> pd.Timestamp | None:
    """First day of the month from which on conversion stands on a clearly higher level."""
    months = ended.groupby(created.dt.to_period("M")).agg(["size", "sum"]).sort_index()
    if len(months) < MONTHS:
        return None
    rows, hits = months["size"].to_numpy(float), months["sum"].to_numpy(float)
    cuts = range(1, len(months))
    gains = [_level(rows[:c], hits[:c]) + _level(rows[c:], hits[c:]) - _level(rows, hits) for c in cuts]
    cut = int(np.argmax(gains)) + 1
    before, after = hits[:cut].sum() / rows[:cut].sum(), hits[cut:].sum() / rows[cut:].sum()
    if gains[cut - 1] < JUMP_EVIDENCE or after < JUMP * before:
        return None
    return pd.Timestamp(months.index[cut].to_timestamp())


def _level(rows: np.ndarray, hits: np.ndarray) -> float:
    """Binomial log-likelihood at one common level."""
    total, won = rows.sum(), hits.sum()
    parts = (won, total - won)
    return float(sum(part * np.log(part / total) for part in parts if part > 0))


def lead_wins(tables: Tables) -> pd.DataFrame:
    """Leads with the time they were won, missing when they were not (yet)."""
    deals = tables.table("deals")
    won = deals[(deals["status"] == "won") & (deals["lead_id"] != "")].drop_duplicates("lead_id")
    leads = tables.table("leads")
    times = won.set_index("lead_id")["closed"].reindex(leads["lead_id"]).to_numpy()
    return leads.assign(won_at=times, won=leads["lead_id"].isin(won["lead_id"]).to_numpy())


def lead_window(tables: Tables) -> Window:
    """Usable cohorts of leads."""
    leads = lead_wins(tables)
    return usable_window(leads["created"], leads["won_at"])


def deal_window(tables: Tables) -> Window:
    """Usable cohorts of deals."""
    deals = tables.table("deals")
    return usable_window(deals["created"], deals["closed"].where(deals["status"] != "open"))
