"""Open scenario files safely: ordinary files only, of a sane size, inside the scenario's folder, in UTF-8."""

import hashlib
import stat
from pathlib import Path
from typing import NamedTuple

from scenarios.suggest import suggest
from sim.errors import InputError

MAX_BYTES = 10_000_000
LIBRARY = Path(__file__).parent / "library"
LIBRARY_PREFIX = "library:"

_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


class SourceFile(NamedTuple):
    """A file that gave values to a scenario."""

    path: str
    sha256: str


class FileText(NamedTuple):
    """The text of a file, and the file's fingerprint."""

    text: str
    sha256: str


def read_text(path: Path, label: str) -> FileText:
    """Read a UTF-8 text file; anything that is not an ordinary file of sane size is refused.

    Parameters
    ----------
    path : file to read
    label : name of the file for messages
    """
    check_ordinary(path, label)
    content = _read_bytes(path, label)
    return FileText(_decode(content, label), hashlib.sha256(content).hexdigest())


def check_ordinary(path: Path, label: str) -> None:
    """Refuse a file that is missing, a folder, a pipe or a device, without opening it.

    Parameters
    ----------
    path : file to look at
    label : name of the file for messages
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise InputError(f"{label}: no such file{_near_file(path)}") from None
    except (OSError, ValueError) as error:
        raise _cannot_open(error, label) from None
    if not stat.S_ISREG(mode):
        kind = "a folder" if stat.S_ISDIR(mode) else "not an ordinary file"
        raise InputError(f"{label}: is {kind}; a scenario is a YAML file")


def _cannot_open(error: Exception, label: str) -> InputError:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return InputError(f"{label}: cannot be opened: {reason}")


def _read_bytes(path: Path, label: str) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _cannot_open(error, label) from None
    if len(content) > MAX_BYTES:
        raise InputError(f"{label}: is larger than {MAX_BYTES // 1_000_000} MB, the limit for a scenario")
    return content


def _near_file(path: Path) -> str:
    try:
        names = [item.name for item in path.parent.iterdir() if item.suffix in (".yaml", ".yml")]
    except (OSError, ValueError):
        return ""
    return suggest(path.name, names)


def _decode(content: bytes, label: str) -> str:
    if content.startswith(_WIDE_MARKS):
        raise InputError(f"{label}:1:1: is written in UTF-16 or UTF-32; save it as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rsplit(b"\n", 1)[-1].decode("utf-8", "replace")) + 1
        odd = error.object[error.start]
        raise InputError(
            f"{label}:{line}:{column}: is not UTF-8 text (byte 0x{odd:02x}); save it as UTF-8"
        ) from None


def library_path(name: str) -> Path:
    """Find a scenario of the library by its name, as in `library:saas`."""
    path = LIBRARY / f"{name}.yaml"
    names = sorted(item.stem for item in LIBRARY.glob("*.yaml"))
    if name not in names:
        raise InputError(f"no library scenario '{name}'{suggest(name, names)}")
    return path


def resolve_inside(root: Path, name: str, folder: Path) -> Path:
    """Resolve a path written in a scenario; it may not leave the root folder, not even by a symbolic link.

    Parameters
    ----------
    root : folder that the file must lie in
    name : path as written, relative to `folder`
    folder : folder of the file that names it
    """
    if Path(name).is_absolute() or "\0" in name:
        raise InputError(f"'{name}' must be a path relative to this file")
    try:
        target = (folder / name).resolve()
        inside = target.is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError):
        raise InputError(f"'{name}' is not a usable path") from None
    if not inside:
        raise InputError(f"'{name}' leads out of the scenario's folder")
    return target
