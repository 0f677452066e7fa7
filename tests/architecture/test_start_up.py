"""Help and checks answer at once, and a short run soon: none loads a library that it does not need.

Time is counted in seconds of the processor, in units of what this machine needs at the same moment to import
the libraries that a run cannot do without, so that a busy or slow machine does not fail.
"""

import os
import resource
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


NEEDED_BY_A_RUN = "numpy, pandas, llvmlite.binding, duckdb, pydantic, yaml, jinja2, matplotlib.figure"
NOT_FOR_A_RUN = (
    "calibration",
    "planning.study",
    "planning.targets",
    "simpy",
    "scipy.optimize",
    "scipy.stats",
    "scipy.signal",
    "matplotlib.pyplot",
)


def processor_seconds(*arguments: str) -> float:
    """What a process of Python takes from the processor, the parts in the system included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def least_of(*arguments: str, times: int = 3) -> float:
    """Least of a few runs, the first of which may have to compile."""
    return min(processor_seconds(*arguments) for _ in range(times))


@pytest.fixture(scope="module")
def yardstick(tmp_path_factory: pytest.TempPathFactory) -> float:
    """What the libraries of a run take to import, about 0.5 s on a machine of 2024."""
    cache = tmp_path_factory.mktemp("bytecode")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPYCACHEPREFIX", str(cache))
        return least_of("-c", f"import {NEEDED_BY_A_RUN}")


@pytest.fixture
def compiled_modules(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytecode is kept from one run to the next, as it is wherever Foresell is installed."""
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path_factory.getbasetemp() / "bytecode"))


def test_a_run_with_its_report_loads_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    line = ["run", "library:tiny", "-n", "2", "--quiet", "--out", str(tmp_path)]
    assert loaded_by(line, NOT_FOR_A_RUN) == []


def test_a_run_that_finds_the_engine_compiled_loads_no_compiler(tmp_path: Path) -> None:
    """The first may have to compile; both load what brings machine code into the process."""
    line = ["run", "library:tiny", "-n", "2", "--quiet", "--out"]
    loaded_by([*line, str(tmp_path / "first")], ("numba",))
    assert loaded_by([*line, str(tmp_path / "again")], ("numba", "llvmlite")) == ["llvmlite"]


@pytest.mark.usefixtures("compiled_modules")
def test_a_short_run_takes_little_more_than_its_libraries(yardstick: float, tmp_path: Path) -> None:
    """Whole process, 100 replications of the small company, tables and report: measured 2.8 yardsticks."""
    folders = iter(str(tmp_path / str(place)) for place in range(3))

    def once() -> float:
        return processor_seconds("-m", "foresell", "run", "library:tiny", "--out", next(folders))

    taken = min(once() for _ in range(3))
    assert taken < 3.6 * yardstick, f"{taken:.2f} s, {taken / yardstick:.1f} times its libraries"


@pytest.mark.usefixtures("compiled_modules")
@pytest.mark.parametrize(
    ("line", "limit"), [(["--help"], 0.15), (["check", "library:tiny"], 0.5)], ids=["help", "check"]
)
def test_help_and_checks_take_a_small_part_of_a_run(line: list[str], limit: float, yardstick: float) -> None:
    """Below 0.1 s and 0.3 s on a quiet machine: measured 0.06 and 0.32 yardsticks."""
    taken = least_of("-m", "foresell", *line)
    assert taken < limit * yardstick, f"{taken:.2f} s, {taken / yardstick:.2f} times the libraries of a run"
