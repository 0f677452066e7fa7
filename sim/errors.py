"""Every exception of the project.

ForesellError
├── InputError        bad input or usage: exit code 2
├── RunError          a run failed: exit code 3
│   └── BooksError    a conservation law does not hold after a run
├── LimitError        a resource limit was met: exit code 4
└── GateError         a gate asked for by the user was not met: exit code 5
"""

from collections.abc import Sequence


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


class LimitError(ForesellError):
    """The work asked for is larger than a stated limit of time, memory or size."""

    exit_code = 4


class GateError(ForesellError):
    """A condition that the user asked to be enforced does not hold."""

    exit_code = 5
