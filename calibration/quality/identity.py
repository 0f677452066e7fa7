"""Ids and names: twice, missing, without a partner, or spelt in two ways."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

import numpy as np

from calibration.finding import EXAMPLES, Finding, part_of
from calibration.tables import KEYED, Tables

MOST_NAMES = 300
"""Distinct values above which a column holds ids, not names."""
SHORTEST_WORD = 6
"""Letters below which one wrong letter proves nothing."""
NAME_COLUMNS = ("product", "segment", "territory", "source", "team", "manager", "stage", "rep", "loss_reason")
SECTORS = [
    "technology",
    "telecommunications",
    "telecommunication",
    "software",
    "hardware",
    "retail",
    "wholesale",
    "medical",
    "healthcare",
    "health",
    "pharmaceutical",
    "finance",
    "financial",
    "insurance",
    "banking",
    "marketing",
    "entertainment",
    "employment",
    "services",
    "manufacturing",
    "education",
    "government",
    "automotive",
    "construction",
    "logistics",
    "transportation",
    "energy",
    "utilities",
    "hospitality",
    "agriculture",
]
"""Words a sector is usually called by, to notice a word that is misspelt everywhere."""
REFERENCES = (
    ("deals", "lead_id", "leads", "lead_id"),
    ("deals", "account_id", "accounts", "account_id"),
    ("deals", "rep", "reps", "rep_id"),
    ("stage_history", "deal_id", "deals", "deal_id"),
    ("stage_history", "rep", "reps", "rep_id"),
    ("orders", "deal_id", "deals", "deal_id"),
    ("orders", "customer_id", "customers", "customer_id"),
    ("invoices", "order_id", "orders", "order_id"),
    ("customers", "account_id", "accounts", "account_id"),
    ("tickets", "customer_id", "customers", "customer_id"),
    ("renewals", "customer_id", "customers", "customer_id"),
)


def duplicate_ids(tables: Tables) -> Iterator[Finding]:
    """The same id twice: a double entry, a reopened deal or a merged account."""
    for name in KEYED:
        frame = tables.table(name)
        key = frame.columns[0]
        again = (frame[key].duplicated() & (frame[key] != "")).to_numpy()
        if again.any():
            differing = int(
                (
                    frame[again].merge(frame.drop_duplicates(key), how="left", indicator=True)["_merge"]
                    == "left_only"
                ).sum()
            )
            rows = np.flatnonzero(again)
            yield Finding(
                "serious",
                "duplicate ids",
                name,
                f"{len(rows)} rows repeat a {key}, {differing} of them with other content",
                len(rows),
                part_of(len(rows), len(frame)),
                tuple(sorted(set(frame.loc[again, key]))[:EXAMPLES]),
                "the first row of each id is kept",
                "counted twice they would raise volumes; of reopened deals, part of the history is lost",
                tuple(int(row) for row in rows),
            )


def blank_ids(tables: Tables) -> Iterator[Finding]:
    """Rows without an id, or deals without an account."""
    for name in KEYED:
        frame = tables.table(name)
        key = frame.columns[0]
        blank = int((frame[key] == "").sum())
        if blank:
            yield _blank(name, key, blank, len(frame))
    deals = tables.table("deals")
    missing = int((deals["account_id"] == "").sum())
    if 0 < missing < len(deals):
        yield _blank("deals", "account_id", missing, len(deals))


def _blank(name: str, column: str, rows: int, total: int) -> Finding:
    what = f"{rows} rows have no {column}"
    effect = "they count in totals, not by segment or account"
    return Finding(
        "warning", "missing ids", name, what, rows, part_of(rows, total), action="kept", effect=effect
    )


def missing_references(tables: Tables) -> Iterator[Finding]:
    """Ids that the table they point to does not hold."""
    for name, column, other, key in REFERENCES:
        if not tables.has(name) or not tables.has(other):
            continue
        named = tables.table(name)[column]
        lost = named[(named != "") & ~named.isin(tables.table(other)[key])]
        if len(lost):
            yield Finding(
                "warning",
                "ids without a partner",
                name,
                f"{len(lost)} rows name a {column} that {other} does not hold",
                len(lost),
                part_of(len(lost), len(named)),
                tuple(sorted(set(lost))[:EXAMPLES]),
                "kept without the partner's information",
                "estimates by segment, territory or rep miss these rows",
            )


def reps_without_deals(tables: Tables) -> Iterator[Finding]:
    """Reps on the list who never appear on a deal."""
    if not tables.has("reps") or not tables.has("deals"):
        return
    reps = tables.table("reps")["rep_id"]
    idle = sorted(
        set(reps) - set(tables.table("deals")["rep"]) - set(tables.table("stage_history")["rep"]) - {""}
    )
    if idle:
        yield Finding(
            "warning",
            "reps without deals",
            "reps",
            f"{len(idle)} of {len(reps)} reps have no deal",
            len(idle),
            part_of(len(idle), len(reps)),
            tuple(idle[:EXAMPLES]),
            "not counted as selling",
            "deals per rep would be too low if they were counted",
        )


def spelling_variants(tables: Tables) -> Iterator[Finding]:
    """Two spellings of what is probably one name."""
    for column in NAME_COLUMNS:
        counts = _names(tables, column)
        if len(counts) > MOST_NAMES:
            continue
        pairs = [pair for pair in combinations(sorted(counts), 2) if _same_name(*pair)]
        known = [
            (name, word)
            for name in sorted(counts)
            for word in SECTORS
            if column == "segment" and _misspelt(name, word)
        ]
        for left, right in [
            *pairs,
            *(pair for pair in known if pair not in pairs and pair[::-1] not in pairs),
        ]:
            rare = min(left, right, key=lambda name: counts[name])
            usual = right if rare == left else left
            yield Finding(
                "warning",
                "spelling variants",
                _table_of(tables, column, rare if counts[rare] else usual),
                f"{column}: {left!r} ({counts[left]} rows) and {right!r} ({counts[right]}) look like one",
                max(counts[rare], 1),
                part_of(counts[rare], counts.total()),
                (left, right),
                "nothing; add it under values: in the mapping",
                "they are treated as two things",
            )


def _names(tables: Tables, column: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for frame in [*tables.frames.values(), *tables.lookups.values()]:
        if column in frame:
            counts.update(name for name in frame[column] if name)
    return counts


def _table_of(tables: Tables, column: str, value: str) -> str:
    return next(
        (name for name, frame in tables.frames.items() if column in frame and (frame[column] == value).any()),
        "",
    )


def _same_name(left: str, right: str) -> bool:
    one, two = _bare(left), _bare(right)
    return one == two or _misspelt(left, right)


def _misspelt(left: str, right: str) -> bool:
    one, two = _bare(left), _bare(right)
    long_enough = min(len(one), len(two)) >= SHORTEST_WORD and (one + two).isalpha()
    return long_enough and one != two and _one_edit(one, two)


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _one_edit(left: str, right: str) -> bool:
    """Whether one letter added, dropped or changed, or two swapped, makes them equal; plurals differ."""
    short, long = sorted((left, right), key=len)
    if long == short + "s" or len(long) - len(short) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    swapped = short[start + 1 : start + 2] + short[start : start + 1] == long[start : start + 2]
    return short[start + 1 :] == long[start + 1 :] or (swapped and short[start + 2 :] == long[start + 2 :])
