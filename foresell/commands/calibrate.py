"""`foresell calibrate`: a scenario from the company's own history."""

from pathlib import Path

import click

from foresell.options import OutputOptions, output_options
from foresell.output import json_dump, remark


@click.command("calibrate")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--mapping", help="Shipped mapping or mapping file.  [default: the one that fits best]")
@click.option("--base", help="Scenario whose numbers are calibrated.  [default: one built from the history]")
@click.option(
    "--overlay", "overlays", multiple=True, type=click.Path(path_type=Path), help="Laid over --base."
)
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("calibrated"),
    show_default=True,
    help="Folder for the scenario, the overlay and the report.",
)
@output_options
def command(
    options: OutputOptions,
    paths: tuple[Path, ...],
    mapping: str | None,
    base: str | None,
    overlays: tuple[Path, ...],
    out: Path,
) -> None:
    """Fit a scenario to the company's own history.

    PATHS are files, folders or patterns of exports. Writes scenario.yaml, which can be run and compared,
    calibrated.yaml, the overlay of estimates with 90 % intervals, and a report with everything that is
    wrong with the data. Without --base the company's structure is built from the history, too.
    """
    from calibration.scenario_file import calibrate
    from foresell.answers import show_calibration
    from foresell.calibrated_files import write_calibrated
    from foresell.materials import calibration_material
    from reports import write_report
    from scenarios.load import load

    plan = load(base, overlays) if base is not None else None
    remark("reading and fitting the history ...", options.quiet)
    found = calibrate(paths, mapping, plan)
    files = write_calibrated(found, plan, out)
    report = write_report(calibration_material(found), out / "report.html")
    if options.as_json:
        history = found.calibration
        json_dump({"values": found.values, "estimates": history.estimates, "findings": history.findings})
        return
    show_calibration(found)
    for file in (*files, report):
        remark(f"wrote {file}", options.quiet)
