"""The page as a file: safe whatever things are called, complete in itself, the same bytes every time."""

import json
import re
import warnings
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from reports import Material, write_report
from reports.build import build_page
from reports.render.html import to_html
from sim.errors import RunError
from tests.support.report_material import PLANS, history, material

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</script><b>bold</b>",
    "turn \u202eoval\u202c \u2066back\u2069",
    "$\\frac$ and $100 to $200",
    "_internal \x00\x07 name",
    "增长方案 \U0001f680 预算",
    "{{ 7 * 7 }} {% raw %}",
    "javascript:alert(1)",
)
VOID = {"meta", "br", "img", "input", "link", "hr", "path", "use", "rect"}


class Reader(HTMLParser):
    """Collects elements with their attributes, and checks that every element is closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(text: str) -> Reader:
    """Parse a page; every element must be closed in order."""
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert not reader.open
    return reader


@pytest.fixture(scope="module")
def full() -> str:
    """The page with every part."""
    return to_html(build_page(material()))


@pytest.fixture(scope="module")
def hostile() -> str:
    """A page whose plans are called all sorts of things."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = material(HOSTILE, title=HOSTILE[1], manifest={name: name for name in HOSTILE})
        return to_html(build_page(made))


def test_the_same_material_gives_the_same_bytes(tmp_path: Path, full: str) -> None:
    written = write_report(material(), tmp_path / "new folder" / "report.html")
    assert written.read_bytes() == full.encode()
    assert [path.name for path in written.parent.iterdir()] == ["report.html"]


def test_a_report_replaces_the_older_one(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old")
    write_report(Material("Only a title"), path)
    assert "Only a title" in path.read_text(encoding="utf-8")


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RunError, match="the report cannot be written"):
        write_report(Material("Title"), tmp_path / "file" / "report.html")


def test_the_file_stays_small(full: str) -> None:
    assert len(full.encode()) < 2_500_000


def test_hostile_names_bring_no_elements_and_no_handlers(full: str, hostile: str) -> None:
    known = {tag for tag, _ in read(full).elements}
    for tag, attributes in read(hostile).elements:
        assert tag in known, tag
        assert tag != "img"
        assert not [name for name in attributes if name.startswith("on")]
    assert hostile.count("<script") == 1
    assert hostile.count("</script") == 1


def test_names_are_shown_as_they_are_written(hostile: str) -> None:
    texts = " ".join(read(hostile).texts)
    for name in (
        "<script>alert(1)</script>",
        "$\\frac$ and $100 to $200",
        "增长方案 \U0001f680 预算",
        "{{ 7 * 7 }}",
    ):
        assert name in texts


def test_nothing_turns_the_reading_direction(hostile: str) -> None:
    assert not re.search("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x08]", hostile)


def test_pictures_show_unusual_labels_as_text(hostile: str) -> None:
    labels = re.findall(r"<text[^>]*>([^<]*)</text>", hostile)
    assert any("$\\frac$" in label for label in labels)
    assert any("增长方案" in label for label in labels)
    assert any("_internal" in label for label in labels)


@pytest.mark.parametrize("page", ["full", "hostile"])
def test_nothing_is_loaded_from_anywhere(page: str, request: pytest.FixtureRequest) -> None:
    text = request.getfixturevalue(page)
    for tag, attributes in read(text).elements:
        assert tag not in {"link", "iframe", "object", "embed", "img", "base", "form"}
        for name in ("src", "href", "xlink:href", "action", "srcset", "data"):
            assert (attributes.get(name) or "#").startswith("#"), (tag, attributes)
    assert "url(http" not in text
    assert "@import" not in text


def test_the_page_forbids_scripts_and_connections(full: str) -> None:
    policy = next(a for tag, a in read(full).elements if tag == "meta" and a.get("http-equiv"))
    assert "default-src 'none'" in (policy["content"] or "")
    assert "script-src" not in (policy["content"] or "")


def test_the_embedded_data_can_be_read_by_programs(hostile: str) -> None:
    found = re.search(r'<script type="application/json" id="report-data">(.*?)</script>', hostile, re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    assert data["plans"][0]["name"] == HOSTILE[0]
    assert data["plans"][0]["means"]["nrr"] is None
    assert data["plans"][0]["means"]["revenue"] > 0


def test_what_is_not_a_number_is_never_shown(full: str) -> None:
    shown = " ".join(read(full).texts)
    assert not re.search(r"\b(nan|NaN|inf|None|NaT|<NA>)\b", shown)


def test_ids_are_unique(full: str) -> None:
    ids = [a["id"] for _, a in read(full).elements if "id" in a]
    assert len(ids) == len(set(ids))


def test_links_of_the_contents_lead_somewhere(full: str) -> None:
    reader = read(full)
    ids = {a.get("id") for _, a in reader.elements}
    links = [a["href"] for tag, a in reader.elements if tag == "a"]
    assert links
    assert all(link is not None and link[1:] in ids for link in links)


def test_every_table_heading_says_what_it_heads(full: str) -> None:
    headings = [a for tag, a in read(full).elements if tag == "th"]
    assert headings
    assert {a.get("scope") for a in headings} == {"row", "col"}


def test_every_picture_is_named_and_described_with_numbers(full: str) -> None:
    pictures = re.findall(r"<svg .*?</svg>", full, re.DOTALL)
    assert len(pictures) >= 15
    for picture in pictures:
        title = re.search(r"<title[^>]*>(.+?)</title>", picture)
        spoken = re.search(r"<desc[^>]*>(.+?)</desc>", picture)
        assert 'role="img"' in picture
        assert title is not None
        assert spoken is not None
        assert re.search(r"\d", spoken[1]), title[1]


def test_every_picture_has_a_sentence_and_its_numbers_as_a_table(full: str) -> None:
    figures = re.findall(r"<figure .*?</figure>", full, re.DOTALL)
    assert len(figures) == full.count("<svg ")
    for figure in figures:
        assert re.search(r'<p class="sentence">[^<]{20,}</p>', figure)
        assert figure.count("<table>") == 1


def test_pictures_take_every_colour_from_the_page(full: str) -> None:
    for picture in re.findall(r"<svg .*?</svg>", full, re.DOTALL):
        assert not re.search(r"(fill|stroke): #", picture)


def test_parts_without_material_are_left_out() -> None:
    made = build_page(Material("Only a title"))
    assert made.sections == ()
    assert read(to_html(made)).texts


@pytest.mark.parametrize(
    ("part", "anchor"),
    [
        ("calibration", "data-quality"),
        ("truth", "truth"),
        ("targets", "targets"),
        ("decision", "decision"),
        ("manifest", "manifest"),
    ],
)
def test_leaving_a_part_out_leaves_its_section_out(part: str, anchor: str) -> None:
    whole = material(PLANS[:1])
    empty: dict[str, object] = {
        "calibration": None,
        "truth": (),
        "targets": (),
        "decision": None,
        "manifest": {},
    }
    without = replace(whole, **{part: empty[part]})  # type: ignore[arg-type]
    if part == "manifest":
        without = replace(without, experiment=None, plans=())
        without = replace(without, decision=None)
    assert anchor in {section.anchor for section in build_page(whole).sections}
    assert anchor not in {section.anchor for section in build_page(without).sections}


def test_plans_without_tables_still_make_a_report() -> None:
    bare = material()
    plans = tuple(replace(plan, tables={}) for plan in bare.plans)
    anchors = [section.anchor for section in build_page(replace(bare, plans=plans)).sections]
    assert "decision" in anchors
    assert "funnel" not in anchors


def test_a_calibration_alone_makes_a_report() -> None:
    page = build_page(Material("History", calibration=history()))
    assert [section.anchor for section in page.sections] == ["calibration", "data-quality"]
    assert page.answer.headline == "The history tells 3 of 4 parameters"


def test_a_plan_in_which_nothing_happens_makes_a_report() -> None:
    busy = material(PLANS[:1], returns=())
    idle = {name: table.assign(**_zeros(table)) for name, table in busy.plans[0].tables.items()}
    summary = busy.plans[0].summary.assign(win_rate=float("nan"), cac=float("nan"), revenue=0.0)
    plans = (replace(busy.plans[0], tables=idle, summary=summary),)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        text = to_html(build_page(replace(busy, plans=plans, decision=None)))
    assert not re.search(r"\b(nan|NaN|inf)\b", " ".join(read(text).texts))


def _zeros(table: pd.DataFrame) -> dict[str, float]:
    """Nothing in every column that counts or measures."""
    keys = {"replication", "month"}
    columns = [str(name) for name in table.select_dtypes("number").columns if name not in keys]
    return {
        name: float("nan") if name in {"satisfaction", "utilisation", "wait_days"} else 0.0
        for name in columns
    }
