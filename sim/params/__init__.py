"""Parameters of the model in base units: day, working hour, cent, account."""

from typing import NamedTuple

from sim.params.brand import Brand
from sim.params.campaigns import Campaigns
from sim.params.clock import Clock
from sim.params.customers import Customers
from sim.params.draws import Draws
from sim.params.finance import Finance
from sim.params.fulfilment import Fulfilment
from sim.params.leads import Leads
from sim.params.limits import Limits
from sim.params.market import Market
from sim.params.offer import Offer
from sim.params.policies import Policies
from sim.params.sales import Sales
from sim.params.team import People


class Params(NamedTuple):
    """One scenario, ready to run; built once, read by both engines."""

    clock: Clock
    draws: Draws
    market: Market
    offer: Offer
    campaigns: Campaigns
    brand: Brand
    leads: Leads
    sales: Sales
    people: People
    fulfilment: Fulfilment
    customers: Customers
    finance: Finance
    policies: Policies
    limits: Limits = Limits()
