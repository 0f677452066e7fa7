"""Life after the first delivery."""

from typing import NamedTuple

from sim.codes import NONE
from sim.params.table import Table


class Care(NamedTuple):
    """How customers of one product are kept, lost and extended."""

    ticket_gap: int
    """Distribution of days between support tickets (exponential), or none [index]."""
    ticket_role: int
    """Role that resolves tickets [index]."""
    ticket_work: int
    """Distribution of hours per ticket [index]."""
    ticket_sla: float
    """Promised time until work on a ticket starts [day]."""
    visit_every: float
    """Days between success visits; 0 is never [day]."""
    visit_role: int
    """Role that visits [index]."""
    visit_work: int
    """Distribution of hours per visit [index]."""
    again: int
    """Distribution of days to the next purchase of goods and services [index]."""
    keep: float
    """Chance to renew, or to stay active after a purchase, at neutral satisfaction [1]."""
    keep_weight: float
    """Log-odds of staying per unit of satisfaction above neutral [1]."""
    cross_sell: float
    """Chance of an expansion deal at each renewal or repeat, at full satisfaction [1]."""
    cross_product: int
    """Product of the expansion deal [index]."""
    referral: float
    """Chance of a referral at each renewal or repeat and at the start, at full satisfaction [1]."""
    referral_delay: int
    """Distribution of days until a referral arrives [index]."""
    lapse: int
    """Distribution of days until a lost customer is free again [index]."""
    pace: int = NONE
    """Distribution over customers of how often they buy against the others, or none: all alike [index]."""
    own_keep: int = NONE
    """Distribution over customers of `keep`, or none: all alike [index]."""
    commitment: int = 0
    """Renewals or repeat purchases that a customer is sure to make [1]."""
    lifetime: int = NONE
    """Distribution of the time after which a customer leaves of its own accord, or none [index]."""
    several: int = 0
    """1 when an occasion may bring several referrals, and `referral` is their mean [0/1]."""


class Satisfaction(NamedTuple):
    """What moves satisfaction, in 0..1."""

    neutral: float
    """Satisfaction at which `keep` holds [1]."""
    on_time: float
    """Experience of a delivery on time [1]."""
    late: float
    """Experience of a late delivery [1]."""
    ticket_good: float
    """Experience of a ticket within its promise [1]."""
    ticket_bad: float
    """Experience of a ticket beyond its promise [1]."""
    visit: float
    """Experience of a visit [1]."""
    weight: float
    """Weight of a new experience [1]."""


class Customers(NamedTuple):
    """After-sales of all products."""

    care: Table
    """`Care` rows, one per product."""
    satisfaction: Satisfaction
    cross_source: int
    """Source that expansion deals are booked under, or none [index]."""
    referral_source: int
    """Source that referrals are booked under, or none [index]."""
    initial_product: int
    """Product held by the customers at the start [index]."""
