"""Maxima, their curvature, and what passes through a function of the parameters."""

import numpy as np
import pytest

from calibration.fits.maximum import curvature, delta_error, minimise


def test_a_parabola_gives_its_centre_and_covariance():
    covariance = np.array([[2.0, 0.5], [0.5, 1.0]])
    inverse = np.linalg.inv(covariance)
    centre = np.array([3.0, -1.0])
    optimum = minimise(lambda x: 0.5 * float((x - centre) @ inverse @ (x - centre)), [(0.0, 0.0)])
    assert optimum.parameters == pytest.approx(centre, abs=1e-4)
    assert optimum.covariance == pytest.approx(covariance, rel=1e-3)
    assert not optimum.flat


def test_a_direction_without_curvature_is_flat_and_vague():
    optimum = minimise(lambda x: float((x[0] - 1) ** 2), [(0.0, 0.0)])
    assert optimum.flat
    assert optimum.covariance[1, 1] == pytest.approx(1e4)


def test_the_best_of_several_starts_is_kept():
    optimum = minimise(lambda x: float(np.sin(3 * x[0]) + 0.1 * x[0] ** 2), [(3.0,), (-0.5,)])
    assert optimum.parameters[0] == pytest.approx(-0.5123, abs=1e-3)


def test_the_error_of_a_function_follows_its_slope():
    error = delta_error(lambda x: float(x[0] * x[1]), np.array([2.0, 3.0]), np.diag([0.01, 0.04]))
    assert error == pytest.approx(np.sqrt(9 * 0.01 + 4 * 0.04), rel=1e-6)


def test_curvature_is_symmetric():
    matrix = curvature(lambda x: float(x[0] ** 2 * x[1]), np.array([1.0, 2.0]))
    assert matrix == pytest.approx(np.array([[4.0, 2.0], [2.0, 0.0]]), abs=1e-5)
