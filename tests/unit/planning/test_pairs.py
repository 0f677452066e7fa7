"""Antithetic pairs in the statistics: the pair, not the replication, is what is independent."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from planning.attainment import attainment
from planning.comparison import Request, compare_plans
from planning.intervals import t_interval, wilson_interval
from planning.overview import overview
from planning.paired import Question, compare
from planning.pairs import complete, independent, paired, size_of, whole_pairs
from planning.plans import Candidate
from planning.quotas import Blend, Unit, split_target
from planning.returns import campaign_returns
from planning.risk import tail_risk
from planning.runlength import Precision, run_until_precise
from planning.runs import Options, open_run, run_plan
from planning.variants import changed, spend_of
from scenarios.load import load
from sim.errors import InputError

SHORT = ("months=1",)
MIRRORED = np.array([1.0, 9.0, 4.0, 6.0, 2.0, 10.0])
"""Three pairs with means 5, 5 and 6."""


@pytest.fixture(scope="module")
def tiny():
    """The smallest library scenario, one month long."""
    return load("library:tiny", settings=SHORT)


def futures(rows: int = 400) -> np.ndarray:
    """A baseline and a plan that gains 1; the two of a pair are far apart, pairs are close together."""
    rng = np.random.Generator(np.random.Philox(5))
    swing = np.repeat(rng.normal(0.0, 10.0, rows // 2), 2) * np.tile([1.0, -1.0], rows // 2)
    base = 100.0 + swing + rng.normal(0.0, 0.5, rows)
    return np.column_stack([base, base + 1.0 + 0.3 * swing + rng.normal(0.0, 0.5, rows)])


def test_a_pair_is_one_observation_and_a_single_replication_is_one_otherwise():
    assert independent(MIRRORED, antithetic=True).tolist() == [5.0, 5.0, 6.0]
    assert independent(MIRRORED, antithetic=False) is MIRRORED
    assert (size_of(antithetic=True), size_of(antithetic=False)) == (2, 1)
    columns = np.column_stack([MIRRORED, 2.0 * MIRRORED])
    assert independent(columns, antithetic=True).tolist() == [[5.0, 10.0], [5.0, 10.0], [6.0, 12.0]]


@pytest.mark.parametrize(("first", "count"), [(0, 3), (1, 4), (3, 3)])
def test_half_a_pair_is_refused(first, count):
    with pytest.raises(
        InputError, match=f"come in pairs: ask for an even number.* found {count} from number"
    ):
        whole_pairs(first, count)
    with pytest.raises(InputError, match="come in pairs"):
        Options(count, first=first, antithetic=True)


def test_results_of_half_a_pair_are_refused():
    with pytest.raises(InputError, match="ask for an even number of them, found 5"):
        independent(MIRRORED[:5], antithetic=True)


def test_a_pair_counts_when_both_replications_have_the_figure():
    values = np.array([1.0, np.nan, 4.0, 6.0])
    assert complete(values, antithetic=True).tolist() == [5.0]
    assert complete(values, antithetic=False).tolist() == [1.0, 4.0, 6.0]


def test_a_run_until_precise_takes_means_of_pairs_and_refuses_half_a_pair():
    found = run_until_precise(paired(iter(np.tile([0.0, 10.0], 40))), Precision(half_width=0.1))
    assert (found.verdict, found.replications, found.mean.estimate) == ("precise", 20, 5.0)
    with pytest.raises(InputError, match="the last antithetic replication lacks its mirror image"):
        list(paired(iter([1.0, 2.0, 3.0])))


def test_a_comparison_of_pairs_rests_on_their_means():
    results = futures()
    plain, mirrored = (compare(results, Question(antithetic=flag)) for flag in (False, True))
    means = independent(results, antithetic=True)
    versus = mirrored[1].versus
    assert versus is not None
    assert plain[1].versus is not None
    assert mirrored[0].mean == t_interval(means[:, 0])
    assert versus.difference.low == pytest.approx(t_interval(means[:, 1] - means[:, 0]).low)
    assert versus.difference.half_width < plain[1].versus.difference.half_width / 2.0
    assert versus.adjusted_p < plain[1].versus.adjusted_p
    assert (mirrored[1].p10, mirrored[1].p90) == (plain[1].p10, plain[1].p90)
    assert versus.share_of_futures_better == plain[1].versus.share_of_futures_better


def test_the_variance_reduction_of_pairs_counts_against_independent_replications():
    """(v1 + v2)/n over the variance of the mean of n/2 pair differences."""
    results = futures()
    versus = compare(results, Question(antithetic=True))[1].versus
    assert versus is not None
    gaps = independent(results[:, 1] - results[:, 0], antithetic=True)
    alone = results.var(axis=0, ddof=1).sum() / len(results)
    assert versus.variance_reduction == pytest.approx(alone / (gaps.var(ddof=1) / len(gaps)))


def test_a_comparison_needs_two_pairs():
    with pytest.raises(InputError, match="2 replications given, at least 4 needed"):
        compare([[1.0, 2.0], [2.0, 3.0]], Question(antithetic=True))


def test_intervals_of_pair_means_cover_as_stated():
    """1,000 samples of 20 pairs: 95% intervals cover 920 to 974 of 1,000 (99.9% range of the binomial)."""
    rng = np.random.Generator(np.random.Philox(8))
    swing = rng.normal(0.0, 3.0, (1000, 20))
    samples = np.stack([swing, -0.6 * swing], axis=2) + rng.normal(0.0, 1.0, (1000, 20, 2))
    covered = sum(t_interval(independent(row.ravel(), antithetic=True)).covers(0.0) for row in samples)
    assert 920 <= covered <= 974


def test_chances_count_a_pair_as_one_trial():
    tree = split_target(100, Unit("team", (Unit("rep"),)), Blend(even=1.0))
    booked = np.array([[120.0], [80.0], [130.0], [110.0]])
    assert attainment(tree, booked, antithetic=True)[0].base_chance == wilson_interval(1.5, 2)
    assert attainment(tree, booked)[0].base_chance == wilson_interval(3, 4)


def test_tail_risk_resamples_whole_pairs():
    swing = np.repeat(np.linspace(1.0, 50.0, 100), 2) * np.tile([1.0, -1.0], 100)
    plain, mirrored = tail_risk(swing), tail_risk(swing, antithetic=True)
    assert mirrored.expected_shortfall == plain.expected_shortfall
    assert mirrored.chance_of_loss == wilson_interval(50.0, 100)
    assert mirrored.expected_shortfall_error != plain.expected_shortfall_error
    with pytest.raises(InputError, match="come in pairs"):
        tail_risk(swing[:7], antithetic=True)


def test_a_run_in_pairs_is_kept_apart_and_found_again(tiny, tmp_path: Path):
    plain = run_plan(tiny, Options(6, out=tmp_path))
    mirrored = run_plan(tiny, Options(6, out=tmp_path, antithetic=True))
    assert mirrored.folder != plain.folder
    even = [0, 2, 4]
    pd.testing.assert_frame_equal(mirrored.summary.iloc[even], plain.summary.iloc[even])
    assert not mirrored.summary.equals(plain.summary)
    again = open_run(mirrored.folder)
    assert again.options.antithetic
    assert overview(again) == overview(mirrored)


def test_the_overview_of_a_run_in_pairs_rests_on_the_means_of_pairs(tiny, tmp_path: Path):
    run = run_plan(tiny, Options(6, out=tmp_path, antithetic=True))
    leads = run.figures("leads")
    found = next(figure for figure in overview(run) if figure.name == "leads")
    assert found.mean == t_interval(independent(leads, antithetic=True))
    assert found.p50 == float(np.quantile(leads, 0.5))


def test_a_comparison_searches_and_confirms_on_pairs(tiny, tmp_path: Path):
    richer = load("library:tiny", settings=[*SHORT, "seed=9"])
    plans = [Candidate("as planned", tiny), Candidate("same again", richer)]
    options = Options(20, out=tmp_path, antithetic=True, workers=1)
    found = compare_plans(plans, Request(kpi="leads", delta=5.0, sequential=False), options)
    assert found.question.antithetic
    assert found.outcomes[0].mean == t_interval(independent(found.runs[0].figures("leads"), antithetic=True))
    assert found.outcomes[1].versus is not None
    assert found.outcomes[1].versus.difference.estimate == 0.0
    with pytest.raises(InputError, match="at least 4 replications"):
        compare_plans(plans, Request(sequential=False), replace(options, replications=2))


def test_a_search_counts_pairs_and_shows_whole_ones(tiny, tmp_path: Path):
    plans = [Candidate("as planned", tiny), Candidate("same again", tiny)]
    options = Options(100, out=tmp_path, antithetic=True, workers=1)
    found = compare_plans(plans, Request(kpi="leads", delta=40.0), options)
    assert found.selection is not None
    shown = found.runs[0].options
    assert shown.replications == 200
    assert shown.first == 2 * found.selection.search.reached
    assert found.selection.confirmation is not None
    assert np.array_equal(
        found.selection.confirmation.results[:, 0],
        independent(found.runs[0].figures("leads"), antithetic=True),
    )


def test_returns_of_campaigns_rest_on_pairs(tiny, tmp_path: Path):
    (found, *_) = campaign_returns(tiny, Options(6, out=tmp_path, antithetic=True))
    place = tiny.names.sources.index(found.campaign)
    dropped = changed(f"spend of {found.campaign}", spend_of(place), 0.0)
    mirrored = Options(6, out=tmp_path, antithetic=True)
    planned, without = run_plan(tiny, mirrored), run_plan(tiny, mirrored, variant=dropped)
    assert planned.reused
    assert without.reused
    gain = independent(planned.figures("revenue") - without.figures("revenue"), antithetic=True)
    ratio = t_interval(gain / found.spend)
    assert found.roas.value is not None
    assert found.roas.value.estimate == pytest.approx(ratio.estimate)
    assert found.roas.value.half_width == pytest.approx(ratio.half_width)
