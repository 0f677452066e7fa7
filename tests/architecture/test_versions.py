"""One version number, wherever it is written; and a gate that cannot be half switched on."""

import re
import tomllib

from foresell import __version__
from foresell.startup import PACKAGES
from tests.architecture.sources import PACKAGES as ALL_PACKAGES
from tests.architecture.sources import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_the_version_is_the_same_everywhere() -> None:
    citation = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(), re.MULTILINE)
    released = re.search(r"^## \[(\d\S*)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert citation is not None
    assert released is not None
    assert {PROJECT["project"]["version"], citation[1], released[1]} == {__version__}


def test_every_list_of_packages_is_the_same() -> None:
    tool = PROJECT["tool"]
    built = {name for name in tool["setuptools"]["packages"]["find"]["include"] if "." not in name}
    assert {*PACKAGES, "foresell"} == set(ALL_PACKAGES)
    assert built == set(tool["importlinter"]["root_packages"]) == set(ALL_PACKAGES)
    assert set(ALL_PACKAGES) == set(tool["mypy"]["files"]) - {"tests", "benchmarks"}


def test_a_limit_is_set_only_together_with_the_rule_that_checks_it() -> None:
    lint = PROJECT["tool"]["ruff"]["lint"]
    assert lint["mccabe"]["max-complexity"] == 8
    assert lint["pylint"]["max-statements"] == 30
    assert {"C90", "PL", "D"} <= set(lint["select"])
