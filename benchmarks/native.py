"""The baselines in C: compiled when needed, called from this process, so that both sides are timed alike."""

import ctypes
import hashlib
import os
import shutil
import subprocess
from functools import cache

from benchmarks.measures import CACHE, FOLDER

FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC")
"""Contraction is off because the results are compared with ours, bit by bit."""

_long, _double, _word, _pointer = ctypes.c_long, ctypes.c_double, ctypes.c_uint64, ctypes.c_void_p
_FUNCTIONS = {
    "queue_run": ((_long, _double, _double, _word), _double),
    "events_new": ((_long, _long, _long, _long), _pointer),
    "events_fill": ((_pointer, _pointer, _long), None),
    "events_hold": ((_pointer, _pointer, _long, _long), _double),
    "events_free": ((_pointer,), None),
    "uniforms": ((_word, _long), _double),
    "quantiles": ((_pointer, _word, _long), _double),
}


def compiler() -> str | None:
    """The C compiler of this machine."""
    names = (os.environ.get("CC", ""), "cc", "gcc", "clang")
    return next((path for name in names if name and (path := shutil.which(name))), None)


def available() -> bool:
    """Whether there is a compiler for the baselines."""
    return compiler() is not None


@cache
def library() -> ctypes.CDLL:
    """All baselines in C as one library."""
    command = compiler() or "cc"
    sources = sorted((FOLDER / "c").glob("*.c"))
    digest = hashlib.sha256(" ".join((command, *FLAGS)).encode())
    for source in sources:
        digest.update(source.read_bytes())
    target = CACHE / f"native-{digest.hexdigest()[:16]}.so"
    if not target.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        subprocess.run([command, *FLAGS, "-o", target, *sources, "-lm"], check=True)
    return _typed(ctypes.CDLL(str(target)))


def _typed(found: ctypes.CDLL) -> ctypes.CDLL:
    for name, (arguments, result) in _FUNCTIONS.items():
        function = getattr(found, name)
        function.argtypes = arguments
        function.restype = result
    return found
