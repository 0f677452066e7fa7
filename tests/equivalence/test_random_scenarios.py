"""Both engines on scenarios that hypothesis makes up from the schema; every law of the books holds on them.

A failure shrinks to a short scenario, which is shown as YAML.
"""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.replicate import replicate
from sim.laws import broken_laws
from tests.equivalence.engines import compare
from tests.support.random_scenarios import Data, any_scenario, params_of
from tests.support.scenario_shapes import CHANCES
from tests.support.schema_points import all_points, points_of, whole_schema

seeds = st.integers(0, 2**63 - 1)
SCENARIOS = 500
"""Scenarios of the long checks."""


def check(data: Data, seed: int) -> None:
    """Both engines leave the same, and it adds up."""
    params = params_of(data)
    found = compare(params, seed)
    assert not found, "\n".join(found)
    broken = broken_laws(params, replicate(params, seed, 0, recording=True))
    assert not broken, "\n".join(broken)


@settings(max_examples=25)
@given(any_scenario(), seeds)
def test_both_engines_agree_and_the_books_balance_on_any_scenario(data: Data, seed: int) -> None:
    check(data, seed)


@pytest.mark.slow
@settings(max_examples=SCENARIOS)
@given(any_scenario(), seeds)
def test_both_engines_agree_and_the_books_balance_on_five_hundred_scenarios(data: Data, seed: int) -> None:
    check(data, seed)


IMPOSSIBLE = re.compile(rf"SpreadOfShares\.(?!{'|'.join(CHANCES)})")
"""What the schema allows and a check refuses."""


@pytest.mark.slow
def test_five_hundred_scenarios_state_every_key_form_and_word_of_the_schema() -> None:
    """What is never drawn is never compared: a new key needs no rule, but must be reached."""
    schema = whole_schema()
    drawn: set[str] = set()

    @settings(max_examples=SCENARIOS)
    @given(any_scenario())
    def draw(data: Data) -> None:
        drawn.update(points_of(schema, data))

    draw()
    missing = sorted(point for point in all_points(schema) - drawn if not IMPOSSIBLE.match(point))
    assert not missing, f"{len(missing)} never drawn:\n" + "\n".join(missing)
