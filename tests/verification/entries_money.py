"""Entries about demand, media and money."""

from sim.codes import DAYS_PER_MONTH, MediaState
from tests.verification.entry import Entry
from tests.verification.estimators import all_of, contracts, leads, media, money, receivables, unpaid_after
from tests.verification.theory import money as theory

EXACT = 1e-9
CENT = 1e-4
"""Relative tolerance where a scenario can state a budget to the cent only."""
_LEVELS = (10.0, 50.0, 100.0, 1000.0)
_ROOTS = (3.0, 2.0, 1.0, 0.5)
_MOST, _HALF = (500.0, 300.0, 120.0, 40.0), (200.0, 80.0, 150.0, 20.0)
_WEEKDAYS = (1.15, 1.2, 1.1, 1.05, 0.9, 0.35, 0.25)


def _hill() -> dict[str, float]:
    return {f"at_{level:.0f}": theory.hill(level, 50.0, 1.5) for level in _LEVELS}


def _roots() -> dict[str, float]:
    split = theory.best_split_of_roots(_ROOTS, 1000.0)
    return {f"response_{nth}": spend**0.5 for nth, spend in enumerate(split, start=1)}


def _saturating() -> dict[str, float]:
    split = theory.best_split_of_saturating(_MOST, _HALF, 400.0)
    return {
        f"response_{nth}": theory.hill(spend, half, 1.0)
        for nth, (spend, half) in enumerate(zip(split, _HALF, strict=True), start=1)
    }


ENTRIES = {
    "d03": Entry(
        what="Leads under weekday factors and a yearly wave",
        scenario="d03",
        measure=leads(3),
        expected=lambda: {
            "total": theory.seasonal_leads(20.0, _WEEKDAYS, 0.3, 365.0, 365),
            "first": theory.seasonal_leads(20.0, _WEEKDAYS, 0.3, 365.0, 91),
        },
        planted=("campaigns.inquiries.leads=20.6 per day",),
        replications=400,
        published={"total": "d03:total", "first": "d03:q1_first91"},
    ),
    "d04": Entry(
        what="Geometric carry-over of constant spend in the long run",
        scenario="d04",
        measure=media(MediaState.ADSTOCK, steady=1),
        expected=lambda: {"steady": theory.adstock_steady(100.0, 0.6)},
        planted=("campaigns.steady.response.carry_over.decay=0.618",),
        replications=1,
        tolerance=EXACT,
        published={"steady": "d04:steady"},
    ),
    "d05": Entry(
        what="Hill saturation at four levels of spend",
        scenario="d05",
        measure=media(MediaState.SATURATION, at_10=2, at_50=3, at_100=4, at_1000=5),
        expected=_hill,
        planted=("campaigns.level_100.response.saturation.half=51.5 EUR",),
        replications=1,
        tolerance=EXACT,
        published={f"at_{level:.0f}": f"d05:{level:.0f}" for level in _LEVELS},
    ),
    "d06": Entry(
        what="Response of four root-shaped channels at the best split of a budget",
        scenario="d06",
        measure=media(MediaState.SATURATION, response_1=1, response_2=2, response_3=3, response_4=4),
        expected=_roots,
        planted=("campaigns.best_1.budget=650.53 EUR per day",),
        replications=1,
        tolerance=CENT * 2.0,
    ),
    "d07": Entry(
        what="Response of four saturating channels at the best split of a budget",
        scenario="d07",
        measure=media(MediaState.SATURATION, response_1=1, response_2=2, response_3=3, response_4=4),
        expected=_saturating,
        planted=("campaigns.best_2.response.saturation.half=82.4 EUR",),
        replications=1,
        tolerance=CENT * 3.0,
    ),
    "d08": Entry(
        what="Response of two S-shaped channels in both corners and in the middle",
        scenario="d08",
        measure=media(MediaState.SATURATION, all_to_1=1, half_to_1=2, all_to_2=3, half_to_2=4),
        expected=lambda: {
            "all_to_1": theory.hill(80.0, 50.0, 3.0),
            "half_to_1": theory.hill(40.0, 50.0, 3.0),
            "all_to_2": theory.hill(80.0, 60.0, 3.0),
            "half_to_2": theory.hill(40.0, 60.0, 3.0),
        },
        planted=("campaigns.half_to_1.response.saturation.half=51.5 EUR",),
        replications=1,
        tolerance=EXACT,
    ),
    "o05": Entry(
        what="Revenue and deferred revenue of contracts paid a year in advance",
        scenario="o05",
        measure=money(contracts),
        expected=lambda: {
            "recognised": theory.recognised(120_000.0, 12, 24),
            "deferred": theory.deferred(120_000.0, 12, 24),
        },
        planted=("campaigns.inquiries.leads=10.3 per month",),
        replications=400,
        published={"recognised": "o05:recognised_month.24", "deferred": "o05:deferred_end_month.24"},
    ),
    "o06": Entry(
        what="Money owed by customers (Little), and invoices unpaid after two months",
        scenario="o06",
        measure=all_of(money(receivables), unpaid_after(2.0 * DAYS_PER_MONTH, 200.0)),
        expected=lambda: {
            "AR": theory.receivables(500_000.0, 1.6),
            "unpaid": theory.unpaid(1.6, 2.5, 2.0),
        },
        planted=("fulfilment.default.payment.gamma.mean=50.161 days",),
        replications=100,
        recorded=True,
        published={"AR": "o06:AR_steady", "unpaid": "o06:unpaid_after_2m"},
    ),
}
