"""Whatever a file holds, reading it gives a document or an InputError, never another exception."""

import contextlib
import json
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field

from scenarios import yaml_text
from scenarios.merge import setting_tree
from scenarios.origin import plain
from scenarios.read import Document, read_scenario
from scenarios.schema.base import Section
from scenarios.units import Duration, Money, Rate, Share
from scenarios.validate import validate
from sim.errors import InputError

PIECES = [
    *"[]{}:,&*!|>%@`'\"?-#~=\t\n\r ",
    *(
        "a",
        "b",
        "1",
        "0",
        "-0.0",
        "1e5",
        ".nan",
        "1e400",
        "true",
        "NO",
        "<<",
        "---",
        "...",
        "!!str",
        "%YAML 1.1",
    ),
    *(
        "&a ",
        "*a",
        ": ",
        "- ",
        "? ",
        "\n  ",
        "extends",
        "calibrated",
        "intervals",
        "\ufeff",
        "\x85",
        "\u2028",
        "é",
    ),
    *('"\\ud800"', '"\\UFFFFFFFF"', '"\\0"', "2024-02-30", "9" * 30, "!", "|\n ", ">-\n "),
]
BROKEN_YAML = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
ANY_TEXT = st.one_of(BROKEN_YAML, st.text(max_size=200))
NAMES = st.text(alphabet="abcxyz_é中", min_size=1, max_size=6)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False).map(lambda number: number + 0.0),
    st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), max_size=8),
)
TREES = st.dictionaries(
    NAMES,
    st.recursive(
        VALUES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4)
    ),
    max_size=5,
)

FORMS = st.sampled_from(
    ["3 days", "5%", "1k EUR", "2 per day", "2024-02-30", "search", "fair", "1,000", "\u0430"]
)
KEYS = st.sampled_from(["a", "b", "c", "x", "y", "z", "kind", "budget", "day", "\u0430"])
ODD_SHOPS = st.dictionaries(
    KEYS,
    st.recursive(
        VALUES | FORMS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4)
    ),
    max_size=6,
)


class Search(Section):
    """Paid search."""

    kind: Literal["search"]
    budget: Money = 0


class Fair(Section):
    """A trade fair."""

    kind: Literal["fair"]
    day: date | None = None


class Shop(Section):
    """A small scenario with a field of each sort."""

    a: Duration | None = None
    b: list[Annotated[Search | Fair, Field(discriminator="kind")]] = Field(default_factory=list)
    c: dict[str, Share | None] = Field(default_factory=dict)
    x: tuple[Rate, int] | None = None
    y: "Shop | None" = None
    z: float | bool | str = 0.0


@pytest.fixture(scope="module", params=["compiled parser", "pure Python parser"])
def parser(request):
    """Run with either parser of PyYAML."""
    kept = yaml_text._LOADER
    yaml_text._LOADER = yaml.SafeLoader if request.param == "pure Python parser" else kept
    yield request.param
    yaml_text._LOADER = kept


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """One folder for all examples."""
    folder: Path = tmp_path_factory.mktemp("scenarios")
    return folder


def read(folder: Path, content: bytes) -> Document | None:
    """Read content as a scenario; None when it is refused."""
    path = folder / "plan.yaml"
    path.write_bytes(content)
    try:
        return read_scenario(path)
    except InputError:
        return None


@settings(max_examples=500)
@given(content=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(parser, folder, content):
    read(folder, content)


@settings(max_examples=500)
@given(text=ANY_TEXT)
def test_any_text_is_read_or_refused(parser, folder, text):
    document = read(folder, text.encode("utf-8", "surrogatepass"))
    if document is not None:
        json.dumps(document.data, allow_nan=False).encode()
        assert all(origin.line >= 1 for origin in document.origins.values())


@settings(max_examples=500)
@given(path=st.text(max_size=10), value=ANY_TEXT)
def test_any_setting_is_read_or_refused(path, value):
    with contextlib.suppress(InputError):
        json.dumps(plain(setting_tree(f"{path}={value}")), allow_nan=False).encode()


@settings(max_examples=200)
@given(tree=TREES)
def test_what_json_writes_is_read_back_unchanged(parser, folder, tree):
    document = read(folder, json.dumps(tree, ensure_ascii=False).encode())
    reserved = {"extends", "calibrated"} & tree.keys()
    assert reserved or (document is not None and document.data == tree)


@settings(max_examples=500)
@given(tree=ODD_SHOPS)
def test_any_tree_is_accepted_by_a_schema_or_refused_with_its_place(folder, tree):
    document = read(folder, json.dumps(tree, ensure_ascii=False).encode())
    assert document is not None
    try:
        assert isinstance(validate(Shop, document), Shop)
    except InputError as error:
        lines = error.problems
    else:
        lines = ()
    assert all(line.startswith(f"{folder / 'plan.yaml'}:1:") for line in lines)


@settings(max_examples=200)
@given(tree=TREES)
def test_every_value_can_be_located_by_its_path(folder, tree):
    document = read(folder, json.dumps(tree, ensure_ascii=False).encode())
    assert document is not None
    assert all(document.locate(path) == origin for path, origin in document.origins.items() if path)
