"""Foresell notices when other code stands in front of its packages."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from foresell.startup import foreign_packages, installation_problem


def test_a_sound_installation_has_no_problem() -> None:
    assert installation_problem(["sim", "scenarios"]) is None


def test_a_missing_package_is_named() -> None:
    (line,) = foreign_packages(["no_such_package"])
    assert line.startswith("package 'no_such_package': expected ")
    assert line.endswith("found nothing")


def test_a_module_of_the_standard_library_is_not_ours() -> None:
    (line,) = foreign_packages(["bisect"])
    assert line.endswith("bisect.py")


@pytest.mark.parametrize("shape", ["sim/__init__.py", "sim.py"])
def test_a_folder_of_the_same_name_in_front_ends_in_a_clear_message(
    tmp_path: Path, root: Path, shape: str
) -> None:
    stranger = tmp_path / shape
    stranger.parent.mkdir(exist_ok=True)
    stranger.write_text("raise ImportError('must not be imported')\n")
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{root}"}
    answer = subprocess.run(
        [sys.executable, "-m", "foresell", "--version"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 3
    assert "other code stands in front" in answer.stderr
    assert str(tmp_path) in answer.stderr
    assert "Traceback" not in answer.stderr
