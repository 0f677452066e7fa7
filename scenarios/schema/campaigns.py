"""Campaigns and every other source of leads: one response model."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from scenarios.schema.base import Section, evidence
from scenarios.schema.distributions import Number
from scenarios.schema.forms import MoneyRate, Name, OneOrDated, form_of
from scenarios.units import Duration, Money, Rate, Share

SourceName = Literal["inbound", "campaign", "outbound", "partner", "referral", "cross_sell"]
CarryForm = Literal["none", "geometric", "delayed_geometric", "weibull_pdf", "weibull_cdf", "binomial"]
SaturationForm = Literal["linear", "hill", "logistic", "tanh", "michaelis_menten", "root"]
Weight = Annotated[float, Field(ge=0, le=1_000_000)]


class Flight(Section):
    """When a campaign is on air."""

    start: date | None = Field(default=None, alias="from")
    """First day with spend."""
    end: date | None = Field(default=None, alias="to")
    """Last day with spend."""


class CarryOver(Section):
    """How long spend keeps working (adstock), in the words of marketing-mix models.

    With lag l in periods: geometric decay^l (Robyn, Meridian, PyMC-Marketing), delayed_geometric
    decay^((l - peak)^2) (PyMC-Marketing), binomial (1 - l/(L+1))^(1/decay - 1) (Meridian, PyMC-Marketing),
    weibull_pdf and weibull_cdf (Robyn, PyMC-Marketing).
    """

    form: CarryForm = "none"
    """Form of the weights over past days."""
    decay: float | None = Field(default=None, gt=0, lt=1)
    """Share of the effect left after one period (Robyn theta, Meridian and PyMC-Marketing alpha) [1]."""
    period: Literal["day", "week"] = "day"
    """Period that decay is stated for; most marketing-mix models are weekly."""
    peak: Duration = 0.0
    """Delay of the strongest effect, for delayed_geometric [day]."""
    shape: float | None = Field(default=None, gt=0, le=20)
    """Shape of a Weibull form [1]."""
    scale: Duration | None = Field(default=None, gt=0)
    """Scale of a Weibull form; Robyn's share of the history times its length [day]."""
    max_lag: Duration = Field(
        default=56.0, le=730, json_schema_extra=evidence("vendor", "Meridian looks back 8 weeks")
    )
    """Longest lag that counts; lags 0 to this day have a weight [day]."""
    normalise: bool = False
    """Whether the weights sum to one (Meridian) or start at one (Robyn)."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needs = {
            "geometric": ("decay",),
            "delayed_geometric": ("decay",),
            "binomial": ("decay",),
            "weibull_pdf": ("shape", "scale"),
            "weibull_cdf": ("shape", "scale"),
        }
        missing = [name for name in needs.get(self.form, ()) if getattr(self, name) is None]
        if missing:
            raise ValueError(f"form {self.form} needs {' and '.join(missing)}")
        return self


class SaturationCurve(Section):
    """How the response flattens with pressure."""

    form: SaturationForm = "hill"
    """Form of the curve."""
    half: Money = Field(gt=0)
    """Pressure per day, after carry-over, with half the full response (hill, logistic, michaelis_menten);
    scale of the pressure for the other forms [cent/day]."""
    slope: float = Field(
        default=1.0, gt=0, le=10, json_schema_extra=evidence("vendor", "Meridian fixes the slope at 1")
    )
    """Steepness: Hill exponent, or the power of a root [1]."""


class Response(Section):
    """From spend to leads: carry-over, then saturation, then visits, then leads."""

    carry_over: CarryOver = CarryOver()
    """How long spend keeps working."""
    saturation: SaturationCurve
    """How the response flattens."""
    visits: Rate
    """Visits at full saturation [visit/day]."""
    conversion: Share
    """Leads per visit while the whole market is free [lead/visit]."""


Targets = dict[
    Name,
    Annotated[
        Annotated[Weight, Tag("single")] | Annotated[dict[Name, Weight], Tag("map")], Discriminator(form_of)
    ],
]


class Source(Section):
    """A source of leads; paid, owned and earned media differ by numbers only."""

    kind: SourceName
    """How leads come about."""
    channel: Name | None = None
    """Channel shown in reports; the source's name when left out."""
    budget: OneOrDated[MoneyRate] | None = None
    """Spend, constant or in dated steps; a month's amount is spread evenly over its days [cent/day]."""
    flight: Flight = Flight()
    """Days on which the budget is spent; always when left out."""
    targets: Targets | None = None
    """Weight of each segment (or each of its territories); by number of accounts when left out [1]."""
    response: Response | None = None
    """What the spend does; without it the spend makes no leads."""
    leads: Rate = 0.0
    """Leads without any spend: in all, at awareness one; or per productive seat (outbound) [lead/day]."""
    batch: Number | None = None
    """Leads that arrive together, at an event or from a list; `leads` still counts every lead [lead]."""
    imitation: Rate = 0.0
    """Leads by word of mouth: of a free account, if all others were customers (Bass q) [lead/day]."""
    team: Name | None = None
    """Team whose reps make outbound contacts."""
    awareness_pull: Share | None = None
    """How far leads follow awareness; 100% for inbound and 0% for the others when left out [1]."""
    awareness_gain: Rate = Field(default=0.0, lt=1)
    """Share of the unaware made aware at full saturation [1/day]."""
    message: dict[Name, float] | None = None
    """What the campaign says; its cosine with the positioning scales the awareness gain [1]."""
    fit_shift: float = Field(default=0.0, ge=-1, le=1)
    """Added to the fit of its leads [1]."""
    priority: int = Field(default=0, ge=-7, le=7)
    """Added to the urgency of its leads; lower is served sooner [level]."""
