"""How the process of the command begins and ends, and what is imported meanwhile."""

import os
import subprocess
import sys

import pytest

from foresell.startup import imported_meanwhile
from tests.architecture.sources import ROOT

LEAVING = """
import atexit
import sys
from foresell.__main__ import leave
atexit.register(print, "handler")
print("answer")
print("remark", file=sys.stderr)
leave(5)
print("never")
"""


def test_a_process_leaves_with_its_code_after_its_handlers_and_all_it_said() -> None:
    gone = subprocess.run(
        [sys.executable, "-c", LEAVING], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (gone.returncode, gone.stdout, gone.stderr) == (5, "answer\nhandler\n", "remark\n")


def test_a_process_whose_reader_has_gone_leaves_quietly() -> None:
    """Like `foresell ... | head`: the pipe is closed before all is written."""
    line = f'"{sys.executable}" -c "from foresell.__main__ import leave; print(1); leave(0)" | true'
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    gone = subprocess.run(
        line, shell=True, cwd=ROOT, env=buffered, capture_output=True, text=True, check=False
    )
    assert (gone.returncode, gone.stderr) == (0, "")


def test_the_command_is_the_process() -> None:
    gone = subprocess.run(
        [sys.executable, "-m", "foresell", "check", "no-such.yaml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert gone.returncode == 2
    assert gone.stderr == "foresell: no-such.yaml: no such file\n"


def test_a_module_is_there_when_the_work_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with imported_meanwhile("colorsys"):
        pass
    assert "colorsys" in sys.modules


def test_a_module_that_cannot_be_imported_disturbs_nobody() -> None:
    with imported_meanwhile("no_such_module_at_all"):
        done = True
    assert done


def test_an_error_in_the_work_is_passed_on() -> None:
    with pytest.raises(ValueError, match="the work"), imported_meanwhile("colorsys"):
        raise ValueError("the work")
