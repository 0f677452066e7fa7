"""Scenarios that hypothesis makes up, as a planner would write them: every key of the schema, in any mix.

`any_scenario` draws plain data that YAML can say; `plan_of` reads it the way a scenario file is read. What a
draw gets wrong across sections is taken out again key by key, as a planner would who reads the messages.
"""

import re
import tempfile
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from hypothesis import assume, note, reject
from hypothesis import strategies as st

from scenarios.compile import compile_params
from scenarios.load import Plan, load
from sim.errors import InputError
from sim.params import Params
from sim.params.limits import Limits
from tests.support.scenario_maker import Frame, Maker
from tests.support.scenario_rules import RULES
from tests.support.schema_points import Part, whole_schema

Data = dict[str, Any]
"""A scenario as plain data."""

STARTS = (date(2025, 1, 1), date(2024, 2, 20), date(2023, 12, 24), date(2024, 1, 31), date(2100, 2, 27))
SOURCES = {
    "website": "inbound",
    "search": "campaign",
    "calls": "outbound",
    "resellers": "partner",
    "friends": "referral",
    "upsell": "cross_sell",
}
_PROBLEM = re.compile(r"scenario\.yaml:\d+:\d+: ([^\s:]+): ")
_ROUNDS = 12


@lru_cache(maxsize=1)
def _schema() -> Part:
    return whole_schema()


def text_of(data: Data) -> str:
    """Write a scenario as YAML."""
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True)


def plan_of(data: Data) -> Plan:
    """Read a scenario from a file of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scenario.yaml"
        path.write_text(text_of(data), encoding="utf-8")
        return load(path)


def params_of(data: Data) -> Params:
    """Compile a scenario, without its caps: the engines look at different moments whether one is met."""
    return compile_params(plan_of(data).scenario)._replace(limits=Limits())


@st.composite
def any_scenario(draw: st.DrawFn, most_days: int = 60) -> Data:
    """Draw a scenario that can be run, small enough to simulate in a moment."""
    data = draw(any_draft(most_days))
    for _ in range(_ROUNDS):
        try:
            plan_of(data)
        except InputError as error:
            assume(_without_problems(data, error) and data.keys() >= set(_NEEDED))
        else:
            note(f"scenario:\n{text_of(data)}")
            return data
    return reject()


@st.composite
def any_draft(draw: st.DrawFn, most_days: int) -> Data:
    """Draw a scenario of which some keys may not go together."""
    frame = _frame(draw, most_days)
    maker = Maker(draw, _schema(), frame, RULES)
    often = [name for name in ("customers", "fulfilment") if draw(st.integers(0, 3))]
    needed = [*_NEEDED, *often, *(["calendars"] if len(frame.calendars) > len(_STANDARD) else [])]
    data = maker.section(_schema() | {"required": needed}, "", _LENGTH)
    data["start"] = frame.start.isoformat()
    data |= {"months": max(most_days // 30, 1)} if draw(st.integers(0, 4)) == 4 else {"days": frame.days}
    return data


_LENGTH = ("days", "months")
_STANDARD = ("office", "always")
_NEEDED = ("name", "start", "currency", "market", "offer", "campaigns", "stages", "teams")


def _frame(draw: st.DrawFn, most_days: int) -> Frame:
    """Draw how much there is of everything."""

    def first(*names: str, least: int = 1) -> list[str]:
        return list(names[: draw(st.integers(least, len(names)))])

    others = [name for name in SOURCES if name != "website" and draw(st.booleans())]
    teams = first("sales", "office", "plant")
    return Frame(
        start=draw(st.sampled_from(STARTS)),
        days=draw(st.integers(8, most_days)),
        territories=first("north", "south"),
        segments=first("small", "large"),
        products=first("core", "extra"),
        sources={name: SOURCES[name] for name in ("website", *others)},
        stages=first("talk", "offer", "sign", "nurture"),
        teams=teams,
        everywhere=[name for name in teams if draw(st.booleans())],
        indices=first("gdp", least=0),
        calendars=[*_STANDARD, *first("late shift", "weekend", least=0)],
        rivals=first("rival", "other", least=0),
    )


def _without_problems(data: Data, error: InputError) -> bool:
    """Take the keys out that are complained about; whether any was found."""
    found = {match[1] for problem in error.problems if (match := _PROBLEM.search(problem))}
    removed = [_remove(data, path.split(".")) for path in sorted(found, reverse=True)]
    return any(removed)


def _remove(data: Any, steps: list[str]) -> bool:
    """Remove what stands at a path, or the nearest key above it."""
    walked = [data]
    for step in steps[:-1]:
        walked.append(walked[-1][int(step)] if isinstance(walked[-1], list) else walked[-1].get(step))
        if walked[-1] is None:
            return False
    holder, last = walked[-1], steps[-1]
    if isinstance(holder, list):
        holder.pop(int(last))
        return True
    return holder.pop(last, None) is not None


def end_of(data: Data) -> date:
    """First day after a scenario whose length is given in days."""
    return date.fromisoformat(data["start"]) + timedelta(days=data["days"])
