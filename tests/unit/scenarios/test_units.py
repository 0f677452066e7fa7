"""Durations, money, shares and rates: what is read, and what is refused with advice."""

import math

import pytest
from pydantic import BaseModel, Field, ValidationError

from scenarios.units import (
    Duration,
    Money,
    Rate,
    Share,
    SignedPercent,
    SignedRate,
    WorkHours,
    duration_days,
    money_cents,
    number_hint,
    rate_per_day,
    share,
    signed_percent,
    signed_rate_per_day,
    work_hours,
)


class Units(BaseModel):
    """One field of each kind."""

    wait: Duration | None = Field(default=None, gt=0)
    effort: WorkHours | None = None
    price: Money | None = Field(default=None, gt=0)
    part: Share | None = None
    change: SignedPercent | None = None
    often: Rate | None = None
    growth: SignedRate | None = None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1 day", 1.0),
        ("3 days", 3.0),
        ("3d", 3.0),
        ("0.5 weeks", 3.5),
        ("6 months", 182.625),
        ("1 quarter", 91.3125),
        ("1 year", 365.25),
        ("8 h", 8 / 24),
        ("90 minutes", 1.5 / 24),
        ("1e2 days", 100.0),
        ("-0 days", 0.0),
    ],
)
def test_a_duration_becomes_days(text, days):
    assert duration_days(text) == pytest.approx(days, rel=1e-15)
    assert math.copysign(1.0, duration_days(text)) == 1.0


@pytest.mark.parametrize(
    "written", [52, 3.0, True, None, "52", "3 fortnights", "days", "P3D", "nan days", "3 Days"]
)
def test_a_duration_without_a_known_unit_is_refused(written):
    with pytest.raises(ValueError, match="needs a number and a unit of time: write '3 days'"):
        duration_days(written)


@pytest.mark.parametrize(
    ("written", "message"), [("-3 days", "cannot be negative"), ("9" * 40 + " days", "too large a number")]
)
def test_a_duration_out_of_range_is_refused(written, message):
    with pytest.raises(ValueError, match=message):
        duration_days(written)


def test_more_work_than_a_life_holds_is_refused():
    assert work_hours("100000 h") == 100_000.0
    with pytest.raises(ValueError, match="more than 100,000 working hours: split the work"):
        work_hours("100001 h")


def test_work_hours_are_hours_or_minutes_but_never_days():
    assert [work_hours(text) for text in ("2 h", "1.5 hours", "30 min")] == [2.0, 1.5, 0.5]
    for written in ("2 days", 2, "2"):
        with pytest.raises(ValueError, match="write '2 h' or '30 min'"):
            work_hours(written)


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        (1200, 120_000),
        (19.99, 1_999),
        (1e5, 10_000_000),
        (-0.0, 0),
        ("1200 EUR", 120_000),
        ("1.2M EUR", 120_000_000),
        ("1.2 M EUR", 120_000_000),
        ("120k EUR", 12_000_000),
        ("120k", 12_000_000),
        ("EUR 35_000", 3_500_000),
        ("EUR1bn", 100_000_000_000),
        ("120万 EUR", 120_000_000),
        ("1.5亿", 15_000_000_000),
        ("0.29 EUR", 29),
    ],
)
def test_money_becomes_whole_cents(written, cents):
    assert money_cents(written, "EUR") == cents


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("1,000", "write numbers without commas: 1000"),
        ("1,000 EUR", "write numbers without commas: 1000"),
        ("1.234,56 EUR", "write a decimal point, not a comma"),
        ("1_000", "write numbers without underscores: 1000"),
        ("$100", "write the currency as letters: 100 USD"),
        ("100€", "write the currency as letters"),
        ("5%", "a percentage is not taken here"),
        ("0123", "without leading zeros"),
        ("1200", "without quotes"),
        ("lots", "not an amount of money"),
        ("12 eur", "not an amount of money"),
        ("EUR", "not an amount of money"),
        ("EUR 1_00", "write numbers without underscores"),
        (True, "not a number"),
        (None, "not a number"),
        ([1], "not a number"),
        (math.nan, "not a finite number"),
        (math.inf, "not a finite number"),
        (-5, "cannot be negative"),
        ("-5 EUR", "cannot be negative"),
        (0.001, "ends at whole cents"),
        ("0.0001k EUR", None),
        ("1e30 EUR", "too large an amount"),
        ("9" * 30 + " EUR", "not an amount of money|without quotes"),
        ("100 USD", "the scenario's currency is EUR"),
    ],
)
def test_money_that_could_be_misread_is_refused_with_advice(written, message):
    if message is None:
        assert money_cents(written, "EUR") == 10
        return
    with pytest.raises(ValueError, match=message):
        money_cents(written, "EUR")


@pytest.mark.parametrize(
    ("written", "value"), [("5%", 0.05), ("29%", 0.29), (0.05, 0.05), (1, 1.0), (-0.0, 0.0)]
)
def test_a_share_is_a_percentage_or_a_part_of_one(written, value):
    assert repr(share(written)) == repr(value)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("120%", "between 0% and 100%"),
        ("-5%", "between 0% and 100%"),
        (5, "between 0% and 100%"),
        (-0.1, "between 0% and 100%"),
        ("0.05", "write the number without quotes"),
        ("5 percent", "not a percentage"),
        (False, "not a number"),
        (math.nan, "not a finite number"),
    ],
)
def test_a_share_outside_the_whole_is_refused(written, message):
    with pytest.raises(ValueError, match=message):
        share(written)


def test_a_signed_percent_goes_up_or_down():
    assert [signed_percent(v) for v in ("-5%", "+10%", "150%", -0.05, 0)] == [-0.05, 0.1, 1.5, -0.05, 0.0]
    with pytest.raises(ValueError, match="likely meant in percent"):
        signed_percent(5)


def test_a_rate_is_per_day_inside():
    assert rate_per_day("30 per month") == pytest.approx(30 / 30.4375)
    assert rate_per_day("5% per year") == pytest.approx(0.05 / 365.25)
    assert rate_per_day("2/day") == 2.0
    assert signed_rate_per_day("-3% per year") == pytest.approx(-0.03 / 365.25)


@pytest.mark.parametrize("written", [30, "30", "5%", "30 per fortnight", "many per day", None])
def test_a_rate_without_a_unit_of_time_is_refused(written):
    with pytest.raises(ValueError, match="write '5% per year' or '30 per month'"):
        rate_per_day(written)


def test_a_rate_of_happening_cannot_be_negative():
    with pytest.raises(ValueError, match="cannot be negative"):
        rate_per_day("-3% per year")


def test_fields_take_the_written_forms_and_keep_their_limits():
    units = Units.model_validate(
        {"wait": "2 weeks", "price": "1k EUR", "part": "5%"}, context={"currency": "EUR"}
    )
    assert (units.wait, units.price, units.part) == (14.0, 100_000, 0.05)
    with pytest.raises(ValidationError, match="greater than 0"):
        Units.model_validate({"wait": "0 days"})
    with pytest.raises(ValidationError, match="the scenario's currency is USD"):
        Units.model_validate({"price": "1k EUR"}, context={"currency": "USD"})


def test_the_json_schema_shows_editors_the_written_form_with_examples():
    properties = Units.model_json_schema()["properties"]
    for name in Units.model_fields:
        shown = properties[name]["anyOf"][0]
        assert shown["examples"], name
        assert "pattern" in str(shown), name


@pytest.mark.parametrize(
    ("text", "hint"),
    [("12:30:00", "a time of day is not a number"), ("hello", ""), ("1e5", "without quotes")],
)
def test_a_hint_says_what_keeps_a_text_from_being_a_number(text, hint):
    assert hint in number_hint(text)
    assert bool(number_hint(text)) == bool(hint)
