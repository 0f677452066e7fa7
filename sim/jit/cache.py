"""Where compiled code is kept.

Compiled code goes stale when any source that it was made of changes, and its makers notice only some of
that. So the folder is named by a fingerprint of every source file that can be compiled: a stale kernel cannot
be found.
"""

import hashlib
import os
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

_PLAIN_PYTHON = (
    "reference",
    "laws.py",
    "trace_laws.py",
    "month_laws.py",
    "time_laws.py",
    "results.py",
    "run.py",
    "outcome.py",
    "census.py",
    "errors.py",
    "troubles.py",
)
"""Parts of the package that hold no compiled code: an edit there needs no new cache."""
_SWITCHES = ("NUMBA_BOUNDSCHECK", "NUMBA_OPT")
"""Settings of the compiler that change what it makes."""


def source_digest() -> str:
    """Fingerprint of the compiler and of every source file of the package that can be compiled."""
    package = Path(__file__).parent.parent
    digest = hashlib.sha256(f"{version('numba')} {version('llvmlite')}".encode())
    for name in _SWITCHES:
        digest.update(f"{name}={os.environ.get(name, '')}".encode())
    for path in sorted(package.rglob("*.py")):
        if path.relative_to(package).parts[0] not in _PLAIN_PYTHON:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def cache_root() -> Path:
    """First folder of the usual places that can be written: a read-only home must not stop a run."""
    for candidate in (_usual_cache(), Path(tempfile.gettempdir())):
        root = candidate / "foresell"
        try:
            root.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=root):
                return root
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="foresell-"))


def _usual_cache() -> Path:
    """Where the user wants caches; below the temporary folder for a user without a home."""
    configured = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    try:
        return Path(configured) if configured else Path.home() / ".cache"
    except RuntimeError:
        return Path(tempfile.gettempdir())


@cache
def cache_folder() -> Path:
    """Where compiled code of exactly this version of the sources is kept."""
    return cache_root() / source_digest()
