"""What makes real exports hard to read: several date formats, doubles, gaps, variants, a late start.

Everything is decided by a fingerprint of the row, so the same history always gives the same mess. What is
done to each file is stated, so that a reader (and a test) can look for it.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

Frame = pd.DataFrame

DOUBLES = 0.008
"""Share of the rows that stand in a file twice [1]."""
BLANKS = 0.01
"""Share of the ids that are missing [1]."""
VARIANTS = 0.03
"""Share of the names that are spelt in another way [1]."""
SPACES = 0.02
"""Share of the names that end in spaces [1]."""
LATE_START_DAYS = 61
"""Days at the start for which no ends of deals were kept [day]."""

DAY_FIRST, DOTS, MONTH_FIRST, ISO = "%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M", "%m/%d/%Y %H:%M", "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True, slots=True)
class Style:
    """How one file is written."""

    dates: str = ISO
    """Format of its times."""
    separator: str = ","
    decimal: str = "."
    encoding: str = "utf-8"


TIDY: Mapping[str, Style] = MappingProxyType({})
"""Every file in the plain style."""
MESSY: Mapping[str, Style] = MappingProxyType(
    {
        "leads": Style(DAY_FIRST, encoding="utf-8-sig"),
        "deals": Style(ISO),
        "stage_history": Style(DOTS),
        "reps": Style("%d.%m.%Y"),
        "spend": Style("%m/%d/%Y"),
        "orders": Style(ISO),
        "invoices": Style(DAY_FIRST, separator=";", decimal=","),
        "customers": Style("%d-%m-%Y"),
        "tickets": Style(MONTH_FIRST),
        "renewals": Style("%d.%m.%Y"),
    }
)
"""The style of each file as different systems would export it."""

_ID_GAPS = (("deals", "lead_id"), ("deals", "account_id"), ("invoices", "order_id"))
_NAMES = (("leads", "source"), ("deals", "source"), ("deals", "product"))
_DOUBLED = ("leads", "deals", "orders", "customers")
_UNIT = 2.0**-32


@dataclass(frozen=True, slots=True)
class Mess:
    """Tables made messy, and what was done to them."""

    tables: Mapping[str, Frame]
    done: tuple[str, ...]
    """One line for each kind of damage."""
    spellings: Mapping[str, Mapping[str, str]]
    """By column: spelling found in the files, and what it stands for."""


def make_messy(tables: Mapping[str, Frame]) -> Mess:
    """Damage tidy tables the way exports are damaged.

    Parameters
    ----------
    tables : the tidy tables, by name
    """
    frames = _late_start(dict(tables))
    done = [f"deals that ended in the first {LATE_START_DAYS} days were not kept"]
    for name, column in _ID_GAPS:
        frames[name], count = _with_gaps(frames[name], column)
        done.append(f"{name}.csv: {count} rows without {column}")
    spellings: dict[str, dict[str, str]] = {}
    for name, column in _NAMES:
        frames[name], variants, count = _misspelt(frames[name], column)
        spellings.setdefault(column, {}).update(variants)
        done.append(f"{name}.csv: {count} values of {column} in another spelling or with spaces at the end")
    for name in _DOUBLED:
        frames[name], count = _doubled(frames[name])
        done.append(f"{name}.csv: {count} rows twice")
    return Mess(frames, tuple(done), spellings)


def chances(what: str, ids: "pd.Series[str]") -> np.ndarray:
    """A number between 0 and 1 for every row, always the same for the same id and purpose.

    Parameters
    ----------
    what : purpose of the number
    ids : id of each row
    """
    return np.array([zlib.crc32(f"{what}:{each}".encode()) * _UNIT for each in ids])


def _late_start(frames: dict[str, Frame]) -> dict[str, Frame]:
    """Leave out deals that ended before the records began, with their stages."""
    deals = frames["deals"]
    begin = frames["leads"]["created"].min().normalize() + pd.Timedelta(days=LATE_START_DAYS)
    gone = set(deals["deal_id"][deals["closed"] < begin])
    for name in ("deals", "stage_history"):
        frames[name] = frames[name][~frames[name]["deal_id"].isin(gone)].reset_index(drop=True)
    return frames


def _with_gaps(frame: Frame, column: str) -> tuple[Frame, int]:
    hit = (chances(f"gap {column}", frame.iloc[:, 0]) < BLANKS) & (frame[column] != "").to_numpy()
    return frame.assign(**{column: frame[column].where(~hit, "")}), int(hit.sum())


def _misspelt(frame: Frame, column: str) -> tuple[Frame, dict[str, str], int]:
    """Write some names in capitals and some with spaces behind; every third variant loses a letter."""
    chance = chances(f"name {column}", frame.iloc[:, 0])
    variant, spaced = chance < VARIANTS, (chance >= VARIANTS) & (chance < VARIANTS + SPACES)
    names = frame[column].astype(object)
    written = names.where(~variant, names.map(_variant)).where(~spaced, names + "  ")
    variants = {_variant(name): name for name in sorted(set(names[variant]) - {""})}
    return frame.assign(**{column: written}), variants, int(variant.sum() + spaced.sum())


def _variant(name: str) -> str:
    """Another spelling of a name.

    Examples
    --------
    >>> _variant("search"), _variant("social")
    ('Search', 'Social')
    """
    return name.title() if name.title() != name else name.upper()


def _doubled(frame: Frame) -> tuple[Frame, int]:
    """Repeat some rows right below themselves."""
    hit = chances("double", frame.iloc[:, 0]) < DOUBLES
    return frame.loc[frame.index.repeat(1 + hit)].reset_index(drop=True), int(hit.sum())
