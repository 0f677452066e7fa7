"""Relations that hold exactly between runs of made-up scenarios, from the YAML file to the results."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planning.comparison import Request, compare_plans
from planning.plans import Candidate
from planning.runs import Options
from sim.codes import CellFlow, DeskFlow, Happening, MediaState, Money, StageFlow
from tests.support.aims import aims_of
from tests.support.random_scenarios import Data, any_scenario, params_of, plan_of
from tests.support.relations import (
    MONEY,
    PLENTY,
    SEED,
    SPENDING,
    but,
    by_name,
    each,
    examples,
    outcome_of,
    rows,
    same,
    story,
    with_values,
)

ROUND = 1200
"""Amounts are multiples of this many units: their months, discounts and shares are whole cents."""
COUNTS = ("cells", "sources", "stages", "products", "losses", "accounts", "heads", "brand")
VIEWS = ("money_places", "money_products", "money_sources")


# ---- money -----------------------------------------------------------------------------------------


def in_round_money(data: Data, rate: int) -> Data:
    """The scenario with round amounts, in a currency of which `rate` units make one."""

    def change(pattern: str, value: Any) -> Any:
        size = ROUND * (1 + len(str(value)) % 5) * rate
        if pattern.startswith(MONEY):
            return size
        return f"{size} per day" if pattern.startswith(SPENDING) else value

    found: Data = with_values(data, change)
    found.pop("policies", None)
    return found


@examples(6)
@given(any_scenario(), SEED, st.sampled_from([2, 8]))
def test_another_currency_scales_money_and_nothing_else(data: Data, seed: int, rate: int) -> None:
    here, there = (outcome_of(in_round_money(data, units), seed) for units in (1, rate))
    for name in COUNTS:
        assert np.array_equal(getattr(here.books, name), getattr(there.books, name)), name
    for name in VIEWS:
        assert np.array_equal(rate * getattr(here.books, name), getattr(there.books, name)), name
    assert same(story(here, "time", "key", "what", "desk"), story(there, "time", "key", "what", "desk"))


@examples(6)
@given(any_scenario(), SEED)
def test_buyers_who_do_not_mind_the_price_do_the_same_at_any_price(data: Data, seed: int) -> None:
    for segment in each(data, "market", "segments", "*"):
        segment["price_sensitivity"] = 0.0
    dearer = {**data, "offer": with_prices_times_three(data)}
    here, there = outcome_of(data, seed), outcome_of(dearer, seed)
    assert same(story(here, "time", "key", "what", "detail"), story(there, "time", "key", "what", "detail"))
    spent = there.books.money_places[:, Money.BOOKINGS] > here.books.money_places[:, Money.BOOKINGS]
    assert spent.any() or not here.books.money_places[:, Money.BOOKINGS].any()


def with_prices_times_three(data: Data) -> Any:
    """The offer with list prices three times as high, and buyers used to what they were."""

    def change(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: change(below) for name, below in value.items()}
        return round(3.0 * float(str(value).replace(" k", "e3").replace("k", "e3").replace(" M", "e6")), 2)

    products = {}
    for name, product in data["offer"]["products"].items():
        changes = [
            {**each_change, **({"price": change(each_change["price"])} if "price" in each_change else {})}
            for each_change in product.get("price_changes", ())
        ]
        products[name] = {**product, "price": change(product["price"]), "price_changes": changes}
    return {**data["offer"], "products": products}


# ---- time ------------------------------------------------------------------------------------------


@examples(8)
@given(any_scenario(most_days=40), SEED)
def test_a_longer_horizon_leaves_the_time_before_it_as_it_was(data: Data, seed: int) -> None:
    short = params_of(data).clock.horizon
    longer = {name: value for name, value in data.items() if name not in ("days", "months")}
    longer["days"] = 2 * short
    before, after = outcome_of(data, seed), outcome_of(longer, seed)
    kept = rows(after)[rows(after).time < short]
    columns = [name for name in kept.dtype.names if name not in ("desk", "code")]
    assert same([rows(before)[name] for name in columns], [kept[name] for name in columns])
    assert places_of(rows(before), data) == places_of(kept, longer)
    whole = len(before.books.cells) - 1
    for name in ("cells", "sources", "products", "losses", "accounts", "brand"):
        assert np.array_equal(getattr(before.books, name)[:whole], getattr(after.books, name)[:whole]), name


def places_of(trace: Any, data: Data) -> list[tuple[str, str | int]]:
    """Desk and code of each row, by name: numbers depend on the seats that may open until the horizon."""
    names = plan_of(data).names
    desks = [*names.desks, ""]
    is_seat = np.isin(trace.what, (Happening.SEAT_LEFT, Happening.SEAT_FILLED))
    return [
        (desks[desk], names.seats[code] if seat else code)
        for desk, code, seat in zip(trace.desk.tolist(), trace.code.tolist(), is_seat.tolist(), strict=True)
    ]


_LOSING = ("choice", "oldest", "room", "full_to", "open")
"""What loses deals, or is there before any lead."""


# ---- order and names -------------------------------------------------------------------------------


def turned(value: Any, depth: int = 0) -> Any:
    """The same document with every map written the other way round."""
    if isinstance(value, dict):
        return {name: turned(below, depth + 1) for name, below in reversed(list(value.items()))}
    return [turned(below, depth + 1) for below in value] if isinstance(value, list) else value


def whole_story(data: Data, seed: int) -> list[Any]:
    """All columns of the trace."""
    outcome = outcome_of(data, seed)
    return story(outcome, *rows(outcome).dtype.names)


def with_places_stated(data: Data) -> Data:
    """The scenario with the few things said that it leaves to the order of its names."""
    stages = list(data["stages"])
    entry = {"A": stages[0], **data.get("leads", {}).get("entry", {})}
    entry = {"B": entry["A"], **entry}
    entry = {"C": "nurture" if "nurture" in stages else entry["B"], **entry}
    first = next(iter(data["offer"]["products"]))
    stated = {"expansion_stage": stages[min(1, len(stages) - 1)], **data}
    stated["customers"] = {"initial_product": first, **stated.get("customers", {})}
    return {**stated, "leads": {**data.get("leads", {}), "entry": entry}}


@examples(10)
@given(any_scenario(), SEED)
def test_the_order_in_which_a_scenario_is_written_does_not_matter(data: Data, seed: int) -> None:
    here = with_places_stated(data)
    there = turned(here)
    one, other = plan_of(here).names, plan_of(there).names
    assert one.stages == other.stages[::-1]
    left, right = outcome_of(here, seed), outcome_of(there, seed)
    assert same(story(left), story(right))
    for name, names in (("cells", "cells"), ("sources", "sources"), ("stages", "stages"), ("desks", "desks")):
        here_sorted = by_name(getattr(left.books, name), getattr(one, names))
        there_sorted = by_name(getattr(right.books, name), getattr(other, names))
        assert np.array_equal(here_sorted, there_sorted), name
    brand = by_name(left.books.brand, one.cells), by_name(right.books.brand, other.cells)
    assert brand[0] == pytest.approx(brand[1], rel=1e-12)


@examples(5)
@given(any_scenario(), SEED)
def test_seats_hired_one_by_one_are_seats_hired_together(data: Data, seed: int) -> None:
    for team in each(data, "teams", "*"):
        by_place = isinstance(team["at"], dict)
        place = {"territory": next(iter(team["at"]))} if by_place else {}
        team["hires"] = [{"date": data["start"], "seats": 3, **place}]
    assert same(whole_story(data, seed), whole_story({**data, "teams": one_by_one(data["teams"])}, seed))


def one_by_one(teams: Any) -> Any:
    """Teams with a decision of its own for each seat they add."""
    return {
        name: {**team, "hires": [{**hire, "seats": 1} for hire in team["hires"] for _ in range(3)]}
        for name, team in teams.items()
    }


@examples(5)
@given(any_scenario(), SEED)
def test_a_team_of_one_works_the_same_however_its_leads_are_routed(data: Data, seed: int) -> None:
    for team in each(data, "teams", "*"):
        team["at"] = dict.fromkeys(team["at"], 1) if isinstance(team["at"], dict) else 1
        for key in ("hires", "hiring"):
            team.pop(key, None)
    stories = []
    for routing in ("pool", "round_robin", "least_loaded", "owner"):
        for team in each(data, "teams", "*"):
            team["routing"] = routing
        stories.append(whole_story(data, seed))
    assert all(same(stories[0], other) for other in stories[1:])


@examples(2)
@given(any_scenario(most_days=20), SEED)
def test_a_plan_compared_with_itself_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, data: Data, seed: int
) -> None:
    data.pop("limits", None)
    plan = plan_of(data)
    options = Options(2, seed=seed, workers=1, out=tmp_path_factory.mktemp("runs"))
    twice = [Candidate("A", plan), Candidate("B", plan)]
    found = compare_plans(twice, Request(sequential=False), options)
    versus = found.outcomes[1].versus
    assert versus is not None
    assert (versus.difference.low, versus.difference.estimate, versus.difference.high) == (0.0, 0.0, 0.0)


# ---- switched off ----------------------------------------------------------------------------------


@examples(6)
@given(any_scenario(), SEED)
def test_without_any_budget_only_what_comes_by_itself_comes(data: Data, seed: int) -> None:
    data.pop("policies", None)
    for source in each(data, "campaigns", "*"):
        if "budget" in source:
            source["budget"] = "0 per day"
    organic = {
        name: {key: value for key, value in source.items() if key not in ("budget", "response")}
        for name, source in data["campaigns"].items()
    }
    unpaid, bare = outcome_of(data, seed), outcome_of({**data, "campaigns": organic}, seed)
    assert same(story(unpaid, *rows(unpaid).dtype.names), story(bare, *rows(bare).dtype.names))
    assert not unpaid.books.money_places[:, Money.MEDIA].any()


def decided(data: Data, end: str) -> Data:
    """The scenario whose deals, once in the process, all end in one way."""
    stages = {}
    for name, stage in data["stages"].items():
        takes_part = {key: value for key, value in stage.items() if key not in _LOSING}
        stages[name] = {**takes_part, "goes_cold_to": name if end == "won" else "lost", "next": {end: "100%"}}
    first = next(iter(stages))
    entry = dict.fromkeys("ABCD", first)
    return {**data, "stages": stages, "leads": {**data.get("leads", {}), "entry": entry}}


@examples(5)
@given(any_scenario(), SEED)
def test_deals_that_cannot_be_won_bring_no_order(data: Data, seed: int) -> None:
    outcome = outcome_of(decided(data, "lost"), seed)
    assert not outcome.books.cells[:, CellFlow.WON].any()
    assert not rows(outcome, Happening.WON).size


@examples(5)
@given(any_scenario(), SEED)
def test_deals_that_cannot_be_lost_are_all_won_or_open(data: Data, seed: int) -> None:
    outcome = outcome_of(decided(data, "won"), seed)
    cells = outcome.books.cells.sum(axis=0)
    assert not cells[CellFlow.LOST].any()
    came = cells[CellFlow.LEADS] - cells[CellFlow.NO_ACCOUNT] + cells[CellFlow.EXPANSION_LEADS]
    assert np.array_equal(cells[CellFlow.WON] + outcome.census.deals, came)


def endless_staff(data: Data, seats: int) -> Data:
    """The scenario with so many people that nobody waits; nobody leaves, learns, or calls people up."""
    teams = {
        name: {"at": seats, "salary": "0 per month", "calendar": team.get("calendar", "office")}
        for name, team in data["teams"].items()
    }
    sources = {name: source for name, source in data["campaigns"].items() if source["kind"] != "outbound"}
    stages = {
        name: {key: value for key, value in stage.items() if key not in ("room", "full_to", "open")}
        for name, stage in data["stages"].items()
    }
    return {**data, "teams": teams, "campaigns": sources, "stages": stages}


@examples(5)
@given(any_scenario(), SEED)
def test_with_people_without_end_nobody_waits_and_more_change_nothing(data: Data, seed: int) -> None:
    enough, more = (outcome_of(endless_staff(data, seats), seed) for seats in (5000, 5200))
    assert not enough.books.desks[:, [DeskFlow.WAITED, DeskFlow.ABANDONED]].any()
    assert not enough.books.stages[:, StageFlow.COLD].any()
    assert same(story(enough), story(more))
    assert np.array_equal(enough.books.cells, more.books.cells)


def without_feedback(data: Data) -> Data:
    """The scenario in which leads depend on the plan alone: on no awareness, customer, person or policy."""
    data = but(data, brand={"awareness": "100%", "decay": "0% per day"}, customers={})
    data.pop("policies", None)
    sources = {
        name: {**source, "awareness_pull": 0.0, "imitation": "0 per day"}
        for name, source in data["campaigns"].items()
        if source["kind"] in ("inbound", "campaign", "partner")
    }
    for segment in each(data, "market", "segments", "*"):
        segment.pop("growth", None)
        segment |= {"accounts": PLENTY // 4, "customers": 0}
    return {**data, "campaigns": sources}


@examples(6)
@given(any_scenario(), SEED)
def test_without_feedback_expected_leads_follow_from_the_plan_alone(data: Data, seed: int) -> None:
    params = params_of(without_feedback(data))
    books = outcome_of(without_feedback(data), seed).books
    campaigns, market = params.campaigns, params.market
    for number, source in enumerate(campaigns.sources):
        spend = campaigns.spend[number] / 100.0
        weights = campaigns.lag_weights[number][: source.lags]
        pressure = np.convolve(spend, weights)[: len(spend)]
        months = np.bincount(params.clock.month_of, weights=pressure, minlength=params.clock.months)
        assert books.media[:, MediaState.ADSTOCK, number] == pytest.approx(months, rel=1e-9, abs=1e-9)
        aim = aims_of(campaigns)[number]
        season = sum(weight * market.season[market.cells[cell].segment] for cell, weight in aim.items())
        by_itself = np.bincount(
            params.clock.month_of,
            weights=source.unaided * np.ones(len(spend)) * season,
            minlength=len(months),
        )
        expected = books.media[:, MediaState.EXPECTED_LEADS, number]
        if not spend.any():
            assert expected == pytest.approx(by_itself, rel=1e-3, abs=1e-9)
        else:
            assert (expected >= by_itself * 0.999 - 1e-9).all()


@examples(6)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=4), st.integers(0, 9), st.integers(0, 30), SEED)
def test_a_chain_of_fixed_times_is_a_timetable(
    waits: list[int], transit: int, payment: int, seed: int
) -> None:
    names = [f"step {number}" for number in range(len(waits))]
    targets = [*names[1:], "won"]
    stages = {
        name: {"wait": f"{days} days", "next": {target: "100%"}}
        for name, days, target in zip(names, waits, targets, strict=True)
    }
    data = {
        "name": "Chain",
        "start": "2025-01-01",
        "days": sum(waits) + transit + payment + 10,
        "currency": "EUR",
        "market": {"territories": {"home": {}}, "segments": {"all": {"accounts": 10_000}}},
        "offer": {"products": {"thing": {"kind": "goods", "price": 100, "unit_cost": 10}}},
        "campaigns": {"web": {"kind": "inbound", "leads": "3 per day", "awareness_pull": "0%"}},
        "leads": {"entry": dict.fromkeys("ABCD", names[0])},
        "stages": stages,
        "teams": {"idle": {"at": 1, "salary": "0 per month"}},
        "fulfilment": {"default": {"transit": f"{transit} days", "payment": f"{payment} days"}},
    }
    outcome = outcome_of(data, seed)
    leads = rows(outcome, Happening.LEAD)
    came = dict(zip(leads.key.tolist(), leads.time.tolist(), strict=True))
    assume(came)
    timetable = {
        Happening.WON: sum(waits),
        Happening.DELIVERED: sum(waits) + transit,
        Happening.PAID: sum(waits) + transit + payment,
    }
    parents = {row.key: row.other for row in rows(outcome, Happening.ORDER, Happening.INVOICED)}
    for what, days in timetable.items():
        happened = rows(outcome, what)
        expected = [time + days for time in came.values() if time + days + 1e-3 < data["days"]]
        assert len(happened) >= len(expected)
        for row in happened:
            key = row.key
            while key not in came:
                key = parents[key]
            assert row.time - came[key] == pytest.approx(days, abs=1e-3)
