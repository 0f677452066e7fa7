"""Entries about deals on their way: absorbing chains, competing exits, pipelines, choice, seats."""

import math

from tests.verification.entry import Entry
from tests.verification.estimators import all_of, chosen, closed, coverage, only, seats, stage, visits
from tests.verification.theory import flows as theory

_STAGES = ("mql", "sql", "opportunity", "proposal", "nurture")
_MOVES = (
    (0.0, 0.35, 0.0, 0.0, 0.25),
    (0.0, 0.0, 0.55, 0.0, 0.2),
    (0.0, 0.0, 0.0, 0.6, 0.1),
    (0.0, 0.0, 0.05, 0.0, 0.05),
    (0.15, 0.0, 0.0, 0.0, 0.5),
)
_ENDS = ((0.0, 0.4), (0.0, 0.25), (0.02, 0.28), (0.45, 0.45), (0.0, 0.35))
_DAYS = (5.0, 10.0, 20.0, 15.0, 60.0)


def _chain() -> dict[str, float]:
    found = theory.absorption(_MOVES, _ENDS, _DAYS)
    by = theory.ended_by(_MOVES, _ENDS, _DAYS, 60.0)
    return {
        "P_win": found.ends[0, 0],
        "days": found.days[0],
        "steps": found.steps[0],
        "steps_variance": found.steps_variance[0],
        "won_by": by[0, 0],
        "lost_by": by[0, 1],
        **{f"visits_{name}": found.visits[0, nth] for nth, name in enumerate(_STAGES)},
    }


def _race() -> dict[str, float]:
    found = theory.race(0.04, 0.025, 30.0)
    return {"P_win": found.first, "days": found.stay, "won_by": found.first_by, "lost_by": found.second_by}


def _pipeline() -> dict[str, float]:
    found = theory.pipeline(40.0, 0.6, (3.0, 4.0, 2.0))
    worth = 25_000.0 * sum(found.open)
    return {
        **{f"L_{name}": there for name, there in zip(("first", "second", "third"), found.open, strict=True)},
        "won_per_week": found.won,
        "pipeline_value": worth,
        "coverage": worth / (found.won * 13.0 * 25_000.0),
    }


def _choice() -> dict[str, float]:
    ours, rival, nothing = 1.5 - 2.5 * math.log(6000.0 / 5000.0), 0.5 * 1.5 + 0.1, 0.7
    return dict(zip(("us", "rival", "nothing"), theory.logit_shares((ours, rival, nothing)), strict=True))


ENTRIES = {
    "f01": Entry(
        what="Absorbing chain of five stages with nurture and recycling",
        scenario="f01",
        measure=all_of(closed(60.0), visits(*_STAGES)),
        expected=_chain,
        planted=("stages.mql.next.sql=36.05%", "stages.mql.next.lost.share=38.95%"),
        replications=100,
        recorded=True,
        published={
            "P_win": "f01:P_win.MQL",
            "days": "f01:expected_days_MQL",
            "steps": "f01:expected_steps_MQL",
            "steps_variance": "f01:var_steps_MQL",
            **{f"visits_{name}": f"f01:expected_visits_from_MQL.{nth}" for nth, name in enumerate(_STAGES)},
        },
    ),
    "f03": Entry(
        what="Competing exits with constant hazards, and what has happened after 30 days",
        scenario="f03",
        measure=only("P_win days won_by lost_by", closed(30.0)),
        expected=_race,
        planted=("stages.handle.wait.exponential.mean=15.8461538461538 days",),
        replications=40,
        recorded=True,
        published={
            "P_win": "f03:P_adv",
            "days": "f03:mean_stay",
            "won_by": "f03:CIF_adv_30",
            "lost_by": "f03:CIF_lost_30",
        },
    ),
    "f05": Entry(
        what="Pipeline of three stages by Little's law, its worth and coverage",
        scenario="f05",
        measure=all_of(
            *(only(f"L_{name}", stage(name, 4)) for name in ("first", "second", "third")),
            coverage(13, 25_000.0),
        ),
        expected=_pipeline,
        planted=("campaigns.inquiries.leads=41.2 per week",),
        replications=100,
        published={
            "L_first": "f05:WIP.0",
            "L_second": "f05:WIP.1",
            "L_third": "f05:WIP.2",
            "won_per_week": "f05:won_per_week",
            "pipeline_value": "f05:pipeline_value",
            "coverage": "f05:coverage_ratio_vs_quarterly_wins",
        },
    ),
    "choice": Entry(
        what="Buyers choose among us, a rival and nothing (multinomial logit)",
        scenario="choice",
        measure=chosen,
        expected=_choice,
        planted=("offer.products.thing.price=6180 EUR",),
        replications=60,
    ),
    "seats": Entry(
        what="A hundred seats that are left and filled again, after a year (on-off process)",
        scenario="seats",
        measure=seats,
        expected=lambda: {
            "heads": 100.0 * theory.on_off(365.0, 60.0, 366.0),
            "left": 100.0 * theory.seats_left(365.0, 60.0, 366.0),
        },
        planted=("teams.desk.attrition.exponential.mean=354.37 days",),
        replications=600,
    ),
}
