"""Fact tables of a run: one row per replication, month and item, in words that a planner knows.

Counts are whole numbers. Money stands twice: as currency, and as whole cents where it must add up exactly. A
mean or a share of nothing is missing (pandas.NA, NULL in a file), never "not a number". All that falls after
the horizon is left out, except in the table `deferred`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import IntEnum
from typing import Any

import numpy as np
import pandas as pd

from planning.summary import summary
from scenarios.names import Names
from sim.books import Books
from sim.codes import (
    TICKS_PER_DAY,
    Account,
    BrandState,
    CellFlow,
    DeskFlow,
    MediaState,
    Money,
    ProductFlow,
    Reason,
    SourceFlow,
    StageFlow,
)
from sim.daily import EXPERIENCE_SCALE
from sim.params import Params
from sim.params.table import Numbers, Words
from sim.results import Results

__all__ = ["summary", "tables"]

_HOURS = 24.0
_CENTS = 100.0
_VARIABLE = (Money.MEDIA, Money.CONTENT, Money.NURTURE, Money.COMMISSION, Money.BAD_DEBT)
_FIXED = (Money.SALARIES, Money.HIRING, Money.OVERHEAD)

Columns = dict[str, Any]


def tables(results: Results, names: Names, keep: Collection[str] | None = None) -> dict[str, pd.DataFrame]:
    """Fact tables by name: funnel, losses, pipeline, sources, team, orders, pnl, deferred.

    Parameters
    ----------
    results : what the replications left
    names : what the numbers of the simulator stand for
    keep : names of the tables that are wanted; None for all
    """
    books, params, runs = results.books(), results.params, results.replications
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "funnel": lambda: _funnel(books, names, runs),
        "losses": lambda: _losses(books, names, runs),
        "pipeline": lambda: _pipeline(books, names, runs),
        "sources": lambda: _sources(books, names, runs, params),
        "team": lambda: _team(books, names, runs, params),
        "orders": lambda: _orders(books, names, runs, params),
        "pnl": lambda: pd.concat(_views(books, names, runs, params), ignore_index=True),
        "deferred": lambda: pd.concat(_deferred(books, names, runs), ignore_index=True),
    }
    return {name: make() for name, make in makers.items() if keep is None or name in keep}


def _frame(axes: Mapping[str, Sequence[Any]], columns: Mapping[str, Any]) -> pd.DataFrame:
    """Rows for every combination of the axes, the first axis slowest; columns have one array axis each."""
    sizes = [len(labels) for labels in axes.values()]
    places = np.indices(sizes).reshape(len(sizes), -1)
    head = {
        name: pd.Series(labels).array.take(place)
        for (name, labels), place in zip(axes.items(), places, strict=True)
    }
    body = {name: values.reshape(-1) for name, values in columns.items()}
    return pd.DataFrame({**head, **body})


def _mean(sums: Words | Numbers, counts: Words | Numbers, scale: float = 1.0) -> Any:
    """Sum over count, missing where nothing is counted; flat."""
    nothing = np.asarray(counts == 0)
    means = np.asarray(sums, float) / scale / np.where(nothing, 1, counts)
    return pd.arrays.FloatingArray(np.where(nothing, 0.0, means).reshape(-1), nothing.reshape(-1))


def _flows(flows: Words, names: type[IntEnum], left_out: Sequence[IntEnum]) -> Columns:
    """One column per count, named as in the simulator; `flows` has the counts on its third axis."""
    return {flow.name.lower(): flows[:, :, flow] for flow in names if flow not in left_out}


def _money(name: str, cents: Words) -> Columns:
    return {name: cents / _CENTS, f"{name}_cents": cents}


def _months(names: Names) -> list[pd.Timestamp]:
    return [pd.Timestamp(month) for month in names.months]


def _by_cell(frame: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Replace the column of cells by one of segments and one of territories, after the month."""
    cells = frame.pop("cell").to_numpy()
    for label in (1, 0):
        words = np.array([cell[label] for cell in names.cells], dtype=object)
        frame.insert(2, ("segment", "territory")[label], words[cells])
    return frame


def _funnel(books: Books, names: Names, runs: Sequence[int]) -> pd.DataFrame:
    """Leads, deals, orders and customers by cell."""
    flows = books.cells
    raw = (CellFlow.SATISFACTION_SUM, CellFlow.SATISFACTION_COUNT, CellFlow.RESPONSE_TICKS)
    felt, answered = flows[:, :, CellFlow.SATISFACTION_COUNT], flows[:, :, CellFlow.RESPONSES]
    columns = {
        **_flows(flows, CellFlow, raw),
        "experiences": felt,
        "satisfaction": _mean(flows[:, :, CellFlow.SATISFACTION_SUM], felt, EXPERIENCE_SCALE),
        "response_days": _mean(flows[:, :, CellFlow.RESPONSE_TICKS], answered, TICKS_PER_DAY),
        **{state.name.lower(): books.accounts[:, :, state] for state in Account},
        **{state.name.lower(): books.brand[:, :, state] for state in BrandState},
    }
    axes = {"replication": runs, "month": _months(names), "cell": range(len(names.cells))}
    return _by_cell(_frame(axes, columns), names)


def _losses(books: Books, names: Names, runs: Sequence[int]) -> pd.DataFrame:
    """Lost deals by reason; months and cells without any are left out."""
    reasons = [reason.name.lower() for reason in Reason]
    axes = {
        "replication": runs,
        "month": _months(names),
        "reason": reasons,
        "cell": range(len(names.cells)),
    }
    frame = _by_cell(_frame(axes, {"deals": books.losses}), names)
    return frame[frame["deals"] > 0].reset_index(drop=True)


def _pipeline(books: Books, names: Names, runs: Sequence[int]) -> pd.DataFrame:
    """Deals by sales stage."""
    flows = books.stages
    stays, left = flows[:, :, StageFlow.STAY_TICKS], flows[:, :, StageFlow.LEFT]
    columns = {
        **_flows(flows, StageFlow, (StageFlow.STAY_TICKS, StageFlow.AREA_TICKS)),
        "stay_days": _mean(stays, left, TICKS_PER_DAY),
    }
    return _frame({"replication": runs, "month": _months(names), "stage": names.stages}, columns)


def _sources(books: Books, names: Names, runs: Sequence[int], params: Params) -> pd.DataFrame:
    """Leads, spend and media response by source; adstock and saturation are daily means.

    Deals from before the start belong to no source: they are in the funnel only.
    """
    clock, money = params.clock, books.money_sources[:, :-1, :, :-1]
    days = np.diff([*clock.month_starts, clock.horizon])[:, None]
    media = {state.name.lower(): books.media[:, :, state] for state in MediaState}
    columns = {
        **_flows(books.sources[..., :-1], SourceFlow, ()),
        **_money("spend", money[:, :, Money.MEDIA]),
        **_money("bookings", money[:, :, Money.BOOKINGS]),
        **_money("revenue", money[:, :, Money.REVENUE]),
        **media,
        "adstock": media["adstock"] / days,
        "saturation": media["saturation"] / days,
    }
    axes = {"replication": runs, "month": _months(names), "source": names.sources}
    frame = _frame(axes, columns)
    frame.insert(3, "channel", frame["source"].map(dict(zip(names.sources, names.channels, strict=True))))
    return frame


def _team(books: Books, names: Names, runs: Sequence[int], params: Params) -> pd.DataFrame:
    """Work, waiting and people by desk; work counts in the month in which it begins."""
    flows, desks = books.desks, params.people.desks
    hours_a_day = np.asarray(params.clock.calendars.hours_per_day)[np.asarray(desks.calendar)]
    worked = flows[:, :, DeskFlow.WORK_TICKS] / TICKS_PER_DAY * _HOURS
    capacity = flows[:, :, DeskFlow.SEAT_DAYS] * hours_a_day
    started = flows[:, :, DeskFlow.STARTED]
    raw = (
        DeskFlow.WAIT_TICKS,
        DeskFlow.ABANDON_TICKS,
        DeskFlow.WORK_TICKS,
        DeskFlow.BOOKINGS,
        DeskFlow.QUEUE_AREA_TICKS,
        DeskFlow.LATER_TICKS,
    )
    columns = {
        **_flows(flows, DeskFlow, raw),
        "wait_days": _mean(flows[:, :, DeskFlow.WAIT_TICKS], started, TICKS_PER_DAY),
        "work_hours": worked,
        "capacity_hours": capacity,
        "utilisation": _mean(worked, capacity),
        **_money("bookings", flows[:, :, DeskFlow.BOOKINGS]),
        "heads": books.heads,
    }
    frame = _frame({"replication": runs, "month": _months(names), "desk": names.desks}, columns)
    for column, words in (("territory", names.desk_places), ("role", names.desk_roles)):
        frame.insert(3, column, frame["desk"].map(dict(zip(names.desks, words, strict=True))))
    return frame


def _orders(books: Books, names: Names, runs: Sequence[int], params: Params) -> pd.DataFrame:
    """Orders, customers and invoices by product; customers at the start are not new."""
    flows = books.products.copy()
    flows[:, 0, ProductFlow.CUSTOMERS_NEW, params.customers.initial_product] -= int(
        params.market.cells.customers.sum()
    )
    raw = (ProductFlow.LEAD_TIME_TICKS, ProductFlow.PAYMENT_TICKS)
    delivered, paid = flows[:, :, ProductFlow.DELIVERED], flows[:, :, ProductFlow.PAID]
    columns = {
        **_flows(flows, ProductFlow, raw),
        "lead_time_days": _mean(flows[:, :, ProductFlow.LEAD_TIME_TICKS], delivered, TICKS_PER_DAY),
        "payment_days": _mean(flows[:, :, ProductFlow.PAYMENT_TICKS], paid, TICKS_PER_DAY),
    }
    return _frame({"replication": runs, "month": _months(names), "product": names.products}, columns)


def _items(books: Books, names: Names) -> dict[str, tuple[Words, list[str]]]:
    """The three views of the same money, with the names of their items."""
    places = [*names.cell_labels, *names.territories, "company"]
    return {
        "place": (books.money_places, places),
        "product": (books.money_products, [*names.products, "none"]),
        "source": (books.money_sources, [*names.sources, "none"]),
    }


def _views(books: Books, names: Names, runs: Sequence[int], params: Params) -> list[pd.DataFrame]:
    """Profit and loss; the items of each view add up to the company.

    The cash of an item is what it has brought in so far, less what it has cost; opening cash is the last
    item's, so that the items of a view add up to the balance.
    """
    frames = []
    for view, (money, items) in _items(books, names).items():
        cash = (money[:, :-1, Money.CASH_IN] - money[:, :-1, Money.CASH_OUT]).cumsum(axis=1)
        cash[:, :, -1] += params.finance.opening_cash
        columns = _statement(money[:, :-1], cash)
        axes = {"replication": runs, "month": _months(names), "item": items}
        frame = _frame(axes, columns)
        frame.insert(2, "view", view)
        frames.append(frame)
    return frames


def _statement(money: Words, cash: Words) -> Columns:
    """All lines of the books and the margins below them."""
    lines = {line: money[:, :, line] for line in Money}
    gross = lines[Money.REVENUE] - lines[Money.COGS] - lines[Money.LOGISTICS]
    contribution = gross - sum(lines[line] for line in _VARIABLE)
    profit = contribution - sum(lines[line] for line in _FIXED)
    named = {line.name.lower(): cents for line, cents in lines.items()}
    named |= {"gross_margin": gross, "contribution": contribution, "operating_profit": profit, "cash": cash}
    return {key: values for name, cents in named.items() for key, values in _money(name, cents).items()}


def _deferred(books: Books, names: Names, runs: Sequence[int]) -> list[pd.DataFrame]:
    """Revenue of contracts in force that falls after the horizon."""
    frames = []
    for view, (money, items) in _items(books, names).items():
        columns = _money("revenue", money[:, -1, Money.REVENUE])
        frame = _frame({"replication": runs, "item": items}, columns)
        frame.insert(1, "view", view)
        frames.append(frame)
    return frames
