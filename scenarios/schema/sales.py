"""The sales process: stages and the ways out of them."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, TypeAdapter

from scenarios.schema.base import Section
from scenarios.schema.distributions import Effort, Timing
from scenarios.schema.forms import Name, OneOrMap, form_of
from scenarios.units import Duration, Money, Share

ReasonName = Literal[
    "no_decision",
    "competitor",
    "price",
    "fit",
    "cold",
    "rejected",
    "aged",
    "credit",
    "other",
    "turned_away",
]


class Way(Section):
    """A way out of a stage with a reason, for lost deals."""

    share: Share
    """Share of the deals that go this way [1]."""
    reason: ReasonName = "other"
    """Why these deals are lost."""


Ways = dict[
    Name,
    Annotated[Annotated[Share, Tag("single")] | Annotated[Way, Tag("map")], Discriminator(form_of)],
]


DealCount = Annotated[int, Field(ge=0, le=1_000_000)]
DealCounts = Annotated[
    Annotated[DealCount, Tag("single")] | Annotated[dict[Name, OneOrMap[DealCount]], Tag("map")],
    Discriminator(form_of),
]
"""One number, spread over the market by its accounts, or numbers by segment (and by territory) [deal]."""


class OpenDeals(Section):
    """Deals that are in a stage when the plan starts; they hold an account, and belong to no source."""

    deals: DealCounts
    """How many: in all, by segment, or by segment and territory; the rest goes by accounts [deal]."""
    age: Timing | None = None
    """Time since their leads arrived; none when left out [day]."""
    remaining: Timing | None = None
    """Time until the buyer's part ends; when left out, what is left of a `wait` in its middle [day]."""


class Stage(Section):
    """One step of a deal: work by a rep, then the buyer's own time, then a move."""

    team: Name | None = None
    """Team whose desk does the work; null when nobody works on it."""
    work: Effort | None = None
    """Working time per deal [hour of work]."""
    wait: Timing | None = None
    """Time the buyer takes after the work [day]."""
    patience: Timing | None = None
    """How long a deal waits for a rep before it goes cold; null is for ever [day]."""
    goes_cold_to: Name = "lost"
    """Stage that a cold deal goes to."""
    room: int | None = Field(default=None, ge=0, le=1_000_000)
    """Cases that may wait at the desk; a deal that finds as many is turned away; null is no limit [case]."""
    full_to: Name = "lost"
    """Stage that a deal goes to that is turned away."""
    open: OpenDeals | None = None
    """Deals that are in this stage when the plan starts."""
    priority: int = Field(default=0, ge=0, le=7)
    """Level of its work at the desk; 0 is served first [level]."""
    first_touch: bool | None = None
    """Whether its work is the first response to a lead; where A and B leads enter when left out."""
    choice: bool = False
    """Whether the buyer chooses here: us, a rival or nothing; `next` is for deals that choose us."""
    cost: Money = 0
    """Cost of each entry: a nurture touch, a demonstration [cent]."""
    oldest: Duration = 0.0
    """Age above which a deal is given up here; 0 is never [day]."""
    next: Ways = Field(min_length=1)
    """Share of the deals that go to each stage, to won or to lost; the shares sum to 1 [1]."""


def _after(median: str) -> dict[str, dict[str, str | float]]:
    return {"lognormal": {"median": median, "sigma": 0.8}}


_DEFAULT: dict[str, dict[str, object]] = {
    "follow_up": {
        "team": "sales",
        "work": "1 h",
        "wait": _after("2 days"),
        "patience": _after("10 days"),
        "goes_cold_to": "nurture",
        "next": {"needs_analysis": "35%", "nurture": "25%", "lost": {"share": "40%", "reason": "fit"}},
    },
    "needs_analysis": {
        "team": "sales",
        "work": "3 h",
        "wait": _after("10 days"),
        "next": {"proposal": "60%", "nurture": "15%", "lost": {"share": "25%", "reason": "no_decision"}},
    },
    "proposal": {
        "team": "sales",
        "work": "4 h",
        "wait": _after("14 days"),
        "next": {"negotiation": "75%", "lost": {"share": "25%", "reason": "no_decision"}},
    },
    "negotiation": {
        "team": "sales",
        "work": "3 h",
        "wait": _after("14 days"),
        "choice": True,
        "next": {"contract": "100%"},
    },
    "contract": {
        "team": "sales",
        "work": "2 h",
        "wait": _after("7 days"),
        "next": {"won": "95%", "lost": {"share": "5%", "reason": "other"}},
    },
    "nurture": {
        "wait": _after("60 days"),
        "oldest": "1 year",
        "next": {"follow_up": "20%", "nurture": "50%", "lost": {"share": "30%", "reason": "aged"}},
    },
}


def default_stages() -> dict[str, Stage]:
    """Five stages and nurture, worked by a team called `sales`.

    Together they take a median of about two months (survey, F5: 60 days at 25,000 USD), and a fifth to a
    quarter of the opportunities win (survey, section 2.3).
    """
    return TypeAdapter(dict[str, Stage]).validate_python(_DEFAULT)
