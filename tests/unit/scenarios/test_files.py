"""Opening scenario files: ordinary files only, inside the scenario's folder or from the library."""

import os

import pytest

from scenarios import files
from scenarios.read import read_scenario
from sim.errors import InputError


def test_row_15_a_pipe_is_refused_without_waiting(tmp_path):
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="not an ordinary file"):
        read_scenario(pipe)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/dev/zero", "not an ordinary file"),
        ("/dev", "is a folder"),
        ("missing.yaml", "no such file"),
        ("x" * 32_000, "cannot be opened: File name too long|is not a usable path"),
        ("a\0b", "cannot be opened|is not a usable path"),
    ],
)
def test_row_15_paths_that_are_no_files_are_clean_errors(path, message):
    with pytest.raises(InputError, match=message):
        read_scenario(path)


@pytest.mark.parametrize("name", ["../secret.yaml", "/etc/passwd", "sub/../../secret.yaml", "link.yaml"])
def test_row_15_extends_cannot_leave_the_folder_of_the_scenario(folder, tmp_path, monkeypatch, name):
    folder({"secret.yaml": "a: 1", "home/plan.yaml": f"extends: {name}"})
    (tmp_path / "home" / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    monkeypatch.chdir(tmp_path / "home")
    with pytest.raises(
        InputError, match=r"plan\.yaml:1:10: extends: '.*' (leads out of|must be a path relative)"
    ):
        read_scenario("plan.yaml")


def test_row_15_extends_may_not_name_a_device(folder, tmp_path):
    folder({"plan.yaml": "extends: pipe.yaml"})
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(InputError, match=r"plan\.yaml:1:10: extends: pipe\.yaml: is not an ordinary file"):
        read_scenario("plan.yaml")


def test_a_library_scenario_is_named_and_shown_by_its_name(folder, tmp_path, monkeypatch):
    folder({"library/saas.yaml": "a: 1\nb: 1", "home/plan.yaml": "extends: library:saas\nb: 2"})
    monkeypatch.setattr(files, "LIBRARY", tmp_path / "library")
    monkeypatch.setattr("scenarios.read.LIBRARY", tmp_path / "library")
    document = read_scenario("home/plan.yaml")
    assert (document.data, str(document.locate("a"))) == ({"a": 1, "b": 2}, "library:saas:1:4")
    assert read_scenario("library:saas").data == {"a": 1, "b": 1}
    with pytest.raises(InputError, match=r"no library scenario 'sass' \(did you mean 'saas'\?\)"):
        read_scenario("library:sass")


def test_a_library_name_cannot_lead_out_of_the_library():
    with pytest.raises(InputError, match="no library scenario"):
        read_scenario("library:../read")
