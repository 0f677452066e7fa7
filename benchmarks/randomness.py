"""What a draw costs beside other generators; and the keyed draws as bytes for an outside test battery.

`python -m benchmarks.randomness` prints nanoseconds per draw, the shortest of some rounds. The generators are
compared on the same work: one draw for each of many entities whose keys are at hand, summed up.

`python -m benchmarks.randomness bytes WALK [high|low]` writes 32-bit words without end, for example into
`dieharder -a -g 200`. WALK is the order in which addresses are visited: numbers, purposes, siblings,
replications, families, pairs. Of the 52 bits of a draw the highest 32 are written, or the lowest 32.
"""

import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from sim.codes import Purpose
from sim.jit import kernel, rule
from sim.outcome import root_key
from sim.streams import child, mix, uniform

Words = np.ndarray[Any, np.dtype[np.uint64]]
Draw = Callable[[np.uint64, int, int], float]

ENTITIES = 1 << 12
PASSES = 400
ROUNDS = 7
BLOCK = 1 << 18
PURPOSES = len(Purpose)
FIRST_PURPOSE = int(min(Purpose))

_LOW_32 = np.uint64(0xFFFFFFFF)
_S11, _S32 = np.uint64(11), np.uint64(32)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_PURPOSE = np.uint64(0xD1342543DE82EF95)
_PHILOX_M0, _PHILOX_M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_PHILOX_W0, _PHILOX_W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)


# ---- alternatives ---------------------------------------------------------------------------------


@rule
def _unit(word: np.uint64) -> float:
    return (float(np.uint64(word) >> _S11) + 0.5) * (1.0 / float(1 << 53))


@rule
def one_mix(key: np.uint64, purpose: int, number: int) -> float:
    """The finaliser of SplitMix64 once, without mirror images."""
    step = np.uint64(purpose) * _PURPOSE + np.uint64(number + 1) * _GOLDEN
    return _unit(mix(np.uint64(key) + step))


@rule
def two_mixes(key: np.uint64, purpose: int, number: int) -> float:
    """The finaliser of SplitMix64 twice."""
    step = np.uint64(purpose) * _PURPOSE + np.uint64(number + 1) * _GOLDEN
    return _unit(mix(mix(np.uint64(key) + step) + _GOLDEN))


@rule
def squares(key: np.uint64, purpose: int, number: int) -> float:
    """Squares with five rounds and 64 bits (Widynski 2020)."""
    odd = np.uint64(key) | np.uint64(1)
    start = (np.uint64(purpose) << _S32 | np.uint64(number + 1)) * odd
    other = start + odd
    word = start * start + start
    word = (word >> _S32) | (word << _S32)
    word = word * word + other
    word = (word >> _S32) | (word << _S32)
    word = word * word + start
    word = (word >> _S32) | (word << _S32)
    word = word * word + other
    last = word
    word = (word >> _S32) | (word << _S32)
    return _unit(last ^ ((word * word + start) >> _S32))


@rule
def philox(key: np.uint64, purpose: int, number: int) -> float:
    """Philox4x32 with ten rounds (Salmon et al. 2011), two of its four words."""
    k0, k1 = np.uint64(key) & _LOW_32, np.uint64(key) >> _S32
    c0, c1, c2, c3 = np.uint64(number), np.uint64(purpose), np.uint64(0), np.uint64(0)
    for _ in range(10):
        p0, p1 = _PHILOX_M0 * c0, _PHILOX_M1 * c2
        c0, c1, c2, c3 = (p1 >> _S32) ^ c1 ^ k0, p1 & _LOW_32, (p0 >> _S32) ^ c3 ^ k1, p0 & _LOW_32
        k0, k1 = (k0 + _PHILOX_W0) & _LOW_32, (k1 + _PHILOX_W1) & _LOW_32
    return _unit(c1 << _S32 | c0)


# ---- cost -----------------------------------------------------------------------------------------
# One loop for each, because a compiled loop must know what it calls.


@kernel
def _sum_now(keys: Words, passes: int) -> float:
    total = 0.0
    for number in range(passes):
        for place in range(len(keys)):
            total += uniform(keys[place], 9, number)
    return total


@kernel
def _sum_one_mix(keys: Words, passes: int) -> float:
    total = 0.0
    for number in range(passes):
        for place in range(len(keys)):
            total += one_mix(keys[place], 9, number)
    return total


@kernel
def _sum_two_mixes(keys: Words, passes: int) -> float:
    total = 0.0
    for number in range(passes):
        for place in range(len(keys)):
            total += two_mixes(keys[place], 9, number)
    return total


@kernel
def _sum_squares(keys: Words, passes: int) -> float:
    total = 0.0
    for number in range(passes):
        for place in range(len(keys)):
            total += squares(keys[place], 9, number)
    return total


@kernel
def _sum_philox(keys: Words, passes: int) -> float:
    total = 0.0
    for number in range(passes):
        for place in range(len(keys)):
            total += philox(keys[place], 9, number)
    return total


@kernel
def _chain_of_children(key: np.uint64, passes: int) -> np.uint64:
    for number in range(passes):
        key = child(np.uint64(key), 15, number)
    return np.uint64(key)


class Cost(NamedTuple):
    """What one draw costs."""

    generator: str
    nanoseconds: float


_LOOPS: dict[str, Callable[[Words, int], float]] = {
    "SplitMix64 finaliser once, mirrored by the key (in use)": _sum_now,
    "SplitMix64 finaliser once, no mirror images": _sum_one_mix,
    "SplitMix64 finaliser twice": _sum_two_mixes,
    "Squares-64, five rounds": _sum_squares,
    "Philox4x32-10": _sum_philox,
}


def costs() -> list[Cost]:
    """Shortest time of a draw of every generator; they take turns, so that all see the same noise."""
    keys = np.array([child(np.uint64(2), Purpose.ORDER, place) for place in range(ENTITIES)], np.uint64)
    best = dict.fromkeys(_LOOPS, float("inf"))
    for loop in _LOOPS.values():
        loop(keys, 1)
    for _ in range(ROUNDS):
        for name, loop in _LOOPS.items():
            begin = time.perf_counter()
            loop(keys, PASSES)
            best[name] = min(best[name], time.perf_counter() - begin)
    draws = ENTITIES * PASSES
    return [Cost(name, seconds / draws * 1e9) for name, seconds in best.items()] + [_child_cost()]


def _child_cost() -> Cost:
    steps, best = ENTITIES * PASSES // 4, float("inf")
    _chain_of_children(np.uint64(2), 1)
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        _chain_of_children(np.uint64(2), steps)
        best = min(best, time.perf_counter() - begin)
    return Cost("key of a child, each from the one before", best / steps * 1e9)


# ---- bytes for a battery --------------------------------------------------------------------------


@rule
def _bits(chance: float) -> np.uint64:
    """The 52 bits behind a draw."""
    return np.uint64(np.int64(chance * float(1 << 52)))


@kernel
def _walk_numbers(root: np.uint64, first: int, out: Words) -> None:
    for place in range(len(out)):
        out[place] = _bits(uniform(root, 9, first + place))


@kernel
def _walk_purposes(root: np.uint64, first: int, out: Words) -> None:
    for place in range(len(out)):
        at = first + place
        out[place] = _bits(uniform(root, FIRST_PURPOSE + at % PURPOSES, at // PURPOSES))


@kernel
def _walk_siblings(root: np.uint64, first: int, out: Words) -> None:
    for place in range(len(out)):
        out[place] = _bits(uniform(child(root, 3, first + place), 4, 0))


@kernel
def _walk_families(root: np.uint64, first: int, out: Words) -> None:
    """Day, lead, purpose, number: as a replication visits them."""
    for place in range(len(out)):
        at = first + place
        purpose, number = FIRST_PURPOSE + at % PURPOSES, at // PURPOSES % 2
        lead = at // (2 * PURPOSES)
        day = child(root, 1, lead // 16)
        out[place] = _bits(uniform(child(day, 3, lead % 16), purpose, number))


@kernel
def _walk_pairs(root: np.uint64, first: int, out: Words) -> None:
    """Parent, child, grandchild in turn, the same purpose and number."""
    for place in range(len(out)):
        at = first + place
        key = child(root, 3, at // 3)
        for _ in range(at % 3):
            key = child(key, 15, 0)
        out[place] = _bits(uniform(key, 4, 0))


@kernel
def _walk_replications(root: np.uint64, first: int, out: Words) -> None:
    """The first draw of consecutive replications of consecutive seeds."""
    for place in range(len(out)):
        at = first + place
        seed = np.uint64(root) + np.uint64(2 * (at // 64))
        out[place] = _bits(uniform(child(seed, 1, at % 64), 4, 0))


WALKS: dict[str, Callable[[np.uint64, int, Words], None]] = {
    "numbers": _walk_numbers,
    "purposes": _walk_purposes,
    "siblings": _walk_siblings,
    "families": _walk_families,
    "pairs": _walk_pairs,
    "replications": _walk_replications,
}


def blocks_of(walk: str, blocks: int, first: int = 0) -> Words:
    """The 52 bits of each draw of a walk, some blocks of them."""
    start = np.uint64(2) if walk == "replications" else root_key(1, 0)
    out = np.zeros(blocks * BLOCK, np.uint64)
    WALKS[walk](start, first * BLOCK, out)
    return out


def write_bytes(walk: str, part: str) -> None:
    """Write words until nobody reads them."""
    shift = np.uint64(20 if part == "high" else 0)
    block = 0
    try:
        while True:
            words = (blocks_of(walk, 1, block) >> shift) & _LOW_32
            sys.stdout.buffer.write(words.astype("<u4").tobytes())
            block += 1
    except BrokenPipeError:
        sys.stderr.close()


def main(arguments: list[str]) -> None:
    """Print the cost of draws, or write bytes."""
    if arguments:
        write_bytes(arguments[1], arguments[2] if len(arguments) > 2 else "high")
        return
    print("ns per draw, shortest of some rounds; trust the ratios")
    for cost in costs():
        print(f"  {cost.nanoseconds:6.2f}  {cost.generator}")


if __name__ == "__main__":
    main(sys.argv[1:])
