"""The whole scenario."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from scenarios.schema.base import Section
from scenarios.schema.brand import Brand
from scenarios.schema.campaigns import Source
from scenarios.schema.customers import Customers
from scenarios.schema.finance import Finance
from scenarios.schema.forms import Name
from scenarios.schema.fulfilment import Route
from scenarios.schema.leads import Leads
from scenarios.schema.limits import Limits
from scenarios.schema.market import Market
from scenarios.schema.offer import Offer
from scenarios.schema.policies import Policies
from scenarios.schema.sales import Stage, default_stages
from scenarios.schema.team import Team
from scenarios.units import WorkHours

_HOURS_PER_DAY = 24.0

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Calendar(Section):
    """Opening hours."""

    hours_per_day: WorkHours = Field(default=8.0, gt=0, le=24)
    """Working hours of an open day [hour of work]."""
    starts_at: WorkHours = Field(default=9.0, ge=0, lt=24)
    """Time of day at which an open day begins [hour of work]."""
    workdays: tuple[Weekday, ...] = Field(default=("mon", "tue", "wed", "thu", "fri"), min_length=1)
    """Days of the week that are open."""
    holidays: tuple[date, ...] = ()
    """Days that are closed."""

    @model_validator(mode="after")
    def _within_a_day(self) -> Self:
        if self.starts_at + self.hours_per_day > _HOURS_PER_DAY:
            raise ValueError("starts_at plus hours_per_day must not pass midnight")
        if len(set(self.workdays)) < len(self.workdays):
            raise ValueError("a workday is listed twice")
        return self


class Scenario(Section):
    """A company, its market and its plan."""

    name: str = Field(min_length=1, max_length=200)
    """Name shown in reports."""
    description: str = ""
    """What the scenario is about."""
    start: date = Field(ge=date(1900, 1, 1), le=date(2199, 12, 31))
    """First day; day 0 of the simulation."""
    months: int | None = Field(default=None, ge=1, le=240)
    """Length in calendar months; give this or days [month]."""
    days: int | None = Field(default=None, ge=1, le=7305)
    """Length in days; give this or months [day]."""
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
    """Currency of all amounts, as three letters."""
    seed: int = Field(default=1, ge=0, lt=2**62)
    """Number that fixes the luck of a run."""
    calendars: dict[Name, Calendar] = Field(default_factory=dict)
    """Working calendars by name; `office` and `always` exist already."""
    market: Market
    """Who could buy, where, and when."""
    offer: Offer
    """What is sold and how buyers choose."""
    brand: Brand = Brand()
    """How minds are made and lost."""
    campaigns: dict[Name, Source] = Field(min_length=1, max_length=1000)
    """Every source of leads, by name."""
    leads: Leads = Leads()
    """What happens to a lead on arrival."""
    stages: dict[Name, Stage] = Field(default_factory=default_stages, min_length=1, max_length=200)
    """The sales process; five stages and nurture, worked by a team `sales`, when left out."""
    expansion_stage: Name | None = None
    """Stage at which cross-sell deals start; the stage after the first when left out."""
    teams: dict[Name, Team] = Field(min_length=1, max_length=200)
    """Teams by name; a team's name is its role."""
    fulfilment: dict[Name, Route] = Field(default_factory=dict)
    """Order to cash by product; `default` holds for every product and for what an entry leaves out."""
    customers: Customers = Customers()
    """Life after the first delivery."""
    finance: Finance = Finance()
    """Opening balance and fixed cost."""
    policies: Policies = Policies()
    """What managers do inside the simulation."""
    limits: Limits = Limits()
    """How much one replication may grow before it is stopped."""

    @model_validator(mode="after")
    def _one_length(self) -> Self:
        if (self.months is None) == (self.days is None):
            raise ValueError("give the length of the scenario either as months or as days")
        return self
