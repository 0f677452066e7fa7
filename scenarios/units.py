"""Durations, money, shares and rates as a planner writes them, and the one base unit each becomes.

| type | written | held as |
|---|---|---|
| Duration | `3 days`, `2 weeks`, `6 months`, `1 year`, `8 h` | [day] float |
| WorkHours | `2 h`, `90 min` | [hour of work] float |
| Money | `1200 EUR`, `1.2M EUR`, `EUR 35_000`, `120万 CNY`, or a plain number | [cent] int |
| Share | `5%` or `0.05` | [1] float from 0 to 1 |
| SignedPercent | `-5%`, `+10%`, `150%` or `-0.05` | [1] float |
| Rate | `5% per year`, `30 per month`, `2 per day` | [1/day] float, not negative |
| SignedRate | `-3% per year` | [1/day] float |

A month is 30.4375 days and a year 365.25. A rate in percent is divided by the days, not compounded.
Money is kept in whole cents (hundredths of the currency), so that books add up exactly; a plain number, and
an amount without a currency, are in the scenario's currency.
"""

import math
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from scenarios.origin import show
from sim.codes import DAYS_PER_MONTH

DAYS_PER_YEAR = 365.25
CENTS = 100

MAX_CENTS = 9_000_000_000_000_000
MAX_HOURS = 100_000
_MAX_DIGITS = 25

_DAYS = {
    "min": 1 / 1440,
    "minute": 1 / 1440,
    "h": 1 / 24,
    "hour": 1 / 24,
    "d": 1.0,
    "day": 1.0,
    "w": 7.0,
    "week": 7.0,
    "month": DAYS_PER_MONTH,
    "quarter": 3 * DAYS_PER_MONTH,
    "year": DAYS_PER_YEAR,
}
_HOURS = {"min": 1 / 60, "minute": 1 / 60, "h": 1.0, "hour": 1.0}
_MULTIPLES = {
    "": 1,
    "k": 10**3,
    "K": 10**3,
    "M": 10**6,
    "bn": 10**9,
    "B": 10**9,
    "万": 10**4,
    "亿": 10**8,
}

_NUMBER = r"[-+]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,2})?"
_GROUPED = r"[-+]?[0-9]{1,3}(?:_[0-9]{3})+(?:\.[0-9]+)?"
_UNIT_WORDS = r"min|minutes?|h|hours?|d|days?|w|weeks?|months?|quarters?|years?"
_DURATION = re.compile(rf"({_NUMBER})\s*({_UNIT_WORDS})")
_AMOUNT = re.compile(rf"({_GROUPED}|{_NUMBER})\s*(k|K|M|bn|B|万|亿)?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_PERCENT = re.compile(rf"({_NUMBER})\s*%")
_RATE = re.compile(rf"({_NUMBER})\s*(%)?\s*(?:per|/)\s*({_UNIT_WORDS})")

_HINTS = (
    (re.compile(r"[-+]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?"), "write numbers without commas: {plain}"),
    (re.compile(r"[-+0-9.]*,[0-9]+"), "write a decimal point, not a comma"),
    (re.compile(r"[-+]?[0-9]+(_[0-9]+)+"), "write numbers without underscores: {plain}"),
    (re.compile(r"[-+]?0[0-9]+"), "write numbers without leading zeros"),
    (re.compile(r"[-+]?[0-9.]+\s*%"), "a percentage is not taken here"),
    (re.compile(r"[$€£¥]\s*[0-9].*|[0-9].*[$€£¥]"), "write the currency as letters: 100 USD"),
    (re.compile(r"[0-9]+(:[0-9]{2})+"), "a time of day is not a number"),
    (re.compile(rf"{_NUMBER}"), "write the number without quotes"),
)


def number_hint(text: str) -> str:
    """Say what keeps a text from being a number; empty when nothing obvious does.

    Parameters
    ----------
    text : what was written where a number belongs
    """
    for pattern, hint in _HINTS:
        if pattern.fullmatch(text.strip()):
            return hint.format(plain=re.sub("[,_]", "", text.strip()))
    return ""


def duration_days(text: object) -> float:
    """Turn a duration into days.

    Examples
    --------
    >>> [duration_days(text) for text in ("3 days", "2 weeks", "6 months", "1 year", "12 h")]
    [3.0, 14.0, 182.625, 365.25, 0.5]
    """
    advice = "write '3 days', '2 weeks', '6 months' or '8 h'"
    match = _DURATION.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise _wrong("needs a number and a unit of time", advice, text)
    return _not_negative(_finite(match[1], text) * _DAYS[_singular(match[2])], text)


def work_hours(text: object) -> float:
    """Turn an effort into hours of work; days are refused, since a working day has no fixed length.

    Examples
    --------
    >>> work_hours("1.5 h"), work_hours("30 min")
    (1.5, 0.5)
    """
    match = _DURATION.fullmatch(text.strip()) if isinstance(text, str) else None
    unit = _singular(match[2]) if match is not None else ""
    if match is None or unit not in _HOURS:
        raise _wrong("needs a number of working hours", "write '2 h' or '30 min'", text)
    hours = _not_negative(_finite(match[1], text) * _HOURS[unit], text)
    if hours > MAX_HOURS:
        raise _wrong(f"more than {MAX_HOURS:,} working hours", "split the work", text)
    return hours


def money_cents(amount: object, currency: str | None = None) -> int:
    """Turn an amount of money into whole cents.

    Parameters
    ----------
    amount : what was written: a number, or text such as `1.2M EUR`
    currency : the scenario's currency; None skips the comparison

    Examples
    --------
    >>> money_cents("1.2M EUR", "EUR"), money_cents(19.99), money_cents("EUR 35_000")
    (120000000, 1999, 3500000)
    """
    if isinstance(amount, str):
        value = _written_amount(amount, currency)
    else:
        value = Decimal(repr(_plain_number(amount, "write '1200 EUR', '1.2M EUR' or a plain number")))
    if value < 0:
        raise _wrong("an amount cannot be negative", "write it without a sign", amount)
    cents = value * CENTS
    if cents != cents.to_integral_value():
        raise _wrong("an amount ends at whole cents", "round it, or state it per 1,000", amount)
    if cents > MAX_CENTS:
        raise _wrong("too large an amount", "state the scenario in a larger currency unit", amount)
    return int(cents)


def share(value: object) -> float:
    """Turn a share into a number from 0 to 1.

    Examples
    --------
    >>> share("5%"), share(0.25)
    (0.05, 0.25)
    """
    number = _fraction(value, "write '5%' or 0.05")
    if not 0.0 <= number <= 1.0:
        raise _wrong("a share lies between 0% and 100%", "write '5%' or 0.05", value)
    return number + 0.0


def signed_percent(value: object) -> float:
    """Turn a change into a number: `-5%` is -0.05.

    Examples
    --------
    >>> signed_percent("-5%"), signed_percent("150%"), signed_percent(0.1)
    (-0.05, 1.5, 0.1)
    """
    advice = "write '-5%', '+10%' or -0.05"
    number = _fraction(value, advice)
    if not isinstance(value, str) and abs(number) > 1.0:
        raise _wrong("a plain number beyond 1 is likely meant in percent", advice, value)
    return number + 0.0


def rate_per_day(value: object) -> float:
    """Turn a rate into a number per day; a percentage is divided by the days, not compounded.

    Examples
    --------
    >>> rate_per_day("2 per day"), rate_per_day("14 per week"), rate_per_day("36.525% per year")
    (2.0, 2.0, 0.001)
    """
    return _not_negative(signed_rate_per_day(value), value)


def signed_rate_per_day(value: object) -> float:
    """Turn a rate of growth or decline into a number per day.

    Examples
    --------
    >>> signed_rate_per_day("-36.525% per year")
    -0.001
    """
    match = _RATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        advice = "write '5% per year' or '30 per month'"
        raise _wrong("needs a number and 'per' a unit of time", advice, value)
    amount = _hundredth(match[1], value) if match[2] else _finite(match[1], value)
    return amount / _DAYS[_singular(match[3])] + 0.0


def _written_amount(text: str, currency: str | None) -> Decimal:
    words = text.strip()
    named = _CURRENCY.match(words) or re.search(r"[A-Z]{3}\Z", words)
    amount = (words[: named.start()] + words[named.end() :]).strip() if named else words
    match = _AMOUNT.fullmatch(amount)
    if match is None or len(match[1]) > _MAX_DIGITS or (named is None and not match[2]):
        reason = number_hint(amount) or "not an amount of money"
        raise _wrong(reason, "write '1200 EUR', '1.2M EUR' or a plain number", text)
    if named is not None and currency is not None and named[0] != currency:
        raise _wrong(f"the scenario's currency is {currency}", f"convert the amount to {currency}", text)
    return Decimal(match[1].replace("_", "")) * _MULTIPLES[match[2] or ""]


def _fraction(value: object, advice: str) -> float:
    """Read `5%` or 0.05."""
    if not isinstance(value, str):
        return float(_plain_number(value, advice))
    match = _PERCENT.fullmatch(value.strip())
    if match is None:
        raise _wrong(number_hint(value) or "not a percentage", advice, value)
    return _hundredth(match[1], value)


def _hundredth(text: str, written: object) -> float:
    """Divide by 100 in decimals, so that `29%` is exactly the number 0.29."""
    _finite(text, written)
    return float(Decimal(text) / 100)


def _plain_number(value: object, advice: str) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong("not a number", advice, value)
    if not math.isfinite(value):
        raise _wrong("not a finite number", advice, value)
    return value


def _finite(text: str, written: object) -> float:
    number = float(text) if len(text) <= _MAX_DIGITS else math.inf
    if not math.isfinite(number):
        raise _wrong("too large a number", "write fewer digits", written)
    return number


def _not_negative(number: float, written: object) -> float:
    if number < 0.0:
        raise _wrong("cannot be negative", "write it without a sign", written)
    return number + 0.0  # -0.0 becomes 0.0


def _singular(unit: str) -> str:
    return unit.removesuffix("s")


def _wrong(reason: str, advice: str, written: object) -> PydanticCustomError:
    """Build the error for a value that cannot be read; pydantic's own kind, a ValueError."""
    text = f"{reason}: {advice} (got {show(written)})"
    return PydanticCustomError("unit", "{text}", {"text": text})


def _money(amount: object, info: ValidationInfo) -> int:
    """Read money in the scenario's currency, which the reader passes as context."""
    context = info.context if isinstance(info.context, dict) else {}
    return money_cents(amount, context.get("currency"))


def _text_schema(pattern: str, *examples: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$", "examples": list(examples)})


def _number_or_text(number: dict[str, Any], pattern: str, *examples: str) -> WithJsonSchema:
    text = {"type": "string", "pattern": f"^{pattern}$"}
    return WithJsonSchema({"anyOf": [{"type": "number", **number}, text], "examples": list(examples)})


def _reader(read: Callable[[object], float]) -> BeforeValidator:
    return BeforeValidator(read)


_AMOUNT_SCHEMA = r"([A-Z]{3}\s*)?[0-9][0-9_]*(\.[0-9]+)?\s*(k|K|M|bn|B|万|亿)?(\s*[A-Z]{3})?"
_PERCENT_SCHEMA = r"[0-9]+(\.[0-9]+)?\s*%"
_RATE_SCHEMA = rf"[0-9]+(\.[0-9]+)?\s*%?\s*(per|/)\s*({_UNIT_WORDS})"

Duration = Annotated[
    float,
    _reader(duration_days),
    _text_schema(rf"[0-9]+(\.[0-9]+)?\s*({_UNIT_WORDS})", "3 days", "2 weeks", "6 months", "8 h"),
]
"""Length of time, written with its unit [day]."""

WorkHours = Annotated[
    float, _reader(work_hours), _text_schema(r"[0-9]+(\.[0-9]+)?\s*(min|minutes?|h|hours?)", "2 h", "30 min")
]
"""Effort, written in hours or minutes [hour of work]."""

Money = Annotated[
    int,
    BeforeValidator(_money),
    _number_or_text({"minimum": 0}, _AMOUNT_SCHEMA, "1200 EUR", "1.2M EUR", "EUR 35_000"),
]
"""Amount of money, in the scenario's currency [cent]."""

Share = Annotated[
    float, _reader(share), _number_or_text({"minimum": 0, "maximum": 1}, _PERCENT_SCHEMA, "5%", "12.5%")
]
"""Part of a whole [1]."""

SignedPercent = Annotated[
    float,
    _reader(signed_percent),
    _number_or_text({"minimum": -1, "maximum": 1}, rf"[-+]?{_PERCENT_SCHEMA}", "-5%", "+10%"),
]
"""Relative change, up or down [1]."""

Rate = Annotated[float, _reader(rate_per_day), _text_schema(_RATE_SCHEMA, "5% per year", "30 per month")]
"""How often something happens, or what share of it per unit of time [1/day]."""

SignedRate = Annotated[
    float, _reader(signed_rate_per_day), _text_schema(rf"[-+]?{_RATE_SCHEMA}", "-3% per year", "2% per month")
]
"""Growth or decline per unit of time [1/day]."""
