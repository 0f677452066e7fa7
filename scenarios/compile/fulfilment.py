"""From order to cash."""

import numpy as np

from scenarios.compile.build import Build
from scenarios.resolve import route_of
from sim.params.fulfilment import Fulfilment, Route
from sim.params.table import table


def compile_fulfilment(build: Build) -> Fulfilment:
    """Routes of all products."""
    territories = build.scenario.market.territories.values()
    return Fulfilment(
        routes=table(Route, [_route(build, product) for product in build.names.products]),
        distance=np.array([territory.distance for territory in territories], dtype=np.float64),
    )


def _route(build: Build, product: str) -> Route:
    route, draws = route_of(build.scenario, product), build.draws
    credit, production = route.credit, route.production
    return Route(
        credit_role=build.role(credit.team if credit is not None else None),
        credit_work=draws.hours(credit.work if credit is not None else None),
        credit_reject=credit.rejects if credit is not None else 0.0,
        make_role=build.role(production.team if production is not None else None),
        make_work=draws.hours(production.work if production is not None else None),
        defect=production.defects if production is not None else 0.0,
        transit=draws.days(route.transit),
        promise=route.promise,
        cancel=draws.days(route.cancels_after),
        payment=draws.days(route.payment),
        bad_debt=route.bad_debt,
        logistics_cost=route.logistics_cost,
        commission=route.commission,
    )
