"""Sales targets from a simulated plan: company to region to team to rep, and how likely each is to be met.

What a rep sold before, what is in the pipeline and what will be sold comes from the same replications, so
that a target can be compared with what the plan makes likely. Bookings are those that reps sign: new
business and expansion; renewals are nobody's target.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from planning.attainment import Attainment, attainment
from planning.events import record, trace_of
from planning.executor import Progress
from planning.quotas import Blend, QuotaNode, Unit, split_target
from planning.runs import Options, PlanRun, run_plan
from planning.samples import Matrix
from scenarios.compile import compile_params
from scenarios.load import Plan
from scenarios.resolve import at, list_prices, shares_of
from scenarios.suggest import suggest
from scenarios.times import horizon_of, month_dates
from scenarios.units import money_cents, share
from sim.codes import DAYS_PER_MONTH, Happening, Step
from sim.errors import InputError
from sim.params import Params

MONTHS = 12
"""Length of the period unless told [month]."""
RECORDED = 10
"""Replications in which open deals are counted [replication]."""
YARDSTICKS = ("even", "history", "potential", "pipeline")
_EVEN = Blend(even=1.0)
_CENTS = 100
_EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class TargetRequest:
    """What is asked."""

    total_cents: int
    """Target of the company for the period [cent]."""
    blend: Blend = _EVEN
    """How much each yardstick counts."""
    over_assignment: tuple[float, ...] = ()
    """Extra per level: regions, teams, reps [1]."""
    begin: date | None = None
    """First month of the period; None for the last twelve months of the scenario."""
    months: int = MONTHS
    """Length of the period [month]."""


@dataclass(frozen=True, slots=True)
class TargetPlan:
    """Targets of everybody, and how likely they are met."""

    request: TargetRequest
    months: tuple[date, ...]
    """First day of each month of the period."""
    tree: QuotaNode
    chances: tuple[Attainment, ...]
    """Of every unit, parents first."""
    run: PlanRun


def blend_of(text: str) -> Blend:
    """Read a yardstick, or weights of several: `history`, or `history=60%,potential=40%`.

    Examples
    --------
    >>> blend_of("even=50%,history=0.5")
    Blend(even=0.5, history=0.5, potential=0.0, pipeline=0.0)
    """
    weights: dict[str, float] = {}
    for part in text.split(","):
        name, equals, weight = (piece.strip() for piece in part.partition("="))
        if name not in YARDSTICKS or name in weights:
            raise InputError(f"--by {text}: '{name}' is no yardstick{suggest(name, YARDSTICKS)}")
        weights[name] = _share(weight) if equals else 1.0
    return Blend(**weights)


def shares_in(text: str) -> tuple[float, ...]:
    """Read shares separated by commas: `5%,10%`.

    Examples
    --------
    >>> shares_in("5%, 0.1")
    (0.05, 0.1)
    """
    return tuple(_share(part.strip()) for part in text.split(",")) if text.strip() else ()


def cents_in(text: str, currency: str) -> int:
    """Read an amount of money, such as `12M EUR` [cent].

    Examples
    --------
    >>> cents_in("1.2k EUR", "EUR")
    120000
    """
    try:
        return money_cents(text, currency)
    except ValueError as error:
        raise InputError(f"'{text}' is no amount: {error}") from error


def _share(text: str) -> float:
    try:
        return share(text if text.endswith("%") else float(text))
    except ValueError as error:
        raise InputError(f"'{text}' is not a share: write 5% or 0.05") from error


def plan_targets(
    plan: Plan, request: TargetRequest, options: Options | None = None, progress: Progress | None = None
) -> TargetPlan:
    """Split a company target down to every rep and judge each target by the simulated futures.

    Parameters
    ----------
    plan : what will be done
    request : target, yardsticks and period
    options : how the plan is run
    progress : called with replications done and replications in all
    """
    months = _period(plan, request)
    run = run_plan(plan, options, progress)
    desks = _selling_desks(run)
    unit = _tree(plan, _figures(run, request, desks, months))
    tree = split_target(request.total_cents, unit, request.blend, request.over_assignment)
    booked = _bookings(run, months)
    columns = np.column_stack([booked[rep.path[-1]] for rep in tree.reps()])
    chances = attainment(tree, columns, antithetic=run.options.antithetic)
    return TargetPlan(request, months, tree, chances, run)


def _period(plan: Plan, request: TargetRequest) -> tuple[date, ...]:
    """Months of the period; it must lie inside the scenario."""
    months = month_dates(plan.scenario)
    if request.months < 1:
        raise InputError(f"a period has at least one month, found {request.months}")
    if request.begin is None:
        return tuple(months[-request.months :])
    first = request.begin.replace(day=1)
    chosen = [month for month in months if month >= first][: request.months]
    if first not in months or len(chosen) < request.months:
        raise InputError(
            f"{request.months} months from {first:%Y-%m} on do not lie inside the scenario, "
            f"which runs from {months[0]:%Y-%m} to {months[-1]:%Y-%m}"
        )
    return tuple(chosen)


def _selling_desks(run: PlanRun) -> list[int]:
    """Desks of the roles that sign deals."""
    team = run.tables["team"]
    sold = team.groupby("role")["bookings_cents"].sum()
    roles = set(sold.index[sold > 0])
    if not roles:
        raise InputError("nobody signs a deal in this scenario: there is nobody to give a target to")
    return [desk for desk, role in enumerate(run.plan.names.desk_roles) if role in roles]


def _bookings(run: PlanRun, months: Sequence[date]) -> Mapping[str, np.ndarray]:
    """Bookings by desk over some months: one number per replication [cent]."""
    team = run.tables["team"]
    chosen = team[team["month"].isin([pd.Timestamp(month) for month in months])]
    totals = chosen.groupby(["desk", "replication"], sort=True)["bookings_cents"].sum().unstack(fill_value=0)
    columns = totals.reindex(list(run.plan.names.desks), fill_value=0)
    return {str(desk): row.to_numpy(dtype=np.float64) for desk, row in columns.iterrows()}


def _figures(
    run: PlanRun, request: TargetRequest, desks: Sequence[int], months: Sequence[date]
) -> dict[int, Unit]:
    """Every rep with history, potential, pipeline and ramp."""
    plan, params = run.plan, compile_params(run.plan.scenario)
    all_months = month_dates(plan.scenario)
    start = all_months.index(months[0])
    before = all_months[max(0, start - len(months)) : start]
    sold = _bookings(run, before)
    names = plan.names
    potential = _potentials(plan)
    pipeline = _open_deals(run, params, start) if request.blend.pipeline > 0.0 else np.zeros(len(names.desks))
    reps_at = {place: sum(names.desk_places[desk] == place for desk in desks) for place in names.desk_places}
    return {
        desk: Unit(
            names.desks[desk],
            history=float(sold[names.desks[desk]].mean()) / _CENTS if before else 0.0,
            potential=potential[names.desk_places[desk]] / reps_at[names.desk_places[desk]],
            pipeline=float(pipeline[desk]),
            ramp=_ramp(params, desk, _days(plan, params, start, len(months))),
        )
        for desk in desks
    }


def _days(plan: Plan, params: Params, start: int, months: int) -> np.ndarray:
    """Middle day of each month of the period [day]."""
    ends = [*params.clock.month_starts, horizon_of(plan.scenario)]
    return np.array([(ends[month] + ends[month + 1]) / 2 for month in range(start, start + months)])


def _ramp(params: Params, desk: int, days: np.ndarray) -> float:
    """Mean productivity of the seats of a desk over the period, departures left aside [1]."""
    seats = params.people.seats[params.people.seats["desk"] == desk]
    shares = []
    for seat in seats:
        tenure = days - float(seat.opens) + float(seat.tenure)
        curve = params.people.ramps[int(seat.ramp)]
        months = np.clip((tenure / DAYS_PER_MONTH).astype(int), 0, len(curve) - 1)
        shares.append(np.where(days >= float(seat.opens), curve[months], 0.0))
    return min(1.0, float(np.mean(shares)))


def _potentials(plan: Plan) -> dict[str, float]:
    """Value of the accounts in the market on the first day, at list price, by territory [currency]."""
    scenario, names = plan.scenario, plan.names
    first = [scenario.start]
    worth = dict.fromkeys([*names.territories, _EVERYWHERE], 0.0)
    for name, segment in scenario.market.segments.items():
        products = scenario.offer.products.values()
        price = sum(
            part * list_prices(product, name, first)[0] / _CENTS
            for part, product in zip(shares_of(scenario, name), products, strict=True)
        )
        for territory in names.territories:
            value = at(segment.accounts, territory) * segment.in_market * price
            worth[territory] += value
            worth[_EVERYWHERE] += value
    return worth


def _open_deals(run: PlanRun, params: Params, start: int) -> Matrix:
    """Mean number of deals that each desk has open when the period begins."""
    begin = float(params.clock.month_starts[start])
    counts = np.zeros(len(run.plan.names.desks))
    numbers = run.options.numbers[:RECORDED]
    for number in numbers:
        trace = trace_of(record(run.plan, run.options, number))
        seen = trace[trace.time < begin]
        closed = seen.key[np.isin(seen.what, (Happening.WON, Happening.LOST))]
        worked = seen[(seen.what == Happening.START) & (seen.code == Step.WORK)]
        last = dict(zip(worked.key.tolist(), worked.desk.tolist(), strict=True))
        for key in closed.tolist():
            last.pop(key, None)
        np.add.at(counts, np.array(list(last.values()), dtype=np.intp), 1.0)
    return counts / len(numbers)


def _tree(plan: Plan, reps: Mapping[int, Unit]) -> Unit:
    """The company with its regions and teams."""
    names = plan.names
    region_of = {**dict(zip(names.territories, names.regions, strict=True)), _EVERYWHERE: _EVERYWHERE}
    teams: dict[str, dict[str, list[Unit]]] = {}
    for desk, rep in reps.items():
        place, role = names.desk_places[desk], names.desk_roles[desk]
        teams.setdefault(region_of[place], {}).setdefault(f"{role} {place}", []).append(rep)
    regions = tuple(
        Unit(region, tuple(Unit(team, tuple(members)) for team, members in inside.items()))
        for region, inside in teams.items()
    )
    return Unit(plan.scenario.name, regions)
