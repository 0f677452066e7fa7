"""Distributions of whole numbers: every chance is exact, through the simulator's own rule."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from scenarios.compile.build import DrawBook
from scenarios.schema.distributions import Counts, Geometric, Poisson, Quantity
from scenarios.whole_numbers import stacked, steps_of
from sim.codes import NONE
from sim.streams import sampled, stepped

LAWS: list[tuple[Counts, Any]] = [
    (Counts(poisson=Poisson(mean=0.3)), stats.poisson(0.3)),
    (Counts(poisson=Poisson(mean=4.5)), stats.poisson(4.5)),
    (Counts(poisson=Poisson(mean=2000.0)), stats.poisson(2000.0)),
    (Counts(geometric=Geometric(mean=1.0)), stats.rv_discrete(values=([1], [1.0]))),
    (Counts(geometric=Geometric(mean=3.0)), stats.geom(1.0 / 3.0)),
    (Counts(geometric=Geometric(mean=250.0)), stats.geom(1.0 / 250.0)),
    (Counts(values={2: 0.25, 3: 0.0, 50: 0.75}), stats.rv_discrete(values=([2, 50], [0.25, 0.75]))),
]


@pytest.mark.parametrize(("counts", "law"), LAWS, ids=lambda value: str(value)[:24])
def test_the_chance_of_every_value_is_exact(counts, law):
    steps = np.array(steps_of(counts.family()))
    body = steps[:-1]
    assert body[:, 0] == pytest.approx(law.cdf(body[:, 1]), abs=1e-11)
    assert steps[-1, 0] == 1.0
    assert float(law.sf(steps[-1, 1])) < 1e-15


@pytest.mark.parametrize(("counts", "law"), LAWS, ids=lambda value: str(value)[:24])
def test_a_value_is_the_smallest_whose_chance_is_reached(counts, law):
    table = stacked([((0.5, 9.0), (1.0, 10.0)), steps_of(counts.family())])
    chances = np.linspace(0.0005, 0.9995, 1000) + 1e-7
    assert [stepped(table, 1, chance) for chance in chances.tolist()] == law.ppf(chances).tolist()


def test_the_mean_of_a_count_is_known_without_simulation():
    for counts, law in LAWS:
        assert counts.average() == pytest.approx(float(law.mean()))
    assert Counts(poisson=Poisson(mean=2.0), plus=1).average() == 3.0
    assert Quantity(geometric=Geometric(mean=4.0), plus=0.5).average() == 4.5


def test_every_count_is_asked_for_by_value_and_kept_once():
    book = DrawBook()
    first = book.count(Counts(poisson=Poisson(mean=2.0)))
    assert book.count(Counts(poisson=Poisson(mean=2.0))) == first
    assert book.count(Counts(poisson=Poisson(mean=2.0), plus=3)) != first
    assert book.number(Quantity(poisson=Poisson(mean=2.0))) == first
    assert book.count(None) == NONE
    seven = book.count(7)
    draws = book.finish()
    assert draws.steps.shape[0] == 1
    assert [sampled(draws, first, chance) for chance in (0.1, 0.4, 0.99)] == [0.0, 1.0, 6.0]
    assert sampled(draws, seven, 0.3) == 7.0


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "give exactly one of poisson, geometric, values"),
        ({"poisson": {"mean": 1}, "geometric": {"mean": 2}}, "give exactly one of"),
        ({"values": {1: 0.5, 2: 0.4}}, "shares sum to 0.9, not 1"),
        ({"geometric": {"mean": 0.5}}, "greater than or equal to 1"),
    ],
)
def test_a_count_that_makes_no_sense_is_refused(given, message):
    with pytest.raises(ValueError, match=message):
        Counts(**given)
