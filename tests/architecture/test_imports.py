"""Who may import whom."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import PACKAGES, ROOT, place, python_files, tree

NUMBA_DOORS = (ROOT / "sim" / "jit" / "compiler.py", ROOT / "sim" / "jit" / "packs.py")
LLVM_DOORS = (*NUMBA_DOORS, ROOT / "sim" / "jit" / "objects.py")


def imported_modules(path: Path) -> Iterator[tuple[str, ast.stmt]]:
    """Names of the modules a file imports, at any depth, with the statement that does it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node


def test_the_import_contracts_of_pyproject_hold() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    answer = subprocess.run(
        [linter, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_only_the_compiler_imports_numba_and_llvm() -> None:
    found = [
        place(path, node)
        for path in python_files(*PACKAGES)
        for name, node in imported_modules(path)
        if (name.split(".")[0] == "numba" and path not in NUMBA_DOORS)
        or (name.split(".")[0] == "llvmlite" and path not in LLVM_DOORS)
    ]
    assert not found, "use the decorators of sim.jit instead of numba:\n" + "\n".join(found)


def test_only_the_readable_engine_imports_simpy() -> None:
    found = [
        place(path, node)
        for path in python_files(*PACKAGES)
        for name, node in imported_modules(path)
        if name.split(".")[0] == "simpy" and ROOT / "sim" / "reference" not in path.parents
    ]
    assert not found, "SimPy belongs in sim/reference:\n" + "\n".join(found)


def test_every_folder_with_code_is_a_package_known_to_the_contracts() -> None:
    roots = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert roots <= set(PACKAGES), "name new packages in pyproject.toml, startup.py and the contracts"


def test_every_folder_of_a_package_has_an_init_file() -> None:
    folders = {path.parent for path in python_files(*PACKAGES)}
    without = sorted(place(folder) for folder in folders if not (folder / "__init__.py").is_file())
    assert not without, f"these folders would be left out of the wheel: {without}"
