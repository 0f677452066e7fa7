"""Bringing columns of one table into another, and telling which ids have no partner."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.finding import EXAMPLES, Finding, part_of
from calibration.mapping import Join
from calibration.tables import COLUMNS, conform
from sim.errors import InputError

Frames = dict[str, pd.DataFrame]


def apply_join(
    frames: Frames, lookups: Mapping[str, pd.DataFrame], join: Join
) -> tuple[Frames, list[Finding]]:
    """Fill blanks of one table from another; skipped when either table was not given."""
    given = frames.get(join.source, lookups.get(join.source))
    if join.into not in frames or given is None:
        return frames, []
    _check_columns(join, given)
    target = frames[join.into]
    mine, theirs = list(join.by), list(join.by.values())
    partners = given.drop_duplicates(theirs).set_index(theirs)
    keys = pd.MultiIndex.from_frame(target[mine]) if len(mine) > 1 else pd.Index(target[mine[0]])
    filled = {}
    for column, taken in join.take.items():
        brought = partners[taken].reindex(keys).set_axis(target.index)
        blank = target[column].isna() | (target[column] == "")
        filled[column] = target[column].astype(object).where(~blank, brought)
    joined = conform(join.into, target.assign(**filled))
    return {**frames, join.into: joined}, _without_partner(
        join, target, np.asarray(keys.isin(partners.index))
    )


def _check_columns(join: Join, given: pd.DataFrame) -> None:
    wrong = [column for column in (*join.by, *join.take) if column not in COLUMNS[join.into]]
    wrong += [column for column in (*join.by.values(), *join.take.values()) if column not in given]
    if wrong:
        raise InputError(f"mapping: join of {join.source} into {join.into}: no column {', '.join(wrong)}")


def _without_partner(join: Join, target: pd.DataFrame, known: NDArray[np.bool_]) -> list[Finding]:
    column = next(iter(join.by))
    named = target[column] != ""
    lost = named & ~known
    count = int(lost.sum())
    if not count:
        return []
    names = tuple(sorted(set(target.loc[lost, column]))[:EXAMPLES])
    return [
        Finding(
            "warning",
            "ids without a partner",
            join.into,
            f"{count} rows name a {column} that {join.source} does not hold",
            count,
            part_of(count, len(target)),
            names,
            f"{', '.join(join.take)} left blank",
            "these rows are missing where that information is used",
        )
    ]
