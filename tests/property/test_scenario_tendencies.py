"""What more or less of something does: relations that hold run by run in a stated scope, and some in law.

Relations in law compare means of many runs; equal laws differ by more than four standard errors once in
16,000. Keys are fixed, so nothing here fails by chance.
"""

import re
from typing import Any

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.codes import TICKS_PER_DAY, CellFlow, DeskFlow, Happening, Money, StageFlow
from sim.outcome import Outcome
from tests.support.random_scenarios import Data, any_scenario, params_of, plan_of
from tests.support.relations import (
    DURATION,
    PLENTY,
    SEED,
    but,
    counts_of,
    each,
    examples,
    outcome_of,
    rows,
    with_values,
)

RUNS = 60
STANDARD_ERRORS = 4.0
FLOWS = (CellFlow.LEADS, CellFlow.WON, CellFlow.LOST, CellFlow.DELIVERED)


def company(**changes: Any) -> Data:
    """One product, one segment, one team that sells; leads do not depend on what becomes of them."""
    data: Data = {
        "name": "One queue",
        "start": "2025-01-06",
        "days": 60,
        "currency": "EUR",
        "market": {"territories": {"home": {}}, "segments": {"all": {"accounts": PLENTY}}},
        "offer": {"products": {"thing": {"kind": "goods", "price": 1000, "unit_cost": 100}}},
        "campaigns": {"web": {"kind": "inbound", "leads": "6 per day", "awareness_pull": "0%"}},
        "leads": {"entry": dict.fromkeys("ABCD", "talk"), "urgency": dict.fromkeys("ABCD", 0)},
        "brand": {"word_of_mouth": "0% per day", "reputation_rate": 0.0},
        "stages": {"talk": {"team": "sales", "work": "3 h", "next": {"won": "60%", "lost": "40%"}}},
        "teams": {"sales": {"at": 2, "salary": "0 per month"}},
    }
    return but(data, **changes)


def keys(outcome: Outcome, *what: Happening) -> set[int]:
    """Entities to which something happened."""
    return set(rows(outcome, *what).key.tolist())


# ---- more people -----------------------------------------------------------------------------------

works = st.sampled_from(
    [
        "3 h",
        {"exponential": {"mean": "4 h"}},
        {"lognormal": {"median": "2 h", "sigma": 1.2}},
        {"empirical": ["1 h", "1 h", "8 h", "30 h"]},
    ]
)


@examples(8)
@given(works, st.integers(1, 5), st.sampled_from(["office", "always"]), SEED)
def test_one_more_rep_wins_the_same_deals_and_more(work: Any, seats: int, calendar: str, seed: int) -> None:
    """First come, first served by one team, each deal once, endless patience, a choice that minds the delay.

    In this scope it is a theorem: with one more server no case starts later (Kiefer & Wolfowitz 1955), so no
    buyer likes us less and no deal is decided later.
    """
    stage = {"team": "sales", "work": work, "choice": True, "next": {"won": "100%"}}
    scenario = company(stages={"talk": stage}, offer__choice={"delay": 0.8, "awareness": 0.0})
    fewer, more = (
        outcome_of(but(scenario, teams__sales={"at": n, "salary": "0 per month", "calendar": calendar}), seed)
        for n in (seats, seats + 1)
    )
    assert keys(fewer, Happening.WON) <= keys(more, Happening.WON)
    begun = [rows(outcome, Happening.START) for outcome in (fewer, more)]
    starts = [dict(zip(start.key.tolist(), start.time.tolist(), strict=True)) for start in begun]
    assert starts[0].keys() <= starts[1].keys()
    assert all(starts[1][key] <= time + 1e-9 for key, time in starts[0].items())


def test_with_impatient_buyers_one_more_rep_can_win_fewer_deals() -> None:
    """The limit of that scope: a long task that would have gone cold is served, and many others go cold."""
    impatient = {
        "team": "sales",
        "work": {"lognormal": {"median": "1 h", "sigma": 2.5}},
        "patience": {"exponential": {"mean": "6 h"}},
        "goes_cold_to": "lost",
        "next": {"won": "100%"},
    }
    scenario = company(
        stages={"talk": impatient},
        teams__sales__calendar="always",
        campaigns__web__leads="20 per day",
        days=8,
    )
    three, four = (counts_of(but(scenario, teams__sales__at=seats), 3, 300, won) for seats in (3, 4))
    assert (four < three).any(), "it happens"
    assert four.mean() > 1.2 * three.mean(), "but more reps win more on average"


def won(outcome: Outcome) -> int:
    return int(outcome.books.cells[:, CellFlow.WON].sum())


# ---- more churn, more discount ---------------------------------------------------------------------


@examples(8)
@given(st.floats(0.3, 0.95), st.floats(0.0, 0.9), st.integers(1, 3), SEED)
def test_more_churn_never_raises_recurring_revenue(keep: float, share: float, term: int, seed: int) -> None:
    """Scope: enough accounts that those who come back raise no demand, and nothing that customers bring."""
    scenario = company(
        days=300,
        market__segments__all={"accounts": PLENTY, "customers": 40},
        offer__products__thing={
            "kind": "subscription",
            "price": 1200,
            "unit_cost": 100,
            "term": f"{term} months",
        },
        stages__talk={"wait": "5 days", "next": {"won": "60%", "lost": "40%"}},
        customers__default={"keep": keep},
    )
    loyal, fickle = (
        outcome_of(but(scenario, customers__default__keep=chance), seed).books
        for chance in (keep, keep * share)
    )
    revenue = [books.money_places[:, Money.REVENUE].sum(axis=1)[:-1] for books in (loyal, fickle)]
    assert (revenue[1] <= revenue[0]).all()
    assert (fickle.accounts[:, 2] <= loyal.accounts[:, 2]).all()
    assert revenue[1].sum() < revenue[0].sum() or share > 0.8


@examples(6)
@given(any_scenario(), st.floats(0.0, 0.4), st.floats(0.01, 0.5), SEED)
def test_a_larger_discount_never_raises_the_price_that_is_realised(
    data: Data, discount: float, more: float, seed: int
) -> None:
    for product in each(data, "offer", "products", "*"):
        product |= {"price": 1000, "reference_price": 1000, "price_changes": []}
    realised = []
    for cut in (round(discount, 3), round(discount + more, 3)):
        for product in each(data, "offer", "products", "*"):
            product["discount"] = cut
        deals = rows(outcome_of(data, seed), Happening.WON)
        realised.append(
            [deals.amount[deals.code == code] / deals.detail[deals.code == code] for code in (0, 1)]
        )
    for before, after in zip(*realised, strict=True):
        assert not (len(before) and len(after)) or after.max() < before.min()


# ---- in law ----------------------------------------------------------------------------------------


def assert_same_law(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any], most: float) -> None:
    """Means of runs agree within four standard errors, which are below a share `most` of the mean."""
    error = np.sqrt(one.var(axis=0, ddof=1) / len(one) + other.var(axis=0, ddof=1) / len(other))
    assert (np.abs(one.mean(axis=0) - other.mean(axis=0)) <= STANDARD_ERRORS * error + 1e-9).all()
    assert error.max() <= most * np.abs(one.mean(axis=0)).max(), "the test could see a difference"


RATE = re.compile(r"([0-9.]+) per day")
TIME = re.compile(r"([0-9.]+) (h|days)")


def twice_as_slow(data: Data) -> Data:
    """The company in which everything takes twice as long, and comes half as often."""

    def change(pattern: str, value: Any) -> Any:
        per_day, time = RATE.fullmatch(str(value)), TIME.fullmatch(str(value))
        if per_day is not None:
            return f"{float(per_day[1]) / 2.0:g} per day"
        if time is not None and pattern.startswith(DURATION[:40]):
            return f"{float(time[1]) * 2.0:g} {time[2]}"
        return value

    return but(with_values(data, change), days=2 * data["days"])


@examples(2)
@given(works, st.integers(1, 3), st.sampled_from(["8 h", "30 h"]), SEED)
def test_twice_the_times_and_half_the_rates_is_the_same_slower(
    work: Any, seats: int, patience: str, seed: int
) -> None:
    stage = {"team": "sales", "work": work, "patience": {"exponential": {"mean": patience}}, "wait": "12 h"}
    ends = {"goes_cold_to": "lost", "next": {"won": "60%", "lost": "40%"}}
    scenario = company(
        days=120,
        stages={"talk": {**stage, **ends}},
        teams__sales={"at": seats, "salary": "0 per month", "calendar": "always"},
        fulfilment={"default": {"transit": {"exponential": {"mean": "2 days"}}, "payment": "3 days"}},
    )
    fast, slow = (
        counts_of(data, seed, RUNS, counts_and_wait) for data in (scenario, twice_as_slow(scenario))
    )
    assert_same_law(fast[:, :4], slow[:, :4], 0.05)
    assert_same_law(2.0 * fast[:, 4:], slow[:, 4:], 0.2)


def counts_and_wait(outcome: Outcome) -> list[float]:
    """Leads, wins, losses, deliveries, and days spent in the queue per lead."""
    books = outcome.books
    waited = books.desks[:, [DeskFlow.WAIT_TICKS, DeskFlow.ABANDON_TICKS]].sum() / TICKS_PER_DAY
    counts = [float(books.cells[:, flow].sum()) for flow in FLOWS]
    return [*counts, waited / counts[0]]


def halved(value: Any, name: str = "") -> Any:
    """A scenario with its segment `small` as two halves; what is aimed at it is shared between them."""
    if isinstance(value, list):
        return [halved(below, name) for below in value]
    if not isinstance(value, dict):
        return value
    found: dict[str, Any] = {}
    for key, below in value.items():
        if key != "small":
            found[key] = halved(below, key)
            continue
        half = half_of(below) if name in ("segments", "targets") else below
        found |= {"small a": half, "small b": half}
    return found


def half_of(section: Any) -> Any:
    """Half a segment, or half a weight."""
    if isinstance(section, int | float):
        return section / 2.0
    if "accounts" in section:
        return {**section, "accounts": PLENTY // 2}
    return {name: weight / 2.0 for name, weight in section.items()}


@examples(3)
@given(any_scenario(), SEED)
def test_a_segment_in_two_identical_halves_is_the_same_in_law(data: Data, seed: int) -> None:
    data = but(data, brand__word_of_mouth="0% per day", brand__reputation_rate=0.0)
    data.pop("policies", None)
    for stage in each(data, "stages", "*"):
        stage.pop("open", None)
    for segment in each(data, "market", "segments", "*"):
        segment |= {"accounts": PLENTY, "customers": 0, "growth": "0% per year"}
    whole, halves = (counts_of(each, seed, RUNS, flows) for each in (data, halved(data)))
    assert len(plan_of(halved(data)).names.segments) == len(plan_of(data).names.segments) + 1
    assert_same_law(whole, halves, 0.2)


def flows(outcome: Outcome) -> list[float]:
    return [float(outcome.books.cells[:, flow].sum()) for flow in FLOWS]


@examples(3)
@given(any_scenario(), SEED)
def test_with_people_without_end_visits_follow_the_traffic_equations(data: Data, seed: int) -> None:
    """Open network: entries into a stage = entries from outside + what the others send there."""
    for stage in each(data, "stages", "*"):
        for key in ("choice", "oldest", "patience", "room", "full_to", "open"):
            stage.pop(key, None)
        stage.update({"wait": "10 min", **({"work": "10 min"} if "team" in stage else {})})
    for team in each(data, "teams", "*"):
        for key in ("hires", "hiring", "attrition", "skill", "ramp", "routing"):
            team.pop(key, None)
        team.update({"at": 1500, "calendar": "always"})
    data = {**data, "customers": {}, "campaigns": {"web": {"kind": "inbound", "leads": "20 per day"}}}
    data["leads"] = {"entry": dict.fromkeys("ABCD", next(iter(data["stages"])))}
    sales = params_of(data).sales
    entries = counts_of(
        data, seed, RUNS, lambda outcome: outcome.books.stages[:, StageFlow.ENTERED].sum(axis=0)
    )
    send = np.zeros((len(sales.stages), len(sales.stages)))
    for number, stage in enumerate(sales.stages):
        ways = sales.moves[stage.moves : stage.moves + stage.ways]
        for target, share in zip(ways["to"], np.diff(ways["upto"], prepend=0.0), strict=True):
            if target >= 0:
                send[number, target] += share
    visits = np.linalg.solve(np.eye(len(send)) - send.T, np.eye(len(send))[0])
    leads = counts_of(data, seed, RUNS, lambda run: run.books.cells[:, CellFlow.ACCEPTED].sum())
    gaps = entries - leads[:, None] * visits
    still_open = 2.0 * visits.max()
    assume(still_open < 0.05 * leads.mean() or leads.mean() < 50)  # else the test could see no difference
    error = gaps.std(axis=0, ddof=1) / np.sqrt(RUNS)
    assert (np.abs(gaps.mean(axis=0)) <= STANDARD_ERRORS * error + still_open).all()
