"""From what was found to what a report shows; nothing is computed here."""

from dataclasses import replace
from typing import TYPE_CHECKING

from foresell import __version__
from planning.runs import SCENARIO, PlanRun
from reports.material import (
    CampaignReturn,
    Check,
    Decision,
    Driver,
    Experiment,
    Material,
    Origin,
    Plan,
    Target,
)
from scenarios.load import Plan as Scenario
from scenarios.origin import find, plain
from scenarios.times import end_of

if TYPE_CHECKING:  # a report of one run needs neither calibration nor comparison, which are slow to import
    from calibration.scenario_file import CalibratedScenario
    from planning.drivers import Driver as FoundDriver
    from planning.returns import CampaignReturn as FoundReturn
    from planning.study import Study
    from planning.targets import TargetPlan

_BOOKS = Check(
    "Books balance",
    "pass",
    "leads, accounts, orders, invoices, customers, work and money add up exactly in every replication",
)


def run_material(run: PlanRun) -> Material:
    """What the report of one run shows."""
    return Material(
        title=run.name,
        currency=run.plan.scenario.currency,
        plans=(_plan(run),),
        origins=origins(run),
        experiment=_experiment(run, _again(run)),
        checks=(_BOOKS,),
        manifest=_manifest(run),
    )


def study_material(study: "Study") -> Material:
    """What the report of a comparison shows."""
    comparison = study.comparison
    runs, best = comparison.runs, comparison.best
    base = runs[0]
    return Material(
        title=f"{base.name}: plans compared",
        currency=base.plan.scenario.currency,
        plans=tuple(_plan(run) for run in runs),
        decision=Decision(
            kpi=comparison.kpi.name,
            question=comparison.question,
            outcomes=comparison.outcomes,
            selection=comparison.selection,
            risks=comparison.risks,
            drivers=tuple(_driver(driver) for driver in study.drivers),
            statement=comparison.statement,
        ),
        returns=tuple(_return(each, runs[best].name) for each in study.returns),
        origins=origins(base),
        experiment=_experiment(base, f"foresell report {study.folder.name}", comparison.statement),
        checks=(_BOOKS,),
        manifest=_manifest(base),
    )


def targets_material(found: "TargetPlan") -> Material:
    """What the report of a target plan shows."""
    units = zip(found.tree.walk(), found.chances, strict=True)
    return replace(
        run_material(found.run),
        title=f"{found.run.name}: targets {found.months[0]:%B %Y} to {found.months[-1]:%B %Y}",
        targets=tuple(Target(node, chance) for node, chance in units),
    )


def calibration_material(found: "CalibratedScenario") -> Material:
    """What the report of a calibration shows."""
    return Material(title="Calibration", calibration=found.calibration)


def origins(run: PlanRun) -> tuple[Origin, ...]:
    """Every calibrated value of a scenario, with its range and how well history tells it."""
    return tuple(
        Origin(
            path=each["path"],
            value=_written(run.plan, each["path"]),
            source=each["source"],
            grade=each["grade"],
            low=str(each["low"]),
            high=str(each["high"]),
            prior_driven=each["grade"] == "assumption",
        )
        for each in run.manifest["calibrated"]
    )


def _plan(run: PlanRun) -> Plan:
    return Plan(run.name, run.summary, run.tables, run.folder.name, run.plan.scenario.description)


def _driver(driver: "FoundDriver") -> Driver:
    from planning.drivers import REACH

    return Driver(
        name=driver.name,
        low_label=f"{-REACH:+.0%}",
        high_label=f"{REACH:+.0%}",
        at_low=driver.low.estimate,
        at_high=driver.high.estimate,
        as_planned=driver.planned.estimate,
        switch="" if driver.switch is None else f"{driver.switch - 1.0:+.0%}",
        prior_driven=True,
    )


def _return(found: "FoundReturn", plan: str) -> CampaignReturn:
    return CampaignReturn(found.campaign, plan, found.spend, found.roas, found.roi, found.marginal_roi)


def _written(plan: Scenario, path: str) -> str:
    """Value at a path of a scenario, as it is written."""
    entry = find(plan.document.tree, path)
    return "" if entry is None else str(plain(entry.node))


def _experiment(run: PlanRun, reproduce: str, run_length: str = "") -> Experiment:
    options = run.options
    customers = sum(_customers(run.plan, segment) for segment in run.plan.names.segments)
    return Experiment(
        start=run.plan.scenario.start,
        end=end_of(run.plan.scenario),
        replications=options.replications,
        seed=options.seed or 0,
        engine=options.engine,
        antithetic=options.antithetic,
        version=__version__,
        initial_state=f"{customers:,.0f} customers; no open deals, orders or invoices",
        run_length=run_length,
        reproduce=reproduce,
        licence="Apache-2.0",
    )


def _again(run: PlanRun) -> str:
    """Command that makes the same numbers again, from the folder of the run's folder."""
    options = run.options
    how = f"--replications {options.replications} --seed {options.seed} --engine {options.engine}"
    mirrored = " --antithetic" if options.antithetic else ""
    return f"foresell run {run.folder.name}/{SCENARIO} {how}{mirrored}"


def _customers(plan: Scenario, segment: str) -> float:
    """Customers of a segment on the first day."""
    stated = plan.scenario.market.segments[segment].customers
    territories = plan.names.territories
    return sum(stated.values()) if isinstance(stated, dict) else stated * len(territories)


def _manifest(run: PlanRun) -> dict[str, str]:
    files = {f"File {file['path']}": f"sha256 {file['sha256']}" for file in run.manifest["files"]}
    versions = ", ".join(f"{name} {number}" for name, number in run.manifest["versions"].items())
    return {**files, "Sources": run.manifest["sources"], "Versions": versions, "Run folder": run.folder.name}
