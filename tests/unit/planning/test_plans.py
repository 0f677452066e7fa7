"""Plans are files laid over a baseline, or scenarios of their own."""

from pathlib import Path

import pytest

from planning.plans import candidates, is_whole, load_plan
from sim.errors import InputError


def written(folder: Path, name: str, text: str) -> Path:
    """A file with some text."""
    path = folder / name
    path.write_text(text)
    return path


def test_a_file_with_a_few_keys_is_laid_over_the_baseline(tmp_path: Path):
    path = written(tmp_path, "more.yaml", "months: 3\n")
    assert not is_whole(path)
    assert load_plan(path, "library:tiny").scenario.months == 3


def test_a_file_that_extends_is_a_scenario_of_its_own(tmp_path: Path):
    path = written(tmp_path, "own.yaml", "extends: library:saas\nmonths: 3\n")
    assert is_whole(path)
    assert load_plan(path, "library:tiny").scenario.name == "Cloud CRM vendor"


def test_a_library_scenario_is_one_of_its_own():
    assert is_whole("library:tiny")


def test_plans_are_called_by_their_own_name_or_their_file(tmp_path: Path):
    named = written(tmp_path, "a.yaml", "name: Bold plan\n")
    unnamed = written(tmp_path, "more_reps.yaml", "months: 6\n")
    found = candidates("library:tiny", [named, unnamed], (), ())
    assert [each.name for each in found] == ["Tiny company", "Bold plan", "more reps"]


def test_a_plan_with_a_wrong_key_is_refused_with_its_place(tmp_path: Path):
    path = written(tmp_path, "bad.yaml", "mnths: 3\n")
    with pytest.raises(InputError, match=r"bad\.yaml:1:1: mnths: unknown key 'mnths'"):
        load_plan(path, "library:tiny")
