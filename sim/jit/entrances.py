"""The way from Python into finished machine code: a row of words for every argument, and one call."""

import ctypes
import hashlib
import threading
from collections.abc import Callable
from functools import update_wrapper
from pathlib import Path
from typing import Any, NamedTuple, get_args, get_type_hints

import numpy as np

from sim.jit import objects
from sim.jit.cache import cache_folder
from sim.jit.words import Kind, described, lay_out

_WORD = np.dtype(np.uint64)
_MOST_WORDS = 8
"""Words that a result can have [1]."""
_OPENING = threading.Lock()


class Way(NamedTuple):
    """Machine code for arguments of some kinds."""

    kinds: list[Kind]
    enter: Callable[..., int]


class First(NamedTuple):
    """What the first argument of the last call was, and came to."""

    value: Any
    kinds: list[Kind]
    words: list[int]


class Native:
    """A compiled function as Python calls it: found in the cache, or compiled at the first call.

    The call lets other threads run. Arrays are handed over in place; they must stay as large as they are
    until it returns.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        update_wrapper(self, function)
        self._function = function
        self._ways: list[Way] = []
        self._first: First | None = None
        self._result: Callable[[Any], Any] | None = None

    @property
    def _numba_type_(self) -> Any:
        """The compiler sees the function itself."""
        from sim.jit.compiler import part_type  # noqa: PLC0415 - the compiler is loaded when it is needed

        return part_type(self._function, inlined=False)

    def __call__(self, *arguments: Any) -> Any:
        """Call the machine code for arguments of this kind."""
        kinds, rows, starts = self._laid_out(arguments)
        enter = self._way(kinds, arguments)
        words = np.array(rows, _WORD)
        return self._called(enter, words, starts, arguments)

    def _laid_out(self, arguments: tuple[Any, ...]) -> tuple[list[Kind], list[int], list[int]]:
        """Kinds and words of the arguments, and where each begins."""
        kinds, rows, starts = self._first_laid_out(arguments[0])
        for argument in arguments[1:]:
            starts.append(len(rows))
            lay_out(argument, kinds, rows)
        return kinds, rows, starts

    def _first_laid_out(self, value: Any) -> tuple[list[Kind], list[int], list[int]]:
        """The same of the first argument, which mostly is the scenario, and that of the call before."""
        first = self._first
        if first is None or first.value is not value:
            first = First(value, [], [])
            lay_out(value, first.kinds, first.words)
            self._first = first if isinstance(value, tuple) else None
        return first.kinds.copy(), first.words.copy(), [0]

    def _called(
        self, enter: Callable[..., int], words: Any, starts: list[int], arguments: tuple[Any, ...]
    ) -> Any:
        address = words.__array_interface__["data"][0]
        handed = [
            address + 8 * start if isinstance(argument, tuple | np.ndarray) else argument
            for start, argument in zip(starts, arguments, strict=True)
        ]
        result = np.zeros(_MOST_WORDS, _WORD)
        status = enter(_scratch(), _scratch(), result.__array_interface__["data"][0], *handed)
        if status != 0:
            raise objects.failed(self._function.__qualname__, status)
        if self._result is None:
            self._result = _reader(self._function)
        return self._result(result)

    def _way(self, kinds: list[Kind], arguments: tuple[Any, ...]) -> Callable[..., int]:
        for way in self._ways:
            if way.kinds == kinds:
                return way.enter
        with _OPENING:
            for way in self._ways:
                if way.kinds == kinds:
                    return way.enter
            enter = self._opened(kinds, arguments)
            self._ways.append(Way(kinds, enter))
            return enter

    def _opened(self, kinds: list[Kind], arguments: tuple[Any, ...]) -> Callable[..., int]:
        path = cache_folder() / f"{self._stem()}-{self._digest(kinds)}.code"
        code = objects.read(path)
        if code is None:
            from sim.jit.compiler import machine_code  # noqa: PLC0415 - loaded when it is needed

            code = machine_code(self._function, arguments, f"foresell.{path.stem}")
            objects.write(path, code)
        places = [_scalar(argument) for argument in arguments]
        shape = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint64, *places)
        return shape(objects.load(code))

    def _digest(self, kinds: list[Kind]) -> str:
        """Fingerprint of what the code is made for, and of the function's own file: it may lie elsewhere."""
        digest = hashlib.sha256(f"{described(kinds)} {objects.processor()}".encode())
        source = Path(self._function.__code__.co_filename)
        digest.update(source.read_bytes() if source.is_file() else self._function.__code__.co_code)
        return digest.hexdigest()[:16]

    def _stem(self) -> str:
        return f"{self._function.__module__}.{self._function.__qualname__}"

    def is_prepared(self) -> bool:
        """Whether it was compiled before by this version of the sources."""
        return bool(self._ways) or any(cache_folder().glob(f"{self._stem()}-*.code"))


def _scratch() -> Any:
    """A place for what nobody reads."""
    return ctypes.byref(ctypes.c_uint64())


def _scalar(argument: Any) -> Any:
    """How an argument goes over: a number as itself, all else by its address."""
    if isinstance(argument, float | np.floating):
        return ctypes.c_double
    if isinstance(argument, int | np.integer) and not isinstance(argument, np.uint64):
        return ctypes.c_int64
    return ctypes.c_uint64


def _reader(function: Callable[..., Any]) -> Callable[[Any], Any]:
    """How the result is read off its words, by what the function says it returns."""
    kind = get_type_hints(function)["return"]
    if kind is type(None):
        return lambda _: None
    parts = get_args(kind)
    if parts:
        readers = [_number(part) for part in parts]
        return lambda words: tuple(read(words[place]) for place, read in enumerate(readers))
    read = _number(kind)
    return lambda words: read(words[0])


def _number(kind: Any) -> Callable[[Any], Any]:
    if kind is float:
        return lambda word: float(word.view(np.float64))
    if kind is int:
        return lambda word: int(word.view(np.int64))
    return bool if kind is bool else int
