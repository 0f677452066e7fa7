"""Reading delimited text without guessing wrong: every cell stays text, ragged rows are refused."""

import codecs
import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sim.errors import InputError

SEPARATORS = (",", ";", "\t", "|")
SHOWN = 10
"""Rows a message lists at most."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class TextTable:
    """A file as text: a header and rows of the same length."""

    path: Path
    sha256: str
    encoding: str
    separator: str
    header: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    """Cells by column."""
    lines: tuple[int, ...]
    """Line of the file on which each row ends."""

    def column(self, name: str) -> tuple[str, ...]:
        """The cells under a heading."""
        return self.columns[self.header.index(name)]


def read_text_table(path: Path, encoding: str | None = None, separator: str | None = None) -> TextTable:
    """Read a delimited file; refuse what cannot be read without guessing."""
    if not path.is_file():
        raise InputError(f"{path}: not a file")
    raw = path.read_bytes()
    found, text = _decoded(path, raw, encoding)
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise InputError(
            f"{path}: line {line}: a NUL character; save the file as UTF-8 text, or state encoding:"
        )
    mark = separator or sniff_separator(text)
    header, rows, lines = _rows(path, text, mark)
    columns = tuple(zip(*rows, strict=True)) if rows else tuple(() for _ in header)
    return TextTable(path, hashlib.sha256(raw).hexdigest(), found, mark, header, columns, lines)


def read_header(path: Path, encoding: str | None = None, separator: str | None = None) -> tuple[str, ...]:
    """Only the headings of a delimited file, empty when it has none that can be read."""
    if not path.is_file():
        return ()
    with path.open("rb") as file:
        raw = file.readline(1_000_000)
        raw += file.readline(1_000_000) if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else b""
    text = raw.decode(encoding or _marked(raw) or "latin-1", errors="ignore").splitlines()
    if not text:
        return ()
    return tuple(
        cell.strip() for cell in next(csv.reader([text[0]], delimiter=separator or sniff_separator(text[0])))
    )


def _marked(raw: bytes) -> str | None:
    return next((name for mark, name in _MARKS if raw.startswith(mark)), None)


def _decoded(path: Path, raw: bytes, encoding: str | None) -> tuple[str, str]:
    candidates = [encoding] if encoding else [_marked(raw) or "utf-8", "cp1252"]
    for candidate in candidates:
        try:
            return candidate, raw.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
    raise InputError(
        f"{path}: cannot be read as {' or '.join(candidates)}", ["state encoding: in the mapping"]
    )


def sniff_separator(text: str) -> str:
    r"""The separator that occurs most often in the heading line.

    Examples
    --------
    >>> sniff_separator("id;name;price\n1;bolt, long;2,50")
    ';'
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=first.count)


def _rows(path: Path, text: str, separator: str) -> tuple[tuple[str, ...], list[list[str]], tuple[int, ...]]:
    numbered = _numbered_rows(path, text, separator)
    header = tuple(cell.strip() for cell in next((row for _, row in numbered), ()))
    _check_header(path, header)
    body = [(line, row) for line, row in numbered if any(cell.strip() for cell in row)]
    ragged = [(line, len(row)) for line, row in body if len(row) != len(header)]
    if ragged:
        shown = [f"line {line}: {cells} cells instead of {len(header)}" for line, cells in ragged[:SHOWN]]
        hint = "a text that holds the separator needs quotes; or state separator: in the mapping"
        raise InputError(f"{path}: {len(ragged)} row(s) of the wrong length", [*shown, hint])
    return header, [row for _, row in body], tuple(line for line, _ in body)


def _numbered_rows(path: Path, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise InputError(f"{path}: line {reader.line_num}: {error}", ["is a quote left open?"]) from error


def _check_header(path: Path, header: tuple[str, ...]) -> None:
    if not any(header):
        raise InputError(f"{path}: no heading line")
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise InputError(f"{path}: heading(s) used twice: {', '.join(twice)}")
