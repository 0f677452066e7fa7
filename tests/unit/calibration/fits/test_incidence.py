"""Aalen-Johansen agrees with counting where counting is right."""

import numpy as np
import pytest

from calibration.fits.durations import Spells
from calibration.fits.incidence import incidence


def test_without_open_spells_it_is_the_plain_share():
    spells = Spells(np.zeros(4), np.array([1.0, 2.0, 2.0, 5.0]), np.array([1, 1, 2, 2]))
    curve = incidence(spells, 1)
    assert curve.by(0.5) == (0.0, 0.0)
    assert curve.by(2.0)[0] == pytest.approx(0.5)
    assert curve.by(2.0)[1] == pytest.approx(0.25)
    assert curve.open_at(2.0)[0] == pytest.approx(0.25)
    assert curve.open_at(0.0) == (1.0, 0.0)


def test_open_spells_leave_the_risk_set():
    spells = Spells(np.zeros(4), np.array([1.0, 2.0, 3.0, 4.0]), np.array([1, 0, 2, 1]))
    curve = incidence(spells, 1)
    assert curve.by(4.0)[0] == pytest.approx(0.25 + 0.75 / 2)
    assert curve.open_at(3.0)[0] == pytest.approx(0.375)


def test_late_entered_spells_are_at_risk_from_their_entry_on():
    spells = Spells(np.array([0.0, 0.0, 2.0]), np.array([1.0, 3.0, 3.0]), np.array([1, 1, 2]))
    assert incidence(spells, 1).at_risk.tolist() == [2.0, 2.0]


def test_its_standard_error_is_that_of_repeated_samples():
    """Stated error over the spread of 400 samples within 12 %: 3.4 standard errors, 1 in 1,000 seeds."""
    random = np.random.default_rng(5)
    values, errors = [], []
    for _ in range(400):
        won, lost, seen = (
            random.exponential(30, 200),
            random.exponential(60, 200),
            random.uniform(0, 120, 200),
        )
        age = np.minimum(np.minimum(won, lost), seen)
        cause = np.where(age == seen, 0, np.where(won < lost, 1, 2))
        value, error = incidence(Spells(np.zeros(200), age, cause), 1).by(60.0)
        values.append(value)
        errors.append(error)
    assert np.mean(values) == pytest.approx(2 / 3 * (1 - np.exp(-3)), abs=0.008)
    assert np.mean(errors) / np.std(values) == pytest.approx(1.0, abs=0.12)
