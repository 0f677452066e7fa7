import threading
import time

import numpy as np
import pytest

import sim.run
from sim.engine.replicate import replicate
from sim.errors import InputError, LimitError
from sim.outcome import Outcome
from sim.results import Results
from sim.run import simulate, simulate_recorded
from tests.support.companies import company

PARAMS = company(days=60, reps=3)


def same(one: Results, other: Results) -> bool:
    """Whether two runs left the same, bit for bit."""
    pairs = zip([*one.books(), *one.census()], [*other.books(), *other.census()], strict=True)
    return one.replications == other.replications and all(np.array_equal(a, b) for a, b in pairs)


@pytest.mark.parametrize("workers", [2, 5])
def test_the_answer_does_not_depend_on_the_number_of_workers(workers):
    alone = simulate(PARAMS, 1, range(6))
    assert same(alone, simulate(PARAMS, 1, range(6), workers=workers))


def test_results_come_in_the_order_of_the_replications_however_they_are_asked_for():
    assert same(simulate(PARAMS, 1, [4, 0, 2]), simulate(PARAMS, 1, [0, 2, 4]))


def test_outcomes_keep_their_order_when_the_first_is_the_slowest(monkeypatch):
    def slow_first(params, seed, number, recording, watch):
        time.sleep(0.1 if number == 0 else 0.0)
        return replicate(params, seed, number, recording, watch)

    plain = simulate(PARAMS, 1, range(4))
    monkeypatch.setattr(sim.run, "replicate", slow_first)
    assert same(plain, simulate(PARAMS, 1, range(4), workers=3))


def test_a_replication_alone_is_the_same_as_in_a_batch():
    batch = simulate(PARAMS, 1, range(5), workers=2)
    alone = simulate(PARAMS, 1, [3])
    assert np.array_equal(batch.books().cells[3], alone.books().cells[0])


def test_replications_and_seeds_differ():
    results = simulate(PARAMS, 1, [0, 1])
    assert not np.array_equal(results.books().cells[0], results.books().cells[1])
    assert not same(simulate(PARAMS, 1, [0]), simulate(PARAMS, 2, [0]))


@pytest.mark.parametrize("workers", [1, 2])
def test_the_simpy_engine_leaves_the_same_books(workers):
    params = company(days=25, reps=2)
    compiled = simulate(params, 4, [0, 1])
    assert same(compiled, simulate(params, 4, [0, 1], engine="simpy", workers=workers))


def test_the_simpy_engine_reports_progress_too():
    seen: list[tuple[float, int]] = []
    params = company(days=5, reps=2)
    simulate(params, 4, [0, 1], engine="simpy", progress=lambda done, all_: seen.append((done, all_)))
    assert seen == [(1, 2), (2, 2)]


def test_progress_counts_every_finished_replication():
    seen: list[tuple[float, int]] = []
    simulate(PARAMS, 1, range(5), workers=2, progress=lambda done, all_: seen.append((done, all_)))
    assert seen == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


def test_a_trace_is_kept_only_when_it_is_asked_for_and_changes_nothing():
    recorded, plain = simulate_recorded(PARAMS, 1, [0, 1], workers=2), simulate(PARAMS, 1, [0, 1])
    assert same(recorded, plain)
    assert [outcome.trace is None for outcome in plain.outcomes] == [True, True]
    for outcome in recorded.outcomes:
        assert outcome.trace is not None
        assert len(outcome.trace) == outcome.rows


def counted(monkeypatch, fails: int) -> list[int]:
    """Replications that are begun when one of them fails."""
    begun: list[int] = []

    def replicate_or_fail(params, seed, number, recording, watch) -> Outcome:
        begun.append(number)
        if number == fails:
            raise LimitError("more than 5 leads")
        time.sleep(0.01)
        return replicate(params, seed, number, recording, watch)

    monkeypatch.setattr(sim.run, "replicate", replicate_or_fail)
    return begun


def test_an_error_is_passed_on_and_nothing_new_is_begun(monkeypatch):
    begun = counted(monkeypatch, fails=2)
    with pytest.raises(LimitError, match="more than 5 leads"):
        simulate(PARAMS, 1, range(200), workers=2)
    assert len(begun) < 50


def test_a_stop_by_the_user_ends_the_run_at_once(monkeypatch):
    begun = counted(monkeypatch, fails=-1)

    def stop(done: float, total: int) -> None:
        raise KeyboardInterrupt("stop")

    with pytest.raises(KeyboardInterrupt, match="stop"):
        simulate(PARAMS, 1, range(200), workers=2, progress=stop)
    time.sleep(0.1)
    assert len(begun) < 50


def are_gone(before: int) -> bool:
    """Whether all threads beyond so many end within five seconds."""
    deadline = time.monotonic() + 5.0
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    return threading.active_count() <= before


def slow_and_watched(monkeypatch, ended: list[int]) -> None:
    """Let each replication take half a minute, and pause a hundred times a second."""

    def long(params, seed, number, recording, watch) -> Outcome:
        try:
            for pause in range(3000):
                watch(pause / 3000)
                time.sleep(0.01)
            return replicate(params, seed, number, recording)
        finally:
            ended.append(number)

    monkeypatch.setattr(sim.run, "replicate", long)


def test_a_stop_by_the_user_ends_replications_under_way(monkeypatch):
    ended: list[int] = []
    slow_and_watched(monkeypatch, ended)
    monkeypatch.setattr(sim.run, "_GLANCE", 0.1)

    def stop(done: float, total: int) -> None:
        raise KeyboardInterrupt("stop")

    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt, match="stop"):
        simulate(PARAMS, 1, range(200), workers=2, progress=stop)
    assert are_gone(before)
    assert sorted(ended) == [0, 1]


def test_progress_moves_on_within_a_long_replication(monkeypatch):
    slow_and_watched(monkeypatch, [])
    monkeypatch.setattr(sim.run, "_GLANCE", 0.1)
    seen: list[float] = []

    def look(done: float, total: int) -> None:
        seen.append(done)
        if len(seen) == 5:
            raise KeyboardInterrupt("seen enough")

    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt, match="seen enough"):
        simulate(PARAMS, 1, range(4), workers=2, progress=look)
    assert are_gone(before)
    assert seen == sorted(seen)
    assert 0.0 <= seen[0] < seen[-1] < 1.0


def test_no_thread_is_left_behind():
    before = threading.active_count()
    simulate(PARAMS, 1, range(4), workers=4)
    assert are_gone(before)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"engine": "abacus"}, "no engine is called 'abacus'; choose one of compiled, simpy"),
        ({"workers": 0}, "workers must be at least 1, found 0"),
        ({"replications": []}, "different numbers from 0 on"),
        ({"replications": [1, 1]}, "different numbers from 0 on"),
        ({"replications": [-1]}, "different numbers from 0 on"),
    ],
)
def test_what_cannot_be_run_is_refused(settings, message):
    with pytest.raises(InputError, match=message):
        simulate(PARAMS, 1, **{"replications": [0], **settings})
