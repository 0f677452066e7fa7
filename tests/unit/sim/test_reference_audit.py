"""The SimPy engine's audit finds what is planted."""

from collections.abc import Callable

import pytest

import sim.reference.run
from sim.codes import Account
from sim.errors import EngineError
from sim.reference.audit import audit
from sim.reference.entities import Customer
from sim.reference.run import replicate
from sim.reference.world import World
from tests.support.companies import company


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """A run at its end."""
    kept: list[World] = []
    monkeypatch.setattr(sim.reference.run, "audit", kept.append)
    replicate(company(days=40, reps=1), 1, 0)
    return kept[0]


def hold_a_seat_for_nobody(world: World) -> None:
    world.daily.heads[0] -= 1


def seat_one_too_many(world: World) -> None:
    users = world.seats[0].users
    users.extend(users[:1] * (int(world.params.people.desks[0].seats) + 1))


def leave_a_desk_twice(world: World) -> None:
    world.load[0] -= 1


def free_an_account_twice(world: World) -> None:
    world.daily.accounts[Account.PIPELINE, 0] -= 1


def forget_a_customer(world: World) -> None:
    del world.alive[next(entity for entity in world.alive if isinstance(entity, Customer))]


PLANTED: dict[Callable[[World], None], str] = {
    hold_a_seat_for_nobody: "seats that nobody may use = empty seats of desk 0",
    seat_one_too_many: "seats in use fit the seats of desk 0",
    leave_a_desk_twice: "cases of the desk = cases assigned of desk 0",
    free_an_account_twice: "pipeline accounts = cases that hold one of cell 0",
    forget_a_customer: "customer accounts = cases that hold one of cell",
}


def test_a_sound_run_has_no_leaks(world: World) -> None:
    audit(world)
    assert len(world.alive) > 0


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_a_planted_leak_is_found(plant: Callable[[World], None], world: World) -> None:
    plant(world)
    with pytest.raises(EngineError, match=PLANTED[plant]):
        audit(world)
