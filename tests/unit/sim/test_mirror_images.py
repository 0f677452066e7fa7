"""Antithetic replications: 1 - u for every u, in both engines, without bias.

Seeds are fixed, so nothing fails by chance from run to run; for fresh seeds a difference beyond 4 standard
errors comes once in 16,000.
"""

import ast
import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from planning.paired import variance_reduction
from planning.pairs import independent
from scenarios.quantiles import Shape, tables
from sim.codes import CellFlow, Purpose
from sim.engine.replicate import replicate
from sim.outcome import Luck, root_key
from sim.rules.leads import poisson_count
from sim.run import simulate
from sim.streams import child, quantile, uniform
from tests.architecture.sources import ROOT
from tests.equivalence.engines import both
from tests.support.companies import company

LUCK = Luck(31, antithetic=True)
PAIRS = 4000
SHAPES = {
    "uniform": Shape("uniform"),
    "exponential": Shape("exponential"),
    "normal": Shape("normal"),
    "lognormal": Shape("lognormal", (0.8,)),
    "peaked weibull": Shape("weibull", (3.0,)),
    "flat weibull": Shape("weibull", (0.6,)),
    "gamma": Shape("gamma", (2.5,)),
    "steep gamma": Shape("gamma", (0.4,)),
    "beta": Shape("beta", (2.0, 5.0)),
    "empirical": Shape("empirical", (0.0, 1.0, 1.0, 4.0, 10.0)),
}
TABLES = tables(list(SHAPES.values()))


def draws(purpose: Purpose, replications: int = 2 * PAIRS) -> np.ndarray:
    """The first draw of every replication."""
    return np.array([uniform(root_key(LUCK, number), purpose, 0) for number in range(replications)])


@given(st.integers(0, 2**63 - 1), st.sampled_from(list(Purpose)), st.integers(0, 10**6))
def test_the_mirror_image_of_a_draw_is_exactly_what_is_missing_to_one(half, purpose, number):
    plain, mirrored = np.uint64(2 * half), np.uint64(2 * half + 1)
    assert uniform(plain, purpose, number) + uniform(mirrored, purpose, number) == 1.0
    assert 1.0 - uniform(plain, purpose, number) == uniform(mirrored, purpose, number)


@given(st.integers(0, 2**63 - 1), st.lists(st.tuples(st.sampled_from(list(Purpose)), st.integers(0, 99))))
def test_descendants_of_mirror_images_are_mirror_images(half, births):
    plain, mirrored = np.uint64(2 * half), np.uint64(2 * half + 1)
    for purpose, number in births:
        plain = np.uint64(child(plain, purpose, number))
        mirrored = np.uint64(child(mirrored, purpose, number))
    assert int(plain) ^ int(mirrored) == 1
    assert uniform(plain, Purpose.FIT, 0) + uniform(mirrored, Purpose.FIT, 0) == 1.0


def test_even_replications_are_those_that_run_without_mirror_images():
    for number in (0, 2, 8):
        assert root_key(LUCK, number) == root_key(LUCK.seed, number)
        assert root_key(LUCK, number + 1) == root_key(LUCK, number) + 1
        assert root_key(LUCK, number + 1) != root_key(LUCK.seed, number + 1)


@pytest.mark.parametrize("replication", [2, 3])
def test_both_engines_live_in_the_same_mirror_image(replication):
    outcome, found = both(company(days=60, reps=3), LUCK, replication)
    assert outcome.rows > 100
    assert not found, "\n".join(found)


def test_a_mirror_image_alone_is_the_same_as_in_a_batch():
    params = company(days=40)
    batch, alone = simulate(params, LUCK, range(4), workers=2), simulate(params, LUCK, [3])
    assert np.array_equal(batch.books().cells[3], alone.books().cells[0])
    assert not np.array_equal(batch.books().cells[2], batch.books().cells[3])


@pytest.mark.parametrize("name", list(SHAPES))
def test_every_distribution_rises_with_its_draw(name):
    """Steps down are errors of the table: below 1e-8 of the value, far less than a draw can show."""
    shape = list(SHAPES).index(name)
    near = 2.0 ** -np.linspace(1.0, 40.0, 4000)
    chances = np.sort(np.concatenate([near, 1.0 - near, np.linspace(0.001, 0.999, 4000)]))
    values = np.array([quantile(TABLES, shape, float(chance)) for chance in chances])
    assert np.all(np.diff(values) >= -1e-8 * np.abs(values[1:]))
    assert values[-1] > values[0]


@given(st.floats(0.0, 1.0), st.floats(1e-12, 1.0 - 1e-12), st.floats(1e-12, 1.0 - 1e-12))
def test_counts_of_leads_rise_with_their_draw(mean, one, other):
    low, high = sorted((one, other))
    assert poisson_count(mean, low) <= poisson_count(mean, high)


def test_no_other_generator_of_random_numbers_is_used():
    """Reading aside: names of unfinished folders come from `secrets`, resampling from raw bits of Philox."""
    allowed = {("planning/samples.py", "np.random.Philox")}
    found = set()
    for package in ("sim", "scenarios", "calibration", "planning", "reports", "foresell"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for name in _generators(ast.parse(path.read_text(encoding="utf-8"))):
                found.add((path.relative_to(ROOT).as_posix(), name))
    assert found == allowed


def _generators(tree: ast.AST) -> list[str]:
    """What a file takes from the standard library's or numpy's generators."""
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [each.name for each in node.names if each.name.split(".")[0] == "random"]
        elif isinstance(node, ast.ImportFrom) and node.module:
            taken = [f"{node.module}.{each.name}" for each in node.names]
            names += [name for name in taken if name.startswith(("random.", "numpy.random"))]
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) in {"np.random", "numpy.random"}:
            names.append(ast.unparse(node))
    return names


# ---- what pairs are good for ----------------------------------------------------------------------


def factor(values: np.ndarray) -> float:
    """Variance of the mean of independent replications over that of mirrored ones, by the sample."""
    return float(values.var(ddof=1) / (2.0 * independent(values, antithetic=True).var(ddof=1)))


def test_pairs_reduce_the_variance_of_a_smooth_result_as_theory_says():
    """Integral of e^u: 1/(1 + rho) with rho = (e - (e-1)^2) / (e^2/2 - 1/2 - (e-1)^2), about 31."""
    results = np.exp(draws(Purpose.FIT))
    mean = math.e - 1.0
    rho = (math.e - mean**2) / ((math.e**2 - 1.0) / 2.0 - mean**2)
    assert factor(results) == pytest.approx(1.0 / (1.0 + rho), rel=0.1)
    pairs = independent(results, antithetic=True)
    assert abs(pairs.mean() - mean) < 4.0 * pairs.std(ddof=1) / math.sqrt(PAIRS)


def test_pairs_of_exponential_times_are_correlated_as_theory_says():
    """Correlation of -log u and -log(1-u) is 1 - pi^2/6, about -0.645."""
    times = -np.log(draws(Purpose.WAIT))
    found = np.corrcoef(times[::2], times[1::2])[0, 1]
    assert found == pytest.approx(1.0 - math.pi**2 / 6.0, abs=4.0 / math.sqrt(PAIRS))


def test_a_control_variate_of_known_mean_works_on_the_same_draws():
    """e^u with u as control: 1/(1 - r^2) with r^2 = 12 (3 - e)^2/4 / var(e^u), about 61."""
    chances = draws(Purpose.QUANTITY)[::2]
    results, mean = np.exp(chances), math.e - 1.0
    slope = np.cov(results, chances)[0, 1] / chances.var(ddof=1)
    controlled = results - slope * (chances - 0.5)
    r_squared = 12.0 * ((3.0 - math.e) / 2.0) ** 2 / ((math.e**2 - 1.0) / 2.0 - mean**2)
    assert results.var() / controlled.var() == pytest.approx(1.0 / (1.0 - r_squared), rel=0.1)
    assert abs(controlled.mean() - mean) < 4.0 * controlled.std() / math.sqrt(PAIRS)


def profit(stock: float, demand: np.ndarray) -> np.ndarray:
    """A newsvendor's profit: price 10, cost 3, salvage 1."""
    made: np.ndarray = 10.0 * np.minimum(stock, demand) - 3.0 * stock + np.maximum(stock - demand, 0.0)
    return made


def reference_factor(low: float, high: float) -> float:
    """(v1 + v2) / var(difference) for exponential demand, by quadrature."""

    def mean(result):
        parts = itertools.pairwise([0.0, low, high, 60.0])
        return sum(integrate.quad(lambda x: result(x) * math.exp(-x), a, b)[0] for a, b in parts)

    def variance(result):
        return mean(lambda x: result(x) ** 2) - mean(result) ** 2

    single = [variance(lambda x, stock=stock: float(profit(stock, np.array(x)))) for stock in (low, high)]
    gap = variance(lambda x: float(profit(high, np.array(x)) - profit(low, np.array(x))))
    return float(sum(single) / gap)


def test_common_demand_from_the_keyed_draws_reduces_variance_as_the_closed_form_says():
    """10,000 replications must reach 0.8 of the factor for stocks of 1.2 and 1.4 (57.4)."""
    chances = np.array([uniform(root_key(7, number), Purpose.QUANTITY, 0) for number in range(10_000)])
    demand = np.array([quantile(TABLES, 1, float(chance)) for chance in chances])
    reference = reference_factor(1.2, 1.4)
    assert reference == pytest.approx(57.44, abs=0.01)
    found = variance_reduction(profit(1.4, demand), profit(1.2, demand))
    assert found is not None
    assert found >= 0.8 * reference


@pytest.fixture(scope="module")
def leads() -> tuple[np.ndarray, np.ndarray]:
    """Leads of mirrored and of independent replications of one company."""
    params = company(days=60, reps=3)
    mirrored, plain = simulate(params, LUCK, range(400)), simulate(params, 77, range(400))
    counts = [run.books().cells[:, :, CellFlow.LEADS].sum(axis=(1, 2)) for run in (mirrored, plain)]
    return counts[0].astype(float), counts[1].astype(float)


def test_leads_of_mirrored_replications_make_up_for_one_another(leads):
    """200 pairs; a correlation of true zero is below -0.25 once in 5,000."""
    mirrored, _ = leads
    assert np.corrcoef(mirrored[::2], mirrored[1::2])[0, 1] < -0.25
    assert factor(mirrored) > 1.2


def test_mirrored_replications_have_the_same_law_as_others(leads):
    """Mean within 4 standard errors; Kolmogorov-Smirnov of the mirrored halves, once in 10,000."""
    mirrored, plain = leads
    pairs = independent(mirrored, antithetic=True)
    error = math.sqrt(pairs.var(ddof=1) / len(pairs) + plain.var(ddof=1) / len(plain))
    assert abs(pairs.mean() - plain.mean()) < 4.0 * error
    assert stats.ks_2samp(mirrored[1::2], plain).pvalue >= 1e-4


def test_a_mirrored_replication_meets_the_same_mirrored_luck_in_every_plan():
    """Common random numbers hold in the mirror: more seats change no lead."""
    keys = []
    for reps in (2, 3):
        trace = replicate(company(days=30, reps=reps, accounts=10**9), LUCK, 1, recording=True).trace
        assert trace is not None
        first = trace[(trace.what == 1) & (trace.other == 0) & (trace.time < 20.0)]
        keys.append({(int(key), float(time)) for key, time in zip(first.key, first.time, strict=True)})
    assert keys[0] & keys[1]
    assert all(key & 1 for key, _ in keys[0])
