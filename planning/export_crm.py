"""Writing a simulated history as the files that a company's systems would export."""

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from planning.crm import crm_tables
from planning.crm_mess import MESSY, Mess, Style, make_messy
from planning.csv_text import safe_text
from planning.events import record
from planning.runs import Options
from scenarios.load import Plan
from sim.errors import InputError

README = "README.md"
MAPPING = "mapping.yaml"


def export_crm(
    plan: Plan, folder: Path, options: Options, replication: int = 0, messy: bool = False
) -> list[Path]:
    """Simulate one replication and write its records as CSV files, with a README and a mapping beside them.

    Parameters
    ----------
    plan : what to simulate
    folder : where to write; files of these names must not be there yet
    options : seed and engine
    replication : number of the replication
    messy : whether to damage the files the way real exports are
    """
    tables = crm_tables(plan, record(plan, options, replication))
    mess = make_messy(tables) if messy else Mess(tables, (), {})
    styles = {name: MESSY.get(name, Style()) if messy else Style() for name in tables}
    texts = {f"{name}.csv": _text(mess.tables[name], styles[name]) for name in tables}
    texts[README] = _readme(plan, mess, styles).encode()
    texts[MAPPING] = _mapping(mess, styles).encode()
    return _written(folder, texts)


def _written(folder: Path, texts: Mapping[str, bytes]) -> list[Path]:
    there = [name for name in texts if (folder / name).exists()]
    if there:
        raise InputError(f"{folder}: files of an export are there already", there)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in texts.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in texts]


def _text(table: pd.DataFrame, style: Style) -> bytes:
    """One file in its style; texts that a spreadsheet would run as a formula are defused."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=style.separator, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(zip(*(_column(table[name], style) for name in table), strict=True))
    return stream.getvalue().encode(style.encoding)


def _column(values: pd.Series, style: Style) -> list[object]:
    if values.dtype.kind == "M":
        return ["" if pd.isna(value) else value.strftime(style.dates) for value in values]
    if values.dtype.kind == "f":
        return ["" if pd.isna(value) else f"{value:.2f}".replace(".", style.decimal) for value in values]
    return [safe_text(value) for value in values]


def _readme(plan: Plan, mess: Mess, styles: Mapping[str, Style]) -> str:
    """What the files are, in which format, and what was done to them."""
    names = plan.names
    lines = [
        f"# Records of {names.scenario}",
        "",
        f"Simulated records from {names.start} on, as they stood at the end of {names.months[-1]:%B %Y}. "
        f"Amounts are in {names.currency}. Deals that were open on that day have no closing date. Customers "
        "from before the first day are listed from the first day on. Invoices are due after 30 days.",
        "",
        f"Read them with `foresell calibrate . --mapping {MAPPING}`.",
        "",
        "| file | rows | times | separator | decimal sign | encoding |",
        "|---|---|---|---|---|---|",
    ]
    for name, style in styles.items():
        encoding = "UTF-8 with byte order mark" if style.encoding == "utf-8-sig" else "UTF-8"
        cells = (f"{name}.csv", str(len(mess.tables[name])), f"`{style.dates}`", f"`{style.separator}`")
        lines.append(f"| {' | '.join(cells)} | `{style.decimal}` | {encoding} |")
    if mess.done:
        lines += ["", "Made messy on purpose, as real exports are:", "", *(f"- {line}" for line in mess.done)]
    return "\n".join(lines) + "\n"


def _mapping(mess: Mess, styles: Mapping[str, Style]) -> str:
    """How to read the files: what an analyst would write after a look at them."""
    lines = [
        "name: export",
        "description: Records exported by Foresell, each file in its own format",
        "readings:",
    ]
    for name, style in styles.items():
        columns = mess.tables[name].columns
        values = {column: dict(mess.spellings[column]) for column in columns if mess.spellings.get(column)}
        lines += [
            f"  - table: {name}",
            f"    files: {name}.csv",
            "    columns: same",
            f"    dates: {json.dumps(style.dates)}",
            f"    separator: {json.dumps(style.separator)}",
            f"    decimal: {json.dumps(style.decimal)}",
        ]
        if values:
            lines.append(f"    values: {json.dumps(values)}")
    lines += [
        "joins:",
        "  - {into: deals, source: leads, by: {lead_id: lead_id}, "
        "take: {source: source, segment: segment, territory: territory}}",
        "  - {into: deals, source: reps, by: {rep: rep_id}, take: {team: team}}",
    ]
    return "\n".join(lines) + "\n"
