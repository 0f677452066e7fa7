"""Random numbers addressed by meaning, and inverse transforms of any distribution.

A draw is a function of (key of the entity, purpose, number), never of the order of use. Keys form a tree:
replication -> source x cell x day -> lead -> deal -> order -> customer -> ticket. The mixer is the
finaliser of SplitMix64 (Steele, Lea & Flood 2014, OOPSLA); its published first outputs are a test. Evidence
and cost: docs/decisions/0011-the-generator.md.

The lowest bit of a key says that its holder lives in a mirror image: the other 63 bits address the same
draws, and each draw u is taken as 1 - u, exactly. Children inherit the bit.
"""

import numpy as np

from sim.jit import kernel, rule
from sim.params.draws import CELLS_PER_OCTAVE, OCTAVES, Draws

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_S12, _S27, _S30, _S31 = np.uint64(12), np.uint64(27), np.uint64(30), np.uint64(31)
_PURPOSE = np.uint64(0xD1342543DE82EF95)
_MIRRORED = np.uint64(1)
_ADDRESS = np.uint64((1 << 64) - 2)
_EVERY_BIT = np.uint64((1 << 64) - 1)
_S52, _S47 = np.uint64(52), np.uint64(47)
_LOW47 = np.uint64((1 << 47) - 1)
_CELL_MASK = np.uint64(CELLS_PER_OCTAVE - 1)
_HALF_DOWN = 0.49999999999999994
_SMALLEST = 2.0 ** -(OCTAVES + 1)
_PER_CELL = 1.0 / float(1 << 47)
_TO_UNIT = 1.0 / float(1 << 52)


@rule
def mix(key: np.uint64) -> np.uint64:
    """Scramble 64 bits one to one (finaliser of SplitMix64).

    Parameters
    ----------
    key : [64-bit word] any word

    Examples
    --------
    >>> hex(int(mix(np.uint64(0x9E3779B97F4A7C15))))
    '0xe220a8397b1dcdaf'
    """
    word = np.uint64(key)
    word = (word ^ (word >> _S30)) * _MIX_1
    word = (word ^ (word >> _S27)) * _MIX_2
    return np.uint64(word ^ (word >> _S31))


@rule
def child(key: np.uint64, purpose: int, number: int) -> np.uint64:
    """Key of something born of the holder of `key`.

    Parameters
    ----------
    key : [64-bit word] key of the parent
    purpose : [code] what is born, a Purpose
    number : [1] which of several

    Examples
    --------
    >>> int(child(np.uint64(1), 2, 3)) == int(child(np.uint64(1), 2, 3))
    True
    """
    step = np.uint64(purpose) * _PURPOSE + np.uint64(number + 1) * _GOLDEN
    mirrored = np.uint64(key) & _MIRRORED
    born = mix(mix((np.uint64(key) & _ADDRESS) ^ step) + _GOLDEN)
    return np.uint64((born & _ADDRESS) | mirrored)


@rule
def uniform(key: np.uint64, purpose: int, number: int) -> float:
    """Uniform number in the open interval (0, 1), fixed by its address.

    One of the 2^52 odd multiples of 2^-53, so that 0 and 1 cannot occur and 1 - u is as exact as u.

    Parameters
    ----------
    key : [64-bit word] key of the entity
    purpose : [code] what the draw is for, a Purpose
    number : [1] which of several draws for that purpose

    Examples
    --------
    >>> 0.0 < uniform(np.uint64(6), 1, 0) < 1.0
    True
    >>> uniform(np.uint64(6), 1, 0) + uniform(np.uint64(7), 1, 0)
    1.0
    """
    step = np.uint64(purpose) * _PURPOSE + np.uint64(number + 1) * _GOLDEN
    flip = (np.uint64(key) & _MIRRORED) * _EVERY_BIT
    word = mix((np.uint64(key) & _ADDRESS) + step) ^ flip
    return (float(word >> _S12) + 0.5) * _TO_UNIT


@rule
def quantile(tables: np.ndarray, shape: int, chance: float) -> float:
    """Value below which a share `chance` of a tabulated distribution lies.

    Thirty-two cubics per power of two of the distance to the nearer end: the cell is read off the bits of
    the number, both tails are as exact as the middle.

    Parameters
    ----------
    tables : [unit of the distribution] cubics, shape (shapes, 2, cells, 4)
    shape : [index] which distribution
    chance : [1] probability, inside (0, 1)
    """
    side = 1 if chance > 0.5 else 0
    tail = max(min(chance, 1.0 - chance, _HALF_DOWN), _SMALLEST)
    bits = np.float64(tail).view(np.uint64)
    octave = min(1021 - int(bits >> _S52), OCTAVES - 1)
    cell = octave * CELLS_PER_OCTAVE + int((bits >> _S47) & _CELL_MASK)
    x = float(bits & _LOW47) * _PER_CELL
    cubic = tables[shape, side, cell]
    return float(((cubic[3] * x + cubic[2]) * x + cubic[1]) * x + cubic[0])


@rule
def stepped(steps: np.ndarray, shape: int, chance: float) -> float:
    """Value of a distribution of single values: the first whose cumulative chance lies above `chance`.

    Exact, where a smooth table of quantiles would blur the steps.

    Parameters
    ----------
    steps : [1 and unit of the distribution] cumulative chances and values, shape (shapes, values, 2)
    shape : [index] which distribution
    chance : [1] probability, inside (0, 1)

    Examples
    --------
    >>> dice = np.array([[[(face + 1) / 6, face + 1.0] for face in range(6)]])
    >>> stepped(dice, 0, 0.49), stepped(dice, 0, 0.51)
    (3.0, 4.0)
    """
    low = 0
    high = steps.shape[1] - 1
    while low < high:
        middle = (low + high) >> 1
        if chance < steps[shape, middle, 0]:
            high = middle
        else:
            low = middle + 1
    return float(steps[shape, low, 1])


@rule
def sampled(draws: Draws, draw: int, chance: float) -> float:
    """Value of a distribution at a uniform number; 0 for no distribution.

    Parameters
    ----------
    draws : [table] all distributions
    draw : [index] which one, or none
    chance : [1] probability, inside (0, 1)
    """
    if draw < 0:
        return 0.0
    row = draws.rows[draw]
    if row.scale == 0.0:  # always the same: no table needs to be read
        return float(row.shift)
    if row.shape < 0:
        return float(row.shift + row.scale * stepped(draws.steps, -1 - row.shape, chance))
    return float(row.shift + row.scale * quantile(draws.tables, row.shape, chance))


@kernel
def midpoint_mean(draws: Draws, draw: int, points: int) -> float:
    """Mean of a distribution, by its values at the middles of equal shares.

    Parameters
    ----------
    draws : [table] all distributions
    draw : [index] which one, or none
    points : [1] number of shares
    """
    total = 0.0
    for point in range(points):
        total += sampled(draws, draw, (point + 0.5) / points)
    return total / points
