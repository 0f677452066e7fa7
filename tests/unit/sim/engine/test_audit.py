"""Every leak that the audit looks for is planted, one at a time, and found."""

from collections.abc import Callable

import numpy as np
import pytest

import sim.engine.replicate
from sim.codes import NONE, Account, Case, Step
from sim.daily import Daily
from sim.engine.audit import audit, leaks
from sim.engine.state import LINK, Register, State
from sim.errors import EngineError
from sim.params import Params
from tests.support.companies import company

BUSY = company(days=60, reps=1)
"""A company with more leads than its one rep can follow, so that queues are long at the end."""


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> tuple[Params, State, Daily]:
    """Structures of a run at its end."""
    kept: list[tuple[Params, State, Daily]] = []
    monkeypatch.setattr(sim.engine.replicate, "audit", lambda *structures: kept.append(structures))
    sim.engine.replicate.replicate(BUSY, 1, 0)
    return kept[0]


def queued(state: State) -> int:
    """The first case of the longest queue, which has three cases or more."""
    for head in state.heads[state.heads >= 0]:
        second = state.entities[head].next
        if second >= 0 and state.entities[second].next >= 0:
            return int(head)
    pytest.fail("no queue has three cases")


def first(state: State, kind: int) -> int:
    """First record in use of a kind."""
    return int(np.flatnonzero((state.entities.key != 0) & (state.entities.kind == kind))[0])


def lose_a_free_record(state: State, daily: Daily) -> None:
    state.registers[Register.FREE_ENTITY] = state.entities[state.registers[Register.FREE_ENTITY]].next


def free_a_record_twice(state: State, daily: Daily) -> None:
    head = state.registers[Register.FREE_ENTITY]
    last = state.entities[head].next
    state.entities[last].next = head


def end_a_record_without_freeing_it(state: State, daily: Daily) -> None:
    state.entities[first(state, Case.INVOICE)].key = 0


def forget_an_event(state: State, daily: Daily) -> None:
    state.registers[Register.PENDING] -= 1


def enter_an_event_twice(state: State, daily: Daily) -> None:
    state.registers[Register.PENDING] += 1


def leave_an_event_in_the_heap(state: State, daily: Daily) -> None:
    state.registers[Register.HEAP] += 1


def leave_an_event_in_a_part_of_the_day(state: State, daily: Daily) -> None:
    state.parts[-1] = 0


def leave_an_event_on_a_day(state: State, daily: Daily) -> None:
    state.days[-1] = 0


def lose_a_chunk_for_events(state: State, daily: Daily) -> None:
    state.registers[Register.FREE_CHUNK] = state.chunks[state.registers[Register.FREE_CHUNK], LINK]


def leave_a_timer_running(state: State, daily: Daily) -> None:
    state.entities[first(state, Case.INVOICE)].timer = 77


def skip_a_case_in_a_queue(state: State, daily: Daily) -> None:
    head = queued(state)
    state.entities[head].next = state.entities[state.entities[head].next].next


def turn_a_link_round(state: State, daily: Daily) -> None:
    state.entities[state.entities[queued(state)].next].previous = NONE


def swap_two_in_one_direction(state: State, daily: Daily) -> None:
    one = queued(state)
    two = int(state.entities[one].next)
    three = int(state.entities[two].next)
    record = state.entities[one]
    state.entities[two].previous, state.entities[three].previous = two, one
    assert record.next == two


def forget_who_is_first(state: State, daily: Daily) -> None:
    record = state.entities[queued(state)]
    state.heads[record.desk, record.level] = NONE


def forget_who_is_last(state: State, daily: Daily) -> None:
    record = state.entities[queued(state)]
    state.tails[record.desk, record.level] = NONE


def file_a_case_under_another_urgency(state: State, daily: Daily) -> None:
    state.entities[queued(state)].level += 1


def forget_that_a_case_waits(state: State, daily: Daily) -> None:
    state.entities[queued(state)].queued = 0


def free_a_seat_twice(state: State, daily: Daily) -> None:
    state.free[0] += 1


def hold_a_seat_for_nobody(state: State, daily: Daily) -> None:
    daily.filled[0] = 1 - daily.filled[0]


def leave_a_desk_twice(state: State, daily: Daily) -> None:
    state.load[0] -= 1


def free_an_account_twice(state: State, daily: Daily) -> None:
    daily.accounts[Account.PIPELINE, 0] -= 1


def keep_the_account_of_a_lost_customer(state: State, daily: Daily) -> None:
    daily.accounts[Account.CUSTOMER, 1] += 1


def end_work_without_the_seat(state: State, daily: Daily) -> None:
    at_work = (state.entities.key != 0) & (state.entities.queued == 0) & (state.entities.step == Step.WORK)
    state.entities[int(np.flatnonzero(at_work)[0])].step = Step.WAIT


PLANTED: dict[Callable[[State, Daily], None], str] = {
    lose_a_free_record: "list of free records",
    free_a_record_twice: "list of free records",
    end_a_record_without_freeing_it: "records in use = records counted",
    forget_an_event: "events to come = records that wait for one",
    enter_an_event_twice: "events to come = records that wait for one",
    leave_an_event_in_the_heap: "events left = 0",
    leave_an_event_in_a_part_of_the_day: "a part of the day is not empty",
    leave_an_event_on_a_day: "a day is not empty",
    lose_a_chunk_for_events: "list of free chunks of events",
    leave_a_timer_running: "timers of records that do not queue = 0",
    skip_a_case_in_a_queue: "reached once from the front",
    turn_a_link_round: "reached once from the back",
    swap_two_in_one_direction: "does not have the other as the one before",
    forget_who_is_first: "reached once from the front",
    forget_who_is_last: "reached once from the back",
    file_a_case_under_another_urgency: "at another desk or urgency",
    forget_that_a_case_waits: "events to come = records that wait for one",
    free_a_seat_twice: "seats = free [+] busy [+] empty",
    hold_a_seat_for_nobody: "seats without a holder = empty",
    leave_a_desk_twice: "cases of the desk = cases assigned",
    free_an_account_twice: "pipeline accounts = cases that hold one",
    keep_the_account_of_a_lost_customer: "customer accounts = cases that hold one",
    end_work_without_the_seat: "seats = free [+] busy [+] empty",
}


def test_a_sound_run_has_no_leaks(ended: tuple[Params, State, Daily]) -> None:
    assert list(leaks(*ended)) == []


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_a_planted_leak_is_found(
    plant: Callable[[State, Daily], None], ended: tuple[Params, State, Daily]
) -> None:
    params, state, daily = ended
    plant(state, daily)
    with pytest.raises(EngineError, match=PLANTED[plant]):
        audit(params, state, daily)


def test_a_long_list_of_leaks_is_cut(ended: tuple[Params, State, Daily]) -> None:
    params, state, daily = ended
    daily.accounts[:] += 1
    state.free[:] += 1
    state.load[:] += 1
    with pytest.raises(EngineError, match=r"and \d+ more$"):
        audit(params, state, daily)
