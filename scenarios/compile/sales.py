"""Stages and the ways out of them."""

from collections.abc import Iterator
from itertools import accumulate

from scenarios.compile.build import Build, identity
from scenarios.pipeline import open_deals
from scenarios.resolve import LOST, WON, expansion_of, is_first_touch, ways_of
from scenarios.schema.sales import Stage as StageSection
from scenarios.schema.sales import Way
from sim.codes import NONE, Reason
from sim.params.sales import Move, Opening, Sales, Stage
from sim.params.table import table


def compile_sales(build: Build) -> Sales:
    """The whole sales process."""
    moves: list[Move] = []
    stages: list[Stage] = []
    for name, section in build.scenario.stages.items():
        ways = _moves(build, section)
        stages.append(_stage(build, name, section, len(moves)))
        moves.extend(ways)
    openings = sorted(_openings(build), key=lambda each: each.identity)
    expansion = build.target(expansion_of(build.scenario))
    return Sales(table(Stage, stages), table(Move, moves), expansion, table(Opening, openings))


def _openings(build: Build) -> Iterator[Opening]:
    """Deals that are under way at the start, by stage and cell; those of one instant queue in their order."""
    for name, section in build.scenario.stages.items():
        if section.open is None:
            continue
        remaining = build.draws.rest(section.wait)
        if section.open.remaining is not None:
            remaining = build.draws.days(section.open.remaining)
        for cell, deals in open_deals(build.scenario, section.open).items():
            yield Opening(
                stage=build.target(name),
                cell=build.names.cells.index(cell),
                deals=deals,
                age=build.draws.days(section.open.age),
                remaining=remaining,
                identity=identity(name, *cell),
            )


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
        room=NONE if section.room is None else section.room,
        full_to=build.target(section.full_to),
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
