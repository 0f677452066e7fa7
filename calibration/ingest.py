"""Exports on disk to canonical tables, by a mapping; everything noticed on the way is kept as a finding."""

import glob
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path

import pandas as pd

from calibration.csv_files import SHOWN, TextTable, read_header, read_text_table
from calibration.finding import EXAMPLES, Finding, part_of
from calibration.join import apply_join
from calibration.mapping import Mapping, Reading, load_mapping, shipped_mappings
from calibration.parse import Cells, to_flags, to_numbers, to_times
from calibration.tables import ALLOWED, COLUMNS, KINDS, Source, Tables, conform
from sim.errors import InputError


def read_history(paths: Iterable[str | Path], mapping: str | Path | None = None) -> Tables:
    """Read files, folders or glob patterns; without a mapping the shipped one that fits best is used."""
    files = find_files(paths)
    chosen = load_mapping(mapping) if mapping is not None else recognise(files)
    raw = _read_all(files, chosen)
    lookups = {name: frame for name, frame in raw.frames.items() if name not in COLUMNS}
    frames = {name: conform(name, frame) for name, frame in raw.frames.items() if name in COLUMNS}
    findings = list(raw.findings)
    for join in chosen.joins:
        frames, noticed = apply_join(frames, lookups, join)
        findings += noticed
    return Tables(frames, raw.sources, tuple(findings), lookups, chosen.currency)


def find_files(paths: Iterable[str | Path]) -> tuple[Path, ...]:
    """All files behind the paths: files as they are, folders and patterns opened; sorted, each once."""
    found: set[Path] = set()
    problems = []
    for path in paths:
        matches = [Path(match) for match in glob.glob(str(path))] or [Path(path)]  # noqa: PTH207 absolute patterns
        for match in matches:
            if match.is_dir():
                found.update(child for child in match.iterdir() if child.is_file())
            elif match.is_file():
                found.add(match)
            else:
                problems.append(f"{match}: no such file or folder")
    if problems:
        raise InputError("history not found", problems)
    return tuple(sorted(found))


def recognise(files: Sequence[Path]) -> Mapping:
    """The shipped mapping that can read most of the files; a tie or no match is an error."""
    candidates = [load_mapping(name) for name in shipped_mappings()]
    scores = {
        mapping.name: sum(any(_fits(r, f) for r in mapping.readings) for f in files) for mapping in candidates
    }
    best = max(scores.values(), default=0)
    names = [name for name, score in scores.items() if score == best]
    if best == 0 or len(names) > 1:
        raise InputError(
            "no shipped mapping fits these files"
            if best == 0
            else f"the mappings {', '.join(names)} fit equally well",
            [
                f"files: {', '.join(file.name for file in files[:SHOWN])}",
                "state a mapping, or write your own",
            ],
        )
    return load_mapping(names[0])


def _matches(reading: Reading, file: Path) -> bool:
    return fnmatch(file.name.casefold(), reading.files.casefold())


def _fits(reading: Reading, file: Path) -> bool:
    if not _matches(reading, file):
        return False
    header = read_header(file, reading.encoding, reading.separator)
    pairs = reading.pairs(header)
    return bool(pairs) and set(pairs.values()) <= set(header)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Rows of one file on their way into one table."""

    reading: Reading
    text: TextTable
    kept: tuple[int, ...]
    """Positions of the rows that pass the filter."""

    def cells(self, column: str, heading: str) -> Cells:
        source = self.text.column(heading)
        values = pd.Series([source[row] for row in self.kept], dtype=object).astype(str)
        lines = tuple(self.text.lines[row] for row in self.kept)
        return Cells(self.reading.table, column, heading, values, lines, str(self.text.path))


@dataclass(frozen=True, slots=True)
class _Raw:
    """What the files held, before joins."""

    frames: dict[str, pd.DataFrame]
    findings: list[Finding]
    sources: tuple[Source, ...]


def _read_all(files: Sequence[Path], mapping: Mapping) -> _Raw:
    parts: dict[str, list[pd.DataFrame]] = {}
    findings: list[Finding] = []
    sources: list[Source] = []
    for file in files:
        for reading in (reading for reading in mapping.readings if _matches(reading, file)):
            text = read_text_table(file, reading.encoding, reading.separator)
            frame, noticed = _read_one(reading, text)
            parts.setdefault(reading.table, []).append(frame)
            findings += noticed
            sources.append(Source(str(file), text.sha256, reading.table, len(text.lines)))
    if not parts:
        raise InputError(
            f"mapping {mapping.name} knows none of the files", [str(file) for file in files[:SHOWN]]
        )
    findings += _unused(files, mapping)
    frames = {name: pd.concat(chunks, ignore_index=True) for name, chunks in parts.items()}
    return _Raw(frames, findings, tuple(sources))


def _unused(files: Sequence[Path], mapping: Mapping) -> list[Finding]:
    names = [file.name for file in files if not any(_matches(reading, file) for reading in mapping.readings)]
    what = f"{len(names)} files the mapping {mapping.name} does not know"
    return (
        [Finding("note", "unused files", "", what, len(names), 1.0, tuple(names[:EXAMPLES]))] if names else []
    )


def _read_one(reading: Reading, text: TextTable) -> tuple[pd.DataFrame, list[Finding]]:
    pairs = reading.pairs(text.header)
    missing = [name for name in [*pairs.values(), *reading.where] if name not in text.header]
    if missing or not pairs:
        raise InputError(
            f"{text.path}: column(s) {', '.join(missing) or 'of ' + reading.table} not found",
            [f"the file has {', '.join(text.header)}"],
        )
    chunk = _Chunk(reading, text, _kept_rows(reading, text))
    columns: dict[str, pd.Series] = {}
    findings = _encoding_finding(chunk)
    for column, heading in pairs.items():
        columns[column], noticed = _column(chunk, column, heading)
        findings += noticed
    frame = pd.DataFrame(columns).assign(**reading.constants)
    if reading.add_up:
        key = next(iter(pairs))
        frame = frame.groupby(key, sort=True, as_index=False)[list(reading.add_up)].sum(min_count=1)
    return frame, findings


def _kept_rows(reading: Reading, text: TextTable) -> tuple[int, ...]:
    rows: Iterable[int] = range(len(text.lines))
    for heading, wanted in reading.where.items():
        cells = text.column(heading)
        rows = [row for row in rows if cells[row].strip() in wanted]
    return tuple(rows)


def _encoding_finding(chunk: _Chunk) -> list[Finding]:
    if chunk.text.encoding != "cp1252" or chunk.reading.encoding:
        return []
    what = f"{chunk.text.path.name} is not UTF-8; read as cp1252 (Windows, western Europe)"
    effect = "names with accents may be misspelt if the file is of another encoding"
    return [Finding("note", "encoding", chunk.reading.table, what, len(chunk.kept), 1.0, effect=effect)]


def _column(chunk: _Chunk, column: str, heading: str) -> tuple[pd.Series, list[Finding]]:
    cells, findings = _renamed(chunk.cells(column, heading), chunk.reading.values.get(column, {}))
    kind = KINDS[column]
    if kind == "text":
        _check_words(cells)
        return cells.values, findings
    if kind == "time":
        values, noticed = to_times(cells, chunk.reading.date_format(column))
    elif kind == "number":
        values, noticed = to_numbers(cells, chunk.reading.decimal)
    else:
        values, noticed = to_flags(cells)
    return values, [*findings, *noticed]


def _renamed(cells: Cells, names: dict[str, str]) -> tuple[Cells, list[Finding]]:
    text = cells.values.str.strip()
    findings = [
        Finding(
            "warning",
            "renamed values",
            cells.table,
            f"{cells.heading}: {count} rows say {old!r}, read as {new or 'missing'!r}",
            count,
            part_of(count, len(text)),
            action="renamed by the mapping",
            effect="without it one thing would be counted as two" if new else "these rows tell nothing here",
        )
        for old, new in names.items()
        if (count := int((text == old).sum())) and cells.column not in ALLOWED
    ]
    return replace(cells, values=text.replace(names)), findings


def _check_words(cells: Cells) -> None:
    allowed = ALLOWED.get(f"{cells.table}.{cells.column}", ALLOWED.get(cells.column))
    if allowed is None:
        return
    wrong = ~cells.values.isin([*allowed, ""])
    if wrong.any():
        raise InputError(
            f"{cells.place}: {cells.heading}: {int(wrong.sum())} values that mean nothing",
            [
                *cells.failures(wrong),
                f"allowed: {', '.join(allowed)}",
                "state what they mean under values: in the mapping",
            ],
        )
