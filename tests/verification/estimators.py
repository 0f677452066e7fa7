"""Estimates of one replication, read from the books as a planner's tables are."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from sim.codes import (
    TICKS_PER_DAY,
    CellFlow,
    DeskFlow,
    Happening,
    MediaState,
    Money,
    ProductFlow,
    Reason,
    StageFlow,
)
from sim.outcome import Outcome
from tests.support.bayes import Share
from tests.verification.entry import Case, Measure
from tests.verification.measure import rows_of, stage_areas

Quantities = Mapping[str, float | Share]


def all_of(*parts: Measure) -> Measure:
    """Several estimators as one."""

    def measure(case: Case, run: Outcome) -> Quantities:
        return {name: value for part in parts for name, value in part(case, run).items()}

    return measure


def days_of(case: Case, warm: int) -> float:
    """Length of a run after its first months [day]."""
    return float(case.params.clock.horizon - case.params.clock.month_starts[warm])


def desk(number: int = 0, warm: int = 1, name: str = "", per_day: float = 1.0) -> Measure:
    """Share that waits, mean wait of all cases, and mean number waiting, after some months of warming up."""

    def measure(case: Case, run: Outcome) -> Quantities:
        flows = run.books.desks[warm:, :, number].sum(axis=0)
        spent = float(flows[DeskFlow.WAIT_TICKS] + flows[DeskFlow.ABANDON_TICKS]) / TICKS_PER_DAY
        entered = float(flows[DeskFlow.ENTERED])
        return {
            f"P_wait{name}": float(flows[DeskFlow.WAITED] + flows[DeskFlow.ABANDONED]) / entered,
            f"Wq{name}": per_day * spent / entered,
            f"Lq{name}": spent / days_of(case, warm),
            f"P_abandon{name}": float(flows[DeskFlow.ABANDONED]) / entered,
            f"load{name}": float(flows[DeskFlow.WORK_TICKS] / flows[DeskFlow.SEAT_DAYS]) / TICKS_PER_DAY,
        }

    return measure


def only(names: str, measure: Measure) -> Measure:
    """Some of the quantities of an estimator, named in a line."""

    def some(case: Case, run: Outcome) -> Quantities:
        found = measure(case, run)
        return {name: found[name] for name in names.split()}

    return some


def late(warm: int = 1) -> Measure:
    """Share of leads whose first response took longer than promised."""

    def measure(case: Case, run: Outcome) -> Quantities:
        cells = run.books.cells[warm:].sum(axis=(0, 2))
        return {"P_Wq_gt_t": 1.0 - float(cells[CellFlow.IN_SLA]) / float(cells[CellFlow.RESPONSES])}

    return measure


def stage(name: str, warm: int = 1, less: float = 0.0, per_day: float = 1.0) -> Measure:
    """Deals a day that enter a stage, their mean stay less the mean work there, and how many there are."""

    def measure(case: Case, run: Outcome) -> Quantities:
        number, days = case.stages[name], days_of(case, warm)
        flows = run.books.stages[warm:, :, number].sum(axis=0)
        area = float(stage_areas(case.params, run.books)[warm:, number].sum()) / TICKS_PER_DAY
        stay = float(flows[StageFlow.STAY_TICKS]) / float(flows[StageFlow.LEFT]) / TICKS_PER_DAY
        return {
            f"flow_{name}": float(flows[StageFlow.ENTERED]) / days,
            f"Wq_{name}": per_day * (stay - less),
            f"L_{name}": area / days,
        }

    return measure


def system(warm: int = 1) -> Measure:
    """Open deals in all, and the mean time of a deal in the process."""

    def measure(case: Case, run: Outcome) -> Quantities:
        area = float(stage_areas(case.params, run.books)[warm:].sum()) / TICKS_PER_DAY
        leads = float(run.books.cells[warm:, CellFlow.ACCEPTED].sum())
        return {"L_total": area / days_of(case, warm), "W_system": area / leads}

    return measure


def open_at_end(queues: int) -> Measure:
    """Open deals at the end, in the mean over queues of the same kind."""

    def measure(case: Case, run: Outcome) -> Quantities:
        return {"L": float(run.census.deals.sum()) / queues}

    return measure


def open_at(stages: Sequence[str], months: Sequence[int]) -> Measure:
    """Deals in some stages at the begin of some months."""

    def measure(case: Case, run: Outcome) -> Quantities:
        flows = run.books.stages
        there = (flows[:, StageFlow.ENTERED] - flows[:, StageFlow.LEFT]).cumsum(axis=0)
        return {
            f"L_{name} t={month}": float(there[month - 1, case.stages[name]])
            for name in stages
            for month in months
        }

    return measure


def closed(by: float = 0.0) -> Measure:
    """Of leads that are all closed at the end: share won, days, stages passed, and how many by a time."""

    def measure(case: Case, run: Outcome) -> Quantities:
        leads = rows_of(run, Happening.LEAD)
        ends, entries = rows_of(run, Happening.WON, Happening.LOST), rows_of(run, Happening.STAGE)
        ends = ends[np.argsort(ends.key)]
        days = ends.time - leads.time[np.argsort(leads.key)]
        won = ends.what == Happening.WON
        steps = np.unique(entries.key, return_counts=True)[1]
        count = len(leads)
        return {
            "P_win": Share(won.sum(), count),
            "days": float(days.mean()),
            "won_by": Share((won & (days <= by)).sum(), count),
            "lost_by": Share((~won & (days <= by)).sum(), count),
            "steps": float(steps.mean()),
            "steps_variance": float(steps.var()),
        }

    return measure


def visits(*names: str) -> Measure:
    """Mean number of visits of stages by leads that are all closed at the end."""

    def measure(case: Case, run: Outcome) -> Quantities:
        leads = float(run.books.cells[:, CellFlow.LEADS].sum())
        entered = run.books.stages[:, StageFlow.ENTERED].sum(axis=0)
        return {f"visits_{name}": float(entered[case.stages[name]]) / leads for name in names}

    return measure


def media(state: MediaState, **sources: int) -> Measure:
    """Daily mean of media figures in the last month; nothing in them is random."""

    def measure(case: Case, run: Outcome) -> Quantities:
        days = float(case.params.clock.horizon - case.params.clock.month_starts[-1])
        return {name: float(run.books.media[-1, state, source]) / days for name, source in sources.items()}

    return measure


def money(of: Callable[[np.ndarray], Mapping[str, float]]) -> Measure:
    """Figures of the monthly lines of the books, (months + 1, Money) [currency]."""

    def measure(case: Case, run: Outcome) -> Quantities:
        return of(run.books.money_places.sum(axis=2) / 100.0)

    return measure


def contracts(lines: np.ndarray) -> Mapping[str, float]:
    """Revenue and deferred revenue in the third year."""
    owed = (lines[:, Money.BILLINGS] - lines[:, Money.REVENUE]).cumsum()
    return {"recognised": float(lines[24:36, Money.REVENUE].mean()), "deferred": float(owed[24:36].mean())}


def receivables(lines: np.ndarray) -> Mapping[str, float]:
    """Money owed at month ends of the second half-year and later; nobody defaults."""
    owed = (lines[:, Money.BILLINGS] - lines[:, Money.CASH_IN]).cumsum()
    return {"AR": float(owed[6:-1].mean())}


def unpaid_after(days: float, watched: float) -> Measure:
    """Share of invoices that are unpaid after some days, of those that are watched for long enough."""

    def measure(case: Case, run: Outcome) -> Quantities:
        sent, paid = rows_of(run, Happening.INVOICED), rows_of(run, Happening.PAID)
        sent, paid = sent[sent.time < case.params.clock.horizon - watched], paid[np.argsort(paid.key)]
        places = np.minimum(np.searchsorted(paid.key, sent.key), len(paid) - 1)
        delay = np.where(paid.key[places] == sent.key, paid.time[places] - sent.time, np.inf)
        return {"unpaid": Share((delay > days).sum(), len(sent))}

    return measure


def leads(first_months: int) -> Measure:
    """Leads of the whole run, and of its first months."""

    def measure(case: Case, run: Outcome) -> Quantities:
        months = run.books.cells[:, CellFlow.LEADS].sum(axis=1)
        return {"total": float(months.sum()), "first": float(months[:first_months].sum())}

    return measure


def chosen(case: Case, run: Outcome) -> Quantities:
    """Share of the decided deals that chose us, a rival or nothing."""
    reasons = run.books.losses.sum(axis=(0, 2))
    won = run.books.cells[:, CellFlow.WON].sum()
    decided = won + reasons.sum()
    return {
        "us": Share(won, decided),
        "rival": Share(reasons[Reason.COMPETITOR] + reasons[Reason.PRICE], decided),
        "nothing": Share(reasons[Reason.NO_DECISION], decided),
    }


def made_again(per_day: float) -> Measure:
    """Mean time from order to delivery, after a first month."""

    def measure(case: Case, run: Outcome) -> Quantities:
        flows = run.books.products[1:].sum(axis=(0, 2))
        days = float(flows[ProductFlow.LEAD_TIME_TICKS] / flows[ProductFlow.DELIVERED]) / TICKS_PER_DAY
        return {"lead_time": per_day * days}

    return measure


def seats(case: Case, run: Outcome) -> Quantities:
    """Filled seats at the end, and how often one was left."""
    left = run.books.desks[:, DeskFlow.SEATS_LEFT].sum()
    return {"heads": float(run.books.heads[-1].sum()), "left": float(left)}


def coverage(weeks: int, value: float) -> Measure:
    """Deals won a week, worth of the pipeline, and its ratio to what is won in some weeks."""

    def measure(case: Case, run: Outcome) -> Quantities:
        warm = 4
        days = days_of(case, warm)
        won = 7.0 * float(run.books.cells[warm:, CellFlow.WON].sum()) / days
        area = float(stage_areas(case.params, run.books)[warm:].sum()) / TICKS_PER_DAY / days
        return {"won_per_week": won, "pipeline_value": value * area, "coverage": area / (won * weeks)}

    return measure
