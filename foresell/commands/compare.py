"""`foresell compare`: several plans under the same luck."""

from typing import Any

import click

from foresell.options import RunOptions
from foresell.output import json_dump, remark
from foresell.plan_options import PlanSource, admit, plan_options, watched, work_options, workers_of


@click.command("compare")
@plan_options
@click.argument("plans", nargs=-1, required=True)
@click.option("--kpi", default="operating_profit", show_default=True, help="Key figure that decides.")
@click.option("--delta", type=float, help="Smallest difference that matters.  [default: 1 % of the baseline]")
@click.option("--fixed", is_flag=True, help="Run just --replications; do not search until the best is found.")
@click.option("--most", type=click.IntRange(20), default=400, show_default=True, help="End of a search.")
@click.option("--returns/--no-returns", default=True, help="What each campaign of the best plan brings in.")
@click.option("--drivers/--no-drivers", default=True, help="What would change the answer.")
@work_options
def command(
    options: RunOptions, source: PlanSource, plans: tuple[str, ...], cluster: str | None, **asked: Any
) -> None:
    """Simulate several plans under the same luck and compare them.

    SCENARIO is the baseline. PLANS are files that are laid over it, or scenarios of their own. A search (at
    least 20 replications of each plan, then batches until one is best) is followed by at least --replications
    fresh ones of every plan, which the table shows. Writes run folders and a report below --out (runs).
    """
    from planning.plans import candidates

    found = candidates(source.path, plans, source.overlays, source.settings)
    searched = 0 if asked["fixed"] else asked["most"]
    admit([each.plan for each in found], options, asked.pop("allowed"), options.replications + searched)

    from foresell.answers import show_study
    from foresell.materials import study_material
    from foresell.study_json import study_json
    from planning.comparison import Request
    from planning.study import Extras, study_plans
    from reports import write_report

    extras = Extras(returns=asked.pop("returns"), drivers=asked.pop("drivers"))
    request = Request(sequential=not asked.pop("fixed"), **asked)
    with workers_of(options, cluster) as settings, watched("simulating", options.quiet) as progress:
        study = study_plans(found, request, settings, extras, progress)
    report = write_report(study_material(study), study.folder / "report.html")
    if options.as_json:
        json_dump({**study_json(study), "report": report})
        return
    show_study(study, found[0].plan.scenario.currency)
    remark(f"report: {report}", options.quiet)
