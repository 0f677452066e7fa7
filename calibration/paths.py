"""Estimates to the places of a given scenario: dotted path, unit and factor, for what has a place there."""

from collections.abc import Callable, Iterator

from calibration.base.context import Context
from calibration.base.customers import customer_values
from calibration.base.demand import demand_values
from calibration.base.exposure import find_exposure
from calibration.base.media import media_values
from calibration.base.orders import order_values
from calibration.base.people import people_values
from calibration.base.stages import stage_values
from calibration.overlay import PathValue
from calibration.pipeline import Calibration
from calibration.quality.checks import check_quality
from calibration.tables import Tables
from scenarios.load import Plan

AREAS: tuple[Callable[[Context], Iterator[PathValue]], ...] = (
    stage_values,
    people_values,
    order_values,
    customer_values,
)
"""Values by business area, in the order of the process; demand comes before them."""


def path_values(tables: Tables, calibration: Calibration, base: Plan) -> tuple[PathValue, ...]:
    """Every number of the base scenario that the history can tell.

    Parameters
    ----------
    tables : the history as it was read
    calibration : its estimates
    base : scenario whose structure is taken as given
    """
    cleaned, _ = check_quality(tables)
    estimates = {estimate.name: estimate for estimate in calibration.estimates}
    context = Context(base, cleaned, estimates)
    found = [*_demand(context), *(value for area in AREAS for value in area(context))]
    return tuple(found)


def _demand(context: Context) -> list[PathValue]:
    if not context.tables.has("leads"):
        return []
    values, exposure = demand_values(find_exposure(context))
    return [*values, *media_values(exposure)]
