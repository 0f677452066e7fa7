"""Quantile tables against scipy: the whole unit interval, both tails."""

import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from scenarios import quantiles
from scenarios.quantiles import Shape, cache_folder, rest_of, table, tables, tails
from sim.params.draws import CELLS_PER_OCTAVE, OCTAVES
from sim.params.table import Numbers
from sim.streams import quantile

TAIL = 10.0 ** -np.linspace(0.31, 11.0, 120)
CHANCES = np.unique(
    np.concatenate([TAIL, [1e-9], np.linspace(0.0005, 0.9995, 1200), 1.0 - TAIL, [1.0 - 1e-9]])
)

FAMILIES = [
    (Shape("uniform"), stats.uniform()),
    (Shape("exponential"), stats.expon()),
    (Shape("weibull", (0.5,)), stats.weibull_min(0.5)),
    (Shape("weibull", (2.0,)), stats.weibull_min(2.0)),
    (Shape("lognormal", (0.25,)), stats.lognorm(0.25)),
    (Shape("lognormal", (0.68,)), stats.lognorm(0.68)),
    (Shape("lognormal", (1.5,)), stats.lognorm(1.5)),
    (Shape("gamma", (0.5,)), stats.gamma(0.5)),
    (Shape("gamma", (3.0,)), stats.gamma(3.0)),
    (Shape("gamma", (20.0,)), stats.gamma(20.0)),
    (Shape("pareto", (3.0,)), stats.lomax(3.0)),
    (Shape("beta", (3.0, 2.0)), stats.beta(3.0, 2.0)),
    (Shape("beta", (0.5, 0.5)), stats.beta(0.5, 0.5)),
]


STEEP = [
    (Shape("gamma", (0.243,)), stats.gamma(0.243)),
    (Shape("pareto", (0.606,)), stats.lomax(0.606)),
]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    table.cache_clear()
    return tmp_path


def looked_up(shape: Shape) -> Numbers:
    stacked = tables([shape])
    return np.array([quantile(stacked, 0, chance) for chance in CHANCES.tolist()])


def exact(law) -> Numbers:
    return np.asarray(np.where(CHANCES < 0.5, law.ppf(CHANCES), law.isf(1.0 - CHANCES)), float)


@pytest.mark.parametrize(("shape", "law"), FAMILIES, ids=lambda value: str(getattr(value, "family", "")))
def test_every_quantile_is_right_to_eight_digits(shape, law):
    relative = np.abs(looked_up(shape) / exact(law) - 1.0)
    worst = int(relative.argmax())
    assert relative[worst] < 1e-8, f"at chance {CHANCES[worst]}: off by {relative[worst]:.2e}"


@pytest.mark.parametrize(("shape", "law"), STEEP, ids=lambda value: str(getattr(value, "family", "")))
def test_steep_quantiles_are_right_to_seven_digits(shape, law):
    relative = np.abs(looked_up(shape) / exact(law) - 1.0)
    assert relative.max() < 1e-7


def test_the_normal_error_is_right_to_eight_places():
    assert np.abs(looked_up(Shape("normal")) - stats.norm().ppf(CHANCES)).max() < 1e-8


def test_quantiles_never_fall():
    for shape, _ in FAMILIES:
        assert np.all(np.diff(looked_up(shape)) >= -1e-14), shape


def test_an_empirical_distribution_is_linear_between_its_values():
    values = (1.0, 2.0, 4.0, 8.0, 16.0)
    found = looked_up(Shape("empirical", values))
    expected = np.interp(CHANCES, np.linspace(0.0, 1.0, 5), values)
    assert np.abs(found - expected).max() < 0.05
    assert np.abs(found - expected)[np.abs((CHANCES * 4) % 1.0 - 0.5) < 0.3].max() < 1e-12
    assert found.min() >= 1.0
    assert found.max() <= 16.0


def test_cells_cover_the_tail_without_gaps():
    points = tails()
    assert points.shape == (OCTAVES * CELLS_PER_OCTAVE, 4)
    assert points[0, 0] == 0.25
    assert points[CELLS_PER_OCTAVE - 1, 3] == 0.5
    assert points[-CELLS_PER_OCTAVE, 0] == 2.0 ** -(OCTAVES + 1)
    inside = points.reshape(OCTAVES, CELLS_PER_OCTAVE, 4)
    assert np.array_equal(inside[:, 1:, 0], inside[:, :-1, 3])


def test_a_table_that_took_long_is_read_back_bit_for_bit(own_cache):
    first = table(Shape("gamma", (2.5,))).copy()
    table.cache_clear()
    files = list(cache_folder().iterdir())
    assert len(files) == 1
    assert cache_folder().is_relative_to(own_cache)
    assert np.array_equal(table(Shape("gamma", (2.5,))), first)


@pytest.mark.parametrize(
    "damage", [lambda content: content[:-9], lambda content: b"x" * len(content), lambda _: b""]
)
def test_a_damaged_cache_file_is_built_anew(damage):
    first = table(Shape("gamma", (2.5,))).copy()
    path = next(cache_folder().iterdir())
    path.write_bytes(damage(path.read_bytes()))
    table.cache_clear()
    assert np.array_equal(table(Shape("gamma", (2.5,))), first)
    assert len(list(cache_folder().iterdir())) == 1


def test_a_cache_that_cannot_be_written_is_no_trouble(own_cache, monkeypatch):
    blocked = own_cache / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert math.isclose(quantile(tables([Shape("gamma", (1.0,))]), 0, 0.5), math.log(2.0), rel_tol=1e-8)


def test_the_cache_folder_falls_back_when_no_home_is_known(monkeypatch):
    monkeypatch.delenv("XDG_CACHE_HOME")

    def homeless() -> Path:
        raise RuntimeError("no home")

    monkeypatch.setattr(Path, "home", homeless)
    assert cache_folder().name == "quantiles"


def test_no_temporary_file_is_left_behind():
    table(Shape("beta", (2.0, 2.0)))
    assert all(path.suffix == ".table" for path in cache_folder().iterdir())
    assert any(cache_folder().iterdir())


def test_no_shapes_give_an_empty_stack():
    assert tables([]).shape == (0, 2, OCTAVES * CELLS_PER_OCTAVE, 4)
    assert quantiles.tables([]).dtype == np.float64


def test_the_rest_of_an_exponential_duration_is_like_the_whole():
    assert rest_of(Shape("exponential"), 0.0) == Shape("exponential")


def test_the_rest_of_a_uniform_duration_has_a_known_quantile():
    exact_rest = 1.0 - np.sqrt(1.0 - CHANCES)
    assert looked_up(rest_of(Shape("uniform"), 0.0)) == pytest.approx(exact_rest, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize(
    ("shape", "law"),
    [family for family in FAMILIES if family[0].family != "beta"],
    ids=lambda value: str(value)[:40],
)
@pytest.mark.parametrize("plus", [0.0, 2.0])
def test_the_chance_of_a_longer_rest_follows_renewal_theory(shape, law, plus):
    """P(rest > x) = integral of P(X > t) from x on, over E[X]; checked at five places."""
    mean = float(law.mean()) + plus
    for chance, found in zip(CHANCES.tolist(), looked_up(rest_of(shape, plus)).tolist(), strict=True):
        if chance not in CHANCES[300:1300:200]:
            continue
        later = max(found - plus, 0.0)
        beyond = float(law.expect(lambda value, later=later: value - later, lb=later)) + max(
            plus - found, 0.0
        )
        assert 1.0 - beyond / mean == pytest.approx(chance, rel=2e-3)


def test_the_rest_of_a_duration_grows_with_the_chance():
    values = looked_up(rest_of(Shape("lognormal", (0.8,)), 0.5))
    assert (np.diff(values) >= -1e-9 * values[1:]).all()
