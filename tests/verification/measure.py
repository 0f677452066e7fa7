"""Estimates of textbook quantities from runs of ordinary scenario files, one number per replication."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from scenarios.compile import compile_params
from scenarios.load import load
from sim.codes import TICKS_PER_DAY, CellFlow, DeskFlow, Happening, MediaState, Money
from sim.outcome import Outcome
from sim.params import Params
from sim.params.table import Numbers, Words
from sim.run import simulate, simulate_recorded

FOLDER = Path(__file__).parent / "scenarios"
SEED = 20_240_101
BLOCK = 50

Estimates = dict[str, Numbers]
"""Name of a quantity and its value in every replication."""


@lru_cache(maxsize=32)
def scenario(name: str, settings: tuple[str, ...]) -> Params:
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


def ends(run: Outcome, until: float) -> tuple[Numbers, Numbers, int]:
    """For leads that arrived before a time: days until they are closed, how, and all such leads."""
    leads, closed = rows_of(run, Happening.LEAD), rows_of(run, Happening.WON, Happening.LOST)
    leads = leads[leads.time < until]
    order = np.argsort(closed.key)
    places = np.minimum(np.searchsorted(closed.key[order], leads.key), max(len(order) - 1, 0))
    found = closed.key[order][places] == leads.key
    return (
        closed.time[order][places[found]] - leads.time[found],
        closed.what[order][places[found]],
        len(leads),
    )


def queue_of(run: Outcome) -> tuple[float, float, float]:
    """Share that waits, mean wait of all and share that gives up, after a first month of warming up."""
    flows = run.books.desks[1:].sum(axis=(0, 2))
    entered = float(flows[DeskFlow.ENTERED])
    waited = flows[DeskFlow.WAITED] + flows[DeskFlow.ABANDONED]
    spent = flows[DeskFlow.WAIT_TICKS] + flows[DeskFlow.ABANDON_TICKS]
    return waited / entered, spent / entered / TICKS_PER_DAY, flows[DeskFlow.ABANDONED] / entered


def q01a(settings: tuple[str, ...]) -> Estimates:
    """Erlang C."""

    def of(run: Outcome) -> tuple[float, float, float]:
        share, wait, _ = queue_of(run)
        return share, wait, float((waits(run, 30.0)[0] > 0.5).mean())

    found = measured("q01a", settings, 900, of, recording=True)
    return dict(zip(("P_wait", "Wq", "P_Wq_gt_t"), found, strict=True))


def q03a(settings: tuple[str, ...]) -> Estimates:
    """Erlang A."""
    found = measured("q03a", settings, 60, queue_of)
    return dict(zip(("P_wait", "E_wait", "P_abandon"), found, strict=True))


def q05(settings: tuple[str, ...]) -> Estimates:
    """Two priorities, in hours."""

    def of(run: Outcome) -> tuple[float, float]:
        wait, sources = waits(run, 20.0)
        return 24.0 * float(wait[sources == 0].mean()), 24.0 * float(wait[sources == 1].mean())

    found = measured("q05", settings, 250, of, recording=True)
    return dict(zip(("Wq_high", "Wq_low"), found, strict=True))


def f01(settings: tuple[str, ...]) -> Estimates:
    """Winning chance and days of an absorbing chain; leads of the last four years are left out."""
    until = scenario("f01", settings).clock.horizon - 1500.0

    def of(run: Outcome) -> tuple[float, float]:
        days, kind, count = ends(run, until)
        return float((kind == Happening.WON).sum()) / count, float(days.sum()) / count

    found = measured("f01", settings, 20, of, recording=True)
    return dict(zip(("P_win", "expected_days"), found, strict=True))


def f03(settings: tuple[str, ...]) -> Estimates:
    """Competing exits, and what has happened after thirty days."""
    until = scenario("f03", settings).clock.horizon - 330.0

    def of(run: Outcome) -> tuple[float, float, float, float]:
        days, kind, count = ends(run, until)
        won, early = kind == Happening.WON, days <= 30.0
        shares = (won.sum(), (won & early).sum(), (~won & early).sum())
        return float(days.mean()), *(float(share) / count for share in shares)  # type: ignore[return-value]

    found = measured("f03", settings, 30, of, recording=True)
    return dict(zip(("mean_stay", "P_adv", "CIF_adv_30", "CIF_lost_30"), found, strict=True))


def d03(settings: tuple[str, ...]) -> Estimates:
    """Leads of a year, and of its first 91 days (three months of 2024)."""

    def of(run: Outcome) -> tuple[float, float]:
        leads = run.books.cells[:, CellFlow.LEADS].sum(axis=1)
        return float(leads.sum()), float(leads[:3].sum())

    found = measured("d03", settings, 400, of)
    return dict(zip(("total", "q1_first91"), found, strict=True))


def media(name: str, settings: tuple[str, ...], state: MediaState) -> Numbers:
    """Monthly sums of a daily media figure, (months, sources); nothing in it is random."""
    return simulate(scenario(name, settings), SEED, [0]).outcomes[0].books.media[:, state]


def contract_money(runs: int) -> list[Words]:
    """Monthly money of the contract scenario, (months + 1, Money) each [cent]."""
    results = simulate(scenario("o05", ()), SEED, range(runs))
    return [run.books.money_places.sum(axis=2) for run in results.outcomes]


def o05(settings: tuple[str, ...]) -> Estimates:
    """Revenue and deferred revenue of contracts paid in advance, in the third year."""

    def of(run: Outcome) -> tuple[float, float]:
        money = run.books.money_places.sum(axis=2) / 100.0
        owed = (money[:, Money.BILLINGS] - money[:, Money.REVENUE]).cumsum()
        return float(money[24:36, Money.REVENUE].mean()), float(owed[24:36].mean())

    found = measured("o05", settings, 400, of)
    return dict(zip(("recognised", "deferred"), found, strict=True))


def o06(settings: tuple[str, ...]) -> Estimates:
    """Money owed at the end, and the share of invoices unpaid after two months."""
    until = scenario("o06", settings).clock.horizon - 200.0

    def of(run: Outcome) -> tuple[float, float]:
        sent, paid = rows_of(run, Happening.INVOICED), rows_of(run, Happening.PAID)
        sent = sent[sent.time < until]
        order = np.argsort(paid.key)
        places = np.minimum(np.searchsorted(paid.key[order], sent.key), len(order) - 1)
        delay = np.where(paid.key[order][places] == sent.key, paid.time[order][places] - sent.time, np.inf)
        return run.census.invoice_value.sum() / 100.0, float((delay > 2 * 30.4375).mean())

    found = measured("o06", settings, 400, of, recording=True)
    return dict(zip(("AR_steady", "unpaid_after_2m"), found, strict=True))
