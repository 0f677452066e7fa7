"""The records that a company's systems would hold, from the event log of one replication.

Ids are numbered in the order in which things came up. What a system could not know (a deal's true fit, the
buyer's utility) is not in the tables. Customers from before the first day appear from the first day on.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from planning.crm_ids import Frame, History, Ids, ids_of
from planning.crm_people import holders_of, rep_table
from planning.events import times, trace_of
from scenarios.compile import compile_params
from scenarios.load import Plan
from scenarios.resolve import GRADES, NURTURE, route_of
from sim.codes import Happening, Money, Purpose, Reason, Step
from sim.outcome import Outcome
from sim.streams import sampled, uniform

TERMS_DAYS = 30.0
"""Days that invoices give to pay [day]."""
_MILLIONTHS = 1_000_000


def crm_tables(plan: Plan, outcome: Outcome) -> dict[str, Frame]:
    """The tables of the exports, by name.

    Parameters
    ----------
    plan : what was simulated
    outcome : one replication with its event log
    """
    params, trace = compile_params(plan.scenario), trace_of(outcome)
    rows = pd.DataFrame({name: trace[name] for name in trace.dtype.names or ()})
    holders = holders_of(plan, params, rows)
    history = History(plan, params, rows, outcome, holders)
    ids = ids_of(history)
    stages = _stages(history, ids)
    deals = _deals(history, ids, stages)
    return {
        "accounts": _accounts(history, ids),
        "leads": _leads(history, ids),
        "deals": deals,
        "stage_history": stages.drop(columns=["key"]),
        "reps": rep_table(plan, holders),
        "spend": _spend(history),
        "orders": _orders(history, ids),
        "invoices": _invoices(history, ids),
        "customers": _customers(history, ids),
        "tickets": _tickets(history, ids),
        "renewals": _renewals(history, ids),
    }


def _looked_up(ids: Mapping[int, str], keys: Sequence[int]) -> list[str]:
    """Ids of keys, blank for keys without one; keys are never turned into floats, which cannot hold them."""
    return [ids.get(int(key), "") for key in keys]


def _accounts(history: History, ids: Ids) -> Frame:
    born = history.of(Happening.STAGE, Happening.CUSTOMER).drop_duplicates("key")
    known = born[born["key"].isin(list(ids.accounts))]
    return pd.DataFrame(
        {
            "account_id": known["key"].map(ids.accounts),
            "segment": history.cell(known["cell"], 0),
            "territory": history.cell(known["cell"], 1),
        }
    ).sort_values("account_id", ignore_index=True)


def _leads(history: History, ids: Ids) -> Frame:
    """Every lead that came in from outside, with its score and grade."""
    rows = history.of(Happening.LEAD, Happening.NO_ACCOUNT)
    rows = rows[~rows["key"].isin(list(ids.expansions))]
    scored = (rows["what"] == Happening.LEAD).to_numpy()
    return pd.DataFrame(
        {
            "lead_id": rows["key"].map(ids.leads),
            "created": history.dates(rows["time"]),
            "source": [history.plan.names.sources[int(code)] for code in rows["code"]],
            "segment": history.cell(rows["cell"], 0),
            "territory": history.cell(rows["cell"], 1),
            "score": np.where(scored, (rows["amount"] / _MILLIONTHS).round(3), np.nan),
            "grade": [
                GRADES[int(grade)] if ok else "" for grade, ok in zip(rows["detail"], scored, strict=True)
            ],
        }
    ).reset_index(drop=True)


def _stages(history: History, ids: Ids) -> Frame:
    """Every stay of a deal in a stage, who worked on it, and how it ended."""
    stays = history.of(Happening.STAGE).sort_values(["key", "time"], kind="stable")
    closed = _closings(history)
    onward = stays.groupby("key")["time"].shift(-1)
    left = onward.fillna(stays["key"].map(closed["time"]))
    outcome = np.where(onward.notna(), "advanced", stays["key"].map(closed["status"]).fillna("open"))
    cold = history.of(Happening.COLD)
    went_cold = set(zip(cold["key"], cold["time"], strict=True))
    stalled = [(key, day) in went_cold for key, day in zip(stays["key"], left, strict=True)]
    to_nurture = stays.groupby("key")["code"].shift(-1) == _place(history.plan.names.stages, NURTURE)
    outcome = np.where(
        (np.array(stalled) | to_nurture.to_numpy()) & onward.notna().to_numpy(), "stalled", outcome
    )
    work = _work(history, stays, left)
    desks = work["desk"].fillna(-1).astype(int)
    return pd.DataFrame(
        {
            "key": stays["key"],
            "deal_id": stays["key"].map(ids.deals),
            "stage": [history.plan.names.stages[int(code)] for code in stays["code"]],
            "entered": history.dates(stays["time"]),
            "left": history.dates(left),
            "rep": history.holders.names(desks, work["begin"].fillna(0.0), stays["key"]),
            "outcome": outcome,
            "work_started": history.dates(work["begin"]),
            "work_finished": history.dates(work["end"]),
        }
    ).sort_values(["entered", "deal_id"], kind="stable", ignore_index=True)


def _place(words: Sequence[str], word: str) -> int:
    return words.index(word) if word in words else -1


def _work(history: History, stays: Frame, left: "pd.Series[float]") -> Frame:
    """Begin, end and desk of the work in each stay, in their order; missing where nobody worked."""
    asked = stays[["time", "key"]].assign(left=left.fillna(np.inf))
    begun = _first_work(history, asked, Happening.START)
    begin = begun["at"].where(begun["at"] <= asked["left"])
    done = _first_work(history, asked.assign(time=begin.fillna(np.inf)), Happening.DONE)
    return pd.DataFrame({"begin": begin, "end": done["at"], "desk": begun["desk"].where(begin.notna(), -1)})


def _first_work(history: History, asked: Frame, kind: Happening) -> Frame:
    """First event of a deal's work at or after the time asked for: its time and desk."""
    events = history.of(kind)
    events = events[events["code"] == Step.WORK][["time", "key", "desk"]]
    met = pd.merge_asof(
        asked.assign(row=np.arange(len(asked))).sort_values("time", kind="stable"),
        events.assign(at=events["time"]),
        on="time",
        by="key",
        direction="forward",
    ).sort_values("row")
    return met[["at", "desk"]].set_index(asked.index)


def _closings(history: History) -> Frame:
    """Time and way of each deal's end, by key."""
    ends = history.of(Happening.WON, Happening.LOST)
    status = np.where(ends["what"] == Happening.WON, "won", "lost")
    return ends.assign(status=status).set_index("key")[["time", "status", "code", "amount", "detail", "cell"]]


def _deals(history: History, ids: Ids, stages: Frame) -> Frame:
    """Every deal that entered the sales process."""
    names = history.plan.names
    first = history.of(Happening.STAGE).drop_duplicates("key").set_index("key")
    leads = (
        history.of(Happening.LEAD, Happening.OPENED).drop_duplicates("key").set_index("key").loc[first.index]
    )
    fresh = (leads["what"] == Happening.LEAD).to_numpy()
    closed = _closings(history).reindex(first.index)
    won, lost = (closed["status"] == "won").to_numpy(), (closed["status"] == "lost").to_numpy()
    keys = first.index.to_series()
    worked = stages[stages["rep"] != ""].groupby("key")["rep"].last()
    rep = keys.map(worked).fillna("")
    accounts = [ids.account_of_customer.get(ids.expansions.get(key, 0), key) for key in first.index]
    return pd.DataFrame(
        {
            "deal_id": keys.map(ids.deals),
            "lead_id": keys.map(ids.leads).fillna(""),
            "account_id": _looked_up(ids.accounts, accounts),
            "rep": rep,
            "team": rep.map(history.holders.team_of).fillna(""),
            "territory": history.cell(first["cell"], 1),
            "segment": history.cell(first["cell"], 0),
            "product": [names.products[int(code)] for code in first["detail"]],
            "source": [
                names.sources[int(code)] if new else ""
                for code, new in zip(leads["code"], fresh, strict=True)
            ],
            "created": history.dates(leads["time"] - _ages(history, leads)),
            "closed": history.dates(closed["time"]),
            "status": closed["status"].fillna("open"),
            "amount": np.where(won, closed["amount"] / 100, np.nan),
            "list_price": _list_prices(history, first, closed, won),
            "loss_reason": [
                Reason(int(code)).name.lower() if gone else ""
                for code, gone in zip(closed["code"].fillna(0), lost, strict=True)
            ],
        }
    ).reset_index(drop=True)


def _ages(history: History, leads: Frame) -> "pd.Series[float]":
    """Days that deals from before the start are old when it begins; 0 for the others [day]."""
    draws, openings = history.params.draws, history.params.sales.open
    drawn = {(int(row.stage), int(row.cell)): int(row.age) for row in openings}
    ages = [
        sampled(draws, drawn[stage, cell], uniform(np.uint64(key), int(Purpose.OPEN), 0))
        if what == Happening.OPENED
        else 0.0
        for key, what, stage, cell in zip(
            leads.index, leads["what"], leads["code"], leads["cell"], strict=True
        )
    ]
    return pd.Series(ages, leads.index, dtype=float)


def _list_prices(history: History, first: Frame, closed: Frame, won: np.ndarray) -> np.ndarray:
    """List price of what was sold, on the day it was sold [currency]."""
    days = closed["time"].fillna(0.0).to_numpy(dtype=float).astype(int)
    segments = history.params.market.cells["segment"][first["cell"].to_numpy()]
    listed = history.params.offer.price[first["detail"].to_numpy(), segments, days]
    units = closed["detail"].fillna(1.0).to_numpy(dtype=float)
    return np.where(won, listed * units / 100, np.nan)


def _spend(history: History) -> Frame:
    """Money spent on media by source and day: the plan's days, scaled to what each month really cost."""
    names, clock = history.plan.names, history.params.clock
    planned = history.params.campaigns.spend
    months = clock.month_of[: clock.horizon]
    rows = []
    for place, name in enumerate(names.sources):
        spent = history.outcome.books.money_sources[: clock.months, Money.MEDIA, place]
        monthly = np.bincount(months, planned[place, : clock.horizon], clock.months)
        factor = np.divide(spent, monthly, out=np.zeros(clock.months), where=monthly > 0)
        daily = np.rint(planned[place, : clock.horizon] * factor[months]) / 100
        if daily.any():
            days = times(names, np.arange(clock.horizon, dtype=float))
            rows.append(pd.DataFrame({"date": days, "source": name, "amount": daily}))
    empty = pd.DataFrame({"date": pd.DatetimeIndex([]), "source": [], "amount": []})
    return pd.concat(rows, ignore_index=True) if rows else empty


def _orders(history: History, ids: Ids) -> Frame:
    rows = history.of(Happening.ORDER)
    keys, names = rows["key"], history.plan.names
    promises = np.array([route_of(history.plan.scenario, name).promise or np.nan for name in names.products])
    done, made, checked = (
        keys.map(history.when(kind)) for kind in (Happening.DELIVERED, Happening.MADE, Happening.CREDIT)
    )
    stopped = keys.map(history.when(Happening.CANCELLED)).fillna(keys.map(history.when(Happening.REJECTED)))
    approved = checked.fillna(rows["time"])
    shipped = made.fillna(approved).where(done.notna() | made.notna())
    status = np.select(
        [stopped.notna(), done.notna(), made.notna()], ["cancelled", "delivered", "shipped"], "open"
    )
    return pd.DataFrame(
        {
            "order_id": keys.map(ids.orders),
            "deal_id": rows["other"].map(ids.deals).fillna(""),
            "customer_id": _looked_up(ids.customers, [ids.customer_of_order.get(key, 0) for key in keys]),
            "product": [names.products[int(code)] for code in rows["code"]],
            "status": status,
            "ordered": history.dates(rows["time"]),
            "approved": history.dates(approved.where(checked.notna() | made.notna() | done.notna())),
            "promised": history.dates(rows["time"] + promises[rows["code"].to_numpy()]),
            "shipped": history.dates(shipped.where(stopped.isna())),
            "delivered": history.dates(done),
            "cancelled": history.dates(stopped),
            "amount": rows["amount"] / 100,
        }
    ).reset_index(drop=True)


def _invoices(history: History, ids: Ids) -> Frame:
    """Every invoice; one that was written off is never settled."""
    rows = history.of(Happening.INVOICED)
    customers = [ids.customer_of_order.get(key, key) for key in rows["other"]]
    return pd.DataFrame(
        {
            "invoice_id": rows["key"].map(ids.invoices),
            "order_id": rows["other"].map(ids.orders).fillna(""),
            "customer_id": _looked_up(ids.customers, customers),
            "issued": history.dates(rows["time"]),
            "due": history.dates(rows["time"] + TERMS_DAYS),
            "settled": history.dates(rows["key"].map(history.when(Happening.PAID))),
            "amount": rows["amount"] / 100,
        }
    ).reset_index(drop=True)


def _customers(history: History, ids: Ids) -> Frame:
    rows = history.of(Happening.CUSTOMER)
    renewed = history.of(Happening.RENEWED)["key"].value_counts()
    return pd.DataFrame(
        {
            "customer_id": rows["key"].map(ids.customers),
            "account_id": _looked_up(ids.accounts, [ids.account_of_customer[key] for key in rows["key"]]),
            "segment": history.cell(rows["cell"], 0),
            "territory": history.cell(rows["cell"], 1),
            "product": [history.plan.names.products[int(code)] for code in rows["code"]],
            "since": history.dates(rows["time"]),
            "ended": history.dates(rows["key"].map(history.when(Happening.CHURNED))),
            "renewals": rows["key"].map(renewed).fillna(0).astype(int),
        }
    ).reset_index(drop=True)


def _tickets(history: History, ids: Ids) -> Frame:
    rows = history.of(Happening.TICKET)
    return pd.DataFrame(
        {
            "ticket_id": rows["key"].map(ids.tickets),
            "customer_id": rows["other"].map(ids.customers).fillna(""),
            "opened": history.dates(rows["time"]),
            "resolved": history.dates(rows["key"].map(history.when(Happening.RESOLVED))),
        }
    ).reset_index(drop=True)


def _renewals(history: History, ids: Ids) -> Frame:
    """Every time that a customer decided whether to go on."""
    rows = history.of(Happening.RENEWED, Happening.REPEAT, Happening.CHURNED)
    return pd.DataFrame(
        {
            "customer_id": rows["key"].map(ids.customers).fillna(""),
            "due": history.dates(rows["time"]),
            "renewed": (rows["what"] != Happening.CHURNED).astype(int),
        }
    ).reset_index(drop=True)
