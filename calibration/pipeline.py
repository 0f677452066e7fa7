"""From canonical tables to findings and estimates, in one call."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from calibration.estimate import Estimate
from calibration.finding import Finding
from calibration.fits.campaigns import campaign_estimates
from calibration.fits.customers import customer_estimates
from calibration.fits.finance import finance_estimates
from calibration.fits.fulfilment import fulfilment_estimates
from calibration.fits.leads import lead_estimates
from calibration.fits.sales import sales_estimates
from calibration.fits.team import team_estimates
from calibration.quality.checks import check_quality
from calibration.tables import Source, Tables

Fit = Callable[[Tables], Iterator[Estimate]]

FITS: tuple[Fit, ...] = (
    lead_estimates,
    campaign_estimates,
    sales_estimates,
    team_estimates,
    fulfilment_estimates,
    customer_estimates,
    finance_estimates,
)
"""Fits by business area, in the order of the process."""


@dataclass(frozen=True, slots=True)
class TableSummary:
    """Size and period of one table."""

    table: str
    rows: int
    """Rows after the checks."""
    left_out: int
    """Rows that the checks left out."""
    first: str
    """First date on record, blank when there is none."""
    last: str
    """Last date on record, blank when there is none."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a history says: estimates, what is wrong with it, and what it holds."""

    estimates: tuple[Estimate, ...]
    findings: tuple[Finding, ...]
    summaries: tuple[TableSummary, ...]
    sources: tuple[Source, ...]

    def estimate(self, name: str) -> Estimate | None:
        """The estimate of that name, none when the history cannot tell."""
        return next((estimate for estimate in self.estimates if estimate.name == name), None)


def calibrate_tables(tables: Tables) -> Calibration:
    """Check the history, fit every area it covers, and keep what was noticed."""
    cleaned, findings = check_quality(tables)
    estimates = [estimate for fit in FITS for estimate in fit(cleaned)]
    summaries = tuple(summarise(tables, cleaned, name) for name in sorted(cleaned.frames))
    return Calibration(_once(estimates), findings, summaries, tables.sources)


def _once(estimates: list[Estimate]) -> tuple[Estimate, ...]:
    """Estimates by name; names that become equal as slugs keep the one with more records."""
    best: dict[str, Estimate] = {}
    for estimate in estimates:
        known = best.get(estimate.name)
        if known is None or estimate.count > known.count:
            best[estimate.name] = estimate
    return tuple(best.values())


def summarise(tables: Tables, cleaned: Tables, name: str) -> TableSummary:
    """Rows and period of a table before and after the checks."""
    frame = cleaned.table(name)
    times = [frame[column].dropna() for column in frame if frame[column].dtype.kind == "M"]
    filled = [column for column in times if len(column)]
    first = min((column.min() for column in filled), default=None)
    last = max((column.max() for column in filled), default=None)
    rows = len(frame)
    return TableSummary(
        name,
        rows,
        len(tables.table(name)) - rows,
        f"{first:%Y-%m-%d}" if first is not None else "",
        f"{last:%Y-%m-%d}" if last is not None else "",
    )
