"""`python -m benchmarks`: one table of ratios; code 1 when one is much worse than recorded."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import cluster_overhead, engines, funnel, large, one_queue, parts, scale, start_up, threads
from benchmarks.measures import CACHE, FOLDER, ROOT, Measure, Row, Session
from benchmarks.picture import draw
from benchmarks.report import BUSY, document, fallen, machine, markdown, read_row, text_line

TOPICS: dict[str, Callable[[Session], list[Row]]] = {
    "threads": threads.rows,
    "start-up": start_up.rows,
    "engines": engines.rows,
    "queue": one_queue.rows,
    "funnel": funnel.rows,
    "parts": parts.rows,
    "scale": scale.rows,
    "large": large.rows,
    "cluster": cluster_overhead.rows,
}
RECORD = FOLDER / "recorded.json"
PAGE, PICTURE = ROOT / "docs" / "benchmarks.md", ROOT / "docs" / "benchmarks.png"
CIMBA = ROOT / ".cache" / "cimba" / "bin" / "python"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write; returns the exit code."""
    options = _parser().parse_args(arguments)
    facts = machine()
    cimba = options.with_cimba or (CIMBA if CIMBA.exists() else None)
    session = Session(options.quick, cimba, quiet=facts["load at the start"] < BUSY)
    before = _recorded()
    ratios: dict[str, float] = {} if options.record else before.get(_kind(session), {}).get("ratios", {})
    rows = []
    for row in _measured(session, options.only or tuple(TOPICS)):
        print(text_line(row, ratios), flush=True)
        rows.append(row)
    if options.record:
        _record(rows, facts, session, before)
    else:
        _write(rows, facts, options.out)
    worse = [row.key for row in rows if fallen(row, ratios)]
    if worse:
        print(f"worse than recorded by more than a quarter: {', '.join(worse)}")
    return 1 if worse else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less than a minute, smaller workloads")
    parser.add_argument("--only", action="append", choices=TOPICS, metavar="TOPIC", help=", ".join(TOPICS))
    parser.add_argument("--with-cimba", type=Path, metavar="PYTHON", help="a Python that can import cimba")
    parser.add_argument("--record", action="store_true", help="keep the figures to hold later runs to")
    parser.add_argument("--out", type=Path, default=CACHE, help="folder for results.json and the picture")
    return parser


def _measured(session: Session, topics: Sequence[str]) -> Iterator[Row]:
    for topic in topics:
        begin = time.perf_counter()
        yield from TOPICS[topic](session)
        print(f"-- {topic}: {time.perf_counter() - begin:.0f} s", file=sys.stderr, flush=True)


def _kind(session: Session) -> str:
    """Quick and full runs have workloads, and so records, of their own."""
    return "quick" if session.quick else "full"


def _recorded() -> dict[str, Any]:
    return json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}


def _record(rows: Sequence[Row], facts: Mapping[str, Any], session: Session, before: dict[str, Any]) -> None:
    """Keep the figures, and those of topics that were left out; a full run also writes the page."""
    kept = before.get(_kind(session), {"rows": []})["rows"]
    merged = {row.key: row for row in (*map(read_row, kept), *rows)}
    found = json.loads(document(list(merged.values()), facts))
    RECORD.write_text(json.dumps({**before, _kind(session): found}, indent=1) + "\n", encoding="utf-8")
    if not session.quick:
        draw(list(merged.values()), PICTURE)
        PAGE.write_text(markdown(list(merged.values()), {}, facts, PICTURE.name), encoding="utf-8")


def _write(rows: Sequence[Row], facts: Mapping[str, Any], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.json").write_text(document(rows, facts), encoding="utf-8")
    drawn = draw(rows, folder / "benchmarks.png")
    missed = sum(isinstance(row, Measure) and not row.met for row in rows)
    beside = ", picture beside it" if drawn else ""
    print(f"{missed} targets missed; figures in {folder / 'results.json'}{beside}")


if __name__ == "__main__":
    sys.exit(main())
