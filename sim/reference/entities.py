"""Who goes through the processes: leads and deals, orders, invoices, customers and their cases, seats."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from sim.codes import NONE, Case
from sim.streams import child, uniform

NO_KEY = np.uint64(0)


def born_key(parent: np.uint64, purpose: int, number: int) -> np.uint64:
    """Key of something born of the holder of `parent`."""
    return np.uint64(child(parent, int(purpose), number))


def chance(key: np.uint64, purpose: int, number: int) -> float:
    """Uniform number of a holder of `key`; a plain number as purpose passes to compiled code far faster."""
    return uniform(key, int(purpose), number)


@dataclass(eq=False, kw_only=True)
class Entity:
    """What every entity has; two entities are never equal."""

    kind: ClassVar[Case]
    """What it is."""
    key: np.uint64
    """Address of its draws."""
    parent: np.uint64 = NO_KEY
    """Key of what it was born from, for the trace."""
    cell: int = NONE
    source: int = NONE
    product: int = NONE
    desk: int = NONE
    """Desk it was given [index]."""
    amount: int = 0
    """[cent]"""
    units: int = 1
    born: float = 0.0
    """[day]"""
    asked: float = 0.0
    """When it joined the queue of its desk [day]."""
    started: float = 0.0
    """When its work began [day]."""


@dataclass(eq=False, kw_only=True)
class Customer(Entity):
    """A customer, from the first delivery until churn."""

    kind: ClassVar[Case] = Case.CUSTOMER
    satisfaction: float
    """[1]"""
    due: float = 0.0
    """When it decides again [day]."""
    visit_due: float = 0.0
    """When the next visit is planned [day]."""
    visits: int = 0
    """Terms or purchases so far; number of its draws there."""
    count: int = 0
    """Number of its further draws."""


@dataclass(eq=False, kw_only=True)
class OfCustomer(Entity):
    """What may belong to a customer we have."""

    customer: Customer | None = None


@dataclass(eq=False, kw_only=True)
class Deal(OfCustomer):
    """A lead, and the deal it becomes."""

    kind: ClassVar[Case] = Case.DEAL
    stage: int = NONE
    visits: int = 0
    """Stages entered; number of its draws there."""
    since: float = 0.0
    """When it entered its stage [day]."""
    response: float = -1.0
    """Time to first response, negative before [day]."""
    fit: float = 0.0
    grade: int = 0
    reason: int = 0
    """Why it was lost [code]."""
    number: int = 0
    """Place in its batch, from 0."""
    batch: int = 1
    """Leads of its batch [lead]."""


@dataclass(eq=False, kw_only=True)
class Order(OfCustomer):
    """An order, from contract to delivery."""

    kind: ClassVar[Case] = Case.ORDER
    due: float = 0.0
    """Promised time [day]."""
    visits: int = 0
    """Times it was made again."""
    satisfaction: float = 0.0
    """Experience of its delivery [1]."""


@dataclass(eq=False, kw_only=True)
class AddOn(OfCustomer):
    """A subscription that a customer bought on top; renewed at its own date."""

    visits: int = 0
    """Terms so far; number of its draws there."""
    count: int = 0
    """Number of its further draws."""


@dataclass(eq=False, kw_only=True)
class Care(OfCustomer):
    """A support ticket or a success visit."""


@dataclass(eq=False, kw_only=True)
class Ticket(Care):
    """A support ticket."""

    kind: ClassVar[Case] = Case.TICKET


@dataclass(eq=False, kw_only=True)
class Visit(Care):
    """A success visit."""

    kind: ClassVar[Case] = Case.VISIT


@dataclass(eq=False, kw_only=True)
class Invoice(Entity):
    """An invoice, until it is settled."""

    kind: ClassVar[Case] = Case.INVOICE


@dataclass(eq=False, kw_only=True)
class LapsedAccount(Entity):
    """An account that lapsed."""

    kind: ClassVar[Case] = Case.ACCOUNT


@dataclass(eq=False, kw_only=True)
class Holder(Entity):
    """A seat and whoever holds it."""

    kind: ClassVar[Case] = Case.SEAT
    seat: int
    opens: float = 0.0
    """When its first holder starts; at or before 0 is already there [day]."""
    count: int = 0
    """Holders it has had since the start; number of its draws."""


def of_customer(source: Customer | AddOn, purpose: int) -> Mapping[str, Any]:
    """What a case takes over from its customer, or from the add-on that gives rise to it.

    Its key is a numbered child of who gives rise to it.
    """
    customer = source.customer if isinstance(source, AddOn) else source
    return {
        "key": born_key(source.key, purpose, source.count),
        "parent": NO_KEY if customer is None else customer.key,
        "customer": customer,
        "cell": source.cell,
        "source": source.source,
        "product": source.product,
    }
