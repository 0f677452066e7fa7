import numpy as np
import pytest

from planning.intervals import t_interval
from planning.paired import Question, Versus, compare, holm, paired_p_value, variance_reduction
from sim.errors import InputError


def futures(leads: tuple[float, ...], rows: int = 60, noise: float = 1.0, seed: int = 1) -> np.ndarray:
    """Plans that share a large common shock and differ by their lead and a little noise."""
    source = np.random.Generator(np.random.Philox(seed))
    common = 10.0 * source.standard_normal((rows, 1))
    results: np.ndarray = (
        100.0 + common + np.array(leads) + noise * source.standard_normal((rows, len(leads)))
    )
    return results


def versus(results: np.ndarray, question: Question, plan: int = 1) -> Versus:
    found = compare(results, question)[plan].versus
    assert found is not None
    return found


def test_the_baseline_is_not_compared_with_itself():
    outcomes = compare(futures((0.0, 1.0, 2.0)), Question(baseline=1))
    assert [outcome.versus is None for outcome in outcomes] == [False, True, False]


def test_a_small_lead_is_found_through_large_common_noise():
    results = futures((0.0, 1.5))
    assert versus(results, Question()).verdict == "better"
    alone = [t_interval(results[:, plan]) for plan in (0, 1)]
    assert alone[0].high > alone[1].low, "without pairing the intervals overlap"


def test_the_goal_decides_what_better_means():
    results = futures((0.0, 1.5))
    assert versus(results, Question(goal="lowest")).verdict == "worse"
    assert versus(results, Question(baseline=1, goal="lowest"), plan=0).verdict == "better"


def test_a_difference_too_small_to_matter_is_called_equivalent():
    results = futures((0.0, 0.02), rows=400, noise=0.1)
    assert versus(results, Question(delta=0.5)).verdict == "equivalent within delta"
    assert versus(results, Question()).verdict == "better"


def test_a_wide_interval_separates_nothing():
    found = versus(futures((0.0, 0.1), rows=10), Question(delta=0.2))
    assert found.verdict == "not separated"
    assert found.difference.covers(0.0)


def test_identical_plans_differ_by_exactly_nothing():
    results = futures((0.0,)).repeat(2, axis=1)
    outcome = compare(results, Question(delta=0.1))
    found = versus(results, Question(delta=0.1))
    assert (found.difference.low, found.difference.high) == (0.0, 0.0)
    assert found.variance_reduction is None
    assert found.replications_saved is None
    assert found.chance_mean_better == 0.5
    assert found.share_of_futures_better == 0.5
    assert found.verdict == "equivalent within delta"
    assert [plan.chance_best for plan in outcome] == [0.5, 0.5]


def test_plans_that_do_not_vary_have_no_correlation():
    found = versus(np.array([[1.0, 2.0], [1.0, 2.0]]), Question())
    assert found.correlation is None
    assert found.verdict == "better"


def test_chances_and_losses_belong_together():
    outcomes = compare(futures((0.0, 5.0, 0.0)), Question())
    assert sum(outcome.chance_best for outcome in outcomes) == pytest.approx(1.0)
    assert outcomes[1].chance_best == 1.0
    assert outcomes[1].opportunity_loss == 0.0
    assert outcomes[0].opportunity_loss == pytest.approx(5.0, abs=0.5)


def test_percentiles_are_in_order():
    outcome = compare(futures((0.0, 1.0)), Question())[1]
    assert outcome.p10 < outcome.p50 < outcome.p90


def test_replications_saved_follow_from_the_variance_reduction():
    found = versus(futures((0.0, 1.0)), Question())
    assert found.variance_reduction is not None
    assert found.replications_saved == int(60 * (found.variance_reduction - 1.0))
    assert found.variance_reduction > 20.0


def test_intervals_widen_with_the_number_of_plans():
    pair = versus(futures((0.0, 1.0, 1.0))[:, :2], Question())
    family = versus(futures((0.0, 1.0, 1.0)), Question())
    assert family.difference.half_width > pair.difference.half_width


def test_no_plan_that_equals_the_baseline_is_called_different_too_often():
    """500 families of 4 equal plans; at 95% more than 39 false claims have a chance of 0.3% (fixed seeds)."""
    question = Question(resamples=1)
    wrong = 0
    for seed in range(500):
        outcomes = compare(futures((0.0,) * 5, rows=12, seed=seed), question)
        wrong += any(plan.versus is not None and plan.versus.verdict != "not separated" for plan in outcomes)
    assert wrong <= 39


def test_holm_multiplies_the_smallest_by_all_and_never_steps_back():
    assert holm([0.01, 0.02, 0.5]) == pytest.approx([0.03, 0.04, 0.5])
    assert holm([0.5, 0.6]) == [1.0, 1.0]


def test_a_constant_lead_is_certain():
    assert paired_p_value(np.full(5, 2.0)) == 0.0
    assert paired_p_value(np.zeros(5)) == 1.0


def test_independent_plans_have_a_variance_reduction_near_one():
    source = np.random.Generator(np.random.Philox(9))
    factor = variance_reduction(source.standard_normal(4000), source.standard_normal(4000))
    assert factor == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"delta": 0.0}, "delta must be above 0"),
        ({"confidence": 1.0}, "confidence must lie between 0 and 1"),
        ({"resamples": 0}, "resamples must be at least 1"),
    ],
)
def test_a_question_without_sense_is_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        Question(**arguments)


def test_a_baseline_that_is_not_there_is_refused():
    with pytest.raises(InputError, match="baseline 2 is not one of 2 plans"):
        compare(futures((0.0, 1.0)), Question(baseline=2))
