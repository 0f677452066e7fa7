"""What compiled code is handed: named tuples of arrays and numbers as a row of 64-bit words.

An array is its address and its lengths (and strides, where rows do not lie one after another), a number is
itself, a tuple is its parts one after another. Compiled code gets the address of the row, and reads an
array's address where it uses the array: passing every array to every function would cost more than most
functions do.
"""

import struct
from collections.abc import Hashable
from typing import Any

import numpy as np

_MASK = (1 << 64) - 1

# what all arrays have, without the detour that record arrays make for the names of their fields
_flags: Any = vars(np.ndarray)["flags"].__get__
_shape: Any = vars(np.ndarray)["shape"].__get__
_dtype: Any = vars(np.ndarray)["dtype"].__get__
_pointer: Any = vars(np.ndarray)["ctypes"].__get__

Kind = Hashable
"""What compiled code must know of a part beforehand: it is made for arrays of exactly this kind."""


def lay_out(value: Any, kinds: list[Kind], words: list[int]) -> None:
    """Append the kinds and the words of a value, depth first.

    Parameters
    ----------
    value : a number, an array, or a named tuple of values
    kinds : of all parts so far
    words : of all parts so far
    """
    if isinstance(value, np.ndarray):
        _lay_out_array(value, kinds, words)
    elif isinstance(value, tuple):
        kinds.append(type(value))
        for part in value:
            lay_out(part, kinds, words)
    else:
        kinds.append(number_kind(value))
        words.append(number_word(value))


def _lay_out_array(array: np.ndarray[Any, Any], kinds: list[Kind], words: list[int]) -> None:
    flags, shape = _flags(array), _shape(array)
    together = flags.c_contiguous
    kinds.append((_dtype(array), len(shape), together, flags.writeable))
    words.append(_pointer(array).data)
    words.extend(shape)
    if not together:
        words.extend(stride & _MASK for stride in array.strides)


def number_kind(value: Any) -> str:
    """Kind of a number: `u` an unsigned word, `i` a whole number, `f` a float."""
    if isinstance(value, np.uint64):
        return "u"
    if isinstance(value, int | np.integer):
        return "i"
    if isinstance(value, float | np.floating):
        return "f"
    raise TypeError(f"compiled code takes numbers, arrays and named tuples of them, not {type(value)}")


def number_word(value: Any) -> int:
    """Bits of a number."""
    if isinstance(value, float | np.floating):
        return int.from_bytes(struct.pack("<d", value), "little")
    return int(value) & _MASK


def described(kinds: list[Kind]) -> str:
    """Text that tells kinds apart in the names of files."""
    return ";".join(_described(kind) for kind in kinds)


def _described(kind: Kind) -> str:
    if isinstance(kind, type):
        return f"{kind.__module__}.{kind.__qualname__}{getattr(kind, '_fields', ())}"
    if isinstance(kind, tuple):
        dtype = kind[0]
        return f"{dtype.descr}{dtype.isalignedstruct}{kind[1:]}"
    return str(kind)
