"""The sales process."""

import math
from collections.abc import Iterator

from scenarios.checks.offer import TOLERANCE
from scenarios.origin import Steps
from scenarios.resolve import GRADES, LOST, WON, entries_of, expansion_of, ways_of
from scenarios.schema.sales import Stage, Way
from scenarios.schema.scenario import Scenario
from sim.codes import PRIORITIES


def ways_out_sum_to_one(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """Every deal that leaves a stage goes somewhere."""
    for name, stage in scenario.stages.items():
        total = math.fsum(ways_of(stage).values())
        if abs(total - 1.0) > TOLERANCE:
            yield ("stages", name, "next"), f"shares sum to {total:.10g}, not 1"


def only_lost_deals_have_a_reason(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """A reason tells why a deal was lost."""
    for name, stage in scenario.stages.items():
        for target, way in stage.next.items():
            if isinstance(way, Way) and target != LOST and "reason" in way.model_fields_set:
                yield ("stages", name, "next", target, "reason"), "only deals that are lost have a reason"


def work_has_a_team(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """A team without work, or work without a team, does nothing."""
    for name, stage in scenario.stages.items():
        if (stage.team is None) != (stage.work is None):
            yield ("stages", name), "give team and work together, or neither"
        if stage.team is None and stage.patience is not None:
            yield ("stages", name, "patience"), "no rep to wait for: the stage has no team"
        if stage.team is None and stage.room is not None:
            yield ("stages", name, "room"), "no desk to wait at: the stage has no team"
        if stage.room is None and "full_to" in stage.model_fields_set:
            yield ("stages", name, "full_to"), "nobody is turned away: give `room` too"


def no_circle_takes_no_time(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """A circle of stages without work and without waiting would never end; nor would one of full desks."""
    idle = {
        name: [target for target, share in ways_of(stage).items() if share > 0.0]
        for name, stage in scenario.stages.items()
        if stage.team is None and stage.wait is None
    }
    idle |= {name: [stage.full_to] for name, stage in scenario.stages.items() if stage.room is not None}
    for name in idle:
        circle = _circle(idle, name)
        if circle and min(circle) == name:
            yield ("stages", name), f"goes round without taking time: {' -> '.join([*circle, name])}"


def _circle(idle: dict[str, list[str]], start: str) -> list[str]:
    """Shortest way from a stage back to itself through stages that take no time."""
    paths = [[start]]
    seen = set()
    while paths:
        path = paths.pop(0)
        for target in idle.get(path[-1], []):
            if target == start:
                return path
            if target not in seen:
                seen.add(target)
                paths.append([*path, target])
    return []


def deals_can_end(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """From every stage some way leads to won or lost, unless deals are meant to go round for ever."""
    ending = {WON, LOST}
    before = 0
    while len(ending) > before:
        before = len(ending)
        ending |= {name for name, stage in scenario.stages.items() if _leads_to(stage, ending)}
    for name in scenario.stages:
        if name not in ending:
            yield ("stages", name, "next"), "no way leads on to won or lost"


def _leads_to(stage: Stage, ends: set[str]) -> bool:
    if stage.oldest > 0.0 or stage.choice:
        return True
    if (stage.room is not None and stage.full_to in ends) or (stage.patience and stage.goes_cold_to in ends):
        return True
    return any(share > 0.0 and target in ends for target, share in ways_of(stage).items())


def priorities_fit(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """Priority of stage, source and grade together pick one of the levels of a desk."""
    worked = [stage.priority for stage in scenario.stages.values() if stage.team is not None]
    if not worked:
        return
    urgency = [getattr(scenario.leads.urgency, grade) for grade in GRADES]
    for name, source in scenario.campaigns.items():
        low, high = min(worked) + source.priority + min(urgency), max(worked) + source.priority + max(urgency)
        if low < 0 or high >= PRIORITIES:
            range_of_levels = f"{low}..{high}; allowed is 0..{PRIORITIES - 1}"
            message = f"priorities of stage, source and grade add up to {range_of_levels}"
            yield ("campaigns", name, "priority"), message


def open_deals_have_time_to_go(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """A deal is found in a stage that takes time; what remains is of the buyer's part."""
    for name, stage in scenario.stages.items():
        if stage.open is None:
            continue
        if stage.team is None and stage.wait is None:
            yield ("stages", name, "open"), "the stage takes no time: no deal can be found in it"
        elif stage.wait is None and stage.open.remaining is not None:
            yield ("stages", name, "open", "remaining"), "the buyer has no part in this stage: it has no wait"


def stages_can_be_reached(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """A stage that no deal enters is likely a slip in `next`."""
    reached = {name for name in entries_of(scenario).values() if name != LOST}
    reached.add(expansion_of(scenario))
    reached |= {name for name, stage in scenario.stages.items() if stage.open is not None}
    waiting = list(reached)
    while waiting:
        stage = scenario.stages[waiting.pop()]
        targets = [target for target, share in ways_of(stage).items() if share > 0.0]
        targets += [stage.goes_cold_to] if stage.patience is not None else []
        targets += [stage.full_to] if stage.room is not None else []
        new = {target for target in targets if target in scenario.stages} - reached
        reached |= new
        waiting.extend(new)
    for name in scenario.stages:
        if name not in reached:
            yield ("stages", name), "no deal ever enters this stage"


def buyers_choose_somewhere(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    """Without a choice, price, product and rivals change nothing."""
    if not any(stage.choice for stage in scenario.stages.values()):
        yield ("stages",), "no stage has `choice: true`: price, product, brand and rivals have no effect"
    if not any(WON in ways_of(stage) for stage in scenario.stages.values()):
        yield ("stages",), "no stage leads to won"


RULES = (
    ways_out_sum_to_one,
    only_lost_deals_have_a_reason,
    work_has_a_team,
    no_circle_takes_no_time,
    priorities_fit,
    open_deals_have_time_to_go,
)
WARNINGS = (stages_can_be_reached, deals_can_end, buyers_choose_somewhere)
