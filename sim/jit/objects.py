"""Finished machine code: how it is kept in files, and brought into the process without the compiler."""

import ctypes
import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sim.errors import EngineError

_MARK = b"foresell compiled code 1\n"
_READABLE = 0o644
"""Who may use a cache that another user filled: all, as an installed program."""


class Machine(NamedTuple):
    """What runs finished code: it must stay for as long as the code is called."""

    engine: Any


class Code(NamedTuple):
    """One entry as machine code."""

    symbol: str
    """Name of the function in it."""
    text: bytes
    """Object file of this machine's format."""


@cache
def processor() -> str:
    """The kind of processor that machine code is made for."""
    import llvmlite.binding as llvm  # noqa: PLC0415 - only who runs compiled code needs it

    return f"{llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()}"


@cache
def _machine() -> Machine:
    import llvmlite.binding as llvm  # noqa: PLC0415 - only who runs compiled code needs it

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_default_triple().create_target_machine(codemodel="jitdefault", jit=True)
    return Machine(llvm.create_mcjit_compiler(llvm.parse_assembly(""), target))


def load(code: Code) -> int:
    """Bring machine code into the process; returns the address of its function."""
    import llvmlite.binding as llvm  # noqa: PLC0415 - only who runs compiled code needs it

    engine = _machine().engine
    engine.add_object_file(llvm.ObjectFileRef.from_data(code.text))
    engine.finalize_object()
    return int(engine.get_function_address(code.symbol))


def is_known(symbol: str) -> bool:
    """Whether code may call a function outside it: one of the C library."""
    try:
        return ctypes.cast(getattr(ctypes.CDLL(None), symbol), ctypes.c_void_p).value is not None
    except AttributeError:
        return False


def read(path: Path) -> Code | None:
    """Code from a file; None when there is none, or it is not whole."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    head, _, rest = content.removeprefix(_MARK).partition(b"\n")
    symbol, _, text = rest.partition(b"\n")
    if hashlib.sha256(rest).hexdigest().encode() != head:
        return None
    return Code(symbol.decode(), text)


def write(path: Path, code: Code) -> None:
    """Keep code in a file, which is there as a whole or not at all; a full disk stops nothing."""
    rest = code.symbol.encode() + b"\n" + code.text
    content = _MARK + hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), _READABLE)
            os.fsync(file.fileno())
        Path(file.name).replace(path)
    except OSError:
        return


def failed(name: str, status: int) -> EngineError:
    """Compiled code met what Python would have raised: a division by zero, a place outside an array."""
    return EngineError(f"compiled code of {name} failed with status {status}")
