"""Every business rule states its units, shows an example that runs, and has a test of its own."""

import ast
import doctest
import importlib
import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, Function, decorator_names, functions, place, python_files

RULE_FILES = [path for path in python_files("sim/rules") if path.name != "__init__.py"]
FUNCTIONS = [(path, function) for path in RULE_FILES for function in functions(path)]
RULES = [(path, function) for path, function in FUNCTIONS if "rule" in decorator_names(function)]


def titled(pairs: list[tuple[Path, Function]]) -> list[object]:
    """Test parameters that are named after the function they check."""
    return [pytest.param(*pair, id=f"{pair[0].stem}.{pair[1].name}") for pair in pairs]


def arguments(function: Function) -> list[str]:
    """Names of all arguments."""
    spec = function.args
    return [argument.arg for argument in [*spec.posonlyargs, *spec.args, *spec.kwonlyargs]]


@pytest.mark.parametrize(("path", "function"), titled(FUNCTIONS))
def test_every_rule_states_the_unit_of_every_argument(path: Path, function: Function) -> None:
    text = ast.get_docstring(function) or ""
    missing = [
        name for name in arguments(function) if not re.search(rf"^{name} : \[[^\]]+\] \S", text, re.MULTILINE)
    ]
    assert not missing, f"{place(path, function)}: no unit for {missing}; write 'name : [unit] meaning'"


@pytest.mark.parametrize(("path", "function"), titled(FUNCTIONS))
def test_every_rule_has_sections_in_the_house_order(path: Path, function: Function) -> None:
    text = ast.get_docstring(function) or ""
    wanted = ["Parameters", "Examples"] if arguments(function) else ["Examples"]
    found = [line for line in re.findall(r"^(\w+)\n-{3,}$", text, re.MULTILINE) if line in wanted]
    assert found == wanted, f"{place(path, function)}: docstring needs the sections {wanted}, has {found}"
    assert ">>> " in text.split("Examples", 1)[1], f"{place(path, function)}: the example must run (>>> ...)"


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in RULE_FILES])
def test_the_examples_of_every_rule_are_found_and_run(path: Path) -> None:
    """A compiled function is not a plain function; doctest must still see its docstring."""
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    module = importlib.import_module(name)
    seen = {found.name for found in doctest.DocTestFinder(exclude_empty=True).find(module) if found.examples}
    unseen = [function.name for function in functions(path) if f"{name}.{function.name}" not in seen]
    assert not unseen, f"{place(path)}: doctest does not see the examples of {unseen}"


@pytest.mark.parametrize(("path", "function"), titled(RULES))
def test_every_rule_has_a_test_of_its_own(path: Path, function: Function) -> None:
    tests = python_files("tests/unit/sim/rules")
    mentioned = any(re.search(rf"\b{function.name}\b", test.read_text()) for test in tests)
    assert mentioned, f"{place(path, function)}: no test in tests/unit/sim/rules names {function.name}"


def test_every_file_of_rules_stands_in_the_right_place() -> None:
    folder = ROOT / "tests" / "unit" / "sim" / "rules"
    missing = [path.stem for path in RULE_FILES if not (folder / f"test_{path.stem}.py").is_file()]
    assert not missing, f"no tests/unit/sim/rules/test_<area>.py for {missing}"
