"""Options that commands share arrive as one object."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from foresell.options import OutputOptions, RunOptions, output_options, run_options

seen: list[object] = []


@click.command()
@click.argument("scenario")
@run_options
def simulate(options: RunOptions, scenario: str) -> None:
    """Remember what arrived."""
    seen[:] = [options, scenario]


@click.command()
@output_options
def show(options: OutputOptions) -> None:
    """Print what arrived."""
    click.echo(json.dumps([options.as_json, options.quiet]))


def run(*arguments: str) -> Result:
    """Call the simulating command."""
    return CliRunner().invoke(simulate, arguments)


def test_without_options_the_defaults_arrive() -> None:
    assert run("plan.yaml").exit_code == 0
    assert seen == [RunOptions(100, 1, 0, "compiled", False, None, False, False), "plan.yaml"]


def test_all_options_arrive_as_given() -> None:
    line = "plan.yaml -n 7 --seed 9 --workers 2 --engine simpy --antithetic --out results --json --quiet"
    assert run(*line.split()).exit_code == 0
    assert seen == [RunOptions(7, 9, 2, "simpy", True, Path("results"), True, True), "plan.yaml"]


@pytest.mark.parametrize(
    "line", ["--replications 0", "--seed -1", "--workers -1", "--engine fast", "--seed 9223372036854775808"]
)
def test_values_out_of_range_are_usage_errors(line: str) -> None:
    answer = run("plan.yaml", *line.split())
    assert answer.exit_code == 2
    assert line.split(maxsplit=1)[0] in answer.output


def test_a_command_without_a_simulation_takes_only_the_output_options() -> None:
    assert CliRunner().invoke(show, ["--json"]).output == "[true, false]\n"
    assert CliRunner().invoke(show, ["--seed", "3"]).exit_code == 2


def test_the_help_of_the_command_itself_is_kept() -> None:
    text = CliRunner().invoke(simulate, ["--help"]).output
    assert "Remember what arrived." in text
    assert text.index("--replications") < text.index("--seed") < text.index("--quiet")
