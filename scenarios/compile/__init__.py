"""From a checked scenario to the numbers that the simulator reads: the only conversion of units."""

from scenarios.compile.brand import compile_brand
from scenarios.compile.build import begin
from scenarios.compile.campaigns import compile_campaigns
from scenarios.compile.clock import compile_clock
from scenarios.compile.customers import compile_customers
from scenarios.compile.finance import compile_finance
from scenarios.compile.fulfilment import compile_fulfilment
from scenarios.compile.leads import compile_leads
from scenarios.compile.limits import compile_limits
from scenarios.compile.market import compile_market
from scenarios.compile.offer import compile_offer
from scenarios.compile.policies import compile_policies
from scenarios.compile.sales import compile_sales
from scenarios.compile.team import compile_people
from scenarios.schema.scenario import Scenario
from sim.params import Params


def compile_params(scenario: Scenario) -> Params:
    """Turn a scenario, checked by `load`, into the parameters of both engines."""
    build = begin(scenario)
    market, offer, leads = compile_market(build), compile_offer(build), compile_leads(build)
    sales, people = compile_sales(build), compile_people(build)
    fulfilment, customers = compile_fulfilment(build), compile_customers(build)
    campaigns = compile_campaigns(build)
    return Params(
        clock=compile_clock(build),
        draws=build.draws.finish(),  # when every area has asked for its distributions
        market=market,
        offer=offer,
        campaigns=campaigns,
        brand=compile_brand(build),
        leads=leads,
        sales=sales,
        people=people,
        fulfilment=fulfilment,
        customers=customers,
        finance=compile_finance(build),
        policies=compile_policies(build),
        limits=compile_limits(build),
    )
