"""Stronger tests of the keyed draws, in the orders in which the engines visit them.

Walks: draw numbers of one entity, its purposes, siblings, families (day, lead, purpose, number: as a
replication visits them), parent to grandchild, and consecutive seeds and replications. Keys are fixed, so
nothing fails by chance from run to run; for fresh keys each test would fail once in 10,000 unless it says so.
An outside battery and its result: docs/decisions/0011-the-generator.md.
"""

import itertools

import numpy as np
import pytest
from scipy import stats

from benchmarks.randomness import BLOCK, WALKS, blocks_of
from sim.codes import Purpose
from sim.jit import kernel
from sim.streams import child, uniform

RARE = 1e-4
BITS = 52
DRAWS = {walk: blocks_of(walk, 1) for walk in WALKS}
each_walk = pytest.mark.parametrize("walk", list(WALKS))


def chances(walk: str) -> np.ndarray:
    """Draws of a walk as numbers between 0 and 1."""
    return (DRAWS[walk].astype(float) + 0.5) * 2.0**-BITS


def even(counts: np.ndarray) -> float:
    """p-value of equal chances for all fields."""
    return float(stats.chisquare(counts.ravel()).pvalue)


@each_walk
def test_every_bit_is_set_half_of_the_time(walk):
    """No bit beyond 5 standard errors (once in 33,000 walks), and their squares add up as they should."""
    ones = np.array([int(((DRAWS[walk] >> np.uint64(bit)) & np.uint64(1)).sum()) for bit in range(BITS)])
    scores = (ones - BLOCK / 2) / np.sqrt(BLOCK / 4)
    assert np.abs(scores).max() < 5.0
    assert holds(float(stats.chi2.sf((scores**2).sum(), BITS)))


@each_walk
def test_neighbouring_bits_do_not_go_together(walk):
    """Each bit against the next draw's bit at the same place: 5 standard errors."""
    changed = DRAWS[walk][1:] ^ DRAWS[walk][:-1]
    ones = np.array([int(((changed >> np.uint64(bit)) & np.uint64(1)).sum()) for bit in range(BITS)])
    assert np.abs((ones - (BLOCK - 1) / 2) / np.sqrt((BLOCK - 1) / 4)).max() < 5.0


def birthdays(words: np.ndarray, shift: int) -> float:
    """Marsaglia's test: 4,096 birthdays in a year of 2^32 days, 64 years; equal spacings are Poisson."""
    days = ((words >> np.uint64(shift)) & np.uint64(0xFFFFFFFF)).astype(np.int64)
    equal = 0
    for year in days.reshape(-1, 4096):
        spacings = np.sort(np.diff(np.sort(year)))
        equal += int((np.diff(spacings) == 0).sum())
    return float(stats.poisson.cdf(equal, 64 * 4096**3 / 2**34))


def square(words: np.ndarray) -> float:
    """Pairs of draws over 64 x 64 fields."""
    draws = (words.astype(float) + 0.5) * 2.0**-BITS
    return even(np.histogramdd(draws.reshape(-1, 2), bins=64, range=[(0, 1)] * 2)[0])


def holds(p_value: float) -> bool:
    """Neither too rare nor too good to be true."""
    return RARE < p_value < 1.0 - RARE


@each_walk
@pytest.mark.parametrize("shift", [20, 0], ids=["high", "low"])
def test_birthdays_are_spaced_as_chance_would_have_it(walk, shift):
    assert holds(birthdays(DRAWS[walk], shift))


def test_the_same_walk_without_the_mixer_is_found_out():
    """The tests above can fail: multiples of the golden ratio, as they go into the mixer, do not pass."""
    words = np.arange(1, BLOCK + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(12)
    assert not all(holds(p_value) for p_value in (birthdays(words, 20), birthdays(words, 0), square(words)))


@each_walk
def test_pairs_fill_the_square_and_triples_the_cube(walk):
    draws = chances(walk)
    cube = np.histogramdd(draws[: len(draws) // 3 * 3].reshape(-1, 3), bins=16, range=[(0, 1)] * 3)[0]
    assert holds(square(DRAWS[walk]))
    assert holds(even(cube))


@each_walk
def test_the_lowest_bits_are_as_good_as_the_highest(walk):
    """Lowest four bits of a draw and of the next one, 256 fields; and the lowest byte on its own."""
    low = (DRAWS[walk] & np.uint64(15)).astype(np.int64).reshape(-1, 2)
    assert holds(even(np.bincount(low[:, 0] * 16 + low[:, 1], minlength=256)))
    byte = (DRAWS[walk] & np.uint64(255)).astype(np.int64)
    assert holds(even(np.bincount(byte, minlength=256)))


@each_walk
def test_runs_above_and_below_the_middle_have_the_right_number(walk):
    """Wald and Wolfowitz (1940), both sides at once in 10,000."""
    above = chances(walk) > 0.5
    count, ups = len(above), int(above.sum())
    runs = 1 + int((above[1:] != above[:-1]).sum())
    mean = 1.0 + 2.0 * ups * (count - ups) / count
    spread = np.sqrt((mean - 1.0) * (mean - 2.0) / (count - 1.0))
    assert abs(runs - mean) / spread < 3.9


@each_walk
def test_gaps_between_visits_of_a_tenth_have_the_right_lengths(walk):
    """Knuth's gap test on [0, 0.1): lengths are geometric, those of 40 and more taken together."""
    lengths = np.diff(np.flatnonzero(chances(walk) < 0.1)) - 1
    counts = np.bincount(np.minimum(lengths, 40), minlength=41)
    chance = 0.1 * 0.9 ** np.arange(41)
    chance[40] = 0.9**40
    assert holds(float(stats.chisquare(counts, chance * len(lengths)).pvalue))


def test_walks_are_uniform_and_do_not_go_together():
    draws = {walk: chances(walk) for walk in WALKS}
    for walk in WALKS:
        assert RARE <= stats.kstest(draws[walk], "uniform").pvalue <= 1.0
    for one, other in itertools.combinations(WALKS, 2):
        assert abs(np.corrcoef(draws[one], draws[other])[0, 1]) < 4.0 / np.sqrt(BLOCK)


@kernel
def fill_streams(keys: np.ndarray, places: np.ndarray, out: np.ndarray) -> None:
    """One row of draws per (purpose, number) of `places`, one column per key."""
    for row in range(len(places)):
        for column in range(len(keys)):
            out[row, column] = uniform(keys[column], places[row, 0], places[row, 1])


def test_hundreds_of_streams_are_uniform_and_do_not_go_together():
    """Every purpose, first and second draw: 3,160 pairs, each beyond 4/sqrt(n) once in 16,000 fresh keys."""
    places = np.array(list(itertools.product(Purpose, range(2))))
    siblings = np.array(
        [child(np.uint64(22), Purpose.FIELD_LEVEL, place) for place in range(4000)], np.uint64
    )
    draws = np.zeros((len(places), len(siblings)))
    fill_streams(siblings, places, draws)
    linked = np.corrcoef(draws) - np.eye(len(places))
    assert np.abs(linked).max() < 4.0 / np.sqrt(len(siblings))
    p_values = np.array([stats.kstest(row, "uniform").pvalue for row in draws])
    assert p_values.min() >= RARE
    assert stats.kstest(p_values, "uniform").pvalue >= RARE


@kernel
def count_flips(keys: np.ndarray, flips: np.ndarray) -> None:
    """How often each bit of a draw turns over when one bit of the key does."""
    for place in range(len(keys)):
        key = keys[place]
        before = np.int64(uniform(key, 9, 0) * float(1 << 52))
        for turned in range(64):
            after = np.int64(uniform(key ^ (np.uint64(1) << np.uint64(turned)), 9, 0) * float(1 << 52))
            changed = before ^ after
            for bit in range(52):
                flips[turned, bit] += (changed >> bit) & 1


def test_each_bit_of_a_key_turns_each_bit_of_a_draw_half_of_the_time():
    """Strict avalanche criterion (Webster and Tavares 1985): 3,276 counts within 5.5 standard errors.

    True coins would leave that range once in 8,000 sets of keys. The lowest bit is the mirror: it turns all.
    """
    keys = np.array([child(np.uint64(4), Purpose.ORDER, place) for place in range(20_000)], np.uint64)
    flips = np.zeros((64, BITS), np.int64)
    count_flips(keys, flips)
    assert (flips[0] == len(keys)).all()
    scores = (flips[1:] - len(keys) / 2) / np.sqrt(len(keys) / 4)
    assert np.abs(scores).max() < 5.5
    assert stats.kstest(scores.ravel(), "norm").pvalue > RARE


def test_keys_of_a_million_siblings_and_their_children_are_all_different():
    """64-bit keys of which 63 address: two of 2^21 meet with a chance of 2^-22."""
    keys = np.zeros(1 << 21, np.uint64)
    fill_children(np.uint64(6), keys)
    assert len(np.unique(keys)) == len(keys)


@kernel
def fill_children(root: np.uint64, keys: np.ndarray) -> None:
    """Keys of children and of their orders, in turn."""
    for place in range(len(keys) // 2):
        lead = child(root, 3, place)
        keys[2 * place] = lead
        keys[2 * place + 1] = child(lead, 15, 0)
