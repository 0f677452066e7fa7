"""English names of results, columns and codes."""

from dataclasses import dataclass
from typing import Literal

UnitName = Literal["money", "share", "count", "days", "ratio", "score"]


@dataclass(frozen=True, slots=True)
class Result:
    """How a result is called and written."""

    label: str
    unit: UnitName
    meaning: str
    low_is_good: bool = False


RESULTS: dict[str, Result] = {
    "operating_profit": Result(
        "Operating profit", "money", "Revenue less every cost of the period, before interest and tax."
    ),
    "revenue": Result("Revenue", "money", "Recognised on delivery, by month of the term, or by completion."),
    "bookings": Result("Bookings", "money", "Value of the contracts won."),
    "gross_margin": Result("Gross margin", "money", "Revenue less cost of goods and logistics."),
    "contribution": Result(
        "Contribution", "money", "Gross margin less media, content, nurture, commission and bad debt."
    ),
    "cash_end": Result("Cash at the end", "money", "Balance on the last day."),
    "lowest_cash": Result("Lowest cash", "money", "Lowest balance at a month's end: what has to be funded."),
    "new_customers": Result("New customers", "count", "Accounts that bought for the first time."),
    "leads": Result("Leads", "count", "Leads that arrived."),
    "won": Result("Deals won", "count", "Deals closed with a contract."),
    "win_rate": Result("Win rate", "share", "Deals won, of the closed deals that passed screening."),
    "cac": Result(
        "Cost per new customer",
        "money",
        "Media, content, nurture, commission, and salaries and hiring of those who sell, per new customer.",
        low_is_good=True,
    ),
    "on_time": Result("On-time delivery", "share", "Deliveries by the promised date over all deliveries."),
    "satisfaction": Result("Satisfaction", "score", "Mean of the customers, 0 to 1."),
    "churned": Result("Customers lost", "count", "Customers who left.", low_is_good=True),
    "ltv": Result(
        "Lifetime value", "money", "Gross margin per customer and month, times the months a customer stays."
    ),
    "ltv_to_cac": Result("Lifetime value to cost", "ratio", "Lifetime value over cost per new customer."),
    "nrr": Result("Net revenue retention", "share", "Gross retention, raised by what customers buy more."),
    "grr": Result("Gross revenue retention", "share", "Customers kept, of those who had to decide."),
}

TILES = ("operating_profit", "revenue", "new_customers", "cac", "on_time", "lowest_cash", "win_rate")
"""Results shown in the tiles of the answer, the first four that are there."""

REASONS: dict[str, str] = {
    "no_decision": "No decision",
    "competitor": "Competitor",
    "price": "Price",
    "fit": "Poor fit",
    "cold": "Went cold while waiting",
    "turned_away": "Turned away: no room at the desk",
    "rejected": "Rejected by sales",
    "aged": "Took too long",
    "credit": "Credit refused",
    "other": "Other",
}

MONEY: dict[str, str] = {
    "revenue": "Revenue",
    "cogs": "Cost of goods",
    "logistics": "Logistics",
    "gross_margin": "Gross margin",
    "media": "Media",
    "content": "Content",
    "nurture": "Nurture",
    "salaries": "Salaries",
    "commission": "Commission",
    "hiring": "Hiring",
    "overhead": "Overhead",
    "bad_debt": "Bad debt",
    "operating_profit": "Operating profit",
    "contribution": "Contribution",
    "bookings": "Bookings",
    "discounts": "Discounts given",
    "billings": "Billings",
    "credits": "Credits for returns and cancellations",
    "cash_in": "Cash received",
    "cash_out": "Cash paid",
    "renewals": "Renewals",
}

COSTS = (
    "cogs",
    "logistics",
    "media",
    "content",
    "nurture",
    "salaries",
    "commission",
    "hiring",
    "overhead",
    "bad_debt",
)
"""Lines between revenue and operating profit, in the order of the statement."""

FUNNEL = (
    ("leads", "Leads"),
    ("accepted", "Accepted by sales"),
    ("won", "Deals won"),
    ("orders", "Orders"),
    ("delivered", "Delivered"),
)

GRADES = {
    "history": "history",
    "thin history": "thin history",
    "assumption": "prior-driven",
}

HORIZON_NOTE = "Bars and bands show what 80 of 100 futures stay within (P10 to P90)."


def result(name: str) -> Result:
    """How a result is called; an unknown one keeps its own name.

    Examples
    --------
    >>> result("win_rate").label, result("my_score").label
    ('Win rate', 'My score')
    """
    return RESULTS.get(name) or Result(words(name), "ratio", "")


def words(name: str) -> str:
    """Read a column name as words.

    Examples
    --------
    >>> words("stay_days")
    'Stay days'
    """
    return name.replace("_", " ").strip().capitalize()
