"""One count of steps for a task that is made of several."""

import math

from planning.executor import Progress


class Tally:
    """Steps done and steps expected so far; whoever watches is told after each."""

    def __init__(self, progress: Progress | None = None) -> None:
        self.progress = progress
        self.done = 0.0
        self.expected = 0

    def expect(self, steps: int) -> None:
        """Count on so many more steps."""
        self.expected += steps

    def step(self, steps: float) -> None:
        """So many steps are done."""
        self.done += steps
        self.expected = max(self.expected, math.ceil(self.done))
        if self.progress is not None:
            self.progress(self.done, self.expected)

    def part(self) -> Progress:
        """Give a sub-task that counts its own steps from zero a way to count here."""
        seen = 0.0

        def report(done: float, total: int) -> None:  # noqa: ARG001 the expectation was stated before
            nonlocal seen
            self.step(done - seen)
            seen = done

        return report
