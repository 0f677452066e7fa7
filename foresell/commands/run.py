"""`foresell run`: simulate one scenario."""

from typing import TYPE_CHECKING

import click

from foresell.options import RunOptions
from foresell.output import json_dump, remark
from foresell.plan_options import PlanSource, admit, plan_options, watched, work_options, workers_of
from foresell.startup import imported_meanwhile

if TYPE_CHECKING:
    from planning.preflight import Allowance


@click.command("run")
@plan_options
@work_options
def command(options: RunOptions, source: PlanSource, cluster: str | None, allowed: "Allowance") -> None:
    """Simulate one scenario.

    SCENARIO is a file or library:NAME. Prints the key figures with how sure they are and writes the tables
    and a report to a run folder below --out (runs). The same inputs are not simulated twice; a run that was
    stopped goes on where it was.
    """
    plan = source.load()
    admit([plan], options, allowed)

    from planning.runs import run_plan

    with (
        workers_of(options, cluster) as settings,
        watched("simulating", options.quiet) as progress,
        imported_meanwhile("reports"),
    ):
        run = run_plan(plan, settings, progress)

    from foresell.answers import show_run
    from foresell.materials import run_material
    from foresell.run_json import run_json
    from planning.overview import overview
    from reports import write_report

    figures = overview(run)
    report = write_report(run_material(run), run.folder / "report.html")
    if options.as_json:
        json_dump({**run_json(run), "report": report, "figures": figures})
        return
    show_run(run, figures, plan.scenario.currency)
    remark(f"{'found' if run.reused else 'written'}: {run.folder}", options.quiet)
    remark(f"report: {report}", options.quiet)
