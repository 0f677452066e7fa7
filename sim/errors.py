"""Every exception of the project.

ForesellError
├── InputError        bad input or usage: exit code 2
├── RunError          a run failed: exit code 3
│   ├── BooksError    a conservation law does not hold after a run
│   ├── EngineError   an engine lost track of seats, queues or events
│   └── EndlessError  the events of one instant never end
├── LimitError        a resource limit was met: exit code 4
│   └── RunawayError  a replication grew beyond one of its limits
└── GateError         a gate asked for by the user was not met: exit code 5
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


class ForesellError(Exception):
    """Anything Foresell tells a user instead of showing a traceback."""

    exit_code = 3


class InputError(ForesellError):
    """Bad input: lists every problem found, one line each."""

    exit_code = 2

    def __init__(self, title: str, problems: Sequence[str] = ()) -> None:
        self.title = title
        self.problems = tuple(problems)
        super().__init__("\n".join([title, *(f"  {problem}" for problem in self.problems)]))


class RunError(ForesellError):
    """A simulation, fit or report failed for a reason that is not the user's input."""

    exit_code = 3


class BooksError(RunError):
    """Accounts, leads, orders or money do not add up after a run."""


class EngineError(RunError):
    """An engine lost track of a seat, a queue, an event or an entity: the fault of the program."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What the numbers of a scenario stand for, as far as errors speak of them."""

    start: date
    """Day 0."""
    stages: Sequence[str]
    """Stages of the sales process."""

    def when(self, moment: float) -> str:
        """Name a time [day] by its date.

        Examples
        --------
        >>> Labels(date(2025, 1, 1), ()).when(31.25)
        'day 31.250000, 2025-02-01'
        """
        return f"{_when(moment)}, {self.start + timedelta(days=int(moment))}"


def _when(moment: float) -> str:
    return f"day {moment:.6f}"


class EndlessError(RunError):
    """A zero-delay loop: the simulation does not get beyond an instant.

    Worker processes and SimPy make such errors anew from their arguments; the message is made when asked for.
    """

    def __init__(self, moment: float, stages: tuple[int, ...] = (), labels: Labels | None = None) -> None:
        self.moment, self.stages, self.labels = moment, stages, labels
        super().__init__(moment, stages, labels)

    def __str__(self) -> str:
        labels = self.labels
        when = labels.when(self.moment) if labels is not None else _when(self.moment)
        names = [labels.stages[stage] if labels is not None else str(stage) for stage in self.stages]
        hint = "look for a zero-delay loop"
        if names:
            hint = f"deals go round without taking any time: {' -> '.join([*names, names[0]])}"
        return f"events of one instant never end ({when}): {hint}"

    def told(self, labels: Labels) -> "EndlessError":
        """The same error in the words of a scenario."""
        return EndlessError(self.moment, self.stages, labels)


class LimitError(ForesellError):
    """The work asked for is larger than a stated limit of time, memory or size."""

    exit_code = 4


class RunawayError(LimitError):
    """A replication that grew beyond a limit: which, when, and what there is most of."""

    def __init__(
        self, limit: str, moment: float, most: tuple[str, int], labels: Labels | None = None
    ) -> None:
        self.limit, self.moment, self.most, self.labels = limit, moment, most, labels
        super().__init__(limit, moment, most, labels)

    def __str__(self) -> str:
        labels = self.labels
        when = labels.when(self.moment) if labels is not None else _when(self.moment)
        what, stage = self.most
        if stage >= 0:
            what = f"{what} {labels.stages[stage] if labels is not None else stage}"
        return f"{self.limit} ({when}); most of all: {what}"

    def told(self, labels: Labels) -> "RunawayError":
        """The same error in the words of a scenario."""
        return RunawayError(self.limit, self.moment, self.most, labels)


class GateError(ForesellError):
    """A condition that the user asked to be enforced does not hold."""

    exit_code = 5
