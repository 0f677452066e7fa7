"""`foresell schema`: the JSON Schema that editors complete and check scenarios with."""

from pathlib import Path

import click

from foresell.output import remark


@click.command("schema")
@click.option(
    "-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write instead of printing."
)
def command(out: Path | None) -> None:
    """Print the JSON Schema of scenarios, for editors.

    Editors with the YAML language server find it through the first line of a scenario:
    `# yaml-language-server: $schema=./scenario.schema.json`.
    """
    from scenarios.json_schema import schema_text

    if out is None:
        click.echo(schema_text(), nl=False)
        return
    out.write_text(schema_text(), encoding="utf-8")
    remark(f"wrote {out}")
