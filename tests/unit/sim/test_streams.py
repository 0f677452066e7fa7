"""Keyed draws: published values, uniformity, independence, inverse transforms.

Keys are fixed, so nothing here fails by chance from one run to the next. For fresh keys:
a Kolmogorov-Smirnov p below 1e-4 comes once in 10,000 tests of true uniforms, a correlation beyond 4/sqrt(n)
once in 16,000.
"""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scenarios.quantiles import Shape, tables
from sim.codes import NONE, Purpose
from sim.errors import InputError
from sim.outcome import Luck, root_key
from sim.params.draws import Draw, Draws
from sim.params.table import table
from sim.streams import child, mix, quantile, sampled, stepped, uniform

GOLDEN = 0x9E3779B97F4A7C15
ALL = 1 << 64
NUMBERS = 4000
LIMIT = 4.0 / np.sqrt(NUMBERS)
KEYS = [np.uint64(child(np.uint64(2024), Purpose.FIELD_COUNT, number)) for number in range(3)]
PURPOSES = [Purpose.FIT, Purpose.MOVE, Purpose.CHOICE, Purpose.WORK, Purpose.FIELD_LEVEL]
SHAPES = {
    "exponential": (Shape("exponential"), stats.expon()),
    "uniform": (Shape("uniform"), stats.uniform()),
    "lognormal": (Shape("lognormal", (0.7,)), stats.lognorm(0.7)),
}
NO_STEPS = np.zeros((0, 1, 2))
TABLES = tables([shape for shape, _ in SHAPES.values()])


def stream(key: np.uint64, purpose: int, numbers: int = NUMBERS) -> np.ndarray:
    """Draws number 0, 1, 2, ... of one entity for one purpose."""
    return np.array([uniform(np.uint64(key), purpose, number) for number in range(numbers)])


def siblings(purpose: int, numbers: int = NUMBERS) -> np.ndarray:
    """The first draw of many children of one parent."""
    children = (child(KEYS[0], Purpose.ORDER, number) for number in range(numbers))
    return np.array([uniform(np.uint64(key), purpose, 0) for key in children])


def correlation(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(one, other)[0, 1])


@pytest.mark.parametrize(
    ("step", "word"),
    [(1, 0xE220A8397B1DCDAF), (2, 0x6E789E6AA1B965F4), (3, 0x06C45D188009454F)],
)
def test_the_mixer_is_that_of_splitmix64(step, word):
    """First outputs of SplitMix64 with seed 0, as its authors publish them."""
    assert int(mix(np.uint64(step * GOLDEN % ALL))) == word


def test_the_mixer_gives_the_sequence_that_is_printed_for_splitmix64_with_another_seed():
    """Seed 1234567: the five words that ports of SplitMix64 to other languages are checked with."""
    words = [int(mix(np.uint64((1234567 + step * GOLDEN) % ALL))) for step in range(1, 6)]
    assert words == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]


@pytest.mark.parametrize(
    ("key", "purpose", "number", "born", "chance"),
    [
        (0, 1, 0, 0xCD3E39D1538B888C, "0x1.e95202c988e93p-1"),
        (1, 1, 0, 0xCD3E39D1538B888D, "0x1.6adfd367716d0p-5"),
        (2, 3, 4, 0xF771341E2486AF1A, "0x1.cca3f4984be4dp-1"),
        (0x123456789ABCDEF0, 40, 10**6, 0x6CACFB70394D310E, "0x1.6d2d3b5a22e12p-2"),
    ],
)
def test_keys_and_draws_never_change_from_one_version_to_the_next(key, purpose, number, born, chance):
    """Frozen: whoever changes the schedule of keys changes every result, and shall know it."""
    assert int(child(np.uint64(key), purpose, number)) == born
    assert uniform(np.uint64(key), purpose, number).hex() == chance


@pytest.mark.parametrize(
    ("seed", "replication", "root"),
    [
        (0, 0, 0xCD3E39D1538B888C),
        (1, 7, 0x70628B27213FA23E),
        (2**63 - 1, 5, 0x3C81673F1C9E1450),
        (Luck(1, antithetic=True), 6, 0xF6CB5E32E1171A42),
        (Luck(1, antithetic=True), 7, 0xF6CB5E32E1171A43),
    ],
)
def test_the_key_of_a_replication_never_changes(seed, replication, root):
    assert int(root_key(seed, replication)) == root


@pytest.mark.parametrize("seed", [-1, 2**63])
def test_a_seed_that_does_not_fit_is_refused(seed):
    with pytest.raises(InputError, match=f"a seed must lie between 0 and 9223372036854775807, found {seed}"):
        root_key(seed, 0)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("exponential", ["0x1.0000080000555p-20", "0x1.269621134db92p-2", "0x1.d82d33b3ea905p+1"]),
        ("lognormal", ["0x1.240465a98e60cp-5", "0x1.3f50f1c2c95a3p-1", "0x1.f8b87ab5c2cd1p+1"]),
    ],
)
def test_quantiles_keep_their_values(name, values):
    """To 1e-13 and not to the last bit: logarithms may differ there from one machine to the next."""
    shape = list(SHAPES).index(name)
    found = [quantile(TABLES, shape, chance) for chance in (2.0**-20, 0.25, 0.975)]
    assert found == pytest.approx([float.fromhex(value) for value in values], rel=1e-13)


@given(st.integers(0, ALL - 1), st.sampled_from(list(Purpose)), st.integers(0, 10**6))
def test_keys_and_draws_equal_those_of_whole_numbers_without_limit(key, purpose, number):
    """The same schedule in Python's own integers: no conversion of the compiled code loses a bit."""
    step = purpose * 0xD1342543DE82EF95 + (number + 1) * GOLDEN
    mirrored, address = key & 1, key & ~1
    born = _mixed(_mixed((address ^ step % ALL) % ALL) + GOLDEN)
    assert int(child(np.uint64(key), purpose, number)) == (born & ~1) | mirrored
    word = _mixed(address + step) >> 12
    word = (1 << 52) - 1 - word if mirrored else word
    assert uniform(np.uint64(key), purpose, number) == (2 * word + 1) / 2**53


def _mixed(word: int) -> int:
    word %= ALL
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 % ALL
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB % ALL
    return word ^ (word >> 31)


def test_no_two_purposes_and_numbers_of_one_entity_share_a_draw():
    """Steps of purposes and of numbers meet nowhere below 2^50 numbers: shown by solving for the number."""
    per_number = pow(GOLDEN, -1, ALL)
    for apart in range(1, 256):
        number = apart * 0xD1342543DE82EF95 * per_number % ALL
        assert min(number, ALL - number) > 2**50


@given(st.sets(st.integers(0, ALL - 1), min_size=2, max_size=20))
def test_different_words_are_mixed_to_different_words(words):
    assert len({int(mix(np.uint64(word))) for word in words}) == len(words)


@given(st.integers(0, ALL - 1), st.sampled_from(list(Purpose)), st.integers(0, 10**6))
def test_a_draw_is_fixed_by_its_address_and_lies_inside_the_open_interval(key, purpose, number):
    chance = uniform(np.uint64(key), purpose, number)
    assert 0.0 < chance < 1.0
    assert uniform(np.uint64(key), purpose, number) == chance


def test_children_all_have_different_keys():
    addresses = list(itertools.product(KEYS[:2], Purpose, range(500)))
    assert len({int(child(*address)) for address in addresses}) == len(addresses)


def test_a_child_does_not_share_the_draws_of_its_parent():
    born = child(KEYS[0], Purpose.ORDER, 0)
    shared = {uniform(KEYS[0], purpose, 0) for purpose in Purpose}
    assert not shared & {uniform(np.uint64(born), purpose, 0) for purpose in Purpose}


@pytest.mark.parametrize("purpose", PURPOSES, ids=lambda purpose: purpose.name.lower())
def test_draws_of_one_entity_are_uniform(purpose):
    for key in KEYS:
        assert stats.kstest(stream(key, purpose), "uniform").pvalue >= 1e-4


@pytest.mark.parametrize("purpose", PURPOSES)
def test_first_draws_of_siblings_are_uniform(purpose):
    assert stats.kstest(siblings(purpose), "uniform").pvalue >= 1e-4


@pytest.mark.parametrize("purpose", PURPOSES)
def test_draws_that_follow_one_another_are_not_correlated(purpose):
    for draws in (stream(KEYS[0], purpose), siblings(purpose)):
        for lag in (1, 2, 3, 8):
            assert abs(correlation(draws[:-lag], draws[lag:])) < LIMIT


def test_purposes_are_not_correlated_with_one_another():
    streams = [stream(KEYS[0], purpose) for purpose in PURPOSES] + [siblings(purpose) for purpose in PURPOSES]
    for one, other in itertools.combinations(streams, 2):
        assert abs(correlation(one, other)) < LIMIT


def test_entities_and_replications_are_not_correlated_with_one_another():
    near = [root_key(seed, replication) for seed in range(3) for replication in range(2)]
    streams = [stream(np.uint64(key), Purpose.FIT) for key in [*KEYS, *near]]
    for one, other in itertools.combinations(streams, 2):
        assert abs(correlation(one, other)) < LIMIT


def test_pairs_of_draws_fill_the_square_evenly():
    """Chi square over 8 x 8 fields; a true uniform fails once in 10,000."""
    draws = stream(KEYS[0], Purpose.FIT, 8000)
    counts, _, _ = np.histogram2d(draws[::2], draws[1::2], bins=8, range=((0, 1), (0, 1)))
    assert stats.chisquare(counts.ravel()).pvalue >= 1e-4


@pytest.mark.parametrize("name", list(SHAPES))
def test_a_quantile_never_falls_when_the_chance_rises(name):
    shape = list(SHAPES).index(name)
    tails = 2.0 ** -np.linspace(1.0, 38.0, 3000)
    chances = np.sort(np.concatenate([tails, 1.0 - tails, np.linspace(0.001, 0.999, 3000)]))
    values = [quantile(TABLES, shape, float(chance)) for chance in chances]
    slack = 1e-9 * np.abs(values[1:])
    assert np.all(np.diff(values) >= -slack)


@pytest.mark.parametrize("name", list(SHAPES))
def test_a_quantile_is_exact_in_the_middle_and_in_the_tails(name):
    shape = list(SHAPES).index(name)
    truth = SHAPES[name][1]
    for chance in [1e-6, 0.01, 0.25, 0.5, 0.75, 0.99]:
        assert quantile(TABLES, shape, chance) == pytest.approx(truth.ppf(chance), rel=1e-5)
    assert quantile(TABLES, shape, 1.0 - 1e-6) == pytest.approx(truth.isf(1e-6), rel=1e-5)


def test_a_sample_is_shifted_and_stretched_and_none_is_nothing():
    draws = Draws(table(Draw, [Draw(0, 3.0, 10.0)]), TABLES, NO_STEPS)
    assert sampled(draws, 0, 0.5) == pytest.approx(10.0 + 3.0 * np.log(2.0))
    assert sampled(draws, NONE, 0.5) == 0.0


def test_samples_have_the_distribution_that_is_asked_for():
    """Kolmogorov-Smirnov against the exponential; a true one fails once in 10,000."""
    draws = Draws(table(Draw, [Draw(0, 3.0, 0.0)]), TABLES, NO_STEPS)
    values = [sampled(draws, 0, float(chance)) for chance in stream(KEYS[0], Purpose.WAIT)]
    assert stats.kstest(values, stats.expon(scale=3.0).cdf).pvalue >= 1e-4


STEPS = np.array(
    [[[0.25, 1.0], [0.75, 2.0], [1.0, 7.0], [1.0, 7.0]], [[0.5, 0.0], [1.0, 3.0], [1.0, 3.0], [1.0, 3.0]]]
)


@pytest.mark.parametrize(
    ("shape", "chance", "value"),
    [
        (0, 1e-9, 1.0),
        (0, 0.2499999999999, 1.0),
        (0, 0.25, 2.0),
        (0, 0.75, 7.0),
        (0, 1.0 - 1e-16, 7.0),
        (1, 0.6, 3.0),
    ],
)
def test_a_distribution_of_single_values_steps_exactly_at_its_chances(shape, chance, value):
    assert stepped(STEPS, shape, chance) == value


def test_a_sample_of_single_values_is_shifted_too():
    draws = Draws(table(Draw, [Draw(-1, 1.0, 0.0), Draw(-2, 1.0, 10.0)]), TABLES, STEPS)
    assert [sampled(draws, 0, chance) for chance in (0.1, 0.5, 0.9)] == [1.0, 2.0, 7.0]
    assert [sampled(draws, 1, chance) for chance in (0.4, 0.6)] == [10.0, 13.0]
