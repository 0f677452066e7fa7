"""The source files of the project, parsed once for all house-rule tests."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("sim", "scenarios", "calibration", "planning", "reports", "foresell")
TEXT_SUFFIXES = {
    ".py",
    ".toml",
    ".md",
    ".yaml",
    ".yml",
    ".cff",
    ".j2",
    ".html",
    ".css",
    ".js",
    ".json",
    ".txt",
}
NOT_OURS = {"build", "dist", "runs", "demo", "out", "__pycache__"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files(*folders: str) -> list[Path]:
    """Python files below some folders of the repository, in a fixed order."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def text_files() -> Iterator[Path]:
    """Every text file a reader of the repository sees, hidden folders and build results left out."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        hidden = any(part.startswith(".") and part != ".ci" for part in parts[:-1])
        ours = not hidden and not NOT_OURS.intersection(parts) and ".egg-info" not in str(path)
        named = path.suffix in TEXT_SUFFIXES or path.name in {"Makefile", "run", ".gitignore"}
        if ours and named and path.is_file():
            yield path


@cache
def tree(path: Path) -> ast.Module:
    """Parsed source of one file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path: Path) -> list[Function]:
    """Every function and method of a file, nested ones too."""
    return [node for node in ast.walk(tree(path)) if isinstance(node, Function)]


def place(path: Path, node: ast.AST | None = None) -> str:
    """Clickable place: file, or file:line."""
    where = path.relative_to(ROOT).as_posix()
    return f"{where}:{node.lineno}" if isinstance(node, ast.stmt | ast.expr) else where


def decorator_names(function: Function) -> set[str]:
    """Plain names of the decorators of a function: `rule` for `@rule`, `jit.rule` or `rule(...)`."""
    found = set()
    for decorator in function.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(target, ast.Name | ast.Attribute):
            found.add(target.id if isinstance(target, ast.Name) else target.attr)
    return found
