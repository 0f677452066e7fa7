"""Quantile tables of standard shapes, laid out as `sim.streams.quantile` reads them.

A table holds cubics on cells of the tail probability: side 0 by the chance of a smaller value, side 1 by
the chance of a larger one. Octave o, cell j covers tails 2^-(o+2) * [1 + j/32, 1 + (j+1)/32): the exponent
and the five highest bits of the mantissa. Both tails are so as exact as the middle. A cubic goes through four
points of its cell: relative errors stay below 1e-8 (lognormal: up to sigma 1.5), below 1e-7
for steep ones (gamma of shape 0.24, Pareto of shape 0.6).
"""

import hashlib
import math
import os
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from statistics import NormalDist
from typing import Literal, NamedTuple

import numpy as np

from sim.params.draws import CELLS_PER_OCTAVE, OCTAVES
from sim.params.table import Numbers

Family = Literal[
    "uniform",
    "exponential",
    "normal",
    "lognormal",
    "weibull",
    "gamma",
    "beta",
    "empirical",
    "rest",
    "pareto",
]

_VERSION = b"quantile tables 1"
_NODES = np.array([0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0])
_TO_CUBIC = np.linalg.inv(np.vander(_NODES, increasing=True)).T
_SPECIAL = ("gamma", "beta")
_DIGEST_BYTES = 16
_BOTH_TAILS = 2
_FINE = 8
"""Steps within each cell when a table is integrated."""


class Shape(NamedTuple):
    """A distribution up to shift and scale; what stands in a quantile table."""

    family: Family
    """Name of the family."""
    numbers: tuple[float, ...] = ()
    """lognormal: sigma; weibull, gamma, pareto: shape; beta: a and b; empirical: the sorted values; rest:
    what is added to a value, number of the family, and its numbers; others: none."""


Quantiles = Callable[[Numbers], tuple[Numbers, Numbers]]
"""Values at chances `tail` from below, and at chances `tail` from above."""


def tables(shapes: list[Shape]) -> Numbers:
    """Stack the tables of all shapes of a scenario, (shapes, 2, cells, 4)."""
    if not shapes:
        return np.zeros((0, _BOTH_TAILS, OCTAVES * CELLS_PER_OCTAVE, 4))
    return np.stack([table(shape) for shape in shapes])


@lru_cache(maxsize=256)
def table(shape: Shape) -> Numbers:
    """Table of one shape, (2, cells, 4); shapes that need special functions are kept on disk."""
    built = _cached(shape) if shape.family in _SPECIAL else _build(shape)
    built.flags.writeable = False
    return built


def rest_of(shape: Shape, plus: float) -> Shape:
    """Shape of what is left of a duration, `plus` + a value of a shape, when a case is found in its middle.

    In the long run a case is found in a duration X with a chance that grows with its length, so that the rest
    has the density P(X > x) / E[X] (Cox 1962, Renewal Theory, chapter 5): half of a constant, all of an
    exponential duration.

    Parameters
    ----------
    shape : shape of the duration, positive
    plus : constant part of the duration, in units of the shape
    """
    if shape.family == "exponential" and plus == 0.0:
        return shape
    return Shape("rest", (plus, float(list(_FAMILIES).index(shape.family)), *shape.numbers))


def tails() -> Numbers:
    """Tail probabilities at the four points of every cell, (cells, 4), from the bit layout of a double."""
    octave = np.repeat(np.arange(OCTAVES), CELLS_PER_OCTAVE)[:, None]
    cell = np.tile(np.arange(CELLS_PER_OCTAVE), OCTAVES)[:, None]
    return np.asarray(np.ldexp(1.0 + (cell + _NODES) / CELLS_PER_OCTAVE, -(octave + 2)), dtype=np.float64)


def _build(shape: Shape) -> Numbers:
    points = tails()
    low, high = _FAMILIES[shape.family](points, shape.numbers)
    if shape.family == "empirical":
        return np.stack([_lines(low), _lines(high)])
    return np.stack([low @ _TO_CUBIC, high @ _TO_CUBIC])


def _lines(values: Numbers) -> Numbers:
    """Straight line over each cell: a corner of an empirical distribution must not swing."""
    cubics = np.zeros_like(values)
    cubics[:, 0], cubics[:, 1] = values[:, 0], values[:, -1] - values[:, 0]
    return cubics


def _uniform(tail: Numbers, _: tuple[float, ...]) -> tuple[Numbers, Numbers]:
    return tail, 1.0 - tail


def _exponential(tail: Numbers, _: tuple[float, ...]) -> tuple[Numbers, Numbers]:
    return -np.log1p(-tail), -np.log(tail)


def _weibull(tail: Numbers, numbers: tuple[float, ...]) -> tuple[Numbers, Numbers]:
    low, high = _exponential(tail, ())
    return low ** (1.0 / numbers[0]), high ** (1.0 / numbers[0])


def _pareto(tail: Numbers, numbers: tuple[float, ...]) -> tuple[Numbers, Numbers]:
    low, high = _exponential(tail, ())
    return np.expm1(low / numbers[0]), np.expm1(high / numbers[0])


@lru_cache(maxsize=1)
def _normal_scores() -> Numbers:
    """Standard normal quantiles of the tails (Wichura 1988, AS 241, as in the standard library)."""
    inverse = NormalDist().inv_cdf
    points = tails()
    return np.array([inverse(tail) for tail in points.ravel().tolist()]).reshape(points.shape)


def _normal(_: Numbers, __: tuple[float, ...]) -> tuple[Numbers, Numbers]:
    scores = _normal_scores()
    return scores, -scores


def _lognormal(_: Numbers, numbers: tuple[float, ...]) -> tuple[Numbers, Numbers]:
    spread = numbers[0] * _normal_scores()
    return np.exp(spread), np.exp(-spread)


def _gamma(tail: Numbers, numbers: tuple[float, ...]) -> tuple[Numbers, Numbers]:
    from scipy.special import gammainccinv, gammaincinv  # noqa: PLC0415  (scipy is slow to import)

    return np.asarray(gammaincinv(numbers[0], tail)), np.asarray(gammainccinv(numbers[0], tail))


def _beta(tail: Numbers, numbers: tuple[float, ...]) -> tuple[Numbers, Numbers]:
    from scipy.special import betaincinv  # noqa: PLC0415  (scipy is slow to import)

    a, b = numbers
    return np.asarray(betaincinv(a, b, tail)), 1.0 - np.asarray(betaincinv(b, a, tail))


def _empirical(tail: Numbers, numbers: tuple[float, ...]) -> tuple[Numbers, Numbers]:
    values = np.array(numbers)
    places = np.linspace(0.0, 1.0, len(values)) if len(values) > 1 else np.zeros(1)
    return np.interp(tail, places, values), np.interp(1.0 - tail, places, values)


def _rest(tail: Numbers, numbers: tuple[float, ...]) -> tuple[Numbers, Numbers]:
    plus, family, *others = numbers
    whole = _build(Shape(list(_FAMILIES)[int(family)], tuple(others)))  # type: ignore[arg-type]
    lengths, longer = _survival(whole)
    lengths = np.concatenate([[0.0], plus + lengths])
    longer = np.concatenate([[1.0], longer])
    slices = np.diff(lengths) * (longer[1:] + longer[:-1]) / 2.0
    below, above = slices.cumsum(), slices[::-1].cumsum()[::-1]
    mean = below[-1]
    found = np.interp(tail, np.concatenate([[0.0], below]) / mean, lengths)
    late = np.interp(tail, above[::-1] / mean, lengths[-2::-1])
    return found, late


def _survival(whole: Numbers) -> tuple[Numbers, Numbers]:
    """Values of a table in rising order, and the chance of a larger one: fine steps of both tails."""
    steps = np.arange(_FINE) / _FINE
    values = np.moveaxis(whole, -1, 0)[..., None]
    values = ((values[3] * steps + values[2]) * steps + values[1]) * steps + values[0]
    octave = np.repeat(np.arange(OCTAVES), CELLS_PER_OCTAVE)[:, None]
    cell = np.tile(np.arange(CELLS_PER_OCTAVE), OCTAVES)[:, None]
    points = np.ldexp(1.0 + (cell + steps) / CELLS_PER_OCTAVE, -(octave + 2)).ravel()
    order = points.argsort()
    low, high = values[0].ravel()[order], values[1].ravel()[order][::-1]
    return np.concatenate([low, high]), np.concatenate([1.0 - points[order], points[order][::-1]])


_FAMILIES: dict[str, Callable[[Numbers, tuple[float, ...]], tuple[Numbers, Numbers]]] = {
    "uniform": _uniform,
    "exponential": _exponential,
    "normal": _normal,
    "lognormal": _lognormal,
    "weibull": _weibull,
    "gamma": _gamma,
    "beta": _beta,
    "empirical": _empirical,
    "rest": _rest,
    "pareto": _pareto,
}


# ---- cache on disk --------------------------------------------------------------------------------


def _cached(shape: Shape) -> Numbers:
    """Read the table from the user's cache folder, or build it and leave it there."""
    path = cache_folder() / f"{_name(shape)}.table"
    kept = _read(path)
    if kept is not None:
        return kept
    built = _build(shape)
    _write(path, built)
    return built


def cache_folder() -> Path:
    """Folder of tables that took long to build."""
    root = os.environ.get("XDG_CACHE_HOME")
    try:
        base = Path(root) if root else Path.home() / ".cache"
    except RuntimeError:  # no home folder is known
        base = Path(tempfile.gettempdir())
    return base / "foresell" / "quantiles"


def _name(shape: Shape) -> str:
    digest = hashlib.blake2b(_VERSION, digest_size=_DIGEST_BYTES)
    digest.update(f"{shape.family} {OCTAVES} {CELLS_PER_OCTAVE}".encode())
    digest.update(" ".join(float(number).hex() for number in shape.numbers).encode())
    return digest.hexdigest()


def _seal(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_DIGEST_BYTES).digest()


def _read(path: Path) -> Numbers | None:
    """Read a table; a missing, cut or changed file counts as none."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    seal, body = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    if len(body) != 8 * math.prod(_table_size()) or seal != _seal(body):
        return None
    return np.frombuffer(body, dtype="<f8").reshape(_table_size()).astype(np.float64)


def _write(path: Path, built: Numbers) -> None:
    """Leave a table in the cache, whole or not at all; a home that cannot be written is no trouble."""
    body = np.ascontiguousarray(built, dtype="<f8").tobytes()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(_seal(body) + body)
        Path(file.name).replace(path)
    except OSError:
        return


def _table_size() -> tuple[int, int, int]:
    return (_BOTH_TAILS, OCTAVES * CELLS_PER_OCTAVE, 4)
