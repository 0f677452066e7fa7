"""The search of Kim and Nelson, judged by its promise.

Statistical tests use 200 fixed worlds. A procedure that is right in exactly 95% of all worlds is right in
fewer than 180 of 200 with a chance of 0.12%.
"""

import numpy as np
import pytest

from planning.samples import Matrix
from planning.search import SelectionRules, difference_variances, search
from sim.errors import InputError
from tests.unit.planning.worlds import world

WORLDS = 200
LEAST_RIGHT = 180


def right_choices(means: tuple[float, ...], correlation: float = 0.0) -> tuple[int, float]:
    """How often the best plan is chosen, and the mean number of replications run."""
    rules = SelectionRules(delta=1.0)
    best = int(np.argmax(means))
    ends = [search(world(means, seed, correlation), len(means), rules) for seed in range(WORLDS)]
    return sum(end.survivors[0] == best for end in ends), float(np.mean([end.run for end in ends]))


def test_the_best_of_five_is_found_when_it_leads_by_delta():
    right, _ = right_choices((0.0, 0.0, 0.0, 0.0, 1.0))
    assert right >= LEAST_RIGHT


def test_common_random_numbers_keep_the_promise_with_fewer_replications():
    means = (0.0, 0.0, 0.0, 0.0, 1.0)
    right, run = right_choices(means, correlation=0.6)
    _, run_apart = right_choices(means)
    assert right >= LEAST_RIGHT
    assert run < 0.6 * run_apart


def test_the_best_of_two_and_of_falling_means_is_found():
    assert right_choices((1.0, 0.0))[0] >= LEAST_RIGHT
    assert right_choices((0.0, -1.0, -2.0, -3.0, -4.0))[0] >= LEAST_RIGHT


def test_plans_that_are_dropped_are_not_run_again():
    asked = []
    inner = world((0.0, 30.0, 29.9), seed=1)

    def observe(plans: tuple[int, ...], replications: range) -> Matrix:
        asked.append((plans, replications))
        return inner(plans, replications)

    end = search(observe, 3, SelectionRules(delta=0.5))
    assert asked[0] == ((0, 1, 2), range(20))
    assert all(plans == (1, 2) for plans, _ in asked[1:])
    assert end.judged[0] == 20
    assert np.isnan(end.results[20:, 0]).all()
    assert end.run == int(np.isfinite(end.results).sum())


def test_replications_are_asked_for_one_after_another():
    asked: list[int] = []
    inner = world((0.0, 0.1), seed=2)

    def observe(plans: tuple[int, ...], replications: range) -> Matrix:
        asked.extend(replications)
        return inner(plans, replications)

    end = search(observe, 2, SelectionRules(delta=1.0, batch=7))
    assert asked == list(range(end.reached))


def test_a_search_that_runs_out_names_no_winner():
    end = search(world((0.0, 0.0, 0.0), seed=3), 3, SelectionRules(delta=0.01, most=50))
    assert not end.decided
    assert len(end.survivors) > 1
    assert end.reached == 50


def test_identical_plans_end_at_once_with_the_first():
    results = world((0.0,), seed=4)

    def observe(plans: tuple[int, ...], replications: range) -> Matrix:
        return results((0,), replications).repeat(len(plans), axis=1)

    end = search(observe, 3, SelectionRules(delta=1.0))
    assert end.survivors == (0,)
    assert end.reached == 20


def test_variances_are_those_of_differences():
    results = world((0.0, 1.0, 2.0), seed=5, correlation=0.6)((0, 1, 2), range(40))
    variances = difference_variances(results)
    assert variances[0, 2] == pytest.approx(np.var(results[:, 0] - results[:, 2], ddof=1))
    assert variances[1, 1] == 0.0


def test_all_problems_of_the_rules_are_listed_at_once():
    with pytest.raises(InputError, match=r"(?s)delta must be above 0.*first must be at least 20.*fresh must"):
        SelectionRules(delta=0.0, first=10, fresh=20)
