"""The event log of one replication, with names instead of numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planning.runs import Options
from scenarios.compile import compile_params
from scenarios.load import Plan
from scenarios.names import Names
from scenarios.suggest import suggest
from sim.codes import Happening, Reason, Step
from sim.errors import InputError, RunError
from sim.outcome import Outcome
from sim.run import simulate_recorded
from sim.trace import Trace

_SOURCE = (
    Happening.LEAD,
    Happening.NO_ACCOUNT,
    Happening.REFERRAL,
    Happening.CROSS_SELL,
    Happening.BUDGET_MOVED,
)
_STAGE = (Happening.STAGE, Happening.COLD, Happening.TURNED_AWAY, Happening.OPENED)
_SCORED = (Happening.LEAD, Happening.OPENED)
_STEP = (Happening.START, Happening.DONE)
_SEAT = (Happening.SEAT_LEFT, Happening.SEAT_FILLED)
_MILLIONTHS = 1_000_000


@dataclass(frozen=True, slots=True)
class Filter:
    """Which events are wanted; what is left empty is not asked for."""

    kinds: tuple[str, ...] = ()
    segment: str = ""
    territory: str = ""
    desk: str = ""
    entity: str = ""
    """Key of an entity; its own events and those of what was born of it."""

    def rows(self, events: pd.DataFrame) -> pd.DataFrame:
        """The events that pass."""
        self._check(events)
        chosen = pd.Series(data=True, index=events.index)
        if self.kinds:
            chosen &= events["what"].isin(self.kinds)
        for column, wanted in (("segment", self.segment), ("territory", self.territory), ("desk", self.desk)):
            if wanted:
                chosen &= events[column] == wanted
        if self.entity:
            chosen &= (events["entity"] == self.entity) | (events["parent"] == self.entity)
        return events[chosen].reset_index(drop=True)

    def _check(self, events: pd.DataFrame) -> None:
        known = [kind.name.lower() for kind in Happening]
        problems = [
            f"no kind of event is called '{kind}'{suggest(kind, known)}"
            for kind in self.kinds
            if kind not in known
        ]
        for column, wanted in (("segment", self.segment), ("territory", self.territory), ("desk", self.desk)):
            names = sorted(set(events[column]) - {""})
            if wanted and wanted not in names:
                problems.append(f"no {column} is called '{wanted}'{suggest(wanted, names)}")
        if problems:
            raise InputError("the events cannot be chosen", problems)


def record(plan: Plan, options: Options, replication: int = 0) -> Outcome:
    """Simulate one replication with its event log.

    Parameters
    ----------
    plan : what to simulate
    options : seed and engine
    replication : number of the replication
    """
    params, luck = compile_params(plan.scenario), options.luck_for(plan)
    return simulate_recorded(params, luck, [replication], options.engine).outcomes[0]


def trace_of(outcome: Outcome) -> Trace:
    """The event log of a recorded replication."""
    if outcome.trace is None:
        raise RunError("the replication was not recorded")
    return outcome.trace


def event_table(trace: Trace, names: Names) -> pd.DataFrame:
    """The event log with names: one row per event, in order of time."""
    cells = pd.DataFrame([*names.cells, ("", "")], columns=["segment", "territory"])
    return pd.DataFrame(
        {
            "time": times(names, trace.time),
            "what": [Happening(code).name.lower() for code in trace.what],
            "entity": keys(trace.key),
            "parent": keys(trace.other),
            "segment": cells["segment"].to_numpy()[trace.cell],
            "territory": cells["territory"].to_numpy()[trace.cell],
            "about": _about(trace, names),
            "desk": _named([*names.desks, ""], trace.desk),
            "amount": np.where(np.isin(trace.what, _SCORED), trace.amount / _MILLIONTHS, trace.amount / 100),
            "detail": trace.detail.astype(np.int64),
        }
    )


def times(names: Names, days: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> pd.DatetimeIndex:
    """Dates and times of day, rounded to the second.

    Parameters
    ----------
    names : holds the first day
    days : [day] since the first day
    """
    passed = pd.to_timedelta(np.rint(days * 86_400).astype(np.int64), unit="s")
    return pd.DatetimeIndex(pd.Timestamp(names.start) + passed)


def keys(numbers: Sequence[int]) -> list[str]:
    """Keys of entities as text; none for zero."""
    return [f"{int(number):016x}" if number else "" for number in numbers]


def _about(trace: Trace, names: Names) -> list[str]:
    """What the code of each row stands for."""
    about = np.array(
        _named([*names.products, ""], np.where(trace.code < len(names.products), trace.code, -1)),
        dtype=object,
    )
    for kinds, words in (
        (_SOURCE, names.sources),
        (_STAGE, names.stages),
        (_SEAT, names.seats),
        (_STEP, _words(Step)),
        ((Happening.LOST,), _words(Reason)),
    ):
        rows = np.isin(trace.what, kinds)
        about[rows] = _named([*words, ""], trace.code[rows])
    about[trace.what == Happening.ACCOUNT_BACK] = ""
    return [str(word) for word in about]


def _words(codes: "type[Step] | type[Reason]") -> list[str]:
    """Names by code, in lower case; blank where no code is."""
    words = {int(code): code.name.lower() for code in codes}
    return [words.get(number, "") for number in range(max(words) + 1)]


def _named(words: Sequence[str], places: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> list[str]:
    """Words by place; the last word stands for none."""
    return [words[int(place)] for place in places]
