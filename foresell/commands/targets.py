"""`foresell targets`: the company's target, split down to every rep, and how likely it is met."""

from datetime import datetime
from typing import Any

import click

from foresell.options import RunOptions
from foresell.output import json_dump, remark
from foresell.plan_options import PlanSource, admit, plan_options, watched, work_options, workers_of


@click.command("targets")
@plan_options
@click.option("--target", required=True, metavar="AMOUNT", help="Target of the company, such as '12M EUR'.")
@click.option(
    "--by", default="even", show_default=True, help="even, history, potential, pipeline, or weights."
)
@click.option("--over-assignment", default="", metavar="SHARES", help="Extra per level: regions,teams,reps.")
@click.option(
    "--from", "begin", type=click.DateTime(["%Y-%m", "%Y-%m-%d"]), help="First month of the period."
)
@click.option("--months", type=click.IntRange(1), default=12, show_default=True, help="Length of the period.")
@work_options
def command(
    options: RunOptions, source: PlanSource, target: str, begin: datetime | None, **asked: Any
) -> None:
    """Find targets that are met with a chosen chance.

    Splits --target over regions, teams and reps, exact to the cent, new reps counted by their ramp, and tells
    for each how likely it is met in the simulated futures. Weights: --by history=60%,potential=40%. The
    period is the last twelve months of the scenario unless --from says otherwise.
    """
    from planning.targets import TargetRequest, blend_of, cents_in, plan_targets, shares_in

    plan = source.load()
    admit([plan], options, asked.pop("allowed"))
    request = TargetRequest(
        total_cents=cents_in(target, plan.scenario.currency),
        blend=blend_of(asked["by"]),
        over_assignment=shares_in(asked["over_assignment"]),
        begin=begin.date() if begin is not None else None,
        months=asked["months"],
    )

    from foresell.answers import show_targets
    from foresell.materials import targets_material
    from foresell.study_json import targets_json
    from reports import write_report

    with workers_of(options, asked["cluster"]) as settings, watched("simulating", options.quiet) as progress:
        found = plan_targets(plan, request, settings, progress)
    report = write_report(targets_material(found), found.run.folder / "targets.html")
    if options.as_json:
        json_dump({**targets_json(found), "report": report})
        return
    show_targets(found, plan.scenario.currency)
    remark(f"report: {report}", options.quiet)
