"""Checking against the schema: all problems at once, each with its place and the nearest right answer."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import ConfigDict, Field, ValidationError, model_validator

from scenarios.read import read_scenario
from scenarios.schema.base import FieldFacts, Section, evidence, field_facts
from scenarios.units import Duration, Money, Share
from scenarios.validate import validate
from sim.errors import InputError


class Pace(Enum):
    """How fast the company grows."""

    STEADY = "steady"
    STEEP = "steep"


class Search(Section):
    """Paid search."""

    kind: Literal["search"]
    budget: Money
    """Spend per month [cent]."""


class Event(Section):
    """A trade fair."""

    kind: Literal["event"]
    day: date


class Segment(Section):
    """A part of the market."""

    size: int = Field(gt=0)
    """Companies in the segment [account]."""
    win_rate: Share = Field(default=0.2, json_schema_extra=evidence("survey", "Panel of 40 firms, 2021"))
    """Share of proposals won [1]."""
    price: float = 10.0

    @model_validator(mode="after")
    def _large_segments_are_hard(self) -> "Segment":
        if self.size > 1000 and self.win_rate > 0.5:
            raise ValueError("a segment of this size is not won every other time")
        return self


class Region(Section):
    """Named keys, and segments under free names beside them."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Segment]

    calm: Duration = 0.0
    """Days without calls [day]."""


class Shop(Section):
    """A small scenario."""

    name: str
    currency: str = "EUR"
    start: date = date(2024, 1, 1)
    horizon: Duration = Field(default=365.0, gt=0)
    """Time simulated [day]."""
    open: bool = True
    pace: Pace = Pace.STEADY
    depth: Literal["short", "long"] = "short"
    segments: dict[str, Segment] = Field(default_factory=dict)
    campaigns: list[Annotated[Search | Event, Field(discriminator="kind")]] = Field(default_factory=list)
    months: dict[int, float] = Field(default_factory=dict)
    places: tuple[str, ...] = ()


Check = Callable[..., Shop]


@pytest.fixture
def check(tmp_path, monkeypatch) -> Check:
    """Check a scenario given as text against the small schema."""
    monkeypatch.chdir(tmp_path)

    def validated(text: str, overlays: Sequence[str] = (), settings: Sequence[str] = ()) -> Shop:
        Path("plan.yaml").write_text(text, encoding="utf-8")
        paths = [Path(f"overlay{number}.yaml") for number, _ in enumerate(overlays, start=1)]
        for path, overlay in zip(paths, overlays, strict=True):
            path.write_text(overlay, encoding="utf-8")
        return validate(Shop, read_scenario("plan.yaml", paths, settings))

    return validated


def test_a_good_scenario_becomes_a_frozen_section(check):
    shop = check(
        "name: x\nstart: 2024-02-29\nhorizon: 2 weeks\npace: steep\nsegments: {smb: {size: 5, price: 3}}\n"
        "campaigns:\n- {kind: search, budget: 1.2k EUR}\n- {kind: event, day: 2024-03-01}\n"
        "months: {1: 0.9}\nplaces: [a, b]\n"
    )
    assert (shop.start, shop.horizon, shop.pace) == (date(2024, 2, 29), 14.0, Pace.STEEP)
    assert shop.segments["smb"] == Segment(size=5, price=3.0)
    assert shop.campaigns == [
        Search(kind="search", budget=1200),
        Event(kind="event", day=date(2024, 3, 1)),
    ]
    assert (shop.months, shop.places) == ({1: 0.9}, ("a", "b"))
    with pytest.raises(ValidationError, match="frozen"):
        shop.name = "y"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("naem: x", r"plan\.yaml:1:1: naem: unknown key 'naem' \(did you mean 'name'\?\)"),
        ("currency: EUR", r"plan\.yaml:1:1: needs the key 'name'"),
        (
            "name: x\nsegments: {a: {sise: 4}}",
            r"2:16: segments\.a\.sise: unknown key 'sise' \(did you mean 'size'\?\)",
        ),
        ("name: x\nsegments: {a: {win_rate: 0.2}}", r"2:12: segments\.a: needs the key 'size'"),
        ("name: x\nsegments: {a: {size: 0}}", r"2:22: segments\.a\.size: must be greater than 0 \(got 0\)"),
        (
            "name: x\nsegments: {a: {size: 2000, win_rate: 60%}}",
            r"2:15: segments\.a: a segment of this size is not",
        ),
        ("name: x\nsegments: 5", r"2:11: segments: .*(got 5)"),
        ("name: x\nsegments: {a: 5}", r"segments\.a: needs a map of keys and values \(got 5\)"),
        ("name: x\ncampaigns: {kind: search}", r"campaigns: needs a list \(got a map\)"),
        ("name: x\npace: stepe", r"2:7: pace: unknown value 'stepe' \(did you mean 'steep'\?\)"),
        ("name: x\ndepth: lnog", r"2:8: depth: unknown value 'lnog' \(did you mean 'long'\?\)"),
        ("name: x\ndepth: 7", r"2:8: depth: unknown value 7 \(allowed: long, short\)"),
        (
            "name: x\ncampaigns:\n- kind: serach",
            r"3:9: campaigns\.0\.kind: unknown kind 'serach' \(did you mean 'search'",
        ),
        ("name: x\ncampaigns:\n- kind: 7", r"3:9: campaigns\.0\.kind: 7 is not a kind"),
        ("name: x\ncampaigns:\n- budget: 7", r"3:3: campaigns\.0: needs the key 'kind'"),
        (
            "name: x\ncampaigns:\n- kind: search\n  bugdet: 7\n  budget: 7",
            r"4:3: campaigns\.0\.bugdet: .*'budget'",
        ),
        ("name: x\nmonths: {may: 0.9}", r"2:10: months\.may: needs a number"),
        ("name: 123", r"1:7: name: needs text; put it in quotes \(got 123\)"),
    ],
)
def test_a_problem_is_told_with_its_place_and_the_nearest_right_answer(check, text, message):
    with pytest.raises(InputError, match=message):
        check(text)


def test_row_2_a_look_alike_letter_is_named(check):
    with pytest.raises(
        InputError,
        match="segments\\.a\\.\u0440rice: unknown key '\u0440rice' \\(did you mean 'price'\\? "
        "character 1 is '\u0440' CYRILLIC SMALL LETTER ER\\)",
    ):
        check("name: x\nsegments: {a: {size: 1, \u0440rice: 5}}")


def test_row_2_a_character_that_cannot_be_seen_is_named(check):
    with pytest.raises(InputError, match=r"did you mean 'name'\? character 3 is ZERO WIDTH SPACE"):
        check('"na\u200bme": x')


@pytest.mark.parametrize("word", ["NO", "on", "y", "no", "True", "1"])
def test_row_3_words_are_text_in_text_fields_and_errors_in_boolean_fields(check, word):
    if word != "1":
        assert check(f"name: {word}").name == word
    with pytest.raises(InputError, match=rf"plan\.yaml:2:7: open: write true or false \(got '?{word}'?\)"):
        check(f"name: x\nopen: {word}")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("1,000", "write numbers without commas: 1000"),
        ("5%", "a percentage is not taken here"),
        ("$100", "write the currency as letters: 100 USD"),
        ("1_000", "write numbers without underscores: 1000"),
    ],
)
def test_row_4_odd_numbers_are_refused_with_a_hint(check, text, hint):
    with pytest.raises(InputError, match=rf"2:22: segments\.a\.size: needs a number: {hint}"):
        check(f"name: x\nsegments: {{a: {{size: '{text}'}}}}")
    with pytest.raises(InputError, match=rf"2:32: segments\.a\.price: needs a number: {hint}"):
        check(f"name: x\nsegments: {{a: {{size: 1, price: '{text}'}}}}")
    with pytest.raises(InputError, match=rf"4:11: campaigns\.0\.budget: {hint}: write '1200 EUR'"):
        check(f"name: x\ncampaigns:\n- kind: search\n  budget: {text}")


def test_row_4_scientific_notation_is_money(check):
    assert check("name: x\ncampaigns: [{kind: search, budget: 1e5}]").campaigns == [
        Search(kind="search", budget=100_000)
    ]


@pytest.mark.parametrize("text", ["12:30:00", "0123", "08"])
def test_row_5_times_and_leading_zeros_are_text_and_never_numbers(check, text):
    assert check(f"name: {text}").name == text
    with pytest.raises(InputError, match=r"segments\.a\.size: needs a number: .*(leading zeros|time of day)"):
        check(f"name: x\nsegments: {{a: {{size: {text}}}}}")


@pytest.mark.parametrize("text", ["2024-02-30", "2026-13-01", "20240101", "2024-01-01T00:30:00", "'soon'"])
def test_row_7_a_day_that_does_not_exist_is_an_error_with_its_line(check, text):
    with pytest.raises(InputError, match=r"plan\.yaml:2:8: start: must be a valid date"):
        check(f"name: x\nstart: {text}")


def test_amounts_must_be_in_the_currency_of_the_scenario(check):
    with pytest.raises(
        InputError, match=r"campaigns\.0\.budget: the scenario's currency is USD: convert the amount"
    ):
        check("name: x\ncurrency: USD\ncampaigns: [{kind: search, budget: 5 EUR}]")


def test_all_problems_come_at_once_sorted_by_file_and_line(check):
    with pytest.raises(InputError, match=r"plan\.yaml has 5 problems:") as caught:
        check("horizon: 52\nopen: 1\nnam: x", ["segments: {a: {size: x}}"])
    assert [problem.split(": ")[0] for problem in caught.value.problems] == [
        "overlay1.yaml:1:22",
        "plan.yaml:1:1",
        "plan.yaml:1:10",
        "plan.yaml:2:7",
        "plan.yaml:3:1",
    ]


def test_a_problem_in_an_overlay_or_setting_names_that_source(check):
    with pytest.raises(InputError, match=r"overlay1\.yaml:1:8: depth: unknown value"):
        check("name: x", ["depth: lnog"])
    with pytest.raises(InputError, match=r"--set segmnts\.a\.size=5: segmnts: unknown key .*'segments'"):
        check("name: x", settings=["segmnts.a.size=5"])


def test_an_overlay_may_only_touch_known_names(check):
    base = "name: x\nsegments: {smb: {size: 5}}"
    message = r"segments\.smbb: no 'smbb' here \(did you mean 'smb'\?\); to add one, extend the scenario"
    with pytest.raises(InputError, match=rf"overlay1\.yaml:1:12: {message}"):
        check(base, ["segments: {smbb: {size: 7}}"])
    with pytest.raises(InputError, match=rf"--set segments\.smbb\.size=7: {message}"):
        check(base, settings=["segments.smbb.size=7"])


def test_an_overlay_may_add_values_to_a_map_of_plain_values(check):
    assert check("name: x\nmonths: {1: 0.9}", ["months: {2: 0.8}"]).months == {1: 0.9, 2: 0.8}


def test_an_overlay_may_set_keys_that_the_scenario_left_at_their_default(check):
    shop = check("name: x\nsegments: {smb: {size: 5}}", ["depth: long"], ["segments.smb.win_rate=30%"])
    assert (shop.depth, shop.segments["smb"].win_rate) == ("long", 0.3)


def test_the_interval_of_a_key_that_does_not_exist_is_an_error(check):
    with pytest.raises(InputError, match=r"overlay1\.yaml:1:26: .*intervals\.segments\.a\.sise: no such key"):
        check("name: x", ["calibrated: {intervals: {segments.a.sise: {low: 1, high: 2}}}"])


def test_defaults_carry_their_unit_and_evidence():
    assert field_facts(Shop, "segments.smb.win_rate") == FieldFacts(
        path="segments.smb.win_rate",
        unit="1",
        default=0.2,
        required=False,
        grade="survey",
        source="Panel of 40 firms, 2021",
        doc="Share of proposals won [1].",
    )


def test_a_required_key_has_no_default_and_may_have_no_evidence():
    facts = field_facts(Shop, "campaigns.0.budget")
    assert (facts.unit, facts.default, facts.required, facts.grade) == ("cent", None, True, "")


def test_facts_reach_sections_under_free_names_beside_named_keys():
    assert field_facts(Region, "north.size").unit == "account"
    assert field_facts(Region, "calm").doc == "Days without calls [day]."


def test_facts_about_a_key_that_does_not_exist_are_an_error():
    with pytest.raises(InputError, match=r"segments\.smb\.sise: no such key"):
        field_facts(Shop, "segments.smb.sise")


def test_reading_and_checking_imports_nothing_heavy():
    names = "scenarios.read, scenarios.merge, scenarios.units, scenarios.validate, scenarios.schema.base"
    code = f"import sys, {names}; print(sorted({{'numpy', 'scipy', 'pandas', 'numba'}} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
