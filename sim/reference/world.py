"""What all processes of one replication share: the clock, the parameters, the books, who is there."""

from collections.abc import Generator
from typing import Any, TypeVar

import numpy as np
import simpy

from sim.books import Slot, new_books, post, ticks
from sim.codes import NONE, TICKS_PER_DAY, Case
from sim.daily import new_daily
from sim.params import Params
from sim.params.table import Words
from sim.reference.entities import Deal, Entity, chance
from sim.streams import sampled
from sim.trace import TRACE, Trace, in_order
from sim.troubles import endless, too_long_a_trace, too_many_happenings, too_many_open

Process = Generator[simpy.Event, Any, None]
"""A story that unfolds in time."""
Verdict = Generator[simpy.Event, Any, bool]
"""Part of a story, with an end that is good (True) or not."""
Passage = Generator[simpy.Event, Any, int]
"""Part of a story that ends by saying where to go next."""

_BEFORE = -(1 << 62)
"""Count of events at one instant before the first day: whatever is there from before is not too many."""

AnyEntity = TypeVar("AnyEntity", bound=Entity)


class World:
    """One replication under way."""

    def __init__(self, params: Params, root: np.uint64, recording: bool) -> None:
        self.params = params
        self.root = root
        self.env = simpy.Environment(initial_time=0.0)
        self.mornings = [self.env.timeout(float(day)) for day in range(params.clock.horizon)]
        """Booked before anything else, so that a day begins before what happens at its first instant."""
        self.books = new_books(params)
        self.daily = new_daily(params)
        self.seats = [simpy.PriorityResource(self.env, int(desk.seats)) for desk in params.people.desks]
        """Seats of each desk, and the queue before them."""
        self.load: Words = np.zeros(len(params.people.desks), np.int64)
        """Cases assigned to each desk."""
        self.turn: Words = np.zeros(len(params.people.teams), np.int64)
        """Whose turn it is in teams that take turns."""
        self.alive: dict[Entity, None] = {}
        """Everything that has not ended, in order of birth."""
        self.rows = 0
        """Happenings so far."""
        self._trace: list[tuple[Any, ...]] | None = [] if recording else None
        self._instant = 0.0
        self._at_once = _BEFORE

    @property
    def now(self) -> float:
        """Time [day]."""
        return float(self.env.now)

    @property
    def day(self) -> int:
        """Today [day]."""
        return int(self.env.now)

    @property
    def rest(self) -> int:
        """What is left of the run [tick]."""
        return int(self.params.clock.horizon) * TICKS_PER_DAY - ticks(self.now)

    @property
    def month(self) -> int:
        """Month of today [month]."""
        return int(self.params.clock.month_of[self.day])

    def begin(self) -> None:
        """The first day begins; from now on the events of one instant are counted."""
        self._at_once = 0

    def start(self, process: Process) -> None:
        """Let a process run beside the others."""
        self.env.process(process)

    def enter(self, entity: AnyEntity) -> AnyEntity:
        """Somebody or something is there from now on."""
        self.alive[entity] = None
        if len(self.alive) > self.params.limits.entities:
            raise too_many_open(self.params, self.now, self.kinds())
        return entity

    def kinds(self) -> Words:
        """How many are there of each Case."""
        return np.bincount([entity.kind for entity in self.alive], minlength=len(Case) + 1)

    def leave(self, entity: Entity) -> None:
        """Somebody or something has gone; those who remember it will not find it."""
        del self.alive[entity]

    def draw(self, which: int, key: np.uint64, purpose: int, number: int) -> float:
        """Value of a distribution at the draw of that address; 0 for no distribution."""
        return float(sampled(self.params.draws, which, chance(key, purpose, number)))

    def post(self, line: int, entity: Entity, cents: int) -> None:
        """Post money that an entity causes."""
        post(self.books, self.month, int(line), slot_of(entity), cents)

    def note(self, entity: Entity, what: int, code: int, detail: int = 0) -> None:
        """Write a row of the trace; too many at one instant are a loop without end."""
        now = self.env.now
        self._at_once = self._at_once + 1 if now == self._instant else 1
        self._instant = now
        if self._at_once > self.params.limits.at_once:
            raise endless(self.params, now, entity.stage if isinstance(entity, Deal) else NONE)
        self.rows += 1
        if self.rows > self.params.limits.happenings:
            raise too_many_happenings(self.params, now, self.books)
        if self._trace is not None:
            if self.rows > self.params.limits.trace_rows:
                raise too_long_a_trace(self.params, now, self.books)
            born_of = entity.parent
            row = (now, entity.key, born_of, entity.amount, what, entity.cell, code, entity.desk, detail)
            self._trace.append(row)

    def trace(self) -> Trace | None:
        """Rows of the trace in canonical order, or none when the run is not recorded."""
        if self._trace is None:
            return None
        return in_order(np.array(self._trace, TRACE).view(np.recarray))


def slot_of(entity: Entity) -> Slot:
    """Where money that an entity causes belongs."""
    return Slot(entity.cell, entity.product, entity.source)
