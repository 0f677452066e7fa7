"""`foresell export-crm`: a simulated history as files."""

from pathlib import Path

import click

from foresell.options import RunOptions, run_options
from foresell.output import json_dump, say
from foresell.plan_options import PlanSource, plan_options, run_settings


@click.command("export-crm")
@plan_options
@click.option(
    "--replication", type=click.IntRange(0), default=0, show_default=True, help="Which replication."
)
@click.option("--messy", is_flag=True, help="With the faults that real exports have.")
@run_options
def command(options: RunOptions, source: PlanSource, replication: int, messy: bool) -> None:
    """Write a simulated history as CRM tables.

    Leads, deals with stage history, reps, spend, orders, invoices, customers, tickets and renewals as CSV,
    with a README and the mapping that `foresell calibrate` reads them by. Goes to --out, or crm-export.
    """
    from planning.export_crm import export_crm

    folder = options.out or Path("crm-export")
    files = export_crm(source.load(), folder, run_settings(options), replication, messy)
    if options.as_json:
        json_dump({"folder": folder, "files": files})
        return
    for file in files:
        say(str(file))
