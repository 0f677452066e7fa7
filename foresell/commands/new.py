"""`foresell new`: a folder with a scenario to begin with."""

import json
from pathlib import Path

import click

from foresell.output import say

_LINE = "# yaml-language-server: $schema=./scenario.schema.json"


@click.command("new")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--template", default="saas", show_default=True, metavar="NAME", help="Scenario of the library."
)
def command(folder: Path, template: str) -> None:
    """Start a folder with a scenario of your own.

    Writes scenario.yaml, a commented copy of a library scenario with the evidence behind its numbers, a first
    plan to compare it with, and the schema that lets an editor complete and check both.
    """
    from scenarios.files import library_path
    from scenarios.json_schema import schema_text
    from scenarios.load import load
    from sim.errors import InputError

    product = next(iter(load(f"library:{template}").scenario.offer.products))
    text = library_path(template).read_text(encoding="utf-8")
    body = text.split("\n", 1)[1] if text.startswith("# yaml-language-server:") else text
    files = {
        "scenario.yaml": f"{_LINE}\n{body}",
        "scenario.schema.json": schema_text(),
        "plans/less_discount.yaml": "# A plan is what differs from the scenario.\nname: Less discount\n"
        f"offer:\n  products:\n    {json.dumps(product)}:\n      discount: 2%\n",
    }
    there = [name for name in files if (folder / name).exists()]
    if there:
        raise InputError(f"{folder}: already holds a scenario", [f"{name} exists" for name in there])
    (folder / "plans").mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    say(f"wrote {folder / 'scenario.yaml'}, from library:{template}")
    say(f"next: foresell check {folder / 'scenario.yaml'}")
    say(f"      foresell compare {folder / 'scenario.yaml'} {folder / 'plans' / 'less_discount.yaml'}")
