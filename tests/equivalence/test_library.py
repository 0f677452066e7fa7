"""Both engines on the first months of every scenario of the library."""

from pathlib import Path

import pytest

from scenarios.compile import compile_params
from scenarios.load import load
from tests.equivalence.engines import both

LIBRARY = sorted((Path(__file__).parents[2] / "scenarios" / "library").glob("*.yaml"))


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_both_engines_agree_on_the_library(path: Path) -> None:
    params = compile_params(load(path, settings=["months=3"]).scenario)
    outcome, found = both(params, seed=1)
    assert outcome.rows > 0
    assert not found, "\n".join(found)


@pytest.mark.slow
@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_both_engines_agree_on_the_library_over_the_whole_horizon(path: Path) -> None:
    params = compile_params(load(path).scenario)
    outcome, found = both(params, seed=2, replication=7)
    assert outcome.rows > 0
    assert not found, "\n".join(found)
