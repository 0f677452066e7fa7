"""Replications on two threads against one, and the comparison of four plans."""

from benchmarks.measures import Claim, Measure, Row, Session, clock_time, compared, in_turn, raw_times, single
from benchmarks.runs import SEED, params_of
from sim.run import simulate

SCENARIO = "library:saas"
PLANS = (
    (),
    ("offer.products.core.discount=5%",),
    ("campaigns.search.budget=25k EUR per month",),
    ("teams.ae.at.north=5",),
)
REPLICATIONS = 100
MONTHS = 24

TWO = Claim("threads", "one thread, times two threads, on the clock", "more", 1.85)
GRID = Claim(
    "plans", f"4 plans, {REPLICATIONS} replications each, {MONTHS} months of saas, 2 threads", "less", 15.0
)


def rows(session: Session) -> list[Row]:
    """Speed-up of two threads; and a comparison on the clock."""
    params = params_of(SCENARIO, [f"months={MONTHS}"])
    simulate(params, SEED, [0])
    count = 30 if session.quick else 100
    sides = {
        "one": lambda: clock_time(lambda: simulate(params, SEED, range(count), workers=1)),
        "two": lambda: clock_time(lambda: simulate(params, SEED, range(count), workers=2)),
    }
    times = in_turn(sides, 3 if session.quick else 7)
    raw = {"replications": count, "machine was quiet": session.quiet, "seconds": raw_times(times)}
    row = compared(TWO, times, ("one", "two"), raw)
    if isinstance(row, Measure):
        row = row._replace(recorded=session.quiet)
    return [row] if session.quick else [row, _grid()]


def _grid() -> Row:
    plans = [params_of(SCENARIO, [f"months={MONTHS}", *changes]) for changes in PLANS]

    def all_plans() -> None:
        for params in plans:
            simulate(params, SEED, range(REPLICATIONS), workers=2)

    times = in_turn({"plans": lambda: clock_time(all_plans)}, 3)
    return single(GRID, min(times["plans"]), "s", {"seconds": raw_times(times)})
