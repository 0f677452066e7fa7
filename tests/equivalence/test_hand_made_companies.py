"""Both engines on companies of known parameters: every way to route, several sizes and seeds."""

import pytest

from sim.codes import Happening, Routing
from sim.engine.replicate import replicate as compiled
from sim.reference.run import replicate as by_processes
from tests.equivalence.engines import both
from tests.support.companies import busy_team, company, network
from tests.support.outcomes import differences

SIZES = {
    "few accounts": {"days": 150, "reps": 4, "accounts": 30},
    "crowded": {"days": 120, "reps": 2, "accounts": 20_000},
    "one rep": {"days": 60, "reps": 1, "accounts": 2_000},
    "many reps": {"days": 60, "reps": 12, "accounts": 2_000},
}
UNTRACED = {Happening.BUDGET_MOVED}
"""Shows in the books only."""


@pytest.mark.parametrize("routing", list(Routing), ids=lambda routing: routing.name.lower())
@pytest.mark.parametrize("size", SIZES)
def test_both_engines_leave_the_same_to_the_last_bit(routing: Routing, size: str) -> None:
    params = company(routing=routing, **SIZES[size])
    outcome, found = both(params, seed=len(size) * 10**17 + routing, replication=routing)
    assert outcome.rows > 100
    assert not found, "\n".join(found)


@pytest.mark.parametrize("routing", list(Routing), ids=lambda routing: routing.name.lower())
@pytest.mark.parametrize("accounts", [40, 2000])
def test_both_engines_agree_on_a_network_with_rooms_batches_and_open_deals(routing, accounts) -> None:
    outcome, found = both(network(routing=routing, accounts=accounts), seed=accounts)
    assert outcome.trace is not None
    for what in (Happening.TURNED_AWAY, Happening.OPENED):
        assert (outcome.trace.what == what).any()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("engine", [compiled, by_processes], ids=["compiled", "simpy"])
def test_the_compared_runs_contain_every_kind_of_happening(engine) -> None:
    """What never happens is not compared; adding a kind of happening begins here (see CONTRIBUTING)."""
    seen: set[int] = set()
    plans = [company(routing=Routing.POOL, accounts=accounts) for accounts in (10, 20_000)]
    for params in (*plans, company(days=400, routing=Routing.LEAST_LOADED), network()):
        trace = engine(params, 8, 0, recording=True).trace
        assert trace is not None
        seen |= set(trace.what.tolist())
    missing = set(Happening) - UNTRACED - seen
    assert not missing, sorted(Happening(what).name for what in missing)


def test_recording_changes_nothing_else() -> None:
    params = company(days=40)
    recorded = by_processes(params, 3, 0, recording=True)
    plain = by_processes(params, 3, 0)
    assert plain.trace is None
    assert not differences(recorded._replace(trace=None), plain)


@pytest.mark.parametrize("seed", [0, 2**62 + 11, 2**63 - 1])
def test_both_engines_agree_when_one_team_does_everything_and_people_come_and_go(seed: int) -> None:
    _, found = both(busy_team(), seed)
    assert not found, "\n".join(found)


def test_another_replication_is_another_run() -> None:
    params = company(days=40)
    assert differences(by_processes(params, 3, 0), by_processes(params, 3, 1))
