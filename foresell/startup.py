"""Make sure that the packages Python would import are the ones Foresell was installed with.

The packages have plain names (`sim`, `reports`, ...). Another project in the same environment, or a folder
of that name beside a script, could stand in front of ours; that must end in a clear message, not in a
puzzling ImportError. Nothing is imported for that: only the places are looked up.

What is needed at the end of a command can be imported while the simulator works.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("sim", "scenarios", "calibration", "planning", "reports")


def package_folder(name: str) -> Path | None:
    """Folder that `import name` would use, or None when there is none."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return Path(spec.origin) if spec and spec.origin else None
    return Path(next(iter(spec.submodule_search_locations))).resolve()


def foreign_packages(names: Iterable[str] = PACKAGES) -> list[str]:
    """One line for each package that is missing or does not stand beside `foresell`."""
    home = Path(__file__).resolve().parent.parent
    found = {name: package_folder(name) for name in names}
    return [
        f"package '{name}': expected {home / name}, found {folder or 'nothing'}"
        for name, folder in found.items()
        if folder != home / name
    ]


def installation_problem(names: Iterable[str] = PACKAGES) -> str | None:
    """Message for the user when the installation is mixed up, or None when all is well."""
    problems = foreign_packages(names)
    if not problems:
        return None
    return "\n".join(
        [
            "Foresell cannot start: other code stands in front of its own packages.",
            *(f"  {problem}" for problem in problems),
            "Install Foresell in an environment of its own (make install, pipx install, uv tool install).",
        ]
    )


@contextmanager
def imported_meanwhile(module: str) -> Iterator[None]:
    """Import a module in another thread while the caller does what needs no interpreter.

    An import that fails is silent here: whoever needs the module imports it again and sees the reason.

    Parameters
    ----------
    module : name of the module
    """
    thread = threading.Thread(target=_import_quietly, args=(module,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def _import_quietly(module: str) -> None:
    with suppress(Exception):
        import_module(module)
