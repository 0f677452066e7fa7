"""Life after the first delivery."""

from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, Tag

from scenarios.schema.base import Section, evidence
from scenarios.schema.distributions import Amount, Chance, Effort, Timing
from scenarios.schema.forms import Name, form_of
from scenarios.units import Duration, Rate, Share


def _without_every(value: object) -> object:
    """Read `every 90 days` as `90 days` and `none` as null."""
    if isinstance(value, str):
        words = value.strip().removeprefix("every ")
        return None if words == "none" else words
    return value


Rhythm = Annotated[Duration | None, BeforeValidator(_without_every)]
"""`every 90 days`, or `none` [day]."""


class Satisfaction(Section):
    """What moves satisfaction, in 0..1."""

    neutral: Share = Field(
        default=0.7, json_schema_extra=evidence("definition", "satisfaction at which keep holds")
    )
    """Satisfaction at which `keep` holds; also the satisfaction of a new customer [1]."""
    on_time: Share = Field(
        default=0.8, json_schema_extra=evidence("peer-reviewed", "F26: early helps less than late hurts")
    )
    """Experience of a delivery on time [1]."""
    late: Share = Field(default=0.3, json_schema_extra=evidence("vendor", "F27: 80% bad ratings when late"))
    """Experience of a late delivery [1]."""
    ticket_good: Share = Field(
        default=0.75, json_schema_extra=evidence("assumption", "to be set from surveys")
    )
    """Experience of a ticket within its promise [1]."""
    ticket_bad: Share = Field(
        default=0.35, json_schema_extra=evidence("assumption", "to be set from surveys")
    )
    """Experience of a ticket beyond its promise [1]."""
    visit: Share = Field(default=0.85, json_schema_extra=evidence("assumption", "to be set from surveys"))
    """Experience of a visit [1]."""
    weight: Share = Field(default=0.2, json_schema_extra=evidence("assumption", "to be set from surveys"))
    """Weight of a new experience [1]."""


class PoissonReferrals(Section):
    """A Poisson number."""

    mean: float = Field(gt=0, le=2)
    """Mean number [1]."""


class Referrals(Section):
    """Several referrals at one occasion."""

    poisson: PoissonReferrals
    """Number of referrals, at full satisfaction."""


def mean_referrals(referral: float | Referrals) -> float:
    """Referrals that one occasion brings on average, at full satisfaction [1]."""
    return referral.poisson.mean if isinstance(referral, Referrals) else referral


class Care(Section):
    """How customers of a product are kept, lost and extended."""

    tickets: Rate = 0.0
    """Support tickets per customer [1/day]."""
    ticket_team: Name | None = None
    """Team that resolves tickets."""
    ticket_work: Effort | None = None
    """Working time per ticket [hour of work]."""
    ticket_sla: Duration = Field(default=1.0, json_schema_extra=evidence("assumption", "one day"))
    """Promised time until work on a ticket starts [day]."""
    visits: Rhythm = None
    """Time between success visits: `every 90 days`, or none [day]."""
    visit_team: Name | None = None
    """Team that visits."""
    visit_work: Effort | None = None
    """Working time per visit [hour of work]."""
    again: Timing | None = None
    """Time to the next purchase of goods and services; a subscription renews at its term [day]."""
    pace: Amount | None = None
    """How often a customer buys against the others, a distribution with mean 1:
    `{gamma: {mean: 1, shape: 0.5}}` makes some buy often and most seldom; null is everybody alike [1]."""
    lifetime: Timing | None = None
    """Time after which a customer has no more need: who buys freely leaves then, a subscriber when the term
    ends; null is never [day]."""
    keep: Chance = Field(
        default=0.92, json_schema_extra=evidence("survey", "F24: gross retention 91-93% a year")
    )
    """Chance to renew, or to stay active after a purchase, at neutral satisfaction; a distribution makes
    customers differ in loyalty, so that those who are left leave less and less [1]."""
    commitment: int = Field(default=0, ge=0, le=1000)
    """Renewals or repeat purchases that a customer is sure to make before it may leave [1]."""
    keep_weight: float = Field(
        default=3.0, ge=0, le=50, json_schema_extra=evidence("assumption", "to be calibrated")
    )
    """Log-odds of staying per unit of satisfaction above neutral [1]."""
    cross_sell: Share = 0.0
    """Chance of an expansion deal at each renewal or repeat, at full satisfaction [1]."""
    cross_product: Name | None = None
    """Product of the expansion deal; a subscription becomes an add-on, renewed by its own `keep` while the
    customer stays."""
    referral: Annotated[
        Annotated[Share, Tag("single")] | Annotated[Referrals, Tag("map")], Discriminator(form_of)
    ] = 0.0
    """Chance of a referral at the start and at each renewal or repeat, at full satisfaction;
    `{poisson: {mean: 0.4}}` allows several at once [1]."""
    referral_delay: Timing = Field(default=30.0, json_schema_extra=evidence("assumption", "one month"))
    """Time until a referral arrives [day]."""
    lapse: Timing = Field(default=365.0, json_schema_extra=evidence("assumption", "a year with a rival"))
    """Time until a lost customer is free again [day]."""


class Customers(Section):
    """After-sales; a key with the name of a product holds what differs for that product."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Care]

    satisfaction: Satisfaction = Satisfaction()
    """What moves satisfaction."""
    initial_product: Name | None = None
    """Product held by the customers at the start; the first product when left out."""
    default: Care = Care()
    """Care of every product that has no entry of its own, and of what an entry leaves out."""

    @property
    def by_product(self) -> dict[str, Any]:
        """What differs, by name of the product."""
        return dict(self.__pydantic_extra__ or {})
