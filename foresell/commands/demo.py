"""`foresell demo`: the whole way on the built-in company."""

from pathlib import Path

import click

from foresell.options import RunOptions, run_options
from foresell.output import json_dump, say
from foresell.plan_options import run_settings, watched


@click.command("demo")
@run_options
def command(options: RunOptions) -> None:
    """Run the built-in company and write its report.

    Two years of a company's records are written as messy CSV files and calibrated as if nobody knew the true
    numbers; then three plans for the coming year (price and product, budget split, territories) are compared
    with going on as before. Everything is written below --out (demo).
    """
    from foresell.answers import show_study
    from foresell.demo import recovery_sentence, run_demo
    from foresell.study_json import study_json

    folder = options.out or Path("demo")
    demo = run_demo(folder, run_settings(options), lambda label: watched(label, options.quiet))
    if options.as_json:
        json_dump({**study_json(demo.study), "recovery": recovery_sentence(demo), "report": demo.report})
        return
    say(f"Records: {folder / 'history'}; calibrated scenario: {folder / 'calibrated' / 'scenario.yaml'}")
    say(recovery_sentence(demo))
    say()
    show_study(demo.study, demo.study.comparison.runs[0].plan.scenario.currency)
    say()
    say(f"Report: {demo.report.resolve()}")
