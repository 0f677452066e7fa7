"""The vocabulary both engines share: what is drawn, what happens, what is counted.

Numbers are part of saved traces and of the keys of random draws: append, never renumber.
"""

from enum import IntEnum

NONE = -1
"""No desk, no distribution, no stage: an index that points nowhere."""

WON = -1
LOST = -2
"""Targets of a stage move that are not stages."""

PRIORITIES = 8
"""Levels of urgency at a desk; 0 is served first."""

BEYOND = 1.0e7
"""A delay that no horizon reaches [day]."""

MOST_ENTITIES = (1 << 27) - 4096
"""Most entities that the stamps of events can tell apart [1]."""
MOST_HAPPENINGS = 10_000_000_000
"""Most happenings whose events the stamps can still number [1]."""
USUAL_ENTITIES = 50_000_000
"""Most entities open at once, unless a scenario says otherwise [1]."""
USUAL_AT_ONCE = 1_000_000
"""Most events of one instant, unless a scenario says otherwise [1]."""
USUAL_TRACE_ROWS = 50_000_000
"""Most rows of a recorded trace, unless a scenario says otherwise [1]."""


class Purpose(IntEnum):
    """What a random draw is for; part of its key."""

    FIELD_COUNT = 1
    FIELD_TIME = 2
    FIELD_LEVEL = 3
    FIT = 4
    SCORE = 5
    PRODUCT = 6
    QUANTITY = 7
    ROUTE = 8
    WORK = 9
    WAIT = 10
    PATIENCE = 11
    MOVE = 12
    CHOICE = 13
    REASON = 14
    ORDER = 15
    CREDIT = 16
    CREDIT_WORK = 17
    MAKE_WORK = 18
    DEFECT = 19
    TRANSIT = 20
    CANCEL = 21
    PAYMENT = 22
    BAD_DEBT = 23
    INVOICE = 24
    TICKET = 25
    TICKET_GAP = 26
    TICKET_WORK = 27
    VISIT = 28
    VISIT_WORK = 29
    RENEW = 30
    REPEAT = 31
    CROSS_SELL = 32
    REFERRAL = 33
    REFERRAL_DELAY = 34
    ATTRITION = 35
    VACANCY = 36
    LAPSE = 37
    CUSTOMER = 38
    DROP_OUT = 39
    FIRST_DUE = 40
    BATCH = 41
    OPEN = 42
    PACE = 43
    KEEP = 44
    LIFETIME = 45
    HIRE = 46


class Happening(IntEnum):
    """What an event-trace row reports."""

    LEAD = 1
    STAGE = 2
    START = 3
    DONE = 4
    COLD = 5
    WON = 6
    LOST = 7
    ORDER = 8
    CREDIT = 9
    MADE = 10
    DEFECT = 11
    DELIVERED = 12
    CANCELLED = 13
    INVOICED = 14
    PAID = 15
    BAD_DEBT = 16
    CUSTOMER = 17
    TICKET = 18
    RESOLVED = 19
    VISIT = 20
    RENEWED = 21
    CHURNED = 22
    REPEAT = 23
    REFERRAL = 24
    CROSS_SELL = 25
    SEAT_LEFT = 26
    SEAT_FILLED = 27
    ACCOUNT_BACK = 28
    NO_ACCOUNT = 29
    BUDGET_MOVED = 30
    REJECTED = 31
    TURNED_AWAY = 32
    OPENED = 33
    ADD_ON = 34
    ADD_ON_RENEWED = 35
    ADD_ON_ENDED = 36


class Case(IntEnum):
    """What an entity of the simulation is."""

    DEAL = 1
    ORDER = 2
    INVOICE = 3
    CUSTOMER = 4
    TICKET = 5
    VISIT = 6
    SEAT = 7
    ACCOUNT = 8
    ADD_ON = 9


class Step(IntEnum):
    """What an entity does when its next event comes."""

    ARRIVE = 1
    WORK = 2
    WAIT = 3
    CREDIT = 4
    MAKE = 5
    TRANSIT = 6
    PAY = 7
    DUE = 8
    TICKET = 9
    VISIT = 10
    LEAVE = 11
    VACANT = 12
    RETURN = 13
    OPEN = 14


class Due(IntEnum):
    """What a customer's next appointment is."""

    TICKET = 1
    VISIT = 2
    RENEWAL = 3


class SourceKind(IntEnum):
    """How leads of a source come about."""

    INBOUND = 0
    CAMPAIGN = 1
    OUTBOUND = 2
    PARTNER = 3
    REFERRAL = 4
    CROSS_SELL = 5


class ProductKind(IntEnum):
    """How a product is delivered and how its revenue is recognised."""

    GOODS = 0
    SUBSCRIPTION = 1
    SERVICE = 2


class Routing(IntEnum):
    """How a team's leads find their rep."""

    POOL = 0
    ROUND_ROBIN = 1
    LEAST_LOADED = 2
    OWNER = 3


class Saturation(IntEnum):
    """Forms of diminishing response to media pressure."""

    LINEAR = 0
    HILL = 1
    LOGISTIC = 2
    TANH = 3
    MICHAELIS_MENTEN = 4
    ROOT = 5


class Reason(IntEnum):
    """Why a deal was lost."""

    NO_DECISION = 0
    COMPETITOR = 1
    PRICE = 2
    FIT = 3
    COLD = 4
    REJECTED = 5
    AGED = 6
    CREDIT = 7
    OTHER = 8
    TURNED_AWAY = 9


class Account(IntEnum):
    """Where an account of the market stands; every account is in exactly one."""

    FREE = 0
    PIPELINE = 1
    CUSTOMER = 2
    LAPSED = 3


class CellFlow(IntEnum):
    """Monthly counts by cell (segment x territory)."""

    LEADS = 0
    NO_ACCOUNT = 1
    ACCEPTED = 2
    WON = 3
    LOST = 4
    ORDERS = 5
    DELIVERED = 6
    LATE = 7
    CANCELLED = 8
    NEW_CUSTOMERS = 9
    RENEWALS_DUE = 10
    RENEWED = 11
    CHURNED = 12
    REPEATS = 13
    TICKETS = 14
    REFERRALS = 15
    CROSS_SELLS = 16
    ACCOUNTS_BACK = 17
    ACCOUNTS_NEW = 18
    SATISFACTION_SUM = 19
    SATISFACTION_COUNT = 20
    CREDIT_REJECTED = 21
    RESPONSE_TICKS = 22
    RESPONSES = 23
    IN_SLA = 24
    EXPANSION_LEADS = 25
    OPENED = 26
    TURNED_AWAY = 27


class SourceFlow(IntEnum):
    """Monthly counts by lead source."""

    LEADS = 0
    ACCEPTED = 1
    WON = 2
    LOST = 3
    NO_ACCOUNT = 4


class StageFlow(IntEnum):
    """Monthly counts by sales stage."""

    ENTERED = 0
    LEFT = 1
    TO_STAGE = 2
    WON = 3
    LOST = 4
    COLD = 5
    STAY_TICKS = 6
    AREA_TICKS = 7
    TURNED_AWAY = 8


class DeskFlow(IntEnum):
    """Monthly counts by desk (a rep, or a team that shares one queue)."""

    ENTERED = 0
    STARTED = 1
    WAITED = 2
    WAIT_TICKS = 3
    ABANDONED = 4
    ABANDON_TICKS = 5
    FINISHED = 6
    WORK_TICKS = 7
    WON = 8
    BOOKINGS = 9
    SEATS_LEFT = 10
    SEATS_FILLED = 11
    OPEN_SEAT_DAYS = 12
    SEAT_DAYS = 13
    QUEUE_AREA_TICKS = 14
    LATER_TICKS = 15
    TURNED_AWAY = 16


class ProductFlow(IntEnum):
    """Monthly counts by product."""

    ORDERS = 0
    UNITS = 1
    DELIVERED = 2
    LATE = 3
    DEFECTS = 4
    CANCELLED = 5
    LEAD_TIME_TICKS = 6
    CUSTOMERS_NEW = 7
    CUSTOMERS_LOST = 8
    INVOICES = 9
    PAID = 10
    PAYMENT_TICKS = 11
    BAD_DEBTS = 12
    CREDIT_REJECTED = 13
    RENEWED = 14
    ADD_ONS_NEW = 15
    ADD_ONS_RENEWED = 16
    ADD_ONS_ENDED = 17


class Money(IntEnum):
    """Lines of the books, in integer cents of the scenario currency."""

    BOOKINGS = 0
    DISCOUNTS = 1
    BILLINGS = 2
    REVENUE = 3
    CREDITS = 4
    COGS = 5
    LOGISTICS = 6
    MEDIA = 7
    NURTURE = 8
    SALARIES = 9
    COMMISSION = 10
    HIRING = 11
    OVERHEAD = 12
    BAD_DEBT = 13
    CASH_IN = 14
    CASH_OUT = 15
    RENEWALS = 16
    CONTENT = 17
    OPENING = 18


class BrandState(IntEnum):
    """Daily stocks by cell, shown at month ends."""

    AWARENESS = 0
    REPUTATION = 1


class MediaState(IntEnum):
    """Monthly sums by campaign of daily values."""

    ADSTOCK = 0
    SATURATION = 1
    VISITS = 2
    EXPECTED_LEADS = 3


TICKS_PER_DAY = 1_000_000_000
"""Durations are summed as whole billionths of a day: integers add up the same in any order."""

DAYS_PER_MONTH = 30.4375
"""Mean length of a month: a year of 365.25 days in twelve parts [day]."""
