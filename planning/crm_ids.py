"""One replication as a history, and the readable ids of everything in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planning.crm_people import Holders
from planning.events import times
from scenarios.load import Plan
from sim.codes import Happening
from sim.outcome import Outcome
from sim.params import Params

Frame = pd.DataFrame


@dataclass(frozen=True)
class History:
    """One replication, and what its numbers stand for."""

    plan: Plan
    params: Params
    rows: Frame
    """The event log, in order of time."""
    outcome: Outcome
    holders: Holders
    """Who sat where, when."""

    def of(self, *kinds: Happening) -> Frame:
        """Events of some kinds."""
        return self.rows[self.rows["what"].isin(kinds)]

    def when(self, kind: Happening) -> "pd.Series[float]":
        """Day of the last event of a kind, by entity [day]."""
        found = self.of(kind)
        return pd.Series(found["time"].to_numpy(), found["key"].to_numpy()).groupby(level=0).last()

    def dates(self, days: "pd.Series[float]") -> pd.DatetimeIndex:
        """Dates and times; missing where there is none."""
        known = days.notna().to_numpy()
        stamps = times(self.plan.names, np.asarray(days.fillna(0.0), dtype=np.float64))
        return pd.DatetimeIndex(stamps.where(known))

    def cell(self, cells: "pd.Series[int]", part: int) -> list[str]:
        """Segment (0) or territory (1) of cells."""
        return [self.plan.names.cells[int(cell)][part] for cell in cells]


@dataclass(frozen=True, slots=True)
class Ids:
    """Readable ids by the key of an entity."""

    leads: Mapping[int, str]
    deals: Mapping[int, str]
    orders: Mapping[int, str]
    customers: Mapping[int, str]
    invoices: Mapping[int, str]
    tickets: Mapping[int, str]
    accounts: Mapping[int, str]
    """By the key of the first deal, or of a customer from before the start."""
    customer_of_order: Mapping[int, int]
    account_of_customer: Mapping[int, int]
    """Key that the account of a customer goes by."""
    expansions: Mapping[int, int]
    """Customer of each expansion deal."""


def ids_of(history: History) -> Ids:
    """Number everything in the order of time, and link customers to their orders and accounts."""
    leads, customers, orders = (
        history.of(kind) for kind in (Happening.LEAD, Happening.CUSTOMER, Happening.ORDER)
    )
    campaigns = list(history.plan.scenario.campaigns.values())
    extra = leads[[campaigns[int(code)].kind == "cross_sell" for code in leads["code"]]]
    expansions = dict(_pairs(extra))
    arrived = history.of(Happening.LEAD, Happening.NO_ACCOUNT)
    own = [key for key in arrived["key"] if key not in expansions]
    entered = history.of(Happening.STAGE)["key"].unique()
    deal_of_order = dict(_pairs(orders))
    order_of_customer = {int(key): int(order) for key, order in _pairs(customers)}
    accounts = {key: deal_of_order.get(order, key) for key, order in order_of_customer.items()}
    customer_of_order = {order: key for key, order in order_of_customer.items() if order}
    for order, parent in deal_of_order.items():
        customer_of_order.setdefault(order, expansions.get(parent, parent))
    known = [key for key in entered if key not in expansions]
    return Ids(
        leads=_numbered("L", own),
        deals=_numbered("D", entered),
        orders=_numbered("O", orders["key"]),
        customers=_numbered("C", customers["key"]),
        invoices=_numbered("I", history.of(Happening.INVOICED)["key"]),
        tickets=_numbered("T", history.of(Happening.TICKET)["key"]),
        accounts=_numbered("A", dict.fromkeys([*accounts.values(), *known])),
        customer_of_order=customer_of_order,
        account_of_customer=accounts,
        expansions=expansions,
    )


def _pairs(rows: Frame) -> list[tuple[int, int]]:
    """Key of each entity and of its parent, as Python numbers."""
    return list(zip(rows["key"].tolist(), rows["other"].tolist(), strict=True))


def _numbered(
    letter: str, keys: "Sequence[int] | pd.Series[int] | np.ndarray | dict[int, None]"
) -> dict[int, str]:
    return {int(key): f"{letter}{number:06d}" for number, key in enumerate(keys, start=1)}
