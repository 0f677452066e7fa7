"""The overlay is readable, deterministic, and written in one step."""

from pathlib import Path

import pytest

from calibration.estimate import Label, share
from calibration.overlay import PathValue, at_path, overlay_text, write_overlay
from calibration.tables import Source
from scenarios.origin import Source as YamlSource
from scenarios.origin import plain
from scenarios.yaml_text import parse_yaml
from sim.errors import InputError

SOURCES = [Source("/some/where/orders.csv", "ab" * 32, "orders", 12)]
WAIT = PathValue(
    "sales.stages.proposal.wait.lognormal.median", 7.125, 6.5, 8.0, "history", "fit: x", 90, unit="days"
)
WIN = at_path(
    "sales.stages.proposal.next.won", share(Label("stages.proposal.advance", "share", "hazards"), 30, 40)
)


def read(text: str) -> object:
    node = parse_yaml(text, YamlSource("overlay.yaml", "overlay"))
    assert node is not None
    return plain(node)


def test_the_scenario_reader_reads_values_and_intervals():
    tree = read(overlay_text([WIN, WAIT], SOURCES, "2024-12-31"))
    assert isinstance(tree, dict)
    assert tree["sales"] == {
        "stages": {"proposal": {"wait": {"lognormal": {"median": "7.125 days"}}, "next": {"won": 0.75}}}
    }
    assert tree["calibrated"]["date"] == "2024-12-31"
    assert tree["calibrated"]["source"] == f"orders.csv (sha256 {'ab' * 32}, 12 rows of orders)"
    interval = tree["calibrated"]["intervals"]["sales.stages.proposal.wait.lognormal.median"]
    assert interval == {
        "low": "6.5 days",
        "high": "8 days",
        "grade": "history",
        "method": "fit: x; 90 records",
    }


def test_the_order_of_the_values_does_not_matter():
    assert overlay_text([WIN, WAIT], SOURCES, "") == overlay_text([WAIT, WIN], SOURCES, "")


def test_what_history_cannot_tell_keeps_the_value_of_the_scenario():
    unknown = PathValue("team.attrition", 0.27, 0.1, 0.5, "assumption", "no leavers", 0, identified=False)
    text = overlay_text([WIN, unknown], SOURCES, "")
    tree = read(text)
    assert isinstance(tree, dict)
    assert "team" not in tree
    assert tree["calibrated"]["intervals"]["team.attrition"]["grade"] == "assumption"
    assert "#   team.attrition" in text


def test_shares_written_still_add_up_to_one():
    third = [
        PathValue(f"next.{name}", value, 0, 1, "history", "m", 9)
        for name, value in (("a", 1 / 3), ("b", 2 / 3))
    ]
    tree = read(overlay_text(third, [], ""))
    assert isinstance(tree, dict)
    assert sum(tree["next"].values()) == pytest.approx(1.0, abs=1e-9)


def test_one_place_cannot_take_two_values():
    with pytest.raises(InputError, match="two values for one place\n  sales"):
        overlay_text([WIN, WIN], [], "")


def test_a_value_cannot_stand_above_another():
    below = PathValue("sales.stages.proposal.next.won.deep", 1.0, 1.0, 1.0, "history", "m", 9)
    with pytest.raises(InputError, match="lies below sales"):
        overlay_text([WIN, below], [], "")


def test_keys_that_yaml_would_misread_are_quoted():
    text = overlay_text([PathValue("market.territories.no.accounts", 5, 4, 6, "history", "m", 9)], [], "")
    assert '"no":' in text


def test_the_file_is_replaced_as_a_whole_and_nothing_else_is_left(tmp_path: Path):
    path = tmp_path / "calibrated.yaml"
    path.write_text("old")
    write_overlay(path, overlay_text([WIN], SOURCES, ""))
    assert path.read_text().startswith("# Calibrated from history.")
    assert [item.name for item in tmp_path.iterdir()] == ["calibrated.yaml"]


def test_a_folder_that_does_not_exist_is_an_input_error(tmp_path: Path):
    with pytest.raises(InputError, match="cannot be written"):
        write_overlay(tmp_path / "nowhere" / "calibrated.yaml", "")
