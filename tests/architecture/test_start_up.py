"""Help and checks answer at once: they load none of the heavy libraries."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

HEAVY = ("numba", "scipy", "pandas", "matplotlib", "simpy", "duckdb")
HELP_LOADS_NEITHER = (*HEAVY, "numpy", "pydantic", "yaml", "rich", "jinja2")
COMMAND_MODULES = sorted(
    path.stem for path in (ROOT / "foresell" / "commands").glob("*.py") if path.stem != "__init__"
)
LIBRARY = sorted((ROOT / "scenarios" / "library").glob("*.yaml"))

PROBE = """
import sys
from foresell.cli import main
code = main(sys.argv[2:]) if sys.argv[2:] else 0
loaded = [name for name in sys.argv[1].split(",") if name in sys.modules]
print("loaded:", *loaded)
sys.exit(code)
"""


def loaded_by(arguments: list[str], names: tuple[str, ...]) -> list[str]:
    """Which of some libraries are loaded after a command line has run in a process of its own."""
    answer = subprocess.run(
        [sys.executable, "-c", PROBE, ",".join(names), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout.rsplit("loaded:", 1)[1].split()


def test_importing_the_command_line_loads_nothing_heavy() -> None:
    assert loaded_by([], HELP_LOADS_NEITHER) == []


def test_help_loads_nothing_heavy() -> None:
    assert loaded_by(["--help"], HELP_LOADS_NEITHER) == []


@pytest.mark.parametrize("module", COMMAND_MODULES)
def test_the_help_of_every_command_loads_nothing_heavy(module: str) -> None:
    assert loaded_by([module.replace("_", "-"), "--help"], HEAVY) == []


@pytest.mark.parametrize("scenario", [pytest.param(path, id=path.stem) for path in LIBRARY[:1]])
@pytest.mark.skipif("check" not in COMMAND_MODULES, reason="there is no check command")
def test_checking_a_scenario_loads_nothing_heavy(scenario: Path) -> None:
    assert loaded_by(["check", str(scenario)], HEAVY) == []
