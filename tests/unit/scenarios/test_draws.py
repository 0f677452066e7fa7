"""Calibrated values drawn anew: inside their range, with the ends of their intervals, and the plan holds."""

from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from scenarios.draws import Amount, drawn, luck, spread
from scenarios.load import Plan, load
from sim.errors import InputError

OVERLAY = """
finance: {overhead: 8k EUR per month}
brand: {awareness: 25%}
customers: {default: {keep: 0.7}}
calibrated:
  source: crm
  intervals:
    finance.overhead: {low: 7k EUR per month, high: 10k EUR per month, grade: history, method: mean}
    brand.awareness: {low: 20%, high: 35%, grade: history, method: mean}
    customers.default.keep: {low: 0.6, high: 0.75, grade: history, method: share}
"""
WAYS = """
stages: {first_visit: {next: {specification: 0.5, nurture: 0.2, lost: {share: 0.3, reason: fit}}}}
calibrated:
  source: crm
  intervals:
    stages.first_visit.next.specification: {low: 0.4, high: 0.6, grade: history, method: share}
    stages.first_visit.next.nurture: {low: 0.1, high: 0.3, grade: history, method: share}
    stages.first_visit.next.lost.share: {low: 0.2, high: 0.4, grade: history, method: share}
"""
END = NormalDist().inv_cdf(0.95)


@pytest.fixture
def calibrated(tmp_path: Path) -> Plan:
    """The tiny company with three calibrated values."""
    path = tmp_path / "calibrated.yaml"
    path.write_text(OVERLAY)
    return load("library:tiny", [path], ["months=1"])


def test_draw_0_is_the_plan_itself(calibrated: Plan) -> None:
    assert drawn(calibrated, 0) is calibrated


def test_a_draw_changes_the_calibrated_values_and_nothing_else(calibrated: Plan) -> None:
    first, second = drawn(calibrated, 1), drawn(calibrated, 2)
    values = {
        (plan.scenario.finance.overhead, plan.scenario.customers.default.keep) for plan in (first, second)
    }
    assert len(values) == 2
    assert first.scenario.teams == calibrated.scenario.teams
    assert first.document.locate("brand.awareness").kind == "calibrated"
    assert drawn(calibrated, 1).document.data == first.document.data


def test_a_value_set_by_hand_is_not_drawn(tmp_path: Path) -> None:
    path = tmp_path / "calibrated.yaml"
    path.write_text(OVERLAY)
    plan = load("library:tiny", [path], ["months=1", "customers.default.keep=0.9"])
    assert drawn(plan, 1).scenario.customers.default.keep == 0.9


@pytest.mark.parametrize("unit", [None, "%", " days"])
def test_the_ends_of_the_interval_are_its_5_and_95_per_cent_points(unit: str | None) -> None:
    scale = 100.0 if unit == "%" else 1.0
    estimate = Amount(0.2 * scale, unit)
    for deviate, point in ((-END, 0.15), (0.0, 0.2), (END, 0.4)):
        assert spread(estimate, 0.15 * scale, 0.4 * scale, deviate) == pytest.approx(point * scale)


def test_a_share_stays_a_share_and_a_negative_value_is_spread_along_a_line() -> None:
    assert spread(Amount(0.9, None), 0.5, 0.99, 2.0 * END) < 1.0
    assert spread(Amount(-1.0, " days"), -2.0, 1.0, END) == pytest.approx(1.0)


def test_the_luck_of_a_value_is_standard_normal() -> None:
    """Kolmogorov-Smirnov at level 1e-3 with fixed names: passes or fails for ever."""
    deviates = np.sort([luck("sales.win_rate", number) for number in range(1, 2001)])
    steps = (np.arange(2000) + 0.5) / 2000
    gaps = np.abs([NormalDist().cdf(each) for each in deviates] - steps)
    assert gaps[np.abs(deviates) < 2.0 * END].max() < 1.95 / np.sqrt(2000)


def test_shares_that_make_a_whole_make_one_again(tmp_path: Path) -> None:
    path = tmp_path / "calibrated.yaml"
    path.write_text(WAYS)
    plan = load("library:industrial", [path], ["months=1"])
    ways: Any = plan.scenario.stages["first_visit"].next
    again: Any = drawn(plan, 3).scenario.stages["first_visit"].next
    assert ways != again
    assert ways["lost"].reason == again["lost"].reason
    assert again["specification"] + again["nurture"] + again["lost"].share == pytest.approx(1.0)


def test_a_plan_without_intervals_cannot_be_drawn() -> None:
    with pytest.raises(InputError, match="library:tiny: holds no calibrated value with an interval"):
        drawn(load("library:tiny"), 1)
    with pytest.raises(InputError, match="draws are numbered from 0 on, found -1"):
        drawn(load("library:tiny"), -1)
