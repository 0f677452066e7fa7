"""Estimates of retention, word of mouth and hiring from runs of ordinary scenarios, one per replication."""

from collections.abc import Iterator, Sequence

import numpy as np

from sim.codes import DAYS_PER_MONTH, Happening, MediaState
from sim.outcome import Outcome
from sim.params.table import Numbers, Words
from sim.run import simulate, simulate_recorded
from tests.verification.measure import SEED, Estimates, rows_of, scenario

WEEK = 7.0
DISCOUNT = 1.1
MONTHLY_DISCOUNT = 1.01
MARGIN = 100.0
SEEDS = 100


def runs(
    name: str, settings: tuple[str, ...], replications: int, recording: bool = True
) -> Iterator[Outcome]:
    """Run after run; only one is kept at a time."""
    run = simulate_recorded if recording else simulate
    for replication in range(replications):
        yield run(scenario(name, settings), SEED, [replication]).outcomes[0]


def by_name(names: Sequence[str], found: Sequence[Sequence[float]]) -> Estimates:
    """Columns of the numbers of every replication."""
    return dict(zip(names, np.array(found, float).T, strict=True))


def places_of(keys: Words, among: Words) -> Words:
    """Place of every key among others that hold it."""
    order = np.argsort(among)
    return order[np.searchsorted(among[order], keys)]


def purchases(run: Outcome, until: float) -> Words:
    """Repeat purchases of every customer within a time of its start."""
    came, repeats = rows_of(run, Happening.CUSTOMER), rows_of(run, Happening.REPEAT)
    buyer = places_of(repeats.key, came.key)
    early = repeats.time - came.time[buyer] < until
    return np.bincount(buyer[early], minlength=len(came))


def bgnbd(settings: tuple[str, ...], replications: int) -> Estimates:
    """Mean number of repeat purchases, and the share of customers with some numbers of them."""
    names = ("31.8571", "39.0000", "78.0000", "0", "1", "2", "7")
    found: list[Sequence[float]] = []
    for run in runs("r01", settings, replications):
        in_39 = purchases(run, 39 * WEEK)
        means = [float(count.mean()) for count in (purchases(run, 223.0), in_39, purchases(run, 78 * WEEK))]
        found.append([*means, *(float((in_39 == number).mean()) for number in (0, 1, 2, 7))])
    return by_name(names, found)


def pareto_nbd(settings: tuple[str, ...], replications: int) -> Estimates:
    """Mean number of repeat purchases."""
    found = [
        [float(purchases(run, weeks * WEEK).mean()) for weeks in (39, 78)]
        for run in runs("r01_pareto", settings, replications)
    ]
    return by_name(("39", "78"), found)


def survivors(run: Outcome, terms: int) -> Numbers:
    """Subscribers of the start who have renewed 0, 1, 2, ... times."""
    renewed = rows_of(run, Happening.RENEWED)
    _, times = np.unique(renewed.key, return_counts=True)
    at_least = [(times >= number).sum() for number in range(1, terms + 1)]
    return np.array([len(rows_of(run, Happening.CUSTOMER)), *at_least], float)


def sbg(settings: tuple[str, ...], replications: int) -> Estimates:
    """Share who stay, retention by tenure, and discounted renewals to come of who has just decided for us."""
    names = [f"S.{term}" for term in range(7)] + [f"r.{term}" for term in range(7)] + ["DERL_n1", "DERL_n4"]
    found: list[Sequence[float]] = []
    for run in runs("r03", settings, replications):
        there = survivors(run, 69)
        worth = DISCOUNT ** -np.arange(len(there) - 1.0)
        to_come = [float((there[n:] * worth[: len(there) - n]).sum() / there[n - 1]) for n in (1, 4)]
        found.append([*(there[1:8] / there[0]), *(there[1:8] / there[:7]), *to_come])
    return by_name(names, found)


def churn(settings: tuple[str, ...], replications: int) -> Estimates:
    """Value and life of subscribers who are lost at a constant rate."""
    found: list[Sequence[float]] = []
    for run in runs("r05", settings, replications):
        there = survivors(run, 239)
        worth = MARGIN * float((there * MONTHLY_DISCOUNT ** -np.arange(len(there))).sum()) / there[0]
        life = there[:-1].sum() / (there[0] - there[-1])
        half = int(np.argmax(there < there[0] / 2)) - 1
        part = np.log(2.0 * there[half] / there[0]) / np.log(there[half] / there[half + 1])
        found.append([worth, life, half + part, there[12] / there[0]])
    return by_name(("CLV", "expected_life", "half_life", "NRR_12m_no_expansion"), found)


def expansion(settings: tuple[str, ...], replications: int) -> Estimates:
    """Recurring amount after a year against that of the start: the terms that begin in the twelfth month."""
    found: list[Sequence[float]] = []
    for run in runs("r05_expansion", settings, replications):
        terms = rows_of(run, Happening.RENEWED, Happening.ADD_ON, Happening.ADD_ON_RENEWED)
        last = (terms.time >= 11 * DAYS_PER_MONTH) & (terms.time < 12 * DAYS_PER_MONTH)
        start = rows_of(run, Happening.CUSTOMER)
        first = start.amount[start.time == 0.0].sum()
        found.append([float(terms.amount[last].sum() / first)])
    return by_name(("NRR_12m_with_1p5pct_expansion",), found)


def families(run: Outcome) -> Words:
    """Size of the family that each first customer brings, itself included."""
    customers, orders = rows_of(run, Happening.CUSTOMER), rows_of(run, Happening.ORDER)
    referrals = rows_of(run, Happening.REFERRAL)
    first = customers.time == 0.0
    deals = orders.other[places_of(customers.other[~first], orders.key)]
    bringer = places_of(referrals.other[places_of(deals, referrals.key)], customers.key)
    root = np.arange(len(customers))
    root[~first] = bringer
    while (root != root[root]).any():
        root = root[root]
    sizes: Words = np.bincount(root, minlength=len(customers))[first]
    return sizes


def branching(settings: tuple[str, ...], replications: int) -> Estimates:
    """Customers whom a hundred first ones bring: mean, spread, and sizes of single families."""
    names = ("mean_total", "sd_total", "P_no_referral_seed", "1", "2", "3")
    found: list[Sequence[float]] = []
    for run in runs("r06", settings, replications):
        sizes = families(run)
        totals = sizes.reshape(-1, SEEDS).sum(axis=1)
        alone = float((sizes == 1).mean())
        shares = [float((sizes == size).mean()) for size in (1, 2, 3)]
        found.append([float(totals.mean()), float(totals.std(ddof=1)), alone, *shares])
    return by_name(names, found)


def people_at(run: Outcome, day: float) -> float:
    """People who are there at a time: those who came, less those who left."""
    came, left = rows_of(run, Happening.SEAT_FILLED), rows_of(run, Happening.SEAT_LEFT)
    return float((came.time < day).sum() - (left.time < day).sum())


def productive(run: Outcome, first: int, last: int) -> float:
    """Mean productivity of all people in months first..last - 1, in people of full productivity."""
    contacts = run.books.media[first:last, MediaState.EXPECTED_LEADS].sum()
    return float(contacts) / 0.001


def hiring(settings: tuple[str, ...], replications: int) -> Estimates:
    """People, and people of full productivity, after a year and a half."""
    clock = scenario("o08", settings).clock
    days = float(clock.month_starts[19] - clock.month_starts[17])
    found = [
        [people_at(run, 18 * DAYS_PER_MONTH), productive(run, 17, 19) / days]
        for run in runs("o08", settings, replications)
    ]
    return by_name(("heads_18", "productive_18"), found)


def steady_hiring(settings: tuple[str, ...], replications: int) -> Estimates:
    """The same in the twentieth year."""
    longer = (*settings, "months=240")
    clock = scenario("o08", longer).clock
    days = float(clock.horizon - clock.month_starts[228])
    found = [
        [float(run.books.heads[228:, -1].mean()), productive(run, 228, 240) / days]
        for run in runs("o08", longer, replications, recording=False)
    ]
    return by_name(("heads_steady", "productive_steady"), found)
