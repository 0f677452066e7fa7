"""Life after the first delivery."""

from scenarios.compile.build import Build
from scenarios.resolve import care_of, initial_product_of
from scenarios.schema.customers import Referrals, mean_referrals
from scenarios.schema.distributions import Spread, average
from sim.codes import NONE
from sim.params.customers import Care, Customers, Satisfaction
from sim.params.table import table


def compile_customers(build: Build) -> Customers:
    """After-sales of all products."""
    moods = build.scenario.customers.satisfaction
    return Customers(
        care=table(Care, [_care(build, product) for product in build.names.products]),
        satisfaction=Satisfaction(**moods.model_dump()),
        cross_source=_first(build, "cross_sell"),
        referral_source=_first(build, "referral"),
        initial_product=build.product(initial_product_of(build.scenario)),
    )


def _first(build: Build, kind: str) -> int:
    """First source of a kind, or none."""
    kinds = [source.kind for source in build.scenario.campaigns.values()]
    return kinds.index(kind) if kind in kinds else NONE


def _care(build: Build, product: str) -> Care:
    care, draws = care_of(build.scenario, product), build.draws
    return Care(
        ticket_gap=draws.exponential(1.0 / care.tickets) if care.tickets > 0.0 else NONE,
        ticket_role=build.role(care.ticket_team),
        ticket_work=draws.hours(care.ticket_work),
        ticket_sla=care.ticket_sla,
        visit_every=care.visits or 0.0,
        visit_role=build.role(care.visit_team),
        visit_work=draws.hours(care.visit_work),
        again=draws.days(care.again),
        keep=average(care.keep),
        keep_weight=care.keep_weight,
        cross_sell=care.cross_sell,
        cross_product=build.product(care.cross_product),
        referral=mean_referrals(care.referral),
        referral_delay=draws.days(care.referral_delay),
        lapse=draws.days(care.lapse),
        pace=draws.number(care.pace),
        own_keep=draws.number(care.keep) if isinstance(care.keep, Spread) else NONE,
        commitment=care.commitment,
        lifetime=draws.days(care.lifetime),
        several=int(isinstance(care.referral, Referrals)),
    )
