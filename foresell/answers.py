"""How answers look on the terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from foresell.output import UNKNOWN, money, percent, print_table, say

if TYPE_CHECKING:
    from planning.kpis import Kpi
    from planning.overview import Figure
    from planning.runs import PlanRun
    from planning.study import Study

_SHARES = frozenset({"win_rate", "on_time", "satisfaction", "grr", "nrr"})
_MONEY = frozenset(
    {
        *("bookings", "revenue", "gross_margin", "contribution", "operating_profit"),
        *("cash_end", "lowest_cash", "cac", "ltv"),
    }
)


def figure(name: str, value: float, currency: str) -> str:
    """One value of a key figure with its unit.

    Examples
    --------
    >>> figure("revenue", 1234567.0, "EUR"), figure("win_rate", 0.25, "EUR"), figure("won", 12.34, "EUR")
    ('1,234,567 EUR', '25.0 %', '12.3')
    """
    if value != value:  # noqa: PLR0124 not a number
        return UNKNOWN
    if name in _MONEY:
        return money(100.0 * value, currency)
    return percent(value) if name in _SHARES else f"{value:,.1f}"


def show_run(run: "PlanRun", figures: "Sequence[Figure]", currency: str) -> None:
    """Print the key figures of a run."""
    rows = []
    for each in figures:
        mean = each.mean
        ends = (mean.estimate, mean.low, mean.high) if mean is not None else (float("nan"),) * 3
        shown = [figure(each.name, value, currency) for value in (*ends, each.p10, each.p50, each.p90)]
        rows.append([each.name.replace("_", " "), *shown])
    title = f"{run.name}: {run.options.replications} replications, seed {run.options.seed}"
    print_table(title, ["key figure", "mean", "95 % from", "to", "P10", "P50", "P90"], rows)


def show_study(study: "Study", currency: str) -> None:
    """Print the decision table of a comparison, the returns of campaigns and what would change the answer."""
    comparison = study.comparison
    _decision_table(study, comparison.kpi, currency)
    say(comparison.statement)
    if study.returns:
        _returns_table(study, currency)
    if study.drivers:
        say("What would change the answer (each assumption moved by 20 %):")
    for driver in study.drivers:
        say(f"  {driver.sentence()}")


def _decision_table(study: "Study", kpi: "Kpi", currency: str) -> None:
    comparison = study.comparison

    def shown(value: float) -> str:
        return figure(kpi.name, value, currency)

    rows = []
    for run, outcome, risk in zip(comparison.runs, comparison.outcomes, comparison.risks, strict=True):
        versus = outcome.versus
        sign = 1.0 if comparison.question.goal == "highest" else -1.0
        spread = [shown(value) for value in (outcome.p10, outcome.p50, outcome.p90)]
        tail = shown(sign * risk.expected_shortfall)
        row = [run.name, shown(outcome.mean.estimate), *spread, tail]
        if versus is None:
            row += ["", "", percent(outcome.chance_best), "", "baseline"]
        else:
            gap = versus.difference
            factor = "" if versus.variance_reduction is None else f"{versus.variance_reduction:.1f}"
            row += [shown(gap.estimate), f"{shown(gap.low)} to {shown(gap.high)}"]
            row += [percent(outcome.chance_best), factor, versus.verdict]
        rows.append(row)
    columns = ["plan", "mean", "P10", "P50", "P90", "CVaR 5 %", "difference", "simultaneous interval"]
    options = comparison.runs[0].options
    title = (
        f"{kpi.name.replace('_', ' ')}, {options.replications} common replications, seed {options.seed}; "
        f"smallest difference that matters: {shown(comparison.delta)}"
    )
    print_table(title, [*columns, "P(best)", "VRF", "verdict"], rows)


def _returns_table(study: "Study", currency: str) -> None:
    rows = []
    for each in study.returns:
        ratios = []
        for value in (each.roas.value, each.roi.value, each.marginal_roi.value):
            ratios.append(
                UNKNOWN if value is None else f"{value.estimate:.2f} ({value.low:.2f} to {value.high:.2f})"
            )
        rows.append([each.campaign, money(100.0 * each.spend, currency), *ratios])
    best = study.comparison.runs[study.comparison.best].name
    print_table(f"Campaigns of {best}", ["campaign", "spend", "ROAS", "ROI", "marginal ROI"], rows)
    for formula in (study.returns[0].roas, study.returns[0].roi, study.returns[0].marginal_roi):
        say(f"  {formula.formula}")
