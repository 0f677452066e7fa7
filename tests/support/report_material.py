"""What a report is made from, without a simulation: three plans of a small company, and its history."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from calibration.estimate import Label, Prior, assumed, positive, share
from calibration.finding import Finding
from calibration.pipeline import Calibration, TableSummary
from calibration.tables import Source
from planning.attainment import attainment
from planning.paired import Question, compare
from planning.quotas import Blend, Unit, split_target
from planning.risk import tail_risk
from planning.roi import Run, marginal_roi, payback, roas, roi
from planning.search import SelectionRules
from planning.selection import select_best
from reports.material import (
    CampaignReturn,
    Check,
    Decision,
    Driver,
    Experiment,
    Material,
    Origin,
    Plan,
    Target,
    TruthRow,
)

MONTHS = tuple(pd.Timestamp(2026, month, 1) for month in range(1, 13))
PLANS = ("Baseline", "More search", "Two more reps")
REPLICATIONS = 40
COST_SHARES = {
    "cogs": 0.34,
    "logistics": 0.04,
    "media": 0.11,
    "content": 0.01,
    "nurture": 0.01,
    "salaries": 0.24,
    "commission": 0.04,
    "hiring": 0.01,
    "overhead": 0.06,
    "bad_debt": 0.006,
}

_REASONS = ("competitor", "price", "no_decision", "fit", "cold")


def plan(name: str, lift: float = 1.0, replications: int = REPLICATIONS) -> Plan:
    """One plan; all plans meet the same luck, and `lift` scales what comes in."""
    luck = np.random.default_rng(7).lognormal(0.0, 0.12, (replications, len(MONTHS)))
    tables = {
        "funnel": _funnel(luck * lift),
        "sources": _sources(luck * lift, lift),
        "pipeline": _pipeline(luck * lift),
        "team": _team(luck * lift),
        "orders": _orders(luck * lift),
        "losses": _losses(luck * lift),
        "pnl": _books(luck * lift),
    }
    return Plan(
        name,
        _summary(tables),
        tables,
        run=hashlib.blake2b(name.encode(), digest_size=20).hexdigest(),
        description="",
    )


def _rows(luck: np.ndarray, **items: Sequence[str]) -> pd.DataFrame:
    """One row per replication, month and item, with the luck of the month."""
    names = list(items)
    combos = pd.MultiIndex.from_product(
        [range(len(luck)), MONTHS, *items.values()], names=["replication", "month", *names]
    )
    frame = combos.to_frame(index=False)
    months = {month: place for place, month in enumerate(MONTHS)}
    frame["luck"] = luck[frame["replication"], frame["month"].map(months)]
    return frame


def _funnel(luck: np.ndarray) -> pd.DataFrame:
    frame = _rows(luck, segment=["Small firms", "Large firms"], territory=["North", "South"])
    season = frame["luck"] * (1.0 + 0.2 * np.sin(frame["month"].dt.month / 2.0))
    counts = {
        "leads": 40,
        "accepted": 26,
        "won": 8,
        "lost": 17,
        "orders": 8,
        "delivered": 7,
        "late": 1,
        "cancelled": 0.3,
    }
    counts |= {
        "new_customers": 6,
        "renewals_due": 5,
        "renewed": 4.2,
        "churned": 0.9,
        "repeats": 2,
        "tickets": 12,
        "referrals": 1,
    }
    for name, size in counts.items():
        frame[name] = np.round(season * size)
    frame["satisfaction"] = 0.7 + 0.05 * (frame["luck"] - 1.0)
    frame["awareness"] = 0.3 + 0.01 * frame["month"].dt.month * frame["luck"]
    frame["reputation"] = 0.6 + 0.002 * frame["month"].dt.month
    frame["customer"] = np.round(120 + 4 * frame["month"].dt.month * frame["luck"])
    return frame.drop(columns="luck")


def _sources(luck: np.ndarray, lift: float) -> pd.DataFrame:
    frame = _rows(luck, source=["Website", "Paid search", "Fairs", "Referral"])
    weights = frame["source"].map({"Website": 60, "Paid search": 70, "Fairs": 20, "Referral": 10})
    cost = frame["source"].map(
        {"Website": 0.0, "Paid search": 21_000.0 * lift, "Fairs": 9_000.0, "Referral": 0.0}
    )
    frame["leads"] = np.round(frame["luck"] * weights)
    frame["accepted"] = np.round(frame["leads"] * 0.6)
    frame["won"], frame["lost"] = np.round(frame["leads"] * 0.2), np.round(frame["leads"] * 0.4)
    frame["spend"] = cost
    return frame.drop(columns="luck")


def _pipeline(luck: np.ndarray) -> pd.DataFrame:
    frame = _rows(luck, stage=["Follow-up", "Proposal", "Contract"])
    share_of = frame["stage"].map({"Follow-up": 1.0, "Proposal": 0.5, "Contract": 0.3})
    frame["entered"] = np.round(120 * share_of * frame["luck"])
    frame["left"] = np.round(0.95 * frame["entered"])
    frame["won"] = np.where(frame["stage"] == "Contract", np.round(0.8 * frame["left"]), 0.0)
    frame["lost"], frame["cold"] = np.round(0.3 * frame["left"]), np.round(0.05 * frame["left"])
    frame["stay_days"] = np.where(frame["stage"] == "Contract", np.nan, 9.0 / share_of)
    return frame.drop(columns="luck")


def _team(luck: np.ndarray) -> pd.DataFrame:
    frame = _rows(luck, desk=["sales/North/1", "sales/North/2", "sales/South/1", "support/everywhere"])
    frame["role"] = frame["desk"].str.split("/").str[0]
    frame["territory"] = frame["desk"].str.split("/").str[1]
    frame["utilisation"] = np.where(frame["role"] == "sales", 0.93, 0.6) * np.minimum(frame["luck"], 1.05)
    frame["wait_days"] = 2.0 * frame["luck"] ** 3
    frame["bookings"] = np.where(frame["role"] == "sales", 90_000.0 * frame["luck"], 0.0)
    frame["heads"] = 1.0
    return frame.drop(columns="luck")


def _orders(luck: np.ndarray) -> pd.DataFrame:
    frame = _rows(luck, product=["Machine", "Service"])
    frame["orders"] = np.round(14 * frame["luck"])
    frame["units"] = frame["orders"] * 2
    frame["delivered"] = np.where(frame["month"] == MONTHS[0], 0, frame["orders"])
    frame["late"] = np.round(frame["delivered"] * 0.2 * frame["luck"])
    frame["defects"], frame["cancelled"] = np.round(frame["orders"] * 0.05), np.round(frame["orders"] * 0.02)
    return frame.drop(columns="luck")


def _losses(luck: np.ndarray) -> pd.DataFrame:
    frame = _rows(
        luck, reason=list(_REASONS), segment=["Small firms", "Large firms"], territory=["North", "South"]
    )
    frame["deals"] = np.round(
        frame["luck"] * (6 - frame["reason"].map({r: n for n, r in enumerate(_REASONS)}))
    )
    return frame.drop(columns="luck")


def _books(luck: np.ndarray) -> pd.DataFrame:
    """Three views of the same books, exact in cents."""
    company = _rows(luck)
    revenue = np.round(820_000.0 * company["luck"], 2)
    company["revenue"], company["bookings"] = revenue, np.round(revenue * 1.05, 2)
    for name, part in COST_SHARES.items():
        fixed = name in {"salaries", "overhead", "hiring", "media"}
        company[name] = np.round(820_000.0 * part if fixed else revenue * part, 2)
    company["gross_margin"] = company["revenue"] - company["cogs"] - company["logistics"]
    company["operating_profit"] = company["revenue"] - company[list(COST_SHARES)].sum(axis=1)
    company["contribution"] = company["gross_margin"] - company["commission"]
    balance = 500_000.0 + company.groupby("replication")["operating_profit"].cumsum()
    views = []
    for view, shares_of in (
        ("place", {"North": 0.5, "South": 0.25, "Company": 0.25}),
        ("product", {"Machine": 0.75, "Service": 0.25}),
        ("source", {"Website": 0.5, "none": 0.5}),
    ):
        for item, part in shares_of.items():
            frame = company.copy()
            money = [str(name) for name in frame if name not in {"replication", "month", "luck"}]
            frame[money] = frame[money] * part
            frame.insert(2, "view", view)
            frame.insert(3, "item", item)
            frame["cash"] = balance if item in {"Company", "none"} else 0.0
            views.append(frame.drop(columns="luck"))
    return pd.concat(views, ignore_index=True)


def _summary(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    books, funnel = tables["pnl"], tables["funnel"]
    money = (
        books[books["view"] == "place"]
        .groupby("replication")[["bookings", "revenue", "gross_margin", "operating_profit", "media"]]
        .sum()
    )
    counts = funnel.groupby("replication")[
        ["leads", "won", "lost", "new_customers", "delivered", "late", "churned"]
    ].sum()
    cash = books[books["item"] == "Company"].groupby("replication")["cash"]
    return pd.DataFrame(
        {
            "replication": money.index,
            "bookings": money["bookings"],
            "revenue": money["revenue"],
            "gross_margin": money["gross_margin"],
            "operating_profit": money["operating_profit"],
            "cash_end": cash.last(),
            "lowest_cash": cash.min(),
            "new_customers": counts["new_customers"],
            "leads": counts["leads"],
            "won": counts["won"],
            "win_rate": counts["won"] / (counts["won"] + counts["lost"]),
            "cac": money["media"] / counts["new_customers"],
            "on_time": 1.0 - counts["late"] / counts["delivered"],
            "satisfaction": funnel.groupby("replication")["satisfaction"].mean(),
            "churned": counts["churned"],
            "nrr": np.nan,
        }
    ).reset_index(drop=True)


def decision(plans: Sequence[Plan], kpi: str = "operating_profit", **changes: object) -> Decision:
    """Compare plans by their summaries."""
    results = np.column_stack([one.summary[kpi] for one in plans])
    question = Question(delta=20_000.0)
    drivers = (
        Driver("odds that a buyer chooses us", "-20 %", "+20 %", 20_000.0, 190_000.0, 120_000.0),
        Driver(
            "price sensitivity", "1.2", "2.8", 180_000.0, -40_000.0, 120_000.0, "above 2.4", prior_driven=True
        ),
    )
    made = Decision(
        kpi,
        question,
        compare(results, question),
        None,
        tuple(tail_risk(results[:, n]) for n in range(len(plans))),
        drivers,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def selected(plans: Sequence[Plan], gaps: Sequence[float], delta: float = 20_000.0) -> Decision:
    """A comparison with a search for the best, on made-up results that lie `gaps` apart."""
    rules = SelectionRules(delta=delta, most=200)

    def observe(chosen: tuple[int, ...], numbers: range) -> np.ndarray:
        rows = []
        for number in numbers:
            draw = np.random.default_rng(number)
            common, own = draw.normal(), draw.normal(size=len(gaps))
            rows.append([1e6 + 1e5 * common + 2e4 * own[place] + gaps[place] for place in chosen])
        return np.array(rows)

    return decision(plans, selection=select_best(observe, len(plans), rules))


def returns() -> tuple[CampaignReturn, ...]:
    """Two campaigns: one that earns, one that nobody can tell."""
    luck = np.random.default_rng(3)
    base = Run.of(luck.normal(1e6, 2e4, 40), luck.normal(4e5, 1e4, 40), 200_000.0)
    made = []
    for name, gain, noise in (("Paid search", 150_000.0, 5_000.0), ("Fairs", 60_000.0, 90_000.0)):
        extra = luck.normal(gain, noise, 40)
        more = Run.of(base.revenue + 2.5 * extra, base.gross_margin + extra, 250_000.0)
        monthly = np.tile(extra[:, None] / 12, (1, 12))
        paid = payback(monthly, np.full((40, 12), 50_000.0 / 12))
        made.append(
            CampaignReturn(
                name, PLANS[1], 50_000.0, roas(more, base), roi(more, base), marginal_roi(more, base), paid
            )
        )
    same = Run.of(base.revenue, base.gross_margin, base.spend)
    nothing = roi(same, base)
    made.append(CampaignReturn("Unspent", PLANS[1], 0.0, roas(same, base), nothing, marginal_roi(same, base)))
    return tuple(made)


def history() -> Calibration:
    """A calibration with parameters that the records tell, and one that they do not."""
    estimates = (
        share(Label("deals.won", "share", "won over closed"), 300, 1000),
        positive(Label("stages.proposal.wait.mean_days", "days", "lognormal, censored"), 9.5, 0.08, 240),
        share(Label("stages.contract.won", "share", "won over closed"), 8, 12),
        assumed(
            Label("campaigns.tv.half_life", "days", "spend hardly varies"),
            Prior(14.0, 3.0, 60.0, "the catalogue"),
            9,
        ),
    )
    findings = (
        Finding(
            "serious",
            "survivorship",
            "deals",
            "lost deals are missing before 2024",
            120,
            0.08,
            ("D-17",),
            "left out",
            "win rate lower",
        ),
        Finding("note", "dates", "orders", "3 orders lie on a Sunday", 3, 0.001),
    )
    summaries = (
        TableSummary("deals", 1480, 120, "2023-01-02", "2025-12-30"),
        TableSummary("orders", 900, 0, "", ""),
    )
    return Calibration(
        estimates, findings, summaries, (Source("deals", "exports/deals.csv", "ab" * 32, 1600),)
    )


def targets() -> tuple[Target, ...]:
    """A company of two regions with two reps each."""
    reps = [
        Unit(name, history=float(size)) for name, size in (("Ana", 4), ("Ben", 3), ("Cem", 2), ("Dee", 1))
    ]
    tree = Unit("Company", (Unit("North", tuple(reps[:2])), Unit("South", tuple(reps[2:]))))
    quotas = split_target(100_000_000, tree, Blend(history=1.0), (0.05, 0.05))
    booked = np.random.default_rng(5).normal((42e6, 31e6, 21e6, 9e6), 5e6, (60, 4))
    reached = attainment(quotas, booked)
    return tuple(Target(node, one) for node, one in zip(quotas.walk(), reached, strict=True))


def truth() -> tuple[TruthRow, ...]:
    """Estimates beside the truth: one hit, one miss, one that nobody can tell."""
    return (
        TruthRow("deals.won", "share", 0.31, 0.30, 0.276, 0.324),
        TruthRow("stages.proposal.wait.mean_days", "days", 12.0, 9.5, 8.3, 10.8),
        TruthRow("campaigns.tv.half_life", "days", 21.0, 14.0, 3.0, 60.0, identified=False),
        TruthRow("campaigns.tv.bias", "1", 0.0, 0.1, -0.2, 0.4),
    )


def material(names: Sequence[str] = PLANS, **changes: object) -> Material:
    """Everything a report can show."""
    plans = tuple(plan(name, 1.0 + 0.03 * place) for place, name in enumerate(names))
    full = Material(
        title="Which plan for 2026?",
        currency="EUR",
        plans=plans,
        decision=decision(plans),
        returns=returns(),
        calibration=history(),
        backtest=pd.DataFrame(
            {
                "series": ["leads", "revenue"],
                "horizon": [3, 3],
                "mase": [0.82, 1.1],
                "crps_skill": [0.2, np.nan],
            }
        ),
        truth=truth(),
        targets=targets(),
        origins=(
            Origin("sales.stages.contract.won", "0.66", "calibrated.yaml:4", "thin history", "0.4", "0.85"),
            Origin("market.price_sensitivity", "2", "plan.yaml:12", "assumption", prior_driven=True),
        ),
        experiment=Experiment(
            date(2026, 1, 1),
            date(2027, 1, 1),
            REPLICATIONS,
            7,
            "compiled",
            "0.1.0",
            reproduce="foresell compare baseline.yaml more-search.yaml",
            licence="Apache-2.0",
        ),
        checks=(
            Check("conservation laws", "pass", "12 laws, every replication"),
            Check("equality of the engines", "not run"),
        ),
        manifest={"scenario baseline.yaml": "ab12" * 10, "Python": "3.11"},
    )
    return replace(full, **changes)  # type: ignore[arg-type]
