"""Ways out of stages and the buyer's time in them, in the structure of a given scenario.

In the simulation the way out does not depend on how long a stay lasted, so ended stays give the shares
without bias. Left out are stays that ended otherwise: a deal that nobody worked on and that went cold, a deal
above the age limit, and a deal that the buyer's choice ended. A stay is the queue, the rep's work and the
buyer's time; the buyer's time starts when the work is finished.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from calibration.base.context import Context, Values
from calibration.estimate import Label, share
from calibration.fits.desk_time import desk_time
from calibration.fits.durations import make_spells
from calibration.fits.stated import Timed, law_of, law_values
from calibration.overlay import PathValue, at_path
from calibration.tables import days_between, recorded
from scenarios.origin import find
from scenarios.resolve import LOST, ways_of
from scenarios.schema.distributions import average
from scenarios.schema.sales import Stage, Way

FEWEST = 20
"""Ended stays below which the shares of a stage are left alone."""
DIGITS = 7
LEAST_LEFT = 0.3
"""Least part of a stay that is the buyer's, when the work is not on record."""
BLUR = 1.2
"""Factor by which the desk may change the spread of a stay, when the work is not on record."""
CHOICE_REASONS = ("no_decision", "competitor", "price")
"""Reasons of losses by the buyer's choice."""


def stage_values(context: Context) -> Values:
    """Shares and times of every stage of the scenario that the history knows."""
    written = find(context.plan.document.tree, "stages") is not None
    if not context.tables.has("stage_history") or not written:
        return
    stays = with_targets(context)
    for name, stage in context.scenario.stages.items():
        mine = stays[stays["stage"] == name]
        if len(mine):
            yield from way_values(name, stage, mine)
            yield from wait_values(name, stage, mine, context.end)


def with_targets(context: Context) -> pd.DataFrame:
    """Stays with where they led to, the age of the deal then, and why it was lost."""
    history = context.tables.table("stage_history")
    history = history[history["entered"].notna()].sort_values(["deal_id", "entered"], kind="stable")
    deals = context.tables.table("deals").drop_duplicates("deal_id").set_index("deal_id")
    following = history.groupby("deal_id")["stage"].shift(-1)
    status = history["deal_id"].map(deals["status"]).where(history["left"].notna())
    closing = status.where(status.isin(["won", "lost"]))
    created = history["deal_id"].map(deals["created"])
    target = following.where(following.notna(), closing).where(history["left"].notna())
    return history.assign(
        target=target.fillna(""),
        age=days_between(created, history["left"]),
        reason=history["deal_id"].map(deals["loss_reason"]).fillna(""),
    )


def way_values(name: str, stage: Stage, stays: pd.DataFrame) -> Values:
    """Share of each way out of a stage, over the stays that could take any."""
    ways = ways_of(stage)
    free = stays[(stays["target"] != "") & ~_ended_otherwise(stage, stays)]
    free = free[free["target"].isin(list(ways))]
    total = len(free)
    if total < FEWEST or len(ways) <= 1:
        return
    counts = free["target"].value_counts()
    method = "stays that ended this way over ended stays" + _caveat(stage, stays)
    rest = 1.0
    for place, target in enumerate(ways):
        estimate = share(
            Label(f"stages.{name}.next.{target}", "share", method), int(counts.get(target, 0)), total
        )
        value = round(rest, DIGITS) if place == len(ways) - 1 else round(estimate.value, DIGITS)
        rest -= value
        path = f"stages.{name}.next.{target}" + (".share" if isinstance(stage.next[target], Way) else "")
        yield replace(
            at_path(path, estimate), value=value, low=min(estimate.low, value), high=max(estimate.high, value)
        )


def _ended_otherwise(stage: Stage, stays: pd.DataFrame) -> "pd.Series[bool]":
    """Stays that ended by lost patience, by age or by the buyer's choice."""
    ended = pd.Series(False, index=stays.index)
    if stage.team is not None and stays["work_started"].notna().any():
        ended |= stays["work_started"].isna()
    elif stage.team is not None and recorded(stays["rep"]):
        ended |= stays["rep"] == ""
    if stage.oldest > 0:
        ended |= stays["age"] > stage.oldest
    if stage.choice:
        ended |= (stays["target"] == LOST) & stays["reason"].isin(CHOICE_REASONS)
    return ended


def _caveat(stage: Stage, stays: pd.DataFrame) -> str:
    blind = stage.team is not None and stays["work_started"].isna().all() and not recorded(stays["rep"])
    if not blind:
        return ""
    return "; without records of work, deals that went cold count like others"


def wait_values(name: str, stage: Stage, stays: pd.DataFrame, end: pd.Timestamp) -> Values:
    """The law of the buyer's time in a stage."""
    law = law_of(stage.wait)
    if law is None:
        return
    worked = stage.team is None or bool(stays["work_finished"].notna().any())
    timed = Timed(f"stages.{name}.wait", stage.wait, law, "the buyer's time, open stays counted")
    if stage.team is not None and worked:
        stays = stays[stays["work_finished"].notna()]
    begin = stays["work_finished"] if stage.team is not None and worked else stays["entered"]
    age = days_between(begin, stays["left"].fillna(end)).to_numpy(float)
    spells = make_spells(np.zeros(len(age)), age, stays["left"].notna().to_numpy(np.int64))
    values = law_values(timed, spells)
    yield from values if worked else _less_desk(values, desk_time(round(average(stage.work), 3)).until_done)


def _less_desk(values: list[PathValue], desk: float) -> Values:
    """Whole stays less the mean time at a free desk; the interval reaches up to the whole stay."""
    note = "; no records of work: the stay less the time of the work at a free desk, queues not known"
    for value in values:
        if value.unit:
            net = max(value.value - desk, LEAST_LEFT * value.value)
            yield replace(value, value=net, low=LEAST_LEFT * value.low, method=value.method + note)
        else:
            low, high = value.low / BLUR, value.high * BLUR
            yield replace(value, low=low, high=high, method=value.method + note)
