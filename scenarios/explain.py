"""Why a value is what it is: where it was written, how far it can be trusted, and what it means."""

import re
from dataclasses import dataclass
from pathlib import Path

from scenarios.calibrated import Interval
from scenarios.files import LIBRARY_PREFIX, library_path, read_text
from scenarios.load import Plan
from scenarios.origin import DEFAULT, Entry, MapNode, Origin, find, plain, shorten
from scenarios.schema.base import FieldFacts, Section, field_facts, fields_at
from scenarios.schema.forms import Spending, write_spending
from scenarios.schema.scenario import Scenario
from scenarios.suggest import suggest
from sim.errors import InputError

_GRADES = ("peer-reviewed", "survey", "vendor", "assumption", "definition")
_NOTE = re.compile(rf"#.*?\[({'|'.join(_GRADES)})\b\s*([^\]]*)\]\s*(.*)")


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is known about one value of a plan."""

    key: str
    """Dotted path."""
    value: object
    """Value as written; the default when nobody wrote it."""
    unit: str
    """Unit that the value is held in."""
    origin: Origin
    """Where it was written."""
    grade: str
    """Kind of evidence; empty when none is stated."""
    source: str
    """Source of the evidence; empty when none is stated."""
    interval: Interval | None
    """Range of a calibrated estimate."""
    default: object
    """Default of the key; None when it must be given."""
    doc: str
    """What the key means."""

    def lines(self) -> list[str]:
        """Write the explanation for a reader."""
        told = [
            f"{self.key} = {self.value}{f' [{self.unit}]' if self.unit else ''}",
            f"  from: {self.origin}",
        ]
        if self.interval is not None:
            told.append(f"  calibrated: {self.interval.low} to {self.interval.high} ({self.interval.grade})")
        if self.grade:
            told.append(f"  evidence: {self.grade}{f', {self.source}' if self.source else ''}")
        if self.origin.kind != "default" and self.default is not None:
            told.append(f"  default: {self.default}")
        return [*told, f"  meaning: {self.doc}"] if self.doc else told


def explain(plan: Plan, key: str) -> Explanation:
    """Explain one value of a plan.

    Parameters
    ----------
    plan : the plan, as `load` returns it
    key : dotted path, such as `customers.default.keep`
    """
    entry = find(plan.document.tree, key)
    facts = _facts(plan, key, written=entry is not None)
    if entry is None and (facts is None or facts.required):
        raise InputError(f"{plan.document.path}: {key}: no such key{_nearest(plan, key)}")
    origin = plan.document.locate(key)
    noted = _note(origin) if entry is not None else None
    grade, source = noted or _stated(origin, facts)
    return Explanation(
        key=key,
        value=plain(entry.node) if entry is not None else _shown(facts),
        unit=facts.unit if facts is not None else "",
        origin=origin,
        grade=grade,
        source=source,
        interval=_interval(plan, key, origin),
        default=_shown(facts),
        doc=facts.doc if facts is not None else "",
    )


def _stated(origin: Origin, facts: FieldFacts | None) -> tuple[str, str]:
    """Evidence of the schema's default; a value of the user's own has none but what stands beside it."""
    if origin != DEFAULT or facts is None:
        return "", ""
    return facts.grade, facts.source


def _facts(plan: Plan, key: str, *, written: bool) -> FieldFacts | None:
    """What the schema says about a key; for an entry of a map with free names, about the map."""
    path = _like_default(plan, key)
    while path:
        try:
            return field_facts(Scenario, path)
        except InputError:
            path = path.rpartition(".")[0] if written else ""
    return None


def _like_default(plan: Plan, key: str) -> str:
    """Entries of single products under `customers` mean the same as `default`."""
    head, _, rest = key.partition(".")
    name, _, below = rest.partition(".")
    if head == "customers" and name in plan.scenario.customers.by_product:
        return f"customers.default.{below}" if below else "customers.default"
    return key


def _shown(facts: FieldFacts | None) -> object:
    """Default as plain data."""
    if facts is None or facts.required:
        return None
    if isinstance(facts.default, Spending):
        return write_spending(facts.default)
    return facts.default.model_dump() if isinstance(facts.default, Section) else facts.default


def _note(origin: Origin) -> tuple[str, str] | None:
    """Evidence that the file states beside the value: `# [survey F7] turnover of inside sales`."""
    if origin.line < 1 or origin.kind == "set":
        return None
    path = _file_of(origin)
    rows = read_text(path, origin.file).text.splitlines() if path is not None else []
    match = _NOTE.search(rows[origin.line - 1]) if len(rows) >= origin.line else None
    if match is None:
        return None
    return match[1], ", ".join(part for part in (match[2].strip(), match[3].strip()) if part)


def _file_of(origin: Origin) -> Path | None:
    if origin.file.startswith(LIBRARY_PREFIX):
        return library_path(origin.file.removeprefix(LIBRARY_PREFIX))
    path = Path(origin.file)
    return path if path.is_file() else None


def _interval(plan: Plan, key: str, origin: Origin) -> Interval | None:
    """Range of an estimate, when the value in force is the calibrated one."""
    if origin.kind != "calibrated":
        return None
    return next((each.intervals[key] for each in plan.document.calibrated if key in each.intervals), None)


def _nearest(plan: Plan, key: str) -> str:
    """Name what stands nearest to the first step of a path that leads nowhere."""
    parts = key.split(".")
    node: Entry = Entry(plan.document.tree.mark, plan.document.tree)
    for depth, step in enumerate(parts):
        below = find(node.node, step)
        names = set(fields_at(Scenario, tuple(parts[:depth])))
        if isinstance(node.node, MapNode):
            names |= set(node.node.entries)
        if below is None and step not in names:
            return suggest(shorten(step), names)
        if below is None:
            break
        node = below
    return ""
