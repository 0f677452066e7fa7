"""Products, prices, and what moves a buyer."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from scenarios.schema.base import Section, evidence
from scenarios.schema.distributions import Amount
from scenarios.schema.forms import Name, OneOrMap
from scenarios.units import Duration, Money, Share

Kind = Literal["goods", "subscription", "service"]


class PriceChange(Section):
    """A new list price from a date on, or a promotion between two dates."""

    start: date = Field(alias="from")
    """First day."""
    end: date | None = Field(default=None, alias="to")
    """Last day of a promotion."""
    price: OneOrMap[Money] | None = None
    """New list price, which stays [cent]."""
    discount: Share | None = Field(default=None, lt=1)
    """Share taken off the list price during a promotion [1]."""

    @model_validator(mode="after")
    def _price_or_promotion(self) -> Self:
        if (self.price is None) == (self.discount is None):
            raise ValueError("give either a price (it stays) or a discount (a promotion, with 'to')")
        if (self.discount is None) != (self.end is None):
            raise ValueError("a promotion needs 'to', its last day; a new price has none")
        if self.end is not None and self.end < self.start:
            raise ValueError("'to' lies before 'from'")
        return self


class Improvement(Section):
    """Attributes that change on a date."""

    date: date
    """First day with the new attributes."""
    attributes: dict[Name, float]
    """New value of each attribute that changes [1]."""


class Product(Section):
    """One thing sold."""

    kind: Kind
    """goods (revenue on delivery), subscription (over the term, renews) or service (on completion)."""
    price: OneOrMap[Money]
    """List price per unit, and per term for subscriptions; one, or by segment [cent]."""
    price_changes: tuple[PriceChange, ...] = ()
    """New list prices and promotions."""
    reference_price: OneOrMap[Money] | None = None
    """Price that buyers take as usual; the list price at the start when left out [cent]."""
    discount: Share = Field(
        default=0.05,
        lt=1,
        json_schema_extra=evidence("survey", "section 2.3: 3-7% extra discount at quarter end"),
    )
    """Discount that closes a usual deal [1]."""
    unit_cost: Money
    """Cost of goods per unit, and per term for subscriptions [cent]."""
    term: Duration = Field(default=365.25, gt=0, json_schema_extra=evidence("definition", "one year"))
    """Length of a subscription, whole months [day]."""
    quantity: Amount = 1.0
    """Units per order, rounded to whole units [unit]."""
    attributes: dict[Name, float] = Field(default_factory=dict)
    """What segments' needs are multiplied with [1]."""
    roadmap: tuple[Improvement, ...] = ()
    """Attributes that change on a date."""
    launch: date | None = None
    """First day on sale; null is from the start."""
    end_of_life: date | None = None
    """First day no longer on sale; null is never."""
    share: OneOrMap[Share] | None = None
    """Share of a segment's leads that ask for this product; equal shares when no product states one [1]."""
    appeal: float = Field(default=0.0, json_schema_extra=evidence("definition", "no advantage of brand"))
    """Utility constant: what no attribute explains [utility]."""


class Choice(Section):
    """Weights of what moves a buyer beyond the offer itself."""

    awareness: float = Field(default=0.5, json_schema_extra=evidence("assumption", "to be calibrated"))
    """Per unit of brand awareness [utility]."""
    reputation: float = Field(default=0.5, json_schema_extra=evidence("assumption", "to be calibrated"))
    """Per unit of reputation above one half [utility]."""
    fit: float = Field(default=1.0, json_schema_extra=evidence("assumption", "to be calibrated"))
    """Per unit of fit above one half [utility]."""
    skill: float = Field(
        default=0.5, json_schema_extra=evidence("assumption", "no training effect is published")
    )
    """Per unit of the rep's skill above one [utility]."""
    delay: float = Field(
        default=0.1,
        ge=0,
        json_schema_extra=evidence("vendor", "F1 speed to lead, far below the published upper bound"),
    )
    """Utility lost per unit of ln(1 + days to first response) [utility]."""


class Offer(Section):
    """What is sold and how buyers choose."""

    products: dict[Name, Product] = Field(min_length=1, max_length=1000)
    """Products by name."""
    choice: Choice = Choice()
    """What moves a buyer beyond the offer itself."""
