"""The comparison must notice an engine that does something else."""

from collections.abc import Callable
from typing import Any

import pytest

from sim.mornings import begin_day
from sim.reference import desk, run
from sim.reference.processes import clock, finance, sales, team
from sim.rules.sales import urgency
from tests.equivalence.engines import both
from tests.support.companies import busy_team

Plant = Callable[[pytest.MonkeyPatch], None]


def _other_priority(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sales, "urgency", lambda stage, source, grade: 7 - urgency(stage, source, grade))


def _vacancies_last(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(desk, "VACANCY_FIRST", 9)
    patch.setattr(run, "audit", lambda world: None)  # it tells leavers by their place in the queue


def _finished_case_goes_on_first(patch: pytest.MonkeyPatch) -> None:
    def release(world: Any, seats: Any, seat: Any) -> Any:
        yield seats.release(seat)

    patch.setattr(desk, "release", release)
    patch.setattr(team, "release", release)


def _a_cent_too_much(patch: pytest.MonkeyPatch) -> None:
    bill = finance.bill

    def dear(world: Any, payer: Any, number: int) -> Any:
        payer.amount += 1
        return bill(world, payer, number)

    patch.setattr(finance, "bill", dear)


def _one_day_is_skipped(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(clock, "begin_day", lambda *state: begin_day(*state) if state[-1] != 50 else None)


PLANTS: list[Plant] = [
    _other_priority,
    _vacancies_last,
    _finished_case_goes_on_first,
    _a_cent_too_much,
    _one_day_is_skipped,
]


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__.strip("_"))
def test_a_planted_difference_is_found(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    params = busy_team()
    assert not both(params, seed=4)[1]
    plant(monkeypatch)
    assert both(params, seed=4)[1]
