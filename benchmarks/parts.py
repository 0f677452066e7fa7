"""Bare parts of the engine against the same in C, with the same results."""

from collections.abc import Callable

import numpy as np

from benchmarks import native
from benchmarks.measures import (
    MISSING,
    Claim,
    Row,
    Session,
    Skipped,
    compared,
    in_turn,
    processor_time,
    raw_times,
)
from benchmarks.runs import params_of
from sim.codes import Purpose, Step
from sim.engine.agenda import entity_of, next_time, open_day, pop, schedule
from sim.engine.state import ENTITY, LINK, Register, State, new_state
from sim.jit import kernel
from sim.params.table import Numbers
from sim.streams import quantile, uniform

GAPS = 1 << 16
DAYS = 100
EVENTS_A_DAY = 20_000
DRAWS = 20_000_000
PARTS = 1 << 9
"""Lists of the event set to a day: about forty events to each."""

HOLD = Claim("events-{}", "event set with {:,} waiting: ours, times C", "less", 1.3)
UNIFORM = Claim("draws-uniform", "random number by address: ours, times C", "less", 1.3)
TABLE = Claim("draws-table", "random number and quantile table: ours, times C", "less", 1.3)


def rows(session: Session) -> list[Row]:
    """Each part, ours and in C, with equal sums."""
    if not native.available():
        claims = (HOLD._replace(key="events", says="event set: ours, times C"), UNIFORM, TABLE)
        return [Skipped(claim.key, claim.says, MISSING["c"]) for claim in claims]
    rounds = 3 if session.quick else 7
    sizes = (1_000, 100_000) if session.quick else (1_000, 100_000, 1_000_000)
    return [*(_events(size, rounds) for size in sizes), *_draws(rounds)]


@kernel
def hold(state: State, gaps: Numbers, days: int) -> float:
    """Take the first event, enter the next one of the same entity, for so many days; the sum of the times."""
    total = 0.0
    turn = 0
    for day in range(days):
        state.registers[Register.DAY] = day
        open_day(state)
        while next_time(state, day + 1.0) < day + 1.0:
            entity = entity_of(pop(state))
            now = state.instant[0]
            total += now
            schedule(state, entity, now + gaps[turn & (len(gaps) - 1)], Step.WAIT)
            turn += 1
    return total


@kernel
def fill(state: State, gaps: Numbers, entities: int) -> None:
    """Enter one event for every entity."""
    for entity in range(entities):
        schedule(state, entity, gaps[entity & (len(gaps) - 1)], Step.WAIT)


@kernel
def uniforms(key: np.uint64, count: int) -> float:
    """Sum of many random numbers, each addressed by the one before."""
    total = 0.0
    for number in range(count):
        chance = uniform(key, Purpose.WORK, number)
        key = key + np.float64(chance).view(np.uint64)
        total += chance
    return total


@kernel
def quantiles(tables: Numbers, key: np.uint64, count: int) -> float:
    """Sum of many values of a tabulated distribution at random numbers as in `uniforms`."""
    total = 0.0
    for number in range(count):
        chance = uniform(key, Purpose.WORK, number)
        key = key + np.float64(chance).view(np.uint64)
        total += quantile(tables, 0, chance)
    return total


def gaps_of(entities: int) -> Numbers:
    """Times between events of an entity: seven short ones to three that are thirty times as long [day]."""
    stream = np.random.default_rng(7)
    gaps = stream.exponential(size=GAPS) * np.where(stream.random(GAPS) < 0.7, 1.0, 30.0)
    return np.asarray(gaps * (entities / EVENTS_A_DAY / gaps.mean()))


def _events(entities: int, rounds: int) -> Row:
    """Hold model (Jones 1986, Communications of the ACM 29): the number of waiting events stays the same."""
    gaps = gaps_of(entities)
    horizon = DAYS + int(gaps.max()) + 2
    sums: dict[str, float] = {}
    sides = {
        "foresell": _our_events(entities, gaps, horizon, sums),
        "c": _c_events(entities, gaps, horizon, sums),
    }
    sides["foresell"]()
    times = in_turn(sides, rounds)
    _same(sums)
    events = DAYS * EVENTS_A_DAY
    claim = HOLD._replace(key=HOLD.key.format(entities), says=HOLD.says.format(entities))
    raw = {"waiting": entities, "events, about": events, "seconds": raw_times(times), "sum of times": sums}
    return compared(claim, times, ("foresell", "c"), raw)


def _our_events(entities: int, gaps: Numbers, horizon: int, sums: dict[str, float]) -> Callable[[], float]:
    customers = f"market.segments.companies.customers={entities}"
    accounts = f"market.segments.companies.accounts={max(entities, 3000)}"
    params = params_of("library:tiny", ["months=null", f"days={horizon}", customers, accounts])

    def measure() -> float:
        state = new_state(params, np.uint64(0), PARTS, recording=False)
        room = entities + horizon + 2 * PARTS  # nothing grows in the loop that is timed
        state = state._replace(chunks=np.zeros((room, LINK + 1), np.uint64))
        fill(state, gaps, entities)
        seconds, sums["foresell"] = processor_time(lambda: hold(state, gaps, DAYS))
        return seconds

    return measure


def _c_events(entities: int, gaps: Numbers, horizon: int, sums: dict[str, float]) -> Callable[[], float]:
    library = native.library()
    place, mask = gaps.ctypes.data, len(gaps) - 1

    def measure() -> float:
        events = library.events_new(entities, horizon, PARTS, ENTITY.itemsize)
        library.events_fill(events, place, mask)
        seconds, sums["c"] = processor_time(lambda: library.events_hold(events, place, mask, DAYS))
        library.events_free(events)
        return seconds

    return measure


def _draws(rounds: int) -> list[Row]:
    library = native.library()
    tables = params_of("library:tiny").draws.tables
    key, place = np.uint64(42), tables.ctypes.data
    numbers = (lambda count: uniforms(key, count), lambda count: library.uniforms(42, count))
    values = (lambda count: quantiles(tables, key, count), lambda count: library.quantiles(place, 42, count))
    return [_sampler(UNIFORM, *numbers, rounds), _sampler(TABLE, *values, rounds)]


def _sampler(claim: Claim, ours: Callable[[int], float], theirs: Callable[[int], float], rounds: int) -> Row:
    _same({"foresell": ours(1000), "c": theirs(1000)})
    sides = {
        "foresell": lambda: processor_time(lambda: ours(DRAWS))[0],
        "c": lambda: processor_time(lambda: theirs(DRAWS))[0],
    }
    times = in_turn(sides, rounds)
    return compared(claim, times, ("foresell", "c"), {"draws": DRAWS, "seconds": raw_times(times)})


def _same(sums: dict[str, float]) -> None:
    if sums["foresell"] != sums["c"]:
        raise SystemExit(f"the sums differ: {sums}")
