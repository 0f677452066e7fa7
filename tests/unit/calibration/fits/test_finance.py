"""Payment delay, lateness and bad debt, with unpaid invoices counted."""

import numpy as np
import pandas as pd
import pytest

from calibration.estimate import Estimate
from calibration.fits.finance import finance_estimates
from calibration.tables import make_tables

START = pd.Timestamp("2024-01-01")


def invoices(unpaid: float) -> pd.DataFrame:
    random = np.random.default_rng(9)
    count = 3_000
    frame = pd.DataFrame({"invoice_id": [str(i) for i in range(count)]})
    frame["issued"] = START + pd.to_timedelta(random.integers(0, 700, count), unit="D")
    frame["due"] = frame["issued"] + pd.Timedelta(days=30)
    disputed = random.random(count) < 0.25
    settled = frame["issued"] + pd.to_timedelta(random.gamma(9.0, 3.0, count) + 12 * disputed, unit="D")
    kept = (random.random(count) >= unpaid) & (settled < START + pd.Timedelta(days=720)).to_numpy()
    return frame.assign(settled=settled.where(kept), disputed=disputed.astype(float))


def found(frame: pd.DataFrame) -> dict[str, Estimate]:
    return {item.name: item for item in finance_estimates(make_tables({"invoices": frame}))}


def test_delay_disputes_and_bad_debt_are_recovered():
    """Bands of 3.3 standard errors: 1 false alarm in 1,000 seeds each."""
    estimates = found(invoices(unpaid=0.04))
    assert estimates["payment.terms.mean_days"].value == 30.0
    for name, truth in (
        ("payment.disputed.share", 0.25),
        ("payment.dispute.extra_days", 12.0),
        ("payment.bad_debt.share", 0.04),
    ):
        estimate = estimates[name]
        assert estimate.value == pytest.approx(truth, abs=3.3 * estimate.standard_error), name


def test_late_is_after_the_due_day_and_unpaid_counts_once_due():
    frame = pd.DataFrame(
        {"invoice_id": ["1", "2", "3", "4"], "issued": START, "due": START + pd.Timedelta(days=30)}
    )
    frame["settled"] = pd.to_datetime(
        pd.Series(["2024-01-31 12:00", "2024-02-01 00:00", None, "2024-06-01 00:00"])
    )
    estimates = found(frame)
    assert estimates["payment.late.share"].value == pytest.approx(3 / 4)


def test_no_invoices_give_no_estimates():
    assert list(finance_estimates(make_tables({}))) == []
