"""Every scenario of the library can be checked and run, and its books balance."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from planning.plans import load_plan
from planning.runs import Options, run_plan
from scenarios.files import LIBRARY
from scenarios.load import load

NAMES = sorted(path.stem for path in LIBRARY.glob("*.yaml"))
PLANS = sorted((LIBRARY / "demo").glob("*.yaml"))


def test_the_library_holds_at_least_four_companies():
    assert len(NAMES) >= 4


@pytest.mark.parametrize("name", NAMES)
def test_a_library_scenario_has_no_problems_and_no_warnings(name: str):
    assert load(f"library:{name}").warnings == ()


@pytest.mark.parametrize("name", NAMES)
def test_a_library_scenario_runs_and_its_books_balance(name: str, tmp_path: Path):
    plan = load(f"library:{name}", settings=["days=60", "months=null"])
    run = run_plan(plan, Options(3, out=tmp_path))
    assert run.summary["leads"].min() > 0
    views = run.tables["pnl"].groupby(["replication", "month", "view"])["cash_cents"].sum().unstack("view")
    assert np.ptp(views.to_numpy(), axis=1).max() == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_library_scenario_states_evidence_for_its_numbers(name: str):
    text = (LIBRARY / f"{name}.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../scenario.schema.json\n")
    assert text.count("[assumption]") + text.count("[survey") + text.count("[peer-reviewed") >= 5


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_the_plans_of_the_example_fit_its_company(path: Path):
    plan = load_plan(path, "library:saas", settings=["start=2027-01-01", "months=12"])
    assert plan.document.data != load("library:saas").document.data


def test_the_command_line_checks_a_library_scenario():
    answer = subprocess.run(
        [sys.executable, "-m", "foresell", "check", "library:tiny"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (answer.returncode, answer.stderr) == (0, "")
