"""Forms that a value may take: one value or a map, an amount of money per time, a name."""

import re
from datetime import date
from typing import Annotated, Literal, NamedTuple, TypeVar, get_args

from pydantic import (
    Discriminator,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    Tag,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from scenarios.origin import show
from scenarios.units import DAYS_PER_YEAR, money_cents
from sim.codes import DAYS_PER_MONTH

Period = Literal["day", "week", "month", "quarter", "year"]

_DAYS_OF: dict[Period, float] = {
    "day": 1.0,
    "week": 7.0,
    "month": DAYS_PER_MONTH,
    "quarter": 3 * DAYS_PER_MONTH,
    "year": DAYS_PER_YEAR,
}
_PER = re.compile(rf"(.+?)\s*(?:\bper\b|/)\s*({'|'.join(get_args(Period))})")

Value = TypeVar("Value")


def form_of(value: object) -> str:
    """Tell a map from a single value, so that a problem is reported for the form that was written."""
    return "map" if isinstance(value, dict) else "single"


Name = Annotated[str, StringConstraints(pattern=r"^[^|/\x00-\x1f]{1,80}$")]
"""A name given by the scenario: 1 to 80 characters, without | and /."""

OneOrMap = Annotated[
    Annotated[Value, Tag("single")] | Annotated[dict[Name, Value], Tag("map")], Discriminator(form_of)
]
"""One value for all, or a map of values by name."""

OneOrDated = Annotated[
    Annotated[Value, Tag("single")] | Annotated[dict[date, Value], Tag("map")], Discriminator(form_of)
]
"""One value for all time, or a map of values by the date from which each holds."""


class Spending(NamedTuple):
    """An amount of money per period."""

    cents: int
    """Amount per period [cent]."""
    per: Period
    """The period."""

    @property
    def per_day(self) -> float:
        """Mean amount per day [cent/day]."""
        return self.cents / _DAYS_OF[self.per]

    @property
    def per_month(self) -> int:
        """Amount per month, in whole cents [cent/month]."""
        months = {"month": 1, "quarter": 3, "year": 12}.get(self.per)
        return round(self.cents / months) if months else round(self.per_day * DAYS_PER_MONTH)


def read_spending(value: object, info: ValidationInfo) -> Spending:
    """Read `1000 EUR per day` or `30k EUR per month`, in the scenario's currency."""
    match = _PER.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        text = (
            f"needs an amount per time: write '1000 EUR per day' or '30k EUR per month' (got {show(value)})"
        )
        raise PydanticCustomError("unit", "{text}", {"text": text})
    context = info.context if isinstance(info.context, dict) else {}
    period = next(period for period in get_args(Period) if period == match[2])
    return Spending(money_cents(_amount(match[1]), context.get("currency")), period)


def write_spending(spending: Spending) -> str:
    """Write an amount per period the way it is read.

    Examples
    --------
    >>> write_spending(Spending(150000, "month"))
    '1500 per month'
    """
    return f"{spending.cents / 100:.12g} per {spending.per}"


def _amount(text: str) -> object:
    """Take a bare number as one: `1000 per day` is in the scenario's currency."""
    try:
        return float(text)
    except ValueError:
        return text


MoneyRate = Annotated[
    Spending,
    PlainValidator(read_spending),
    PlainSerializer(write_spending),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": rf"^.*[0-9].*\s*(per|/)\s*({'|'.join(get_args(Period))})$",
            "examples": ["1000 EUR per day", "30k EUR per month"],
        }
    ),
]
"""Money per day, week, month, quarter or year, in the scenario's currency."""
