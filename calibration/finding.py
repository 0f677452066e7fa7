"""One thing noticed about a history."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["note", "warning", "serious"]
EXAMPLES = 5
"""Examples a finding shows at most."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was noticed, how much of it there is, what was done and what it does to the estimates."""

    severity: Severity
    check: str
    """Name of the check that noticed it."""
    table: str
    what: str
    """The observation in one sentence."""
    how_many: int
    """Rows concerned."""
    share: float
    """Rows concerned over rows of the table."""
    examples: tuple[str, ...] = ()
    action: str = "nothing"
    """What was done about it."""
    effect: str = "none"
    """What it does to the estimates."""
    excluded_rows: tuple[int, ...] = ()
    """Positions of rows left out of the fits."""


def part_of(rows: int, total: int) -> float:
    """Share of rows, zero for an empty table."""
    return rows / total if total else 0.0
