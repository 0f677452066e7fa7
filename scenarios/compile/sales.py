"""Stages and the ways out of them."""

from itertools import accumulate

from scenarios.compile.build import Build
from scenarios.resolve import LOST, expansion_of, is_first_touch, ways_of
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
    upto = list(accumulate(ways_of(section).values()))
    upto[-1] = 1.0
    return [
        Move(share, build.target(target), int(_reason(target, way)))
        for share, (target, way) in zip(upto, section.next.items(), strict=True)
    ]


def _reason(target: str, way: float | Way) -> Reason:
    if target == LOST and isinstance(way, Way):
        return Reason[way.reason.upper()]
    return Reason.OTHER
