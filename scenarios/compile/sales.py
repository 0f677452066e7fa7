"""Stages and the ways out of them."""

from itertools import accumulate

from scenarios.compile.build import Build
from scenarios.resolve import LOST, WON, expansion_of, is_first_touch, ways_of
from scenarios.schema.sales import Stage as StageSection
from scenarios.schema.sales import Way
from sim.codes import Reason
from sim.params.sales import Move, Sales, Stage
from sim.params.table import table


def compile_sales(build: Build) -> Sales:
    """The whole sales process."""
    moves: list[Move] = []
    stages: list[Stage] = []
    for name, section in build.scenario.stages.items():
        ways = _moves(build, section)
        stages.append(_stage(build, name, section, len(moves)))
        moves.extend(ways)
    return Sales(table(Stage, stages), table(Move, moves), build.target(expansion_of(build.scenario)))


def _stage(build: Build, name: str, section: StageSection, first: int) -> Stage:
    return Stage(
        role=build.role(section.team),
        work=build.draws.hours(section.work),
        wait=build.draws.days(section.wait),
        priority=section.priority,
        patience=build.draws.days(section.patience),
        cold_to=build.target(section.goes_cold_to),
        chooses=int(section.choice),
        moves=first,
        ways=len(section.next),
        oldest=section.oldest,
        touch_cost=section.cost,
        first_touch=int(is_first_touch(build.scenario, name)),
    )


def _moves(build: Build, section: StageSection) -> list[Move]:
    """Ways out in a fixed order: won, then stages by name, then lost.

    So the order in which ways are written changes no deal, and a plan that wins more wins the same and more.
    """
    ways, shares = sorted(section.next.items(), key=_rank), ways_of(section)
    upto = list(accumulate(shares[target] for target, _ in ways))
    upto[-1] = 1.0
    return [
        Move(share, build.target(target), int(_reason(target, way)))
        for share, (target, way) in zip(upto, ways, strict=True)
    ]


def _rank(way: tuple[str, object]) -> tuple[int, str]:
    target = way[0]
    return {WON: 0, LOST: 2}.get(target, 1), target


def _reason(target: str, way: float | Way) -> Reason:
    if target == LOST and isinstance(way, Way):
        return Reason[way.reason.upper()]
    return Reason.OTHER
