"""How answers look on the terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from foresell.output import UNKNOWN, money, percent, print_table, say

if TYPE_CHECKING:
    from calibration.scenario_file import CalibratedScenario
    from planning.intervals import Interval
    from planning.kpis import Kpi
    from planning.overview import Figure
    from planning.runs import PlanRun
    from planning.study import Study
    from planning.targets import TargetPlan

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
    pairs = " in antithetic pairs" if run.options.antithetic else ""
    title = f"{run.name}: {run.options.replications} replications{pairs}, seed {run.options.seed}"
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


def _ratio(value: "Interval | None") -> str:
    """A ratio with its interval."""
    return UNKNOWN if value is None else f"{value.estimate:.2f} ({value.low:.2f} to {value.high:.2f})"


def _returns_table(study: "Study", currency: str) -> None:
    rows = []
    for each in study.returns:
        ratios = (each.roas.value, each.roi.value, each.marginal_roi.value)
        rows.append([each.campaign, money(100.0 * each.spend, currency), *map(_ratio, ratios)])
    best = study.comparison.runs[study.comparison.best].name
    print_table(f"Campaigns of {best}", ["campaign", "spend", "ROAS", "ROI", "marginal ROI"], rows)
    for formula in (study.returns[0].roas, study.returns[0].roi, study.returns[0].marginal_roi):
        say(f"  {formula.formula}")


def show_targets(found: "TargetPlan", currency: str) -> None:
    """Print the targets of every unit and how likely they are met."""
    rows = []
    for node, chance in zip(found.tree.walk(), found.chances, strict=True):
        sure = chance.quota_chance
        spread = [
            UNKNOWN if value is None else percent(value, 0) for value in (chance.p10, chance.p50, chance.p90)
        ]
        rows.append(
            [
                f"{'  ' * (len(node.path) - 1)}{node.path[-1]}",
                exact(node.base_cents, currency),
                exact(node.quota_cents, currency),
                percent(chance.base_chance.estimate, 0),
                f"{percent(sure.estimate, 0)} ({percent(sure.low, 0)} to {percent(sure.high, 0)})",
                *spread,
            ]
        )
    first, last = found.months[0], found.months[-1]
    title = f"Targets {first:%Y-%m} to {last:%Y-%m}, {found.run.options.replications} replications"
    columns = ["unit", "target", "quota", "P(target)", "P(quota)", "P10", "P50", "P90 of quota"]
    print_table(title, columns, rows)


def exact(cents: int, currency: str) -> str:
    """Amount to the cent.

    Examples
    --------
    >>> exact(123456789, "EUR")
    '1,234,567.89 EUR'
    """
    return f"{cents // 100:,}.{cents % 100:02d} {currency}"


def show_calibration(found: "CalibratedScenario") -> None:
    """Print what is wrong with a history, and the values it gives to the scenario."""
    findings = [
        [each.severity, each.table, str(each.how_many), each.what, each.action]
        for each in found.calibration.findings
        if each.severity != "note"
    ]
    for severity, table, _, what, action in findings:
        say(f"{severity}: {table}: {what} ({action})")
    notes = len(found.calibration.findings) - len(findings)
    say(f"{notes} more notes are in the report" if notes else "nothing else was noticed")
    rows = [
        [
            each.path,
            f"{each.value:.4g}",
            f"{each.low:.4g} to {each.high:.4g}",
            each.unit,
            each.grade if each.identified else "not identified: left as it was",
            str(each.count),
        ]
        for each in found.values
    ]
    print_table("Calibrated values", ["path", "value", "90 % interval", "unit", "grade", "records"], rows)
