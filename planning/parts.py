"""Finished parts of a run that is under way: what was done is not done again, however the run was cut."""

import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pandas as pd

from planning.block import Tables
from planning.job import Job
from planning.store import RunStore

PARTS = "parts"


@dataclass(frozen=True, slots=True)
class Part:
    """Some replications."""

    numbers: range
    tables: Tables


class Parts:
    """Parts of one run, in a folder of their own."""

    def __init__(self, job: Job) -> None:
        self.job = job
        name = job.key(range(0), part=True)
        self.store = RunStore(job.options.out / PARTS / name)
        self.known: list[str] = []

    def found(self, wanted: range) -> list[Part]:
        """Parts that lie inside the wanted replications and do not overlap."""
        parts: list[Part] = []
        stored = ((_numbers(run.manifest), run) for run in self.store.runs())
        reached = wanted.start
        for numbers, run in sorted(stored, key=lambda pair: (pair[0].start, -len(pair[0]))):
            if numbers.start >= reached and numbers.stop <= wanted.stop:
                parts.append(Part(numbers, run.all_tables()))
                self.known.append(run.key)
                reached = numbers.stop
        return parts

    def keep(self, part: Part) -> None:
        """Store a part."""
        manifest = {"kind": "part", "first": part.numbers.start, "replications": len(part.numbers)}
        self.known.append(self.store.commit(self.job.key(part.numbers, part=True), part.tables, manifest).key)

    def drop(self) -> None:
        """Remove the parts: the whole is stored. Those of somebody else at the same run are left alone."""
        for key in self.known:
            shutil.rmtree(self.store.path(key), ignore_errors=True)
        with suppress(OSError):
            self.store.root.rmdir()


def _numbers(manifest: Mapping[str, Any]) -> range:
    first = int(manifest["first"])
    return range(first, first + int(manifest["replications"]))


def missing(wanted: range, parts: Sequence[Part]) -> list[range]:
    """Replications that no part holds, as ranges in rising order.

    Examples
    --------
    >>> missing(range(10), [Part(range(2, 4), {}), Part(range(4, 7), {})])
    [range(0, 2), range(7, 10)]
    """
    gaps, reached = [], wanted.start
    for part in sorted(parts, key=lambda each: each.numbers.start):
        gaps.append(range(reached, part.numbers.start))
        reached = part.numbers.stop
    gaps.append(range(reached, wanted.stop))
    return [gap for gap in gaps if gap]


def joined(parts: Sequence[Part]) -> Tables:
    """Tables of all parts, by replication: in the same order however the run was cut."""
    pieces = [part.tables for part in sorted(parts, key=lambda each: each.numbers.start)]
    whole = {name: pd.concat([piece[name] for piece in pieces], ignore_index=True) for name in pieces[0]}
    return {
        name: table.sort_values("replication", kind="stable", ignore_index=True)
        for name, table in whole.items()
    }
