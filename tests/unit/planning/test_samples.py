import numpy as np
import pytest

from planning.samples import matrix, resampled_means, resampled_rows, share, vector
from sim.errors import InputError


def test_numbers_that_are_not_finite_are_refused():
    with pytest.raises(InputError, match="spend: every number must be finite"):
        vector([1.0, float("nan")], name="spend")


def test_too_few_replications_are_refused():
    with pytest.raises(InputError, match="1 replications given, at least 2 needed"):
        vector([1.0], least=2)


def test_a_vector_is_not_a_matrix():
    with pytest.raises(InputError, match=r"expected 2 dimension\(s\), found 1"):
        matrix([1.0, 2.0])


def test_a_share_lies_strictly_between_0_and_1():
    assert share(0.2, "tail") == 0.2
    with pytest.raises(InputError, match="tail must lie between 0 and 1"):
        share(1.0, "tail")


def test_resampled_rows_stay_the_same_on_every_machine():
    """Known answer: taken once from the raw bits of Philox, which numpy promises to keep."""
    assert next(resampled_rows(10, 1, 7)).tolist() == [4, 4, 3, 2, 1, 5, 3, 9, 1, 7]


def test_resampled_rows_use_every_row_equally_often():
    """A chi-squared test at one in a thousand, with a fixed seed."""
    rows = np.concatenate(list(resampled_rows(20, 500, 3)))
    counts = np.bincount(rows, minlength=20)
    assert ((counts - 500.0) ** 2 / 500.0).sum() < 43.82


def test_resampling_keeps_rows_together():
    results = np.column_stack([np.arange(30.0), np.arange(30.0) + 5.0])
    means = resampled_means(results, 100, 1)
    assert means.shape == (100, 2)
    assert np.allclose(means[:, 1] - means[:, 0], 5.0)
