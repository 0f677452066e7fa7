"""From invoice to cash: payment delay, lateness, disputes and bad debt, unpaid invoices counted."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from calibration.estimate import Estimate, Label, probability, real, share
from calibration.fits.durations import make_spells
from calibration.fits.incidence import incidence
from calibration.fits.outcomes import stay_estimates
from calibration.tables import Tables, days_between

BAD_AFTER = 180.0
"""Days past due from which an unpaid invoice is called bad debt."""
FEW = 5


def finance_estimates(tables: Tables) -> Iterator[Estimate]:
    """Everything that invoices tell about payment."""
    if not tables.has("invoices"):
        return
    invoices = tables.table("invoices")
    invoices = invoices[invoices["issued"].notna()]
    end = max(invoices["issued"].max(), invoices["settled"].max())
    age = days_between(invoices["issued"], invoices["settled"].fillna(end)).to_numpy(float)
    paid = invoices["settled"].notna().to_numpy(np.int64)
    yield from stay_estimates("payment.delay", make_spells(np.zeros(len(age)), age, paid))
    yield from _lateness(invoices, end)
    yield from _disputes(invoices)


def _lateness(invoices: pd.DataFrame, end: pd.Timestamp) -> Iterator[Estimate]:
    due = invoices[invoices["due"].notna()]
    if due.empty:
        return
    passed = due[(due["due"] < end) | due["settled"].notna()]
    late = passed["settled"].isna() | (passed["settled"].dt.normalize() > passed["due"].dt.normalize())
    yield share(
        Label("payment.late.share", "share", "paid after the due day, or due and unpaid"),
        int(late.sum()),
        len(passed),
    )
    overdue = days_between(due["due"], due["settled"])[lambda days: days > 0].to_numpy(float)
    if len(overdue) >= FEW:
        label = Label("payment.late.mean_days", "days", "days past due of invoices paid late")
        yield real(
            label, float(overdue.mean()), float(overdue.std(ddof=1)) / np.sqrt(len(overdue)), len(overdue)
        )
    terms = days_between(due["issued"], due["due"]).to_numpy(float)
    spread = float(terms.std(ddof=1)) / np.sqrt(len(terms)) if len(terms) > 1 else 1.0
    yield real(
        Label("payment.terms.mean_days", "days", "issue to due day"), float(terms.mean()), spread, len(terms)
    )
    yield from _bad_debt(due, end)


def _bad_debt(due: pd.DataFrame, end: pd.Timestamp) -> Iterator[Estimate]:
    """Share never paid within BAD_AFTER days past due (Kaplan-Meier)."""
    age = days_between(due["due"], due["settled"].fillna(end)).to_numpy(float)
    spells = make_spells(np.zeros(len(age)), np.maximum(age, 0.0), due["settled"].notna().to_numpy(np.int64))
    if (spells.age >= BAD_AFTER).any() and (spells.cause > 0).any():
        value, error = incidence(spells, 1).open_at(BAD_AFTER)
        label = Label(
            "payment.bad_debt.share", "share", f"unpaid {BAD_AFTER:.0f} days past due, Kaplan-Meier"
        )
        yield probability(label, value, error, len(age))


def _disputes(invoices: pd.DataFrame) -> Iterator[Estimate]:
    known = invoices[invoices["disputed"].notna()]
    if known.empty:
        return
    disputed = known["disputed"] > 0
    yield share(
        Label("payment.disputed.share", "share", "disputed invoices"), int(disputed.sum()), len(known)
    )
    days = days_between(known["issued"], known["settled"])
    with_it, without = days[disputed].dropna(), days[~disputed].dropna()
    if min(len(with_it), len(without)) >= FEW:
        error = float(np.sqrt(with_it.var() / len(with_it) + without.var() / len(without)))
        label = Label("payment.dispute.extra_days", "days", "mean delay of disputed less other invoices")
        yield real(label, float(with_it.mean() - without.mean()), error, len(with_it))
