"""Calibrated files: values like any other, with the ranges of the estimates kept beside them."""

from pathlib import Path

import pytest

from scenarios.read import read_scenario
from sim.errors import InputError

CALIBRATED = """
calibrated:
  source: crm export
  date: 2024-05-01
  intervals:
    sales.win_rate: {low: 0.18, high: 0.26, grade: identified, method: likelihood}
sales: {win_rate: 0.22}
"""


def test_a_calibrated_overlay_gives_values_and_keeps_its_intervals_beside_the_scenario(folder):
    folder({"plan.yaml": "sales: {win_rate: 0.3, reps: 4}", "fit.yaml": CALIBRATED})
    document = read_scenario("plan.yaml", [Path("fit.yaml")])
    assert document.data == {"sales": {"win_rate": 0.22, "reps": 4}}
    assert document.locate("sales.win_rate").kind == "calibrated"
    (calibration,) = document.calibrated
    assert (calibration.file, calibration.source, calibration.date) == (
        "fit.yaml",
        "crm export",
        "2024-05-01",
    )
    interval = calibration.intervals["sales.win_rate"]
    assert (interval.low, interval.high, interval.grade, interval.method) == (
        0.18,
        0.26,
        "identified",
        "likelihood",
    )


def test_a_scenario_can_extend_a_calibrated_file(folder):
    folder({"plan.yaml": "extends: fit.yaml\na: 1", "fit.yaml": CALIBRATED})
    document = read_scenario("plan.yaml")
    assert document.data == {"sales": {"win_rate": 0.22}, "a": 1}
    assert len(document.calibrated) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("calibrated: 5", "write a map of source, date, intervals"),
        ("calibrated: {sorce: x}", r"calibrated\.sorce: unknown key 'sorce' \(did you mean 'source'\?\)"),
        ("calibrated: {source: [x]}", "write a single value"),
        ("calibrated: {intervals: []}", "write a map of dotted paths"),
        ("calibrated: {intervals: {a: 5}}", "write a map of low, high, grade, method"),
        ("calibrated: {intervals: {a: {lo: 5}}}", r"unknown key 'lo' \(did you mean 'low'\?\)"),
    ],
)
def test_a_calibrated_map_of_the_wrong_shape_is_an_error(folder, text, message):
    folder({"plan.yaml": text})
    with pytest.raises(InputError, match=message):
        read_scenario("plan.yaml")
