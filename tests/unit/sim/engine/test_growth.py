"""Arrays grow as a replication grows, and a replication can be watched and stopped."""

import numpy as np
import pytest

import sim.engine.replicate
from sim.engine.audit import audit
from sim.engine.replicate import replicate
from sim.engine.state import PER_CHUNK, Register, State, new_state
from sim.params import Params
from tests.support.companies import company


def crowded(days: int, times: float) -> Params:
    """A company that wins far more leads than its people can follow."""
    params = company(days=days, reps=2)
    cells, sources = params.market.cells.copy(), params.campaigns.sources.copy()
    cells.accounts[:] = 10_000_000
    sources.unaided[:] *= times
    market, campaigns = params.market._replace(cells=cells), params.campaigns._replace(sources=sources)
    return params._replace(market=market, campaigns=campaigns)


@pytest.fixture
def states(monkeypatch: pytest.MonkeyPatch) -> list[State]:
    """States at the beginning and at the end."""
    kept: list[State] = []
    begin, check = new_state, audit

    def begun(*arguments):
        kept.append(begin(*arguments))
        return kept[0]

    def ended(params, state, daily):
        kept.append(state)
        check(params, state, daily)

    monkeypatch.setattr(sim.engine.replicate, "new_state", begun)
    monkeypatch.setattr(sim.engine.replicate, "audit", ended)
    return kept


def test_every_array_that_can_fill_up_grows(states: list[State]) -> None:
    outcome = replicate(crowded(30, 300.0), 1, 0, recording=True)
    first, last = states
    for name in ("entities", "heap", "chunks", "trace"):
        assert len(getattr(last, name)) > len(getattr(first, name)), name
    assert last.registers[Register.TOP_ENTITY] > 5_000
    assert outcome.trace is not None
    assert len(outcome.trace) == outcome.rows


@pytest.mark.parametrize("customers", [0, 1_000, 100_000, 1_000_000])
def test_the_events_of_all_who_are_there_fit_before_the_first_day(customers: int) -> None:
    params = company(days=30)
    cells = params.market.cells.copy()
    cells.customers[0] = customers
    params = params._replace(market=params.market._replace(cells=cells))
    state = new_state(params, np.uint64(2), 8, recording=False)
    lists = len(state.days) + len(state.parts)
    assert len(state.chunks) >= (cells.customers.sum() + len(params.people.seats)) / PER_CHUNK + lists


def test_growth_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    params = crowded(10, 100.0)
    plain = replicate(params, 1, 0)
    monkeypatch.setattr(sim.engine.replicate, "_ROOM", 20_000)
    early = replicate(params, 1, 0)
    for one, other in zip([*plain.books, *plain.census], [*early.books, *early.census], strict=True):
        assert np.array_equal(one, other)


def test_events_beyond_the_horizon_never_come_and_leave_no_trace() -> None:
    short, long = company(days=10), company(days=11)
    one, other = (replicate(params, 1, 0, recording=True).trace for params in (short, long))
    assert one is not None
    assert other is not None
    assert one.time.max() < 10.0
    assert np.array_equal(one, other[other.time < 10.0])


def test_a_pause_changes_nothing_and_tells_how_far_the_run_is(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = replicate(company(days=60), 1, 0, recording=True)
    monkeypatch.setattr(sim.engine.replicate, "_paced", lambda events, seconds: 1)

    def restless(*arguments):
        state = new_state(*arguments)
        state.registers[Register.PAUSE_AT] = 0
        return state

    monkeypatch.setattr(sim.engine.replicate, "new_state", restless)
    shares: list[float] = []
    watched = replicate(company(days=60), 1, 0, True, shares.append)
    assert len(shares) > 500
    assert shares == sorted(shares)
    assert 0.0 <= shares[0] < shares[-1] < 1.0
    assert plain.trace is not None
    assert watched.trace is not None
    assert np.array_equal(plain.trace, watched.trace)


def test_a_run_is_stopped_by_whoever_watches_it() -> None:
    def stop(share: float) -> None:
        raise KeyboardInterrupt(f"stopped at {share:.3f}")

    with pytest.raises(KeyboardInterrupt, match=r"stopped at 0\.[0-4]"):
        replicate(crowded(365, 2_000.0), 1, 0, False, stop)


def test_pauses_come_in_about_equal_times_whatever_an_event_costs() -> None:
    paced = sim.engine.replicate._paced
    assert paced(100_000, 0.1) == 200_000
    assert paced(100_000, 10.0) == 2_000
    assert paced(100, 1e-9) == 20_000_000 // 10
    assert paced(5, 10.0) == 1_000
