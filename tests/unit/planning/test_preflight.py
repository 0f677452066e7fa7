"""What a run will take is said, or refused, before it begins."""

from pathlib import Path

import pytest

import planning.preflight
from planning.preflight import Allowance, Work, machine_memory, memory_in, preflight, size_of, told
from scenarios.load import Plan, load
from sim.errors import InputError


@pytest.fixture(scope="module")
def tiny() -> Plan:
    return load("library:tiny")


def test_a_short_run_says_nothing(tiny: Plan) -> None:
    assert preflight(Work([tiny], 10, 1), Allowance()) == ""


def test_a_long_run_says_what_it_will_take(tiny: Plan) -> None:
    sentence = preflight(Work([tiny], 100_000, 2), Allowance(memory=1e12))
    assert sentence.startswith("about 8,600 events a replication; 100,000 replications: about ")
    assert sentence.endswith(" GB")


def test_a_run_that_takes_too_long_is_refused(tiny: Plan) -> None:
    work = Work([tiny], 100_000, 1)
    with pytest.raises(InputError, match="too large") as caught:
        preflight(work, Allowance(hours=0.01, memory=1e15))
    problem, reason = caught.value.problems
    assert "more than 36 s" in problem
    assert "100,000 replications of about 8,600 events each, most of them by leads and deals" in reason
    hours = float(problem.split("--limit-hours ")[1])
    assert preflight(work, Allowance(hours, memory=1e15))


def test_a_run_that_needs_too_much_memory_is_refused(tiny: Plan) -> None:
    work = Work([tiny], 1_000_000, 1)
    with pytest.raises(InputError, match="too large") as caught:
        preflight(work, Allowance(hours=1e6, memory=1e9))
    problem = caught.value.problems[0]
    assert "more than 1.0 GB" in problem
    size = problem.split("--limit-memory '")[1].rstrip("'")
    assert preflight(work, Allowance(hours=1e6, memory=memory_in(size)))


def test_plans_run_one_after_another_and_their_results_are_kept(tiny: Plan) -> None:
    one, three = size_of(Work([tiny], 50, 1))[1], size_of(Work([tiny, tiny, tiny], 50, 1))[1]
    assert three.replications == 150
    assert three.seconds == pytest.approx(3 * one.seconds)
    assert one.memory < three.memory < 3 * one.memory


def test_one_core_is_one_core(tiny: Plan) -> None:
    assert " on 1 core, " in told(*size_of(Work([tiny], 10, 1)))
    assert " on 4 cores, " in told(*size_of(Work([tiny], 10, 4)))


def test_the_limit_of_a_container_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "memory.max"
    file.write_text("1000000\n")
    monkeypatch.setattr(planning.preflight, "_CGROUP", file)
    assert machine_memory() == 1e6
    assert memory_in("50 %") == 5e5
    assert Allowance().bytes == 6e5
    file.write_text("max\n")
    assert machine_memory() > 1e6


@pytest.mark.parametrize("text", ["8", "much", "-1 GB", "1 XB", ""])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is no size of memory"):
        memory_in(text)


def test_more_money_than_can_be_counted_is_refused() -> None:
    blind = "market.segments.companies.price_sensitivity=0"
    dear = load(
        "library:tiny",
        settings=[
            "offer.products.product.price=80000000000000 EUR",
            "offer.products.product.quantity=1000",
            blind,
        ],
    )
    with pytest.raises(InputError, match="too large") as caught:
        preflight(Work([dear], 1, 1), Allowance())
    assert "EUR a replication are more than can be counted in whole cents" in caught.value.problems[0]
