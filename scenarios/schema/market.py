"""Segments, territories, demand over time, rivals."""

import re
from datetime import date
from typing import Annotated, Self

from pydantic import Discriminator, Field, Tag, model_validator

from scenarios.schema.base import Section, evidence
from scenarios.schema.forms import Name, OneOrDated, OneOrMap
from scenarios.units import Duration, Money, Share, SignedRate

Count = Annotated[int, Field(ge=0, le=100_000_000)]
Factor = Annotated[float, Field(ge=0, le=1000)]


class Territory(Section):
    """A part of the market that has its own reps."""

    region: Name = "home"
    """Region the territory belongs to, for reports and targets."""
    distance: float = Field(default=1.0, gt=0, json_schema_extra=evidence("definition", "standard distance"))
    """Factor on transport time [1]."""


class Fit(Section):
    """How well accounts fit the ideal customer, from 0 to 1."""

    mean: float | None = Field(default=None, gt=0, lt=1)
    """Mean of the accounts' fit, spread as a Beta distribution [1]."""
    sd: float | None = Field(default=None, gt=0, lt=0.5)
    """Standard deviation of the accounts' fit [1]."""
    value: float | None = Field(default=None, ge=0, le=1)
    """The same fit for every account, instead of mean and sd [1]."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        spread = self.mean is not None and self.sd is not None
        partial = (self.mean is None) != (self.sd is None)
        if partial or spread == (self.value is not None):
            raise ValueError("give either mean and sd, or value")
        if self.mean is not None and self.sd is not None and self.sd**2 >= self.mean * (1 - self.mean):
            raise ValueError(f"sd {self.sd:g} is too large for a share with mean {self.mean:g}")
        return self


class Wave(Section):
    """A smooth cycle of demand: 1 + amplitude * sin(2 pi d / period), d days after the start."""

    amplitude: float = Field(ge=0, le=1)
    """Height of the wave [1]."""
    period: Duration = Field(gt=0)
    """Length of one cycle [day]."""


class Seasonality(Section):
    """How demand varies over the year and the week."""

    months: tuple[Factor, ...] | None = Field(default=None, min_length=12, max_length=12)
    """Factor of each calendar month, January first [1]."""
    weekdays: tuple[Factor, ...] | None = Field(default=None, min_length=7, max_length=7)
    """Factor of each weekday, Monday first [1]."""
    wave: Wave | None = None
    """A cycle of any length."""


class Segment(Section):
    """A group of accounts that need and behave alike."""

    accounts: OneOrMap[Count]
    """All accounts of the segment, per territory [account]."""
    customers: OneOrMap[Count] = 0
    """Accounts among them that are customers at the start, per territory [account]."""
    growth: SignedRate = Field(
        default=0.0, json_schema_extra=evidence("definition", "a market that stands still")
    )
    """Growth of the number of accounts [1/year]."""
    in_market: Share = Field(
        default=0.05,
        gt=0,
        json_schema_extra=evidence("assumption", "most buyers are out of the market at any time"),
    )
    """Share of free accounts that look for a purchase at any time [1]."""
    needs: dict[Name, float] = Field(default_factory=dict)
    """Utility per unit of each product attribute [utility]."""
    price_sensitivity: float = Field(
        default=2.6,
        ge=0,
        json_schema_extra=evidence("peer-reviewed", "F19 Bijmolt et al. 2005: elasticity -2.62"),
    )
    """Utility lost per unit of ln(price / reference price) [utility]."""
    no_decision: float = Field(
        default=0.5, json_schema_extra=evidence("survey", "F17 Dixon & McKenna: 40-60% end in no decision")
    )
    """Utility of buying nothing [utility]."""
    fit: Fit = Field(
        default=Fit(mean=0.6, sd=0.2),
        json_schema_extra=evidence("assumption", "to be set from won and lost deals"),
    )
    """How well accounts fit the ideal customer [1]."""
    seasonality: Seasonality = Seasonality()
    """How demand varies over the year and the week."""
    macro: dict[Name, float] = Field(default_factory=dict)
    """Exponent on each macro index [1]."""


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _price_form(value: object) -> str:
    """Tell one price, prices by date and prices by segment apart."""
    if not isinstance(value, dict):
        return "single"
    return "dated" if value and all(_DATE.fullmatch(str(key)) for key in value) else "segments"


RivalPrice = Annotated[
    Annotated[Money, Tag("single")]
    | Annotated[dict[date, Money], Tag("dated")]
    | Annotated[dict[Name, OneOrDated[Money]], Tag("segments")],
    Discriminator(_price_form),
]
"""One price, prices by the date from which they hold, or either of these by segment [cent]."""


class Competitor(Section):
    """A rival whose offer buyers compare with ours."""

    price: dict[Name, RivalPrice]
    """Price it asks for its counterpart of each of our products, also by date or by segment [cent]."""
    attributes: dict[Name, float] = Field(default_factory=dict)
    """Attributes of its products [1]."""
    enters: date | None = None
    """First day in the market; null is from the start."""
    leaves: date | None = None
    """First day it is gone; null is never."""
    appeal: float = Field(default=0.0, json_schema_extra=evidence("definition", "no advantage of brand"))
    """Utility constant: what its brand is worth [utility]."""


class Market(Section):
    """Who could buy, where, and when."""

    territories: dict[Name, Territory] = Field(min_length=1, max_length=1000)
    """Territories by name."""
    segments: dict[Name, Segment] = Field(min_length=1, max_length=1000)
    """Segments by name."""
    macro: dict[Name, dict[date, Factor]] = Field(default_factory=dict)
    """Macro indices: value from each date on, 1 before the first; shocks are dated values too [1]."""
    competitors: dict[Name, Competitor] = Field(default_factory=dict)
    """Rivals by name."""
