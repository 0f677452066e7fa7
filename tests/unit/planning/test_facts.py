"""Fact tables say in words what the books say in numbers, and add up."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from planning.facts import summary, tables
from scenarios.compile import compile_params
from scenarios.load import load
from sim.codes import TICKS_PER_DAY, Account, CellFlow, DeskFlow, Money, ProductFlow
from sim.params import Params
from sim.results import Results
from sim.run import simulate

PLAN = load("library:saas", settings=["months=8"])
PARAMS = compile_params(PLAN.scenario)
NAMES = PLAN.names
RUNS = 4


@pytest.fixture(scope="module")
def results() -> Results:
    return simulate(PARAMS, 9, range(RUNS), workers=2)


@pytest.fixture(scope="module")
def facts(results: Results) -> dict[str, pd.DataFrame]:
    return tables(results, NAMES)


@pytest.fixture(scope="module")
def figures(results: Results) -> pd.DataFrame:
    return summary(results, NAMES)


def money(frame: pd.DataFrame) -> list[str]:
    return [name.removesuffix("_cents") for name in frame.columns if name.endswith("_cents")]


def test_every_table_has_a_row_for_each_replication_month_and_item(facts):
    months, cells = len(NAMES.months), len(NAMES.cells)
    assert {name: len(frame) for name, frame in facts.items() if name != "losses"} == {
        "funnel": RUNS * months * cells,
        "pipeline": RUNS * months * len(NAMES.stages),
        "sources": RUNS * months * len(NAMES.sources),
        "team": RUNS * months * len(NAMES.desks),
        "orders": RUNS * months * len(NAMES.products),
        "pnl": RUNS * months * _items(),
        "deferred": RUNS * _items(),
    }


def _items() -> int:
    places = len(NAMES.cells) + len(NAMES.territories) + 1
    return places + len(NAMES.products) + 1 + len(NAMES.sources) + 1


def test_rows_are_told_apart_by_their_labels(facts):
    for name, labels in {
        "funnel": ["segment", "territory"],
        "losses": ["reason", "segment", "territory"],
        "pipeline": ["stage"],
        "sources": ["source"],
        "team": ["desk"],
        "orders": ["product"],
        "pnl": ["view", "item"],
    }.items():
        assert not facts[name].duplicated(["replication", "month", *labels]).any(), name


def test_months_are_dates_of_the_calendar(facts):
    assert facts["funnel"]["month"].min().date() == date(2025, 1, 1)
    assert facts["funnel"]["month"].max().date() == date(2025, 8, 1)


def test_a_row_of_the_funnel_is_the_cell_and_month_it_names(results, facts):
    books = results.books()
    for run, month, cell in ((0, 0, 0), (3, 5, 2), (2, 7, len(NAMES.cells) - 1)):
        segment, territory = NAMES.cells[cell]
        frame = facts["funnel"]
        row = frame[
            (frame["replication"] == run)
            & (frame["month"] == pd.Timestamp(NAMES.months[month]))
            & (frame["segment"] == segment)
            & (frame["territory"] == territory)
        ].iloc[0]
        assert row["leads"] == books.cells[run, month, CellFlow.LEADS, cell]
        assert row["won"] == books.cells[run, month, CellFlow.WON, cell]
        assert row["customer"] == books.accounts[run, month, Account.CUSTOMER, cell]


def test_no_number_is_not_a_number(facts, figures):
    for frame in (*facts.values(), figures):
        numbers = frame.select_dtypes("number")
        for name in numbers:
            assert np.isfinite(numbers[name].dropna().to_numpy(dtype=float)).all(), name


def test_a_mean_of_nothing_is_missing(facts):
    stages = facts["pipeline"]
    assert stages["stay_days"].isna().equals(stages["left"] == 0)
    orders = facts["orders"]
    assert orders["lead_time_days"].isna().equals(orders["delivered"] == 0)
    assert facts["team"]["wait_days"].isna().equals(facts["team"]["started"] == 0)


def test_money_is_the_same_in_currency_and_in_cents(facts):
    for name in ("sources", "team", "pnl", "deferred"):
        frame = facts[name]
        assert money(frame)
        for line in money(frame):
            assert frame[f"{line}_cents"].dtype == np.int64
            assert frame[line].to_numpy() == pytest.approx(frame[f"{line}_cents"].to_numpy() / 100.0)


def test_the_views_of_profit_and_loss_add_up_to_one_company(facts):
    frame = facts["pnl"]
    lines = [f"{line}_cents" for line in money(frame)]
    whole = {
        view: part.groupby(["replication", "month"])[lines].sum() for view, part in frame.groupby("view")
    }
    assert set(whole) == {"place", "product", "source"}
    assert whole["place"].equals(whole["product"])
    assert whole["place"].equals(whole["source"])


def test_margins_are_what_is_left_after_their_costs(facts):
    frame = facts["pnl"]
    gross = frame["revenue_cents"] - frame["cogs_cents"] - frame["logistics_cents"]
    variable = frame[["media_cents", "content_cents", "nurture_cents", "commission_cents", "bad_debt_cents"]]
    fixed = frame[["salaries_cents", "hiring_cents", "overhead_cents"]]
    assert frame["gross_margin_cents"].equals(gross)
    assert frame["contribution_cents"].equals(gross - variable.sum(axis=1))
    assert frame["operating_profit_cents"].equals(gross - variable.sum(axis=1) - fixed.sum(axis=1))


def test_the_cash_of_the_items_adds_up_to_the_balance(facts, figures):
    frame = facts["pnl"]
    balance = frame.groupby(["view", "replication", "month"])["cash"].sum()
    moved = frame[frame["view"] == "place"].groupby(["replication", "month"])[["cash_in", "cash_out"]].sum()
    expected = (
        PARAMS.finance.opening_cash / 100.0
        + (moved["cash_in"] - moved["cash_out"]).groupby("replication").cumsum()
    )
    for view in ("place", "product", "source"):
        assert balance[view].to_numpy() == pytest.approx(expected.to_numpy())
    by_run = expected.groupby("replication")
    assert figures["cash_end"].to_numpy() == pytest.approx(by_run.last().to_numpy())
    assert figures["lowest_cash"].to_numpy() == pytest.approx(by_run.min().to_numpy())


def test_revenue_after_the_horizon_stands_apart(results, facts):
    after = results.books().money_places[:, -1, Money.REVENUE].sum()
    frame = facts["deferred"]
    assert after > 0
    assert frame.groupby("view")["revenue_cents"].sum().tolist() == [after] * 3


def test_lost_deals_are_listed_by_reason(facts):
    losses, funnel = facts["losses"], facts["funnel"]
    assert (losses["deals"] > 0).all()
    assert losses["deals"].sum() == funnel["lost"].sum()
    assert set(losses["reason"]) <= {
        "no_decision",
        "competitor",
        "price",
        "fit",
        "cold",
        "rejected",
        "aged",
        "other",
    }


def test_customers_of_the_start_are_not_new(facts):
    assert (facts["orders"]["customers_new"] >= 0).all()
    assert facts["orders"]["customers_new"].sum() == facts["funnel"]["new_customers"].sum()


def test_a_team_is_as_busy_as_its_work_fills_its_hours(results, facts):
    team, books = facts["team"], results.books()
    worked = books.desks[:, :, DeskFlow.WORK_TICKS].sum() / TICKS_PER_DAY * 24.0
    assert team["work_hours"].sum() == pytest.approx(worked)
    filled = team[team["capacity_hours"] > 0]
    share = (filled["work_hours"] / filled["capacity_hours"]).to_numpy(dtype=float)
    assert filled["utilisation"].to_numpy(dtype=float) == pytest.approx(share)
    assert team["utilisation"].isna().equals(team["capacity_hours"] == 0)
    assert dict(zip(team["desk"], team["role"], strict=True)) == dict(
        zip(NAMES.desks, NAMES.desk_roles, strict=True)
    )


def test_media_pressure_is_a_daily_mean(results, facts):
    sources = facts["sources"]
    assert sources["saturation"].between(0.0, 1.0).all()
    assert sources["expected_leads"].sum() == pytest.approx(results.books().media[:, :, 3].sum())


@pytest.mark.parametrize(
    "name", ["leads", "accepted", "won", "lost", "orders", "delivered", "late", "churned"]
)
def test_counts_of_the_summary_are_sums_of_the_funnel(facts, figures, name):
    assert figures[name].tolist() == facts["funnel"].groupby("replication")[name].sum().tolist()


@pytest.mark.parametrize("name", ["bookings", "revenue", "gross_margin", "contribution", "operating_profit"])
def test_money_of_the_summary_is_the_sum_of_profit_and_loss(facts, figures, name):
    frame = facts["pnl"]
    sums = frame[frame["view"] == "product"].groupby("replication")[name].sum()
    assert figures[name].to_numpy() == pytest.approx(sums.to_numpy())


def test_shares_of_the_summary_follow_their_definitions(facts, figures):
    sums = (
        facts["funnel"]
        .groupby("replication")[
            ["leads", "no_account", "accepted", "won", "lost", "delivered", "late", "renewals_due", "churned"]
        ]
        .sum()
    )
    refused = sums["leads"] - sums["no_account"] - sums["accepted"]
    expected = {
        "win_rate": sums["won"] / (sums["won"] + sums["lost"] - refused),
        "on_time": 1.0 - sums["late"] / sums["delivered"],
        "grr": 1.0 - sums["churned"] / sums["renewals_due"],
    }
    for name, share in expected.items():
        assert figures[name].to_numpy(dtype=float) == pytest.approx(share.to_numpy())


def test_the_cost_of_a_customer_holds_the_people_who_win_it(facts, figures):
    team, frame = facts["team"], facts["pnl"]
    selling = {NAMES.roles[role] for role in PARAMS.sales.stages.role if role >= 0}
    outbound = {NAMES.roles[role] for role in PARAMS.campaigns.sources.team if role >= 0}
    assert selling | outbound < set(NAMES.roles), "the test company has others, too"
    company = frame[frame["view"] == "source"].groupby("replication")[
        ["media", "nurture", "commission", "content"]
    ]
    low = company.sum().sum(axis=1) / figures["new_customers"]
    staff = frame.groupby("replication")[["salaries", "hiring"]].sum().sum(axis=1) / 3.0
    cost = figures["cac"].to_numpy(dtype=float)
    assert (cost > low.to_numpy()).all()
    assert (cost < (low + staff / figures["new_customers"]).to_numpy()).all()
    assert len(team) > 0


def test_salaries_by_desk_add_up_to_the_books(results):
    """What `cac` rests on: salaries of a month are paid to those there at its begin."""
    books, seats, desks = results.books(), PARAMS.people.seats, PARAMS.people.desks
    start = np.bincount(seats.desk[seats.opens <= 0.0], minlength=len(desks))
    begin = np.concatenate([np.broadcast_to(start, (RUNS, 1, len(desks))), books.heads[:, :-1]], axis=1)
    salaries = seats.salary[desks.first_seat]
    paid = books.money_places[:, :-1, Money.SALARIES].sum(axis=(1, 2))
    assert (begin.sum(axis=1) @ salaries).tolist() == paid.tolist()


def test_the_worth_of_a_customer_is_margin_times_stay(results, figures):
    """One product with a term of a year: worth = margin per customer month x 12 / (1 - kept)."""
    plan = load("library:tiny")
    params = compile_params(plan.scenario)
    few = simulate(params, 2, range(3))
    values, books = summary(few, plan.names), few.books()
    months = books.accounts[:, :, Account.CUSTOMER].sum(axis=(1, 2))
    between = values["ltv"] / (values["gross_margin"] / months) * (1.0 - values["grr"])
    assert between.max() == pytest.approx(between.min()), "the same in every replication"
    assert values["ltv_to_cac"].to_numpy(dtype=float) == pytest.approx(
        (values["ltv"] / values["cac"]).to_numpy(float)
    )


def test_key_figures_of_nothing_are_missing():
    plan = load("library:saas", settings=["months=1"])
    params = _without_customers(compile_params(plan.scenario))
    results = simulate(params, 1, [0])
    assert results.books().products[:, :, ProductFlow.DELIVERED].sum() == 0
    values = summary(results, plan.names).iloc[0]
    for name in ("on_time", "satisfaction", "cac", "ltv", "ltv_to_cac", "grr", "nrr"):
        assert values[name] is pd.NA, name


def _without_customers(params: Params) -> Params:
    """The company on its first day, with nobody to buy for a long time."""
    cells = params.market.cells.copy()
    cells.customers[:] = 0
    cells.accounts[:] = 0
    return params._replace(market=params.market._replace(cells=cells))
