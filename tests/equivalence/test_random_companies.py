"""Both engines on companies that hypothesis makes up, as parameters and as scenarios."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.params import Params
from tests.equivalence.engines import compare
from tests.support.random_companies import any_company

seeds = st.integers(0, 2**63 - 1)


@settings(max_examples=25, derandomize=True)
@given(any_company(), seeds)
def test_both_engines_agree_on_any_company(params: Params, seed: int) -> None:
    found = compare(params, seed)
    assert not found, "\n".join(found)


@pytest.mark.slow
@settings(max_examples=500, derandomize=True)
@given(any_company(), seeds)
def test_both_engines_agree_on_five_hundred_companies(params: Params, seed: int) -> None:
    found = compare(params, seed)
    assert not found, "\n".join(found)
