"""Habits that no standard linter knows."""

import ast
import hashlib
import re

from tests.architecture.sources import PACKAGES, ROOT, functions, place, python_files, text_files, tree

# Places that exist on one machine only; put together here so that this file does not contain them.
MACHINE_PLACES = tuple(f"/{folder}/" for folder in ("work", "root", "home/user", "tmp/brief"))

# Names of writing tools, as fingerprints: the project speaks of its subject, not of how it was typed.
TOOL_FINGERPRINTS = frozenset(
    {
        "053ea4804ef1",
        "3ea125d0bff3",
        "487b91042c7c",
        "57de4cf40144",
        "5d72436256ad",
        "60965168ce76",
        "7d3194f79e64",
        "c70eca6b0f88",
        "c857d09db23e",
        "de2187af3fb0",
    }
)


def fingerprint(word: str) -> str:
    """Short fingerprint of a word."""
    return hashlib.sha256(word.encode()).hexdigest()[:12]


def test_only_the_command_line_prints() -> None:
    library = [name for name in PACKAGES if name != "foresell"]
    found = [
        place(path, node)
        for path in python_files(*library)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not found, "return a value and let the command print it:\n" + "\n".join(found)


def test_no_function_has_a_switch_that_overrides_a_safeguard() -> None:
    switches = {"force", "die", "strict_off", "ignore_errors"}
    found = [
        f"{place(path, function)}: {function.name}({argument.arg})"
        for path in python_files(*PACKAGES)
        for function in functions(path)
        for argument in [*function.args.args, *function.args.kwonlyargs]
        if argument.arg in switches
    ]
    assert not found, "make a second function with its own name instead:\n" + "\n".join(found)


def test_no_file_names_a_place_on_one_machine() -> None:
    found = [
        f"{place(path)}: {name}"
        for path in text_files()
        for name in MACHINE_PLACES
        if name in path.read_text(encoding="utf-8")
    ]
    assert not found, "\n".join(found)


def test_no_file_names_a_writing_tool() -> None:
    found = [
        f"{place(path)}: {word}"
        for path in text_files()
        for word in sorted(set(re.findall(r"[a-z]+", path.read_text(encoding="utf-8").lower())))
        if fingerprint(word) in TOOL_FINGERPRINTS
    ]
    assert not found, "\n".join(found)


def test_every_test_that_expects_an_error_states_its_message() -> None:
    found = [
        place(path, node)
        for path in python_files("tests")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "pytest.raises"
        and "match" not in {keyword.arg for keyword in node.keywords}
    ]
    assert not found, "pytest.raises needs match=:\n" + "\n".join(found)


def test_the_house_rules_see_the_whole_project() -> None:
    seen = {path.relative_to(ROOT).as_posix() for path in text_files()}
    assert {"pyproject.toml", "Makefile", ".ci/run", "CONTRIBUTING.md", "foresell/cli.py"} <= seen
