"""A kind of happening is known everywhere: in the documentation, to the laws, and to both engines.

That both engines report it in a compared run is `tests/equivalence/test_hand_made_companies.py`.
"""

import re

from sim.codes import Happening
from sim.trace_laws import COUNTED, UNCOUNTED
from tests.architecture.sources import ROOT, python_files

NEVER_TRACED = {Happening.BUDGET_MOVED}


def documented() -> list[str]:
    """Names in the first column of the table of events."""
    text = (ROOT / "docs" / "model" / "events.md").read_text(encoding="utf-8")
    return re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)


def test_every_happening_stands_in_the_documentation_once_and_in_order() -> None:
    assert documented() == [what.name.lower() for what in Happening]


def test_the_laws_compare_every_happening_with_the_books_or_say_why_not() -> None:
    assert set(COUNTED) | set(UNCOUNTED) == set(Happening)
    assert not set(COUNTED) & set(UNCOUNTED)


def test_every_happening_is_written_by_both_engines() -> None:
    for engine in ("sim/engine", "sim/reference"):
        text = "".join(path.read_text(encoding="utf-8") for path in python_files(engine))
        missing = [
            what.name for what in set(Happening) - NEVER_TRACED if f"Happening.{what.name}" not in text
        ]
        assert not missing, f"{engine} never writes {missing}"


def test_numbers_of_happenings_are_never_reused() -> None:
    """Saved traces are read by these numbers: append, and leave the others as they are."""
    numbers = [int(what) for what in Happening]
    assert numbers == list(range(1, len(numbers) + 1))
