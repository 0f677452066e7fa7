"""The one place that configures numba.

numba notices an edit to the file of a cached function, but not to the files of the functions that it
calls. So the cache folder is named by a fingerprint of every source file that can be compiled: a stale
kernel cannot be loaded.
"""

import hashlib
import inspect
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

Function = TypeVar("Function", bound=Callable[..., Any])

_LINE_BYTES = 64
_ROW_BYTES = 192


_PLAIN_PYTHON = (
    "reference",
    "laws.py",
    "trace_laws.py",
    "results.py",
    "run.py",
    "outcome.py",
    "census.py",
    "errors.py",
    "troubles.py",
)
"""Parts of the package that hold no compiled code: an edit there needs no new cache."""


def _source_digest() -> str:
    """Fingerprint of numba and of every source file of the package that can be compiled."""
    package = Path(__file__).parent
    digest = hashlib.sha256(numba.__version__.encode())
    for path in sorted(package.rglob("*.py")):
        if path.relative_to(package).parts[0] not in _PLAIN_PYTHON:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _cache_root() -> Path:
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


def cache_folder() -> Path:
    """Where compiled code of exactly this version of the sources is kept."""
    return Path(numba.config.CACHE_DIR)


def is_prepared(function: Callable[..., Any]) -> bool:
    """Whether a kernel was compiled before by this version of the sources, or needs no compiling.

    Parameters
    ----------
    function : a kernel
    """
    source = inspect.unwrap(function).__code__
    names = f"*/{Path(source.co_filename).stem}.{source.co_name}-*.nbi"
    return bool(numba.config.DISABLE_JIT) or any(cache_folder().glob(names))


numba.config.CACHE_DIR = str(_cache_root() / _source_digest())


def rule(function: Function) -> Function:
    """Compile a pure rule: scalars in, scalar out; no state, no randomness, no allocation."""
    return cast("Function", numba.njit(cache=True, nogil=True, _nrt=False)(function))


def kernel(function: Function) -> Function:
    """Compile a step of the engine that Python calls: reads parameters, writes arrays, allocates nothing.

    Without allocation no array needs counting of references: ten times faster and half the compilation for
    functions that pass many arrays (measured; see docs/decisions).
    """
    return cast("Function", numba.njit(cache=True, nogil=True, _nrt=False)(function))


def inner(function: Function) -> Function:
    """Compile a part of a kernel that only compiled code calls.

    No entry for Python is made, which halves the compilation; it is kept within its callers and not on its
    own, which takes a sixth of the disk; and the part becomes one function with its caller, because passing
    some ninety arrays over the stack takes longer than most parts do (measured: six to ten times; see
    docs/decisions).
    """
    options = {
        "nogil": True,
        "_nrt": False,
        "no_cpython_wrapper": True,
        "no_cfunc_wrapper": True,
        "forceinline": True,
    }
    return cast("Function", numba.njit(**options)(function))


@intrinsic  # type: ignore[untyped-decorator]
def prefetch(_typing: Any, array: Any, place: Any) -> Any:
    """Ask for a row of an array before it is needed, so that reading it then need not wait for memory.

    A hint without effect on results; a place outside the array does no harm.
    """

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        view = context.make_array(array)(context, builder, value=arguments[0])
        stride = builder.extract_value(view.strides, 0)
        start = builder.bitcast(view.data, ir.IntType(8).as_pointer())
        row = builder.gep(start, [builder.mul(arguments[1], stride)])
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [row.type, number, number, number])
        hint = builder.module.declare_intrinsic("llvm.prefetch", [row.type], kind)
        for line in range(0, _ROW_BYTES, _LINE_BYTES):
            address = builder.gep(row, [ir.Constant(ir.IntType(64), line)])
            builder.call(hint, [address, number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(array, place), generate
