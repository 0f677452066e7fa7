"""How functions are marked for compilation, and what each mark means."""

import os
from collections.abc import Callable
from functools import update_wrapper
from typing import Any, TypeVar, cast

from sim.jit.entrances import Native

Function = TypeVar("Function", bound=Callable[..., Any])

PLAIN = os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0")
"""Whether everything runs as plain Python, so that lines can be traced."""


class Part:
    """A function that compiled code calls; Python may call it too, which loads the compiler."""

    def __init__(self, function: Callable[..., Any]) -> None:
        update_wrapper(self, function)
        self._function = function
        self._entry: Callable[..., Any] | None = None

    @property
    def _numba_type_(self) -> Any:
        from sim.jit.compiler import part_type  # noqa: PLC0415 - the compiler is loaded when it is needed

        return part_type(self._function, inlined=True)

    def __call__(self, *arguments: Any) -> Any:
        """Call from Python."""
        if self._entry is None:
            from sim.jit.compiler import entry  # noqa: PLC0415 - the compiler is loaded when it is needed

            self._entry = entry(self._function)
        return self._entry(*arguments)


class Hint:
    """Something that only compiled code can say."""

    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def _numba_type_(self) -> Any:
        from sim.jit.compiler import hint_type  # noqa: PLC0415 - the compiler is loaded when it is needed

        return hint_type(self._name)


def rule(function: Function) -> Function:
    """Compile a pure rule: scalars in, scalar out; no state, no randomness, no allocation."""
    return function if PLAIN else cast("Function", Part(function))


def shared(function: Function) -> Function:
    """Compile a step that kernels and the SimPy engine both take: reads parameters, writes arrays."""
    return function if PLAIN else cast("Function", Part(function))


def inner(function: Function) -> Function:
    """Compile a part of a kernel that only compiled code calls."""
    return function if PLAIN else cast("Function", Part(function))


def native(function: Function) -> Function:
    """Give Python a way into a compiled function that needs no compiler once it is in the cache."""
    plain = getattr(function, "__wrapped__", function)
    return function if PLAIN else cast("Function", Native(plain))


def kernel(function: Function) -> Function:
    """Compile a step of the engine that Python calls: reads parameters, writes arrays, allocates nothing."""
    return native(function)


def is_prepared(function: Callable[..., Any]) -> bool:
    """Whether a kernel was compiled before by this version of the sources, or needs no compiling.

    Parameters
    ----------
    function : a kernel
    """
    return function.is_prepared() if isinstance(function, Native) else True


prefetch: Any = Hint("prefetch")
"""`prefetch(array, place)`: ask for a row of an array before it is needed, so that reading it then need not
wait for memory; without effect on results."""
