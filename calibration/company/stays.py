"""A sales process from stage history: recorded stages, shares of the ways out, times, the choice."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.company.crews import BUSY, Crew, assumed_hours, work_lines
from calibration.company.facts import Facts, months_on_record
from calibration.company.process import Process
from calibration.company.text import Part, flow, history, join, line, number
from calibration.estimate import Estimate, Label, share, slug
from calibration.fits.desk_time import desk_time, office_hours
from calibration.fits.durations import make_spells
from calibration.fits.stated import Timed, law_values
from calibration.overlay import PathValue
from calibration.tables import days_between
from scenarios.schema.distributions import Spread
from scenarios.units import Duration

INTAKE = "intake"
WON, LOST = "won", "lost"
CHOICE_REASONS = ("no_decision", "competitor", "price")
"""Reasons of losses by the buyer's choice."""
WORKED = 0.3
"""Share of stays with a rep from which on a stage counts as worked."""
MOST_WORK = 2.0
SHARE_DIGITS = 6
ALMOST_ALL = 0.995
_LAW = Spread[Duration].model_validate({"lognormal": {"median": "1 day", "sigma": 1.0}})
"""Form in which the buyer's time is written."""


@dataclass(frozen=True, slots=True)
class Stays:
    """Stays of the deals that came from leads, with where they led to."""

    frame: pd.DataFrame
    stages: tuple[str, ...]
    """Stages in the order in which deals come to them."""
    choosing: str
    """Stage at whose end the buyer chooses."""
    end: pd.Timestamp
    roles: dict[str, str]
    """Role of each rep."""

    def of(self, stage: str) -> pd.DataFrame:
        """Stays in a stage."""
        return self.frame[self.frame["stage"] == stage]


def process_of_stays(facts: Facts) -> Process:
    """The sales process of a history with stage history."""
    stays = _read(facts)
    crews = _crews(facts, stays)
    decided = _decided(stays)
    label = Label(
        "stages.choice", "share", f"deals that were not lost by choice at the end of {stays.choosing}"
    )
    choice = share(label, int(decided["won"].sum()), len(decided))
    entry, intake = _intake(facts, stays)
    stages = [_stage(stays, name, crews.get(name)) for name in stays.stages]
    section = join([Part((line(0, "stages"),)), intake, *stages])
    columns = ["source", "segment", "won"]
    return Process(_merged(crews), choice, decided[columns], entry, section)


def _read(facts: Facts) -> Stays:
    tables = facts.tables
    deals = tables.table("deals")
    deals = (deals[deals["lead_id"] != ""] if not facts.from_deals else deals).drop_duplicates("deal_id")
    deals = deals.set_index("deal_id")
    frame = tables.table("stage_history")
    frame = frame[frame["entered"].notna() & frame["deal_id"].isin(deals.index)]
    frame = frame.sort_values(["deal_id", "entered"], kind="stable")
    frame = frame.assign(stage=frame["stage"].map(slug))
    following = frame.groupby("deal_id")["stage"].shift(-1)
    status = frame["deal_id"].map(deals["status"]).where(lambda words: words.isin([WON, LOST]))
    target = following.where(following.notna(), status).where(frame["left"].notna())
    frame = frame.assign(
        target=target.fillna(""),
        reason=frame["deal_id"].map(deals["loss_reason"]).fillna(""),
        source=frame["deal_id"].map(deals["source"]).fillna(""),
        segment=frame["deal_id"].map(deals["segment"]).fillna("").map(slug),
        place=frame.groupby("deal_id").cumcount(),
        lead=frame["deal_id"].map(deals["lead_id"]).fillna(""),
    )
    order = frame.groupby("stage")["place"].median().sort_values(kind="stable")
    reps = tables.table("reps").drop_duplicates("rep_id").set_index("rep_id")
    role = reps["role"].where(reps["role"] != "", reps["team"])
    end = max(frame["entered"].max(), frame["left"].max())
    roles = {str(rep): slug(str(name)) for rep, name in role.items()}
    return Stays(frame, tuple(map(str, order.index)), _choosing(frame), end, roles)


def _choosing(frame: pd.DataFrame) -> str:
    """Stage with most losses by choice among those that can lead on to a win; else the one before the win."""
    by_choice = frame[(frame["target"] == LOST) & frame["reason"].isin(CHOICE_REASONS)]
    passed = frame[frame["target"].isin(set(frame["stage"]) | {WON})]
    late = passed[passed["deal_id"].isin(set(frame["deal_id"][frame["target"] == WON]))]
    counts = by_choice["stage"].value_counts()
    counts = counts[counts.index.isin(set(late["stage"]))]
    if len(counts):
        return str(counts.index[0])
    return str(frame["stage"][frame["target"] == WON].mode().iloc[0])


def _decided(stays: Stays) -> pd.DataFrame:
    """Ended stays in the choosing stage, and whether the buyer chose us."""
    ended = stays.of(stays.choosing)
    ended = ended[ended["target"] != ""]
    return ended.assign(won=~_lost_by_choice(ended))


def _lost_by_choice(ended: pd.DataFrame) -> "pd.Series[bool]":
    lost = ended["target"] == LOST
    named = ended["reason"].isin(CHOICE_REASONS)
    return lost & named if bool((lost & named).any()) else lost


def _crews(facts: Facts, stays: Stays) -> dict[str, Crew]:
    """Team of each worked stage, by the most frequent role of those who worked on it."""
    months = months_on_record(facts.arrivals["created"])
    found = {}
    listed = facts.tables.table("reps")
    gone = set(listed["rep_id"][listed["left"].notna()])
    for stage in stays.stages:
        mine = stays.of(stage)
        worked = mine[mine["rep"] != ""]
        if len(worked) < WORKED * len(mine):
            continue
        roles = pd.Series([stays.roles.get(rep, "sales") for rep in worked["rep"]], worked.index)
        name = str(roles.mode().iloc[0])
        reps = tuple(sorted(set(worked["rep"][roles == name]) - gone))
        hours = _recorded_hours(worked)
        guess = assumed_hours(len(worked) / months * _stages_of(stays, name), len(reps), MOST_WORK)
        found[stage] = Crew(name, reps, hours if hours is not None else guess, hours is not None)
    return found


def _stages_of(stays: Stays, role: str) -> int:
    """In how many stages a role works."""
    pairs = stays.frame[stays.frame["rep"].map(stays.roles) == role]
    return max(pairs["stage"].nunique(), 1)


def _recorded_hours(worked: pd.DataFrame) -> float | None:
    done = worked[worked["work_started"].notna() & worked["work_finished"].notna()]
    if not len(done):
        return None
    hours = [
        office_hours(begin, end)
        for begin, end in zip(done["work_started"], done["work_finished"], strict=True)
    ]
    return max(round(float(np.mean(hours)), 2), 0.05)


def _merged(crews: dict[str, Crew]) -> tuple[Crew, ...]:
    """Each team once, with all its people."""
    merged: dict[str, Crew] = {}
    for crew in crews.values():
        known = merged.get(crew.name)
        reps = tuple(sorted({*crew.reps, *(known.reps if known is not None else ())}))
        merged[crew.name] = Crew(crew.name, reps, crew.hours, crew.known)
    return tuple(merged.values())


def _intake(facts: Facts, stays: Stays) -> tuple[str, Part]:
    """Where leads go on arrival: to their first stages, or nowhere."""
    first = stays.frame.drop_duplicates("deal_id")
    counts = first["stage"][first["lead"].isin(set(facts.arrivals["lead_id"]))].value_counts()
    total = len(facts.arrivals)
    if facts.from_deals or counts.iloc[0] >= ALMOST_ALL * total:
        return str(counts.index[0] if len(counts) else stays.stages[0]), Part(())
    targets = {str(stage): int(count) for stage, count in counts.items()}
    rest = total - sum(targets.values())
    ways, values = _ways(INTAKE, {**targets, **({LOST: rest} if rest > 0 else {})}, "fit")
    note = history(total, "leads by the stage they enter first")
    return INTAKE, Part((line(1, INTAKE), line(2, "next", flow(ways), note)), values)


def _ways(stage: str, counts: dict[str, int], reason: str) -> tuple[dict[str, str], tuple[PathValue, ...]]:
    """Shares of the ways out in scenario words, adding to one, and their places."""
    total, left = sum(counts.values()), 1.0
    words: dict[str, str] = {}
    values = []
    for nth, (target, count) in enumerate(counts.items()):
        label = Label(f"stages.{stage}.next.{target}", "share", "ended stays that went this way")
        estimate = share(label, count, total)
        part = round(left if nth == len(counts) - 1 else estimate.value, SHARE_DIGITS)
        left -= part
        words[target] = flow({"share": number(part), "reason": reason}) if target == LOST else number(part)
        values.append(_value(label.name + (".share" if target == LOST else ""), estimate, part))
    return words, tuple(values)


def _value(path: str, estimate: Estimate, part: float) -> PathValue:
    low, high = min(estimate.low, part), max(estimate.high, part)
    return PathValue(path, part, low, high, estimate.grade, estimate.method, estimate.count)


def _stage(stays: Stays, name: str, crew: Crew | None) -> Part:
    mine = stays.of(name)
    ended = mine[mine["target"] != ""]
    chooses = name == stays.choosing
    free = ended[~_lost_by_choice(ended)] if chooses else ended
    counts = {str(key): int(count) for key, count in free["target"].value_counts().items()} or {LOST: 1}
    reasons = ended["reason"][(ended["target"] == LOST) & (ended["reason"] != "")]
    reason = str(reasons.mode().iloc[0]) if len(reasons) else "other"
    ways, values = _ways(name, counts, reason)
    work = Part(work_lines(crew) if crew is not None else ())
    choice = Part((line(2, "choice", "true"),) if chooses else ())
    move = Part((line(2, "next", flow(ways), history(len(free), "ended stays")),), values)
    return join([Part((line(1, name),)), work, _wait(stays, name, crew), choice, move])


def _wait(stays: Stays, name: str, crew: Crew | None) -> Part:
    """The buyer's time: from the end of recorded work, else the stay less the time of a free desk."""
    mine = stays.of(name)
    known = crew is not None and crew.known
    mine = mine[mine["work_finished"].notna()] if known else mine
    begin = mine["work_finished"] if known else mine["entered"]
    age = days_between(begin, mine["left"].fillna(stays.end)).to_numpy(float)
    spells = make_spells(np.zeros(len(age)), age, mine["left"].notna().to_numpy(np.int64))
    timed = Timed(f"stages.{name}.wait", _LAW, "lognormal", "the buyer's time, open stays counted")
    values = law_values(timed, spells)
    if len(values) < len(("median", "sigma")):
        return Part((line(2, "wait", "7 days", "[assumption] too few stays have ended"),))
    desk = desk_time(crew.hours).until_done if crew is not None and not known else 0.0
    median, sigma = values
    net = max(median.value - desk, BUSY * median.value)
    middle = PathValue(
        median.path,
        net,
        min(median.low, net),
        median.high,
        median.grade,
        median.method,
        median.count,
        unit="days",
    )
    text = flow({"median": f"{number(net)} days", "sigma": number(sigma.value)})
    note = history(median.count, "ended stays, open ones counted")
    return Part((line(2, "wait", f"{{lognormal: {text}}}", note),), (middle, sigma))
