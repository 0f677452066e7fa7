"""Runs of the ordinary scenario files of this folder, and what is read from every replication."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from scenarios.compile import compile_params
from scenarios.load import load
from sim.books import Books
from sim.codes import TICKS_PER_DAY, DeskFlow, Happening, StageFlow
from sim.outcome import Outcome
from sim.params import Params
from sim.params.table import Numbers, Words
from sim.run import simulate, simulate_recorded

FOLDER = Path(__file__).parent / "scenarios"
SEED = 20_240_101
BLOCK = 50
ERRORS = 3.5
"""Distance from the reference that chance makes too seldom: once in 2,100 comparisons [standard error]."""
MOST_RELATIVE_ERROR = 0.01
"""Largest standard error that leaves a test its power, relative to the reference [1]."""

Estimates = dict[str, Numbers]
"""Name of a quantity and its value in every replication."""


@lru_cache(maxsize=32)
def scenario(name: str, settings: tuple[str, ...] = ()) -> Params:
    """Parameters of a scenario of the folder."""
    return compile_params(load(FOLDER / f"{name}.yaml", settings=settings).scenario)


def measured(
    name: str,
    settings: tuple[str, ...],
    replications: int,
    of: Callable[[Outcome], Sequence[float]],
    recording: bool = False,
) -> Numbers:
    """Numbers of every replication, (numbers, replications); a block of runs is kept at a time."""
    params = scenario(name, settings)
    found: list[Sequence[float]] = []
    for first in range(0, replications, BLOCK):
        block = range(first, min(first + BLOCK, replications))
        run = simulate_recorded if recording else simulate
        results = run(params, SEED, block, workers=2)
        found.extend(of(outcome) for outcome in results.outcomes)
    return np.array(found, float).T


def rows_of(run: Outcome, *what: Happening) -> Any:
    """Rows of a recorded run that report certain happenings."""
    if run.trace is None:
        raise ValueError("the run was not recorded")
    return run.trace[np.isin(run.trace.what, what)]


def waits(run: Outcome, after: float) -> tuple[Numbers, Numbers]:
    """Wait of every lead that arrived after a time and was started, and its source."""
    leads, starts = rows_of(run, Happening.LEAD), rows_of(run, Happening.START)
    leads = leads[leads.time >= after]
    order = np.argsort(starts.key)
    places = np.searchsorted(starts.key[order], leads.key)
    found = places < len(order)
    found[found] = starts.key[order][places[found]] == leads.key[found]
    return starts.time[order][places[found]] - leads.time[found], leads.code[found]


def queue_of(run: Outcome) -> tuple[float, float, float]:
    """Share that waits, mean wait of all and share that gives up, after a first month of warming up."""
    flows = run.books.desks[1:].sum(axis=(0, 2))
    entered = float(flows[DeskFlow.ENTERED])
    waited = flows[DeskFlow.WAITED] + flows[DeskFlow.ABANDONED]
    spent = flows[DeskFlow.WAIT_TICKS] + flows[DeskFlow.ABANDON_TICKS]
    return waited / entered, spent / entered / TICKS_PER_DAY, flows[DeskFlow.ABANDONED] / entered


def contract_money(runs: int) -> list[Words]:
    """Monthly money of the contract scenario, (months + 1, Money) each [cent]."""
    results = simulate(scenario("o05", ()), SEED, range(runs))
    return [run.books.money_places.sum(axis=2) for run in results.outcomes]


def stage_areas(params: Params, books: Books) -> Words:
    """Integral over each month of the number of deals in a stage, (months, stages) [deal x tick]."""
    flows = books.stages
    begins = np.asarray(params.clock.month_starts)[:, None] * TICKS_PER_DAY
    ends = np.append(begins[1:], [[params.clock.horizon * TICKS_PER_DAY]], axis=0)
    growth = flows[:, StageFlow.ENTERED] - flows[:, StageFlow.LEFT]
    there = growth.cumsum(axis=0) - growth
    changes = flows[:, StageFlow.AREA_TICKS] - growth * (params.clock.horizon * TICKS_PER_DAY - ends)
    areas: Words = there * (ends - begins) + changes
    return areas
