"""A ratio that falls is an error, a target that is missed is shown, a row that is missing says why."""

import json
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks.measures import (
    MISSING,
    Claim,
    Measure,
    ScriptError,
    Session,
    Skipped,
    compared,
    script,
    single,
)
from benchmarks.report import document, fallen, machine, markdown, number, read_row, text_line

FASTER = Claim("faster", "theirs, times ours", "more", 4.0)
SLOWER = Claim("slower", "ours, times C", "less", 5.0)
TIMES = {"ours": [1.0, 1.2], "theirs": [6.0, 5.0], "c": [0.5]}


def row(claim: Claim, sides: tuple[str, str]) -> Measure:
    found = compared(claim, TIMES, sides, {})
    assert isinstance(found, Measure)
    return found


def test_a_ratio_is_that_of_the_shortest_times() -> None:
    assert row(FASTER, ("theirs", "ours")).value == 5.0


@pytest.mark.parametrize(("recorded", "fell"), [(5.0, False), (6.6, False), (6.7, True)])
def test_a_gain_falls_when_it_is_a_quarter_below_the_recorded_one(recorded: float, fell: bool) -> None:
    assert fallen(row(FASTER, ("theirs", "ours")), {"faster": recorded}) is fell


@pytest.mark.parametrize(("recorded", "fell"), [(2.0, False), (1.55, False), (1.45, True)])
def test_a_cost_falls_when_it_is_above_the_recorded_one_by_as_much(recorded: float, fell: bool) -> None:
    assert fallen(row(SLOWER, ("ours", "c")), {"slower": recorded}) is fell


def test_a_time_of_one_machine_is_held_to_its_target_only() -> None:
    slow = single(Claim("start", "start", "less", 0.3), 9.0, "s", {})
    assert not fallen(slow, {"start": 0.1})
    assert not slow.met


def test_a_missed_target_is_shown_and_a_missing_baseline_says_what_it_needs() -> None:
    missed = row(SLOWER._replace(target=1.5), ("ours", "c"))
    missing = compared(FASTER, TIMES, ("cimba", "ours"), {})
    assert missing == Skipped("faster", "theirs, times ours", MISSING["cimba"])
    page = markdown([missed, missing], {}, {"cores": 2}, "picture.png")
    assert "| ours, times C | 2 x | ≤ 1.5 x | MISSED |" in page
    assert f"| theirs, times ours |  |  | not measured: {MISSING['cimba']} |" in page


def test_the_terminal_says_from_where_a_ratio_fell() -> None:
    assert "met, FELL from 20" in text_line(row(FASTER, ("theirs", "ours")), {"faster": 20.0})


def test_the_document_holds_every_raw_figure_and_the_ratios_to_record() -> None:
    times = compared(FASTER, TIMES, ("theirs", "ours"), {"seconds": TIMES})
    told = json.loads(document([times, single(SLOWER, 1.0, "s", {})], machine()))
    assert told["ratios"] == {"faster": 5.0}
    assert told["rows"][0]["raw"]["seconds"]["theirs"] == [6.0, 5.0]
    assert told["machine"]["numba"]
    assert read_row(told["rows"][0]) == times


@pytest.mark.parametrize(("value", "text"), [(1234.5, "1,234"), (56.78, "56.8"), (0.123456, "0.123")])
def test_numbers_keep_three_digits(value: float, text: str) -> None:
    assert number(value) == text


def test_a_program_that_fails_tells_its_last_line() -> None:
    with pytest.raises(ScriptError, match="ended with code 1: no such thing"):
        script(["-c", "raise SystemExit('no such thing')"])


@pytest.fixture
def one_topic(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The command with one topic whose ratio is 5, and a record of its own."""

    def rows(session: Session) -> list[Measure]:
        return [row(FASTER, ("theirs", "ours"))]

    monkeypatch.setattr(command, "TOPICS", {"one": rows})
    monkeypatch.setattr(command, "RECORD", tmp_path / "recorded.json")
    return tmp_path


def test_what_was_recorded_is_what_later_runs_are_held_to(one_topic: Path) -> None:
    out = ["--out", str(one_topic)]
    assert command.main(["--quick", "--record", *out]) == 0
    assert command.main(["--quick", "--record", "--only", "one", *out]) == 0
    assert command.main(["--quick", *out]) == 0
    record = one_topic / "recorded.json"
    record.write_text(record.read_text().replace('"faster": 5.0', '"faster": 50.0'))
    assert command.main(["--quick", *out]) == 1
    assert command.main(out) == 0, "a full run has a record of its own"
