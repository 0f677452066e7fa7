import numpy as np
import pytest

from planning.samples import Matrix
from planning.search import SelectionRules
from planning.selection import judge, select_best
from sim.errors import InputError
from tests.unit.planning.worlds import world

EQUAL = (0.0, 0.0, 0.0, 0.0, 0.0)


def test_a_clear_winner_is_separated():
    answer = select_best(world((0.0, 5.0, 0.0), seed=1), 3, SelectionRules(delta=1.0))
    assert answer.verdict == "separated"
    assert answer.winner == 1
    assert answer.survivors == (1,)
    assert "is at least 95%" in answer.statement
    assert "ahead of every other plan (wrong with a chance of at most 5%)" in answer.statement


def test_equal_plans_are_almost_never_called_separated():
    """200 worlds; the chance of one false claim is at most 5%, so more than 20 happen once in 1,000."""
    verdicts = [
        select_best(world(EQUAL, seed, correlation=0.6), 5, SelectionRules(delta=1.0)).verdict
        for seed in range(200)
    ]
    assert verdicts.count("separated") <= 20
    assert verdicts.count("equivalent within delta") >= 100


def test_the_lowest_wins_when_asked_for():
    rules = SelectionRules(delta=1.0, goal="lowest")
    answer = select_best(world((0.0, 5.0, -5.0), seed=2), 3, rules)
    assert answer.winner == 2
    assert answer.confirmation is not None
    assert answer.confirmation.winner.covers(-5.0)
    assert answer.confirmation.search_estimate == pytest.approx(-5.0, abs=3.0)


def test_the_winner_is_measured_on_replications_the_search_never_saw():
    seen: list[int] = []
    inner = world((0.0, 1.0), seed=3)

    def observe(plans: tuple[int, ...], replications: range) -> Matrix:
        seen.append(replications.start)
        return inner(plans, replications)

    answer = select_best(observe, 2, SelectionRules(delta=1.0))
    assert answer.confirmation is not None
    assert answer.confirmation.first == answer.search.reached == seen[-1]
    assert len(answer.confirmation.results) >= 100


def test_the_search_flatters_its_winner():
    """Mean gap over 100 worlds of equal plans: the winner's curse is positive by far more than 3 errors."""
    gaps = []
    for seed in range(100):
        confirmation = select_best(world(EQUAL, seed), 5, SelectionRules(delta=2.0)).confirmation
        assert confirmation is not None
        gaps.append(confirmation.winners_curse)
    assert np.mean(gaps) > 3.0 * np.std(gaps) / 10.0


def test_a_search_without_an_end_gives_no_winner():
    answer = select_best(world((0.0, 0.0), seed=4), 2, SelectionRules(delta=0.01, most=40))
    assert answer.verdict == "not separated"
    assert answer.winner is None
    assert answer.confirmation is None
    assert answer.statement.startswith("Not separated: after 40 replications plans 0, 1 may each be the best")


def test_identical_plans_are_equivalent():
    inner = world((1.0,), seed=5)

    def observe(plans: tuple[int, ...], replications: range) -> Matrix:
        return inner((0,), replications).repeat(len(plans), axis=1)

    answer = select_best(observe, 2, SelectionRules(delta=0.5))
    assert answer.verdict == "equivalent within delta"
    assert answer.survivors == (0, 1)


def test_a_rival_that_is_neither_behind_nor_equal_leaves_the_question_open():
    fresh = world((0.0, 0.0), seed=6)((0, 1), range(100))
    assert judge(fresh, 0, SelectionRules(delta=0.1)) == ("not separated", (1,))


def test_results_of_the_wrong_shape_are_refused():
    with pytest.raises(InputError, match=r"expected 20 x 2 results, found \(3, 2\)"):
        select_best(lambda plans, replications: np.zeros((3, 2)), 2, SelectionRules(delta=1.0))
