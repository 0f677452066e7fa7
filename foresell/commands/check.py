"""`foresell check`: read scenarios and list every problem."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from foresell.options import DEFAULT_REPLICATIONS, OutputOptions, output_options
from foresell.output import json_dump, remark, say
from foresell.plan_options import PlanSource, plan_options

if TYPE_CHECKING:
    from planning.preflight import Work
    from scenarios.load import Plan


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
    from planning.preflight import size_of, told

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
                        "size": _size(plan),
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
        say(f"  {told(*size_of(_work(plan)))}")


def _work(plan: "Plan") -> "Work":
    """A run of the plan with the usual number of replications."""
    from planning.preflight import Work

    return Work([plan], DEFAULT_REPLICATIONS, 0)


def _size(plan: "Plan") -> dict[str, float]:
    """Size of a run for JSON."""
    from planning.preflight import size_of

    each, whole = size_of(_work(plan))
    sizes = {"events": each.events, "replications": whole.replications}
    return {**sizes, "workers": whole.workers, "seconds": whole.seconds, "bytes": whole.memory}
