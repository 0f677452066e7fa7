"""Reading scenario files: every trap of YAML is closed, every value knows its place."""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from scenarios import yaml_text
from scenarios.read import Document, read_scenario
from sim.errors import InputError

Read = Callable[[str | bytes], Document]


@pytest.fixture(params=["compiled parser", "pure Python parser"])
def read(request, tmp_path, monkeypatch) -> Read:
    """Read YAML text as a scenario file, with either parser of PyYAML."""
    if request.param == "pure Python parser":
        monkeypatch.setattr(yaml_text, "_LOADER", yaml.SafeLoader)

    def read_text(text: str | bytes) -> Document:
        path = tmp_path / "plan.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_scenario(path)

    return read_text


# ------------------------------------------------------------------ adversarial inputs, one row each


def test_row_1_a_duplicate_key_is_an_error_with_both_line_numbers(read):
    with pytest.raises(InputError, match=r"plan\.yaml:3:1: a: duplicate key 'a' \(first at line 1\)"):
        read("a: 1\nb: 2\na: 3\n")


def test_row_1_a_duplicate_key_in_quotes_is_a_duplicate_too(read):
    with pytest.raises(InputError, match="duplicate key 'x'"):
        read("a: {x: 1, 'x': 1}\n")


def test_row_2_a_look_alike_key_stays_as_written_for_the_schema_to_refuse(read):
    assert list(read("\u0440rice: 5").data) == ["\u0440rice"]


@pytest.mark.parametrize("word", ["NO", "no", "on", "off", "yes", "y", "n", "True", "FALSE", "Null"])
def test_row_3_only_true_and_false_are_booleans(read, word):
    assert read(f"region: {word}").data == {"region": word}


def test_row_3_true_false_and_null_are_read(read):
    assert read("a: true\nb: false\nc: null\nd: ~\ne:\n").data == {
        "a": True,
        "b": False,
        "c": None,
        "d": None,
        "e": None,
    }


def test_row_4_scientific_notation_is_a_number(read):
    assert read("budget: 1e5\nlow: -2.5E-3\npart: .5").data == {"budget": 1e5, "low": -2.5e-3, "part": 0.5}


@pytest.mark.parametrize("text", ["1,000", "5%", "$100", "1_000", "0x1F", "0o17", "0b11"])
def test_row_4_odd_numbers_stay_text_for_the_schema_to_refuse(read, text):
    assert read(f"budget: {text}").data == {"budget": text}


def test_row_4_a_comma_in_braces_never_becomes_an_extra_key(read):
    with pytest.raises(
        InputError, match=r"plan\.yaml:1:13: b\.000: has no value; a number is written without"
    ):
        read("b: {c: 1,000}")


@pytest.mark.parametrize("text", ["12:30:00", "12:30", "0123", "08", "2024-02-30", "2001-01-01"])
def test_row_5_times_octals_and_dates_stay_text(read, text):
    assert read(f"value: {text}").data == {"value": text}


@pytest.mark.parametrize("text", [".nan", ".NaN", ".inf", "-.INF", "1.0e+400", "-1e999", "1e-999"])
def test_row_6_numbers_that_are_not_finite_are_errors_that_name_the_key(read, text):
    with pytest.raises(InputError, match=r"plan\.yaml:2:10: sales\.price: .*number"):
        read(f"sales:\n  price: {text}\n")


def test_row_6_minus_zero_is_zero(read):
    assert repr(read("a: -0.0\nb: -0").data) == "{'a': 0.0, 'b': 0}"


def test_row_7_a_whole_number_of_5000_digits_is_refused_with_its_line(read):
    with pytest.raises(InputError, match=r"plan\.yaml:2:4: b: a number of more than 15 digits"):
        read("a: 1\nb: " + "9" * 5000)


def test_row_8_an_alias_bomb_is_refused_before_it_unfolds(read):
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    started = time.process_time()
    with pytest.raises(InputError, match="aliases"):
        read("a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "\n".join(levels))
    assert time.process_time() - started < 0.5


def test_row_8_few_aliases_of_a_large_value_are_counted_unfolded(read):
    rows = ", ".join(["1"] * 10_000)
    with pytest.raises(InputError, match="more than 500,000 values, aliases unfolded"):
        read(f"a: &a [{rows}]\nb: &b [{', '.join(['*a'] * 10)}]\nc: [{', '.join(['*b'] * 10)}]")


def test_row_8_an_alias_repeats_a_value(read):
    document = read("a: &size {reps: 5}\nb: *size\n")
    assert document.data == {"a": {"reps": 5}, "b": {"reps": 5}}
    assert str(document.locate("b.reps")).endswith("plan.yaml:1:17")


def test_row_8_aliases_cannot_nest_deeper_than_plain_text(read):
    deep = "[" * 30 + "1" + "]" * 30
    with pytest.raises(InputError, match="nested deeper than 64 levels"):
        read(f"a: &a {deep}\nb: &b {deep.replace('1', '*a')}\nc: {deep.replace('1', '*b')}\n")


def test_row_9_merge_keys_are_refused(read):
    levels = [f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 25)]
    started = time.process_time()
    with pytest.raises(InputError, match="merge keys are not read; use extends:"):
        read("a0: &a0 {x: 1}\n" + "\n".join(levels))
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize("text", ["a: &a [*a]", "a: &a {b: *a}"])
def test_row_10_an_alias_that_holds_itself_is_an_error(read, text):
    with pytest.raises(InputError, match="alias 'a' would hold itself"):
        read(text)


def test_row_10_an_alias_without_an_anchor_is_an_error(read):
    with pytest.raises(InputError, match=r"plan\.yaml:1:4: a: alias 'b' has no anchor before it"):
        read("a: *b")


@pytest.mark.parametrize("depth", [65, 1000, 20_000])
@pytest.mark.parametrize("step", ["[", "{a: ", "- "])
def test_row_11_deep_nesting_is_an_immediate_error(read, depth, step):
    started = time.process_time()
    with pytest.raises(InputError, match="nested deeper than 64 levels"):
        read("a:\n " + step * depth)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    "value", ["!!python/object/apply:os.system ['true']", "!own x", "! x", "!!int '3'", "!!binary eA=="]
)
def test_row_12_tags_are_refused(read, value):
    with pytest.raises(InputError, match=r"plan\.yaml:1:4: a: tag .* is not read; write the plain value"):
        read(f"a: {value}")


def test_row_12_the_text_tag_is_the_same_as_quotes(read):
    assert read("a: !!str 5\nb: '5'").data == {"a": "5", "b": "5"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", r"plan\.yaml:1:1: is empty"),
        (b"# only a comment\n", r"plan\.yaml:1:1: is empty"),
        (b"---\n", r"plan\.yaml:1:1: is empty"),
        (b"- a\n- b\n", r"plan\.yaml:1:1: holds a list; a scenario is a map"),
        (b"hello", r"plan\.yaml:1:1: holds the single value hello"),
        (b"a: 1\n---\nb: 2\n", r"plan\.yaml:2:1: a second document starts here"),
        (b"a:\n\tb: 1\n", r"plan\.yaml:2:\d: not valid YAML: a tab; indent with spaces"),
        (b"a: 1\nb: \0\n", r"plan\.yaml:2:4: the character U\+0000 may not stand in a scenario"),
        ("a: 1\nb: Zoë".encode("latin-1"), r"plan\.yaml:2:6: is not UTF-8 text \(byte 0xeb\)"),
        ("a: 1".encode("utf-16"), r"plan\.yaml:1:1: is written in UTF-16"),
        (b"a: b: c", r"plan\.yaml:1:5: not valid YAML: .*put a value that holds ': ' in quotes"),
        (b"a: [1, 2", r"plan\.yaml:\d:\d: not valid YAML"),
        (b'a: "\\0"', r"plan\.yaml:1:4: a: holds a control character"),
        (b'"": 1', r"plan\.yaml:1:1: .*a key must be readable text"),
        (b"? [a]\n: 1", r"a key must be plain text, not a map or list"),
        (b"? &k a\n: 1\n*k : 2", r"a key must be plain text, not an alias"),
    ],
)
def test_row_13_files_that_hold_no_scenario_are_clean_errors(read, text, message):
    with pytest.raises(InputError, match=message):
        read(text)


def test_row_13_a_byte_order_mark_and_windows_line_ends_are_fine(read):
    document = read(b"\xef\xbb\xbfa: 1\r\nb:\r\n  c: two\r\n")
    assert document.data == {"a": 1, "b": {"c": "two"}}
    assert str(document.locate("b.c")).endswith("plan.yaml:3:6")


def test_row_14_a_file_of_more_than_10_mb_is_refused(tmp_path):
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(InputError, match="larger than 10 MB"):
        read_scenario(path)


def test_row_14_five_thousand_rows_are_read_within_a_second(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text("rows:\n" + "\n".join(f"  - {{name: r{n}, size: {n}, share: 5%}}" for n in range(5000)))
    started = time.process_time()
    document = read_scenario(path)
    assert time.process_time() - started < 1.0
    assert str(document.locate("rows.4999.size")) == f"{path}:5001:25"


# ------------------------------------------------------------------------- places, files, inheritance


def test_all_problems_of_a_file_come_in_one_error_sorted_by_line(read):
    with pytest.raises(InputError, match="has 3 problems") as caught:
        read("a: .nan\nb: 1\nb: 2\nc: {d: !x 1}")
    assert [problem.rsplit(": ", 2)[1] for problem in caught.value.problems] == ["a", "b", "c.d"]


def test_a_scenario_inherits_and_every_value_keeps_its_place(folder):
    folder(
        {
            "plan.yaml": "extends: base.yaml\nsales:\n  reps: 9\n",
            "base.yaml": "sales:\n  reps: 5\n  win_rate: 0.2\nregions: [a, b]\n",
        }
    )
    document = read_scenario("plan.yaml")
    assert document.data == {"sales": {"reps": 9, "win_rate": 0.2}, "regions": ["a", "b"]}
    assert {path: f"{origin.kind} {origin}" for path, origin in document.origins.items()} == {
        "sales.reps": "base plan.yaml:3:9",
        "sales.win_rate": "extends base.yaml:3:13",
        "regions.0": "extends base.yaml:4:11",
        "regions.1": "extends base.yaml:4:14",
    }


def test_a_value_that_nobody_wrote_has_the_origin_default(read):
    origin = read("a: 1").locate("sales.win_rate")
    assert (origin.kind, str(origin)) == ("default", "default")


def test_every_file_read_is_listed_with_its_fingerprint(folder):
    folder({"plan.yaml": "extends: base.yaml", "base.yaml": "a: 1", "high.yaml": "a: 2"})
    document = read_scenario("plan.yaml", [Path("high.yaml")])
    assert [file.path for file in document.files] == ["plan.yaml", "base.yaml", "high.yaml"]
    assert document.files[1].sha256 == hashlib.sha256(b"a: 1").hexdigest()


def test_a_file_can_extend_several_and_settle_what_they_disagree_on(folder):
    folder(
        {
            "one.yaml": "a: 1\nb: 1",
            "two.yaml": "a: 2\nc: 2",
            "plan.yaml": "extends: [one.yaml, two.yaml]\na: 3",
        }
    )
    assert read_scenario("plan.yaml").data == {"a": 3, "b": 1, "c": 2}


def test_files_extended_side_by_side_may_not_disagree(folder):
    folder({"one.yaml": "a: 1", "two.yaml": "a: 2", "plan.yaml": "extends: [one.yaml, two.yaml]"})
    with pytest.raises(
        InputError, match=r"two\.yaml:1:4: a: set to different values here and at one\.yaml:1:4"
    ):
        read_scenario("plan.yaml")


def test_extends_in_a_subfolder_is_relative_to_its_file(folder):
    folder(
        {"plan.yaml": "extends: sub/mid.yaml", "sub/mid.yaml": "extends: ../base.yaml", "base.yaml": "a: 1"}
    )
    assert str(read_scenario("plan.yaml").locate("a")) == "sub/../base.yaml:1:4"


def test_files_that_extend_one_another_in_a_circle_are_an_error(folder):
    folder({"a.yaml": "extends: b.yaml", "b.yaml": "extends: c.yaml", "c.yaml": "extends: a.yaml"})
    with pytest.raises(
        InputError, match=r"c\.yaml:1:10: .* circle: a\.yaml -> b\.yaml -> c\.yaml -> a\.yaml"
    ):
        read_scenario("a.yaml")


def test_a_missing_base_is_reported_where_it_is_named_with_the_nearest_file(folder):
    folder({"plan.yaml": "extends: bse.yaml", "base.yaml": "a: 1"})
    with pytest.raises(
        InputError, match=r"plan\.yaml:1:10: extends: bse\.yaml: no such file \(did you mean 'base\.yaml'"
    ):
        read_scenario("plan.yaml")


@pytest.mark.parametrize("value", ["5", "[]", "{a: b}", "[a.yaml, 3]", ""])
def test_extends_must_name_files(read, value):
    with pytest.raises(InputError, match="write the name of a file, library:NAME, or a list of these"):
        read(f"extends: {value}")


def test_a_scenario_may_not_rest_on_hundreds_of_files(folder):
    folder({f"f{n}.yaml": f"extends: f{n + 1}.yaml" for n in range(150)})
    with pytest.raises(InputError, match="100 files at most"):
        read_scenario("f0.yaml")
