"""Where compiled code is kept, and that old code is never run in the place of new."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from sim.codes import DAYS_PER_MONTH
from sim.jit import cache
from tests.architecture.sources import ROOT

PLACES = ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME", "HOME", "TMPDIR")
KERNEL = '''
"""A small kernel that calls a rule of another file."""

import sys

import numpy as np

from sim.jit import cache_folder, is_prepared, kernel
from sim.rules.team import productivity


@kernel
def speed(tenure: float, ramp: np.ndarray) -> float:
    return productivity(1.0, tenure, ramp)


if __name__ == "__main__":
    known = is_prepared(speed)
    print(speed(45.0, np.array([0.25, 0.5, 1.0])), known, cache_folder())
'''
RULE = "return float(skill * ramp[min(month, len(ramp) - 1)])"
EDITED = "return float(skill * ramp[min(month, len(ramp) - 1)]) * 3.0"


def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PLACES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ({"NUMBA_CACHE_DIR": "numba", "XDG_CACHE_HOME": "xdg", "HOME": "home"}, "numba"),
        ({"XDG_CACHE_HOME": "xdg", "HOME": "home"}, "xdg"),
        ({"HOME": "home"}, "home/.cache"),
    ],
)
def test_compiled_code_goes_where_the_user_wants_it(settings, place, tmp_path, monkeypatch):
    unset(monkeypatch)
    for name, folder in settings.items():
        monkeypatch.setenv(name, str(tmp_path / folder))
    assert cache.cache_root() == tmp_path / place / "foresell"


@pytest.mark.parametrize("name", ["NUMBA_CACHE_DIR", "XDG_CACHE_HOME", "HOME"])
def test_a_place_that_cannot_be_written_is_left_for_the_temporary_folder(name, tmp_path, monkeypatch):
    """A file in the place of the folder stops even the superuser, as a read-only disk would."""
    unset(monkeypatch)
    blocked = tmp_path / "blocked"
    blocked.write_text("")
    monkeypatch.setenv(name, str(blocked))
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path / "temporary"))
    assert cache.cache_root() == tmp_path / "temporary" / "foresell"


def test_a_user_without_a_home_is_served_from_the_temporary_folder(tmp_path, monkeypatch):
    unset(monkeypatch)

    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nowhere)
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    assert cache.cache_root() == tmp_path / "foresell"


def test_the_folder_is_named_by_the_sources(monkeypatch):
    assert cache.cache_folder().name == cache.source_digest()
    monkeypatch.setattr(cache, "version", lambda name: "0.0.0")
    assert cache.cache_folder().name != cache.source_digest()


def test_a_month_and_a_half_of_tenure_is_in_the_second_month():
    """The edited rule below is asked for 45 days."""
    assert int(45.0 / DAYS_PER_MONTH) == 1


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the simulator with a small kernel in it."""
    folder = tmp_path / "copy"
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "sim", folder / "sim", ignore=ignore)
    (folder / "sim" / "probe.py").write_text(KERNEL, encoding="utf-8")
    return folder


def edit(folder: Path) -> None:
    """Make everybody three times as productive."""
    path = folder / "sim" / "rules" / "team.py"
    text = path.read_text(encoding="utf-8")
    assert text.count(RULE) == 1
    path.write_text(text.replace(RULE, EDITED), encoding="utf-8")


def asked(folder: Path, **places: str) -> tuple[float, bool, Path]:
    """Answer of the small kernel, whether it was compiled before, and the folder of the cache."""
    answer = run(folder, ["-m", "sim.probe"], places)
    value, known, cache = answer.stdout.split(maxsplit=2)
    return float(value), known == "True", Path(cache.strip())


def run(folder: Path, arguments: list[str], places: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run Python on the copy, with the caches of this test alone."""
    environment = {name: value for name, value in os.environ.items() if name not in PLACES}
    answer = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**environment, **places, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer


def test_an_edited_rule_is_heard_by_the_kernels_of_other_files(copied, tmp_path):
    cache = str(tmp_path / "cache")
    assert asked(copied, NUMBA_CACHE_DIR=cache)[0] == 0.5
    edit(copied)
    assert asked(copied, NUMBA_CACHE_DIR=cache)[0] == 1.5


def test_without_the_fingerprint_the_old_rule_would_go_on_running(copied, tmp_path):
    """What the fingerprint is for: with one name for all versions, numba runs stale code."""
    path = copied / "sim" / "jit" / "cache.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("cache_root() / source_digest()", 'cache_root() / "one"'), encoding="utf-8")
    cache = str(tmp_path / "cache")
    assert asked(copied, NUMBA_CACHE_DIR=cache)[:2] == (0.5, False)
    edit(copied)
    assert asked(copied, NUMBA_CACHE_DIR=cache)[:2] == (0.5, True)


def test_compiled_code_is_found_again_with_a_home_that_cannot_be_written(copied, tmp_path):
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    home.write_text("")
    temporary.mkdir()
    places = {"HOME": str(home), "TMPDIR": str(temporary)}
    first, again = asked(copied, **places), asked(copied, **places)
    assert (first[0], again[0]) == (0.5, 0.5)
    assert (first[1], again[1]) == (False, True)
    assert again[2].parent == temporary / "foresell"


@pytest.mark.slow
def test_an_edited_rule_changes_what_the_whole_program_answers(tmp_path):
    """From an empty cache and with a home that cannot be written; compiles the engine twice."""
    folder, temporary = tmp_path / "copy", tmp_path / "temporary"
    temporary.mkdir()
    (tmp_path / "home").write_text("")
    for package in ("sim", "scenarios", "calibration", "planning", "reports", "foresell"):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, folder / package, ignore=ignore)
    places = {"HOME": str(tmp_path / "home"), "TMPDIR": str(temporary)}
    line = ["-m", "foresell", "run", "library:tiny", "-n", "20", "--json", "--out", str(tmp_path / "runs")]
    first, again = run(folder, line, places), run(folder, line, places)
    assert "preparing the engine" in first.stderr
    assert "preparing the engine" not in again.stderr
    edit(folder)
    edited = run(folder, line, places)
    assert "preparing the engine" in edited.stderr
    answers = [json.loads(each.stdout) for each in (first, again, edited)]
    assert answers[0]["figures"] == answers[1]["figures"]
    assert answers[1]["reused"]
    assert answers[0]["figures"] != answers[2]["figures"]
