"""Answers go to stdout, progress and remarks to stderr; JSON never holds NaN."""

import json
import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum, IntEnum
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresell.output import json_dump, money, percent, plain, print_table, progress, remark, say

Capture = pytest.CaptureFixture[str]


class Stage(IntEnum):
    WON = 3


class Grade(Enum):
    BEST = "best"


class Band(NamedTuple):
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Answer:
    revenue: Band
    started: date


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (math.nan, None),
        (-math.inf, None),
        (np.float64("nan"), None),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (np.array([1.0, math.nan]), [1.0, None]),
        (Stage.WON, 3),
        (Grade.BEST, "best"),
        (Band(1.0, math.inf), {"low": 1.0, "high": None}),
        (Answer(Band(1, 2), date(2026, 1, 31)), {"revenue": {"low": 1, "high": 2}, "started": "2026-01-31"}),
        ({Stage.WON: (Path("a"), None)}, {"3": ["a", None]}),
    ],
)
def test_results_take_their_plain_form(value: object, expected: object) -> None:
    assert plain(value) == expected
    assert type(plain(value)) is type(expected)


def test_what_has_no_plain_form_is_refused() -> None:
    with pytest.raises(TypeError, match="object has no JSON form"):
        plain({"model": object()})


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_json_holds_no_number_that_is_not_finite(value: Any) -> None:
    refuse: Callable[[str], Any] = lambda token: pytest.fail(f"{token} is not JSON")  # noqa: E731
    text = json.dumps(plain(value), allow_nan=False)
    assert json.loads(text, parse_constant=refuse) == plain(value)


def test_json_is_the_only_thing_on_stdout(capsys: Capture) -> None:
    remark("simulating")
    json_dump({"plan": "华东", "gain": math.nan})
    answer = capsys.readouterr()
    assert answer.out == '{\n  "plan": "华东",\n  "gain": null\n}\n'
    assert answer.err == "simulating\n"


def test_a_quiet_command_makes_no_remarks(capsys: Capture) -> None:
    remark("simulating", quiet=True)
    say("done")
    assert capsys.readouterr() == ("done\n", "")


@pytest.mark.parametrize(
    ("cents", "text"), [(0, "0 EUR"), (-1, "0 EUR"), (99_950, "1,000 EUR"), (math.inf, "n/a")]
)
def test_money_is_shown_in_whole_units(cents: float, text: str) -> None:
    assert money(cents, "EUR") == text


def test_a_share_is_shown_with_the_digits_asked_for() -> None:
    assert percent(0.98765, digits=2) == "98.77 %"
    assert percent(math.nan) == "n/a"


def test_a_table_in_a_pipe_keeps_every_column_whole(capsys: Capture) -> None:
    columns = ["plan", *(f"metric {n}" for n in range(20))]
    rows = [["base [draft]", *("1,234,567 EUR" for _ in range(20))], ["华东计划", *("1" for _ in range(20))]]
    print_table("Plans", columns, rows)
    text = capsys.readouterr().out
    assert text.count("1,234,567 EUR") == 20
    assert "base [draft]" in text
    assert "华东计划" in text
    assert "…" not in text


def test_a_table_lines_up_words_left_and_figures_right(capsys: Capture) -> None:
    print_table("", ["plan", "leads"], [["a", "5"]])
    header, _, row = [line for line in capsys.readouterr().out.splitlines() if line.strip("┏┓┳━└┘┴─ ")]
    assert header.index("plan") == row.index("a")
    assert header.index("leads") + len("leads") == row.index("5") + 1


def test_progress_is_silent_when_nobody_watches(capsys: Capture) -> None:
    with progress("replications", 10) as advance:
        advance(10)
    assert capsys.readouterr() == ("", "")


def test_progress_is_shown_on_a_terminal_and_leaves_stdout_alone(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with progress("replications", 10) as advance:
        advance(4)
        advance(6)
    answer = capsys.readouterr()
    assert answer.out == ""
    assert "10/10" in answer.err


def test_progress_on_a_terminal_is_silent_when_asked(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with progress("replications", 10, quiet=True) as advance:
        advance(10)
    assert capsys.readouterr().err == ""
