"""Sending something big to workers once: packed in pieces that are named by what they hold.

A large array becomes a piece of its own. The tables of quantiles are most of the parameters of a plan, and
most plans have them in common: a worker that holds them for one plan holds them for all.
"""

import hashlib
import pickle
import threading
import zlib
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

PIECE = 1 << 16
"""Arrays from this size on are pieces of their own [byte]."""
HELD = 16
"""Contents that a worker keeps unpacked [1]."""
_NAME_BYTES = 16
_FAST = 1

_held: OrderedDict[str, Any] = OrderedDict()
_lock = threading.Lock()


class Parcel(NamedTuple):
    """Something packed."""

    name: str
    """Digest of the pieces: equal contents have equal names."""
    pieces: tuple[bytes, ...]
    """The content without its large arrays, and these arrays."""


def pack(content: object) -> Parcel:
    """Pack anything that can be pickled.

    Parameters
    ----------
    content : [any] what is sent
    """
    arrays: list[bytes] = []

    def stays_inside(buffer: pickle.PickleBuffer) -> bool:
        raw = buffer.raw()
        if raw.nbytes < PIECE:
            return True
        arrays.append(bytes(raw))
        return False

    head = press(pickle.dumps(content, protocol=5, buffer_callback=stays_inside))
    pieces = (head, *arrays)
    return Parcel(name_of("".join(map(name_of, pieces)).encode()), pieces)


def name_of(piece: bytes) -> str:
    """Name of a piece: a digest of its bytes."""
    return hashlib.blake2b(piece, digest_size=_NAME_BYTES).hexdigest()


def press(content: bytes) -> bytes:
    """Make bytes fewer, quickly."""
    return zlib.compress(content, _FAST)


def unpacked(name: str, pieces: Sequence[bytes | Path]) -> Any:
    """Content of a parcel; unpacked once in each process, however many tasks ask for it.

    Parameters
    ----------
    name : [any] name of the parcel
    pieces : [any] its pieces, or the files that hold them
    """
    with _lock:
        if name not in _held:
            head, *arrays = (piece.read_bytes() if isinstance(piece, Path) else piece for piece in pieces)
            # bytearray: compiled code tells arrays that can be written from those that cannot
            _held[name] = pickle.loads(zlib.decompress(head), buffers=map(bytearray, arrays))
        _held.move_to_end(name)
        if len(_held) > HELD:
            _held.popitem(last=False)
        return _held[name]
