"""`foresell check`: read scenarios and list every problem."""

from pathlib import Path

import click

from foresell.options import OutputOptions, output_options
from foresell.output import json_dump, remark, say
from foresell.plan_options import PlanSource, plan_options


@click.command("check")
@plan_options
@click.argument("plans", nargs=-1, type=click.Path(path_type=Path))
@output_options
def command(options: OutputOptions, source: PlanSource, plans: tuple[Path, ...]) -> None:
    """Find every problem in a scenario before it runs.

    SCENARIO is a file or library:NAME. PLANS are checked as `foresell compare` would read them: files that
    are laid over the scenario, or scenarios of their own. Ends with code 2 and the list of all problems as
    file:line:column when there are any; else tells how many events, how long and how much memory a run is.
    """
    from planning.preflight import figures, size_of, told, usual

    loaded = [source.load(), *(source.load_plan(str(plan)) for plan in plans)]
    for warning in dict.fromkeys(line for plan in loaded for line in plan.warnings):
        remark(f"warning: {warning}", options.quiet or options.as_json)
    if options.as_json:
        json_dump(
            {
                "scenarios": [
                    {
                        "file": plan.document.path,
                        "name": plan.scenario.name,
                        "months": len(plan.names.months),
                        "warnings": plan.warnings,
                        "size": figures(*size_of(usual(plan))),
                    }
                    for plan in loaded
                ]
            }
        )
        return
    for plan in loaded:
        names = plan.names
        say(
            f"{plan.document.path}: no problems ({names.scenario}: {len(names.months)} months, "
            f"{len(names.cells)} cells, {len(names.sources)} sources of leads, {len(names.seats)} seats)"
        )
        say(f"  {told(*size_of(usual(plan)))}")
