"""Overlays and settings: what wins, what collides, and who gave each value."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from scenarios.read import Document, read_scenario
from sim.errors import InputError

Layers = Callable[..., Document]


@pytest.fixture
def layers(tmp_path, monkeypatch) -> Layers:
    """Read a scenario with overlays and settings given as text."""
    monkeypatch.chdir(tmp_path)

    def read(base: str, overlays: Sequence[str] = (), settings: Sequence[str] = ()) -> Document:
        Path("base.yaml").write_text(base, encoding="utf-8")
        paths = [Path(f"overlay{number}.yaml") for number, _ in enumerate(overlays, start=1)]
        for path, text in zip(paths, overlays, strict=True):
            path.write_text(text, encoding="utf-8")
        return read_scenario("base.yaml", paths, settings)

    return read


def test_maps_merge_and_lists_replace(layers):
    document = layers("a: {x: 1, y: 2}\nb: [1, 2, 3]", ["a: {y: 3}\nb: [4]"])
    assert document.data == {"a": {"x": 1, "y": 3}, "b": [4]}


def test_every_value_names_the_layer_that_gave_it(layers):
    document = layers("a: {x: 1, y: 2, z: 3}", ["a: {y: 3}"], ["a.z=9"])
    assert [f"{origin.kind} {origin}" for origin in document.origins.values()] == [
        "base base.yaml:1:8",
        "overlay overlay1.yaml:1:8",
        "set --set a.z=9",
    ]


def test_two_overlays_may_not_set_one_key_to_different_values(layers):
    message = r"overlay2\.yaml:2:6: a\.x: set to different values here and at overlay1\.yaml:1:8"
    with pytest.raises(InputError, match=message):
        layers("a: {x: 1}", ["a: {x: 2}", "a:\n  x: 3"])


def test_all_collisions_are_told_at_once(layers):
    with pytest.raises(InputError, match="has 3 problems"):
        layers("a: 1\nb: 1\nc: 1", ["a: 2\nb: [2]\nc: {x: 1}", "a: 3\nb: [3]\nc: 3"])


def test_two_overlays_may_agree(layers):
    assert layers("a: {x: 1}", ["a: {x: 2}\nb: [{c: 1}]", "a: {x: 2}\nb: [{c: 1}]"]).data["a"] == {"x": 2}


@pytest.mark.parametrize(("first", "second"), [("1", "true"), ("1", "1.0"), ("'1'", "1"), ("0", "false")])
def test_values_that_only_compare_equal_collide(layers, first, second):
    with pytest.raises(InputError, match="set to different values"):
        layers("a: 5", [f"a: {first}", f"a: {second}"])


def test_a_setting_settles_what_overlays_disagree_on(layers):
    assert layers("a: {x: 1}", ["a: {x: 2}", "a: {x: 3}"], ["a.x=4"]).data == {"a": {"x": 4}}


def test_a_setting_of_another_key_settles_nothing(layers):
    with pytest.raises(InputError, match=r"a\.x: set to different values"):
        layers("a: {x: 1, y: 1}", ["a: {x: 2}", "a: {x: 3}"], ["a.y=4"])


def test_two_settings_may_not_set_one_key_to_different_values(layers):
    with pytest.raises(InputError, match=r"--set a=3: a: set to different values here and at --set a=2"):
        layers("a: 1", settings=["a=2", "a=3"])


def test_a_setting_reaches_into_a_list(layers):
    document = layers("rows: [{x: 1}, {x: 2, y: 3}]", settings=["rows.1.x=9"])
    assert document.data == {"rows": [{"x": 1}, {"x": 9, "y": 3}]}
    assert document.locate("rows.1.x").kind == "set"


@pytest.mark.parametrize("number", ["2", "-1", "01", "x", "99999999999999"])
def test_a_setting_of_an_item_that_is_not_there_is_an_error(layers, number):
    with pytest.raises(InputError, match=f"no item '{number}' here; the list has 2 items, counted from 0"):
        layers("rows: [{x: 1}, {x: 2}]", settings=[f"rows.{number}.x=9"])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a=5", 5),
        ("a=5 days", "5 days"),
        ("a=NO", "NO"),
        ("a=true", True),
        ("a=null", None),
        ("a=''", ""),
        ("a=1e5", 1e5),
        ("a=[1, {b: 2}]", [1, {"b": 2}]),
        ("a = x=y", "x=y"),
    ],
)
def test_a_setting_takes_a_value_as_yaml_writes_it(layers, text, value):
    assert layers("a: 0", settings=[text]).data == {"a": value}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a", "write a path and a value"),
        ("=5", "write a path and a value"),
        ("a..b=5", "write a path and a value"),
        ("a=", "has no value"),
        ("a=# five", "has no value"),
        ("a=[1", "not valid YAML"),
        ("a=.nan", "not a number a scenario can use"),
        ("a=\x07", "may not stand in a scenario"),
        ("a\udce9=5", "may not stand in a scenario"),
        ("extends=b.yaml", "cannot be set from the command line"),
        ("calibrated.source=x", "cannot be set from the command line"),
        (".".join("a" * 70) + "=1", "nested deeper than 64 levels"),
        (".".join("a" * 40) + "=" + "[" * 40 + "]" * 40, "nested deeper than 64 levels"),
    ],
)
def test_a_setting_that_cannot_be_read_is_an_error_that_shows_it(layers, text, message):
    with pytest.raises(InputError, match=rf"--set (.|\n)*{message}"):
        layers("a: 1", settings=[text])


def test_an_overlay_cannot_extend(layers):
    with pytest.raises(InputError, match=r"overlay1\.yaml:1:1: extends: an overlay cannot extend a scenario"):
        layers("a: 1", ["extends: base.yaml"])


def test_keys_that_only_upper_layers_hold_are_listed(layers):
    document = layers("a: {x: 1}", ["a: {y: {z: 1}}"], ["b.c=1", "a.x=2"])
    assert [".".join(map(str, steps)) for steps, _ in document.added] == ["a.y", "b"]


def test_a_key_with_a_dot_in_it_can_be_located(layers):
    document = layers("cities:\n  St. Gallen: {reps: 2}\n")
    assert str(document.locate("cities.St. Gallen.reps")) == "base.yaml:2:22"
