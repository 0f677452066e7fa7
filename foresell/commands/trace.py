"""`foresell trace`: the event log of one replication."""

import sys
from typing import Any

import click

from foresell.options import RunOptions, run_options
from foresell.output import json_dump, print_table, remark
from foresell.plan_options import PlanSource, limit_options, plan_options, run_settings


@click.command("trace")
@plan_options
@click.option(
    "--replication", type=click.IntRange(0), default=0, show_default=True, help="Which replication."
)
@click.option("--kind", "kinds", multiple=True, help="Kind of event, such as lead, stage, won or churned.")
@click.option("--segment", default="", help="Only this segment.")
@click.option("--territory", default="", help="Only this territory.")
@click.option("--desk", default="", help="Only this desk.")
@click.option("--entity", default="", help="Only this lead, order or customer and what was born of it.")
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="Rows shown; 0 for all.")
@click.option("--csv", "as_csv", is_flag=True, help="Print comma-separated values.")
@limit_options
@run_options
def command(
    options: RunOptions, source: PlanSource, replication: int, limit: int, as_csv: bool, **wanted: Any
) -> None:
    """List the events of one replication.

    Every lead, stage, task, order, delivery, payment, renewal and departure, in order of time.
    """
    from planning.preflight import Work, preflight

    plan = source.load()
    preflight(Work([plan], 1, 1, options.engine, recorded=True), wanted.pop("allowed"))

    from planning.csv_text import csv_text
    from planning.events import Filter, event_table, record, trace_of

    trace = trace_of(record(plan, run_settings(options), replication))
    found = Filter(**wanted).rows(event_table(trace, plan.names))
    shown = found.head(limit) if limit else found
    if options.as_json:
        json_dump(shown.astype({"time": str}).to_dict("records"))
    elif as_csv:
        sys.stdout.write(csv_text(shown))
    else:
        rows = [[str(cell) for cell in row] for row in shown.itertuples(index=False)]
        print_table(f"{plan.scenario.name}, replication {replication}", list(shown.columns), rows)
    remark(f"{len(shown)} of {len(found)} events shown, {len(trace)} in the replication", options.quiet)
