"""Teams: reps, support, finance, plant lines."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from scenarios.schema.base import Section, evidence
from scenarios.schema.distributions import Leaving, Spread
from scenarios.schema.forms import MoneyRate, Name, OneOrMap, form_of
from scenarios.units import Duration, Money, Rate, Share

RoutingName = Literal["pool", "round_robin", "least_loaded", "owner"]
Seats = Annotated[int, Field(ge=0, le=10_000)]
EVERYWHERE = "everywhere"
"""Name of the place of a team that serves every territory without a team of its own."""


NEVER = "never"
"""Word for a vacated seat that nobody takes again."""


def _vacancy_form(value: object) -> str:
    return NEVER if value == NEVER else form_of(value)


Vacancy = Annotated[
    Annotated[Duration, Tag("single")]
    | Annotated[Spread[Duration], Tag("map")]
    | Annotated[Literal["never"], Tag(NEVER)],
    Discriminator(_vacancy_form),
]
"""A duration, a distribution of durations, or `never` [day]."""


class Skill(Section):
    """Skill that differs between the people of a team."""

    mean: float = Field(ge=0.01, le=10)
    """Mean speed of a fully ramped person against the standard [1]."""
    sd: float = Field(ge=0, le=2)
    """Standard deviation between people [1]."""


class Hire(Section):
    """A decision to add seats."""

    date: date
    """Day of the decision; the person starts after the lead time."""
    territory: Name | None = None
    """Territory of the new seats; null for a team that serves every territory."""
    seats: int = Field(ge=1, le=1000)
    """Seats added [seat]."""


class Team(Section):
    """People (or machines) of one role."""

    calendar: Name = "office"
    """Calendar of the working hours."""
    routing: RoutingName = Field(default="pool", json_schema_extra=evidence("definition", "one shared queue"))
    """pool: one queue for all; round_robin, least_loaded and owner: every person has an own queue."""
    at: OneOrMap[Seats]
    """Seats per territory; one number is a single team that serves every territory [seat]."""
    salary: MoneyRate
    """Cost of a filled seat [cent/month]."""
    skill: Annotated[
        Annotated[float, Tag("single"), Field(ge=0.01, le=10)] | Annotated[Skill, Tag("map")],
        Discriminator(form_of),
    ] = 1.0
    """Speed of a fully ramped person against the standard [1]."""
    ramp: tuple[Share, ...] = Field(default=(1.0,), min_length=1, max_length=120)
    """Productivity in each month of tenure, the last one for ever after [1]."""
    tenure: Duration = Field(
        default=730.5, json_schema_extra=evidence("assumption", "two years: fully ramped")
    )
    """Time that those who are there at the start have been there [day]."""
    attrition: Leaving | None = Field(
        default=None,
        json_schema_extra=evidence("definition", "nobody leaves; sales teams lose 27% a year, survey F7"),
    )
    """Rate of leaving, or a distribution of the time that a person stays; null is never [1/year]."""
    vacancy: Vacancy = Field(
        default=120.0,
        json_schema_extra=evidence("survey", "F7: about 4 months inside, 5.5 months in the field"),
    )
    """Time that a vacated seat stays empty; `never` leaves it empty for good [day]."""
    hiring_cost: Money = 0
    """Cost of filling a seat [cent]."""
    hires: tuple[Hire, ...] = ()
    """Seats added during the plan."""
    hiring: OneOrMap[Rate] = 0.0
    """Seats that open at random dates, as people are found, by territory; one number is for a team that
    serves every territory [seat/day]."""
    lead_time: Duration = Field(
        default=60.0, json_schema_extra=evidence("assumption", "two months of recruiting")
    )
    """Time from the decision to hire until the person starts [day]."""
