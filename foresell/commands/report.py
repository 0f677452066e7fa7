"""`foresell report`: the report of something that has been run."""

from pathlib import Path

import click

from foresell.output import say
from foresell.plan_options import watched


@click.command("report")
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="File.  [default: RUN/report.html]"
)
@click.option("-q", "--quiet", is_flag=True, help="Print only the answer and errors.")
def command(run: Path, out: Path | None, quiet: bool) -> None:
    """Write the report of a finished run.

    RUN is the folder of a run or of a comparison. What is missing of a comparison is simulated again.
    """
    from foresell.materials import run_material, study_material
    from planning.runs import open_run
    from planning.study import RECORD, open_study
    from reports import write_report

    with watched("simulating", quiet) as progress:
        if (run / RECORD).exists():
            material = study_material(open_study(run, progress))
        else:
            material = run_material(open_run(run))
    say(str(write_report(material, out or run / "report.html")))
