"""Awareness and reputation."""

from pydantic import Field

from scenarios.schema.base import Section, evidence
from scenarios.schema.forms import Name, OneOrMap
from scenarios.units import Rate, Share


class Brand(Section):
    """How minds are made and lost."""

    awareness: OneOrMap[Share] = Field(
        default=0.1, json_schema_extra=evidence("assumption", "to be measured by survey")
    )
    """Share of accounts that know us at the start; one, by segment or by territory [1]."""
    decay: Rate = Field(
        default=0.003, lt=1, json_schema_extra=evidence("assumption", "half forgotten in about 230 days")
    )
    """Share of awareness forgotten [1/day]."""
    word_of_mouth: Rate = Field(
        default=0.001,
        lt=1,
        json_schema_extra=evidence("peer-reviewed", "F21 Bass: q is 0.38 per year on average"),
    )
    """Share of the unaware made aware if everyone were a customer [1/day]."""
    reputation: Share = Field(default=0.6, json_schema_extra=evidence("assumption", "slightly good"))
    """Reputation at the start [1]."""
    reputation_rate: Share = Field(default=0.01, json_schema_extra=evidence("assumption", "to be calibrated"))
    """Weight of one delivered experience in the reputation of a segment and territory [1]."""
    positioning: dict[Name, float] = Field(default_factory=dict)
    """What we want to be known for; a campaign's message is compared with it [1]."""
