"""Compiled code: how rules and the engine are marked, compiled once, kept, and called.

No module below this one loads the compiler when it is imported. It is loaded where code has to be compiled:
once per version of the sources and kind of processor, and when Python itself calls a rule.
"""

from sim.jit.cache import cache_folder
from sim.jit.decorators import inner, is_prepared, kernel, native, prefetch, rule, shared

__all__ = ["cache_folder", "inner", "is_prepared", "kernel", "native", "prefetch", "rule", "shared"]
