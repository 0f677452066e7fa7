"""Checked arrays of results, and resampling with random numbers that do not depend on the numpy version."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.errors import InputError

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Rows = NDArray[np.intp]

_UNUSED_BITS = np.uint64(11)
_UNIT = 2.0**-53


def vector(values: ArrayLike, least: int = 1, name: str = "values") -> Vector:
    """One finite number per replication, at least so many of them."""
    return _checked(values, 1, least, name)


def matrix(values: ArrayLike, least: int = 1, name: str = "results") -> Matrix:
    """One row per replication and one column per plan, rep or period."""
    return _checked(values, 2, least, name)


def _checked(values: ArrayLike, dimensions: int, least: int, name: str) -> NDArray[np.float64]:
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.ndim != dimensions:
        raise InputError(f"{name}: expected {dimensions} dimension(s), found {numbers.ndim}")
    if len(numbers) < least:
        raise InputError(f"{name}: {len(numbers)} replications given, at least {least} needed")
    if not np.isfinite(numbers).all():
        raise InputError(f"{name}: every number must be finite")
    return numbers


def share(value: float, name: str) -> float:
    """Return the value if it lies strictly between 0 and 1."""
    if not 0.0 < value < 1.0:
        raise InputError(f"{name} must lie between 0 and 1, found {value}")
    return value


def resampled_rows(count: int, resamples: int, seed: int) -> Iterator[Rows]:
    """Row numbers drawn with replacement, once per resample.

    The rows come from the raw bits of Philox, the part of numpy that is promised never to change, so a
    bootstrap gives the same answer on every numpy.

    Parameters
    ----------
    count : [replication] rows to draw from, and rows drawn
    resamples : [1] how often to draw them
    seed : [1] names the draws
    """
    source = np.random.Philox(seed)
    for _ in range(resamples):
        uniforms = (source.random_raw(count) >> _UNUSED_BITS) * _UNIT
        yield (uniforms * count).astype(np.intp)


def resampled_means(results: Matrix, resamples: int, seed: int) -> Matrix:
    """Column means of each resample of whole rows, so that pairing is kept: resamples x columns."""
    rows = resampled_rows(len(results), resamples, seed)
    return np.array([results[chosen].mean(axis=0) for chosen in rows])
