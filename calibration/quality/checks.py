"""Every check in one list, and the history without the rows that the checks refuse."""

from collections.abc import Callable, Iterator

from calibration.finding import Finding
from calibration.quality import censoring, dates, identity, values
from calibration.tables import Tables

Check = Callable[[Tables], Iterator[Finding]]

ROW_CHECKS: tuple[Check, ...] = (identity.duplicate_ids, dates.impossible_dates, dates.far_durations)
"""Checks that may leave rows out; they run first."""
CHECKS: tuple[Check, ...] = (
    identity.blank_ids,
    identity.missing_references,
    identity.reps_without_deals,
    identity.spelling_variants,
    dates.open_with_close_date,
    dates.period_end_surge,
    dates.dates_of_one_day,
    dates.unused_columns,
    censoring.left_truncation,
    censoring.open_share,
    censoring.zombies,
    censoring.survivorship,
    values.zero_amount_losses,
    values.negative_amounts,
    values.outcomes_seen_before,
    values.without_status,
)
"""Checks that only tell."""


def check_quality(tables: Tables) -> tuple[Tables, tuple[Finding, ...]]:
    """The history without refused rows, and everything noticed about it, most serious first."""
    noticed = [finding for check in ROW_CHECKS for finding in check(tables)]
    cleaned = without_rows(tables, noticed)
    noticed += [finding for check in CHECKS for finding in check(cleaned)]
    order = ("serious", "warning", "note")
    return cleaned, tuple(
        sorted([*tables.findings, *noticed], key=lambda finding: order.index(finding.severity))
    )


def without_rows(tables: Tables, findings: list[Finding]) -> Tables:
    """The history without the rows that findings leave out."""
    refused: dict[str, set[int]] = {}
    for finding in findings:
        refused.setdefault(finding.table, set()).update(finding.excluded_rows)
    kept = {
        name: tables.table(name).drop(index=sorted(rows)).reset_index(drop=True)
        for name, rows in refused.items()
        if rows
    }
    return tables.replaced(kept)
