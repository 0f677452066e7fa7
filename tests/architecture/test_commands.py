"""The table of commands and the modules in foresell/commands say the same."""

from importlib import import_module

import pytest

from foresell.cli import COMMANDS
from tests.architecture.sources import ROOT

FOLDER = ROOT / "foresell" / "commands"
NAMES = sorted(path.stem.replace("_", "-") for path in FOLDER.glob("*.py") if path.stem != "__init__")
MAX_LINES = 60


def test_every_command_has_a_module_and_every_module_is_a_command() -> None:
    assert not FOLDER.exists() or set(NAMES) == set(COMMANDS)


@pytest.mark.parametrize("name", NAMES)
def test_the_summary_in_the_table_is_the_first_line_of_the_help(name: str) -> None:
    command = import_module(f"foresell.commands.{name.replace('-', '_')}").command
    assert command.name == name
    assert command.help.strip().splitlines()[0] == COMMANDS[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_command_only_parses_and_calls(name: str) -> None:
    path = FOLDER / f"{name.replace('-', '_')}.py"
    lines = len(path.read_text().splitlines())
    assert lines <= MAX_LINES, f"{name} has {lines} lines; move the logic into the package it belongs to"
