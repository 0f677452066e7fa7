"""Stages, the buyer's choice and the teams that sell, as the deals on record show them.

Without stage history a deal is worked once and then takes one of three ways: the buyer decides (won, or lost
after the same time as the won deals), the buyer fades away earlier, or the deal is never closed. How many
losses belong to a decision follows from the times: the largest share of the winners' distribution that is
contained in that of the losses.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.company.crews import Crew, crews_of, work_lines
from calibration.company.facts import Facts
from calibration.company.process import Process
from calibration.company.text import Part, flow, history, join, line, number
from calibration.company.timing import wait_part
from calibration.estimate import Estimate, Label, share
from calibration.fits.desk_time import desk_time
from calibration.fits.maximum import Array
from calibration.overlay import PathValue
from calibration.quality.windows import lead_wins
from calibration.tables import days_between

BINS = 4
FEW = 20


@dataclass(frozen=True, slots=True)
class Flow:
    """How deals end."""

    crews: tuple[Crew, ...]
    """Teams in the order in which they work on a deal."""
    choice: Estimate
    """Share of deciding buyers that choose us."""
    deciding: Array
    """Times of buyers who decide [day]."""
    fading: Array
    """Times of losses that come before a decision [day]."""
    fade_share: float
    never: Estimate | None
    """Share of deals that never close."""
    accepted: Estimate | None
    """Share of leads that become a deal, where both are on record."""


def process_of_deals(facts: Facts) -> Process:
    """The sales process of a history without stage history."""
    flow_ = find_flow(facts)
    part = stages_part(flow_)
    first = "qualify" if "qualify" in part.lines[1] else "deal"
    return Process(flow_.crews, flow_.choice, _decisions(facts), first, part)


def _decisions(facts: Facts) -> pd.DataFrame | None:
    """Leads with their source and whether they were won; none where deals stand for leads."""
    if facts.from_deals:
        return None
    leads = lead_wins(facts.tables)
    return leads[leads["lead_id"].isin(set(facts.arrivals["lead_id"]))][["source", "won"]]


def find_flow(facts: Facts) -> Flow:
    """How the deals of a history go."""
    deals = facts.tables.table("deals")
    crews = crews_of(facts)
    won = deals[deals["status"] == "won"]
    if not (deals["status"] == "lost").any():
        usable = set(facts.arrivals["lead_id"])
        won_days = _days(won[won["lead_id"].isin(usable)] if (won["lead_id"] != "").any() else won)
        whole = facts.estimate("leads.conversion") or share(
            Label("leads.conversion", "share", "won over leads"), len(won), len(facts.arrivals)
        )
        return Flow(crews, whole, won_days, np.zeros(0), 0.0, None, None)
    won_days, lost_days = _days(won), _days(deals[deals["status"] == "lost"])
    shares = {name: facts.estimates[f"deals.outcome.{name}"] for name in ("won", "lost", "never_closed")}
    decided = decided_losses(won_days, lost_days)
    win, lose = shares["won"].value, shares["lost"].value
    chance = win / (win + decided * lose)
    choice = _moved(shares["won"], chance, f"of deals that reach a decision ({decided:.0%} of the losses do)")
    early = lost_days[_early(won_days, lost_days, decided)]
    return Flow(
        crews, choice, won_days, early, (1 - decided) * lose, shares["never_closed"], _accepted(facts, deals)
    )


def _accepted(facts: Facts, deals: pd.DataFrame) -> Estimate | None:
    if facts.from_deals or not (deals["lead_id"] != "").any():
        return None
    became = facts.arrivals["lead_id"].isin(set(deals["lead_id"]))
    label = Label("leads.accepted.share", "share", "leads that became a deal")
    return share(label, int(became.sum()), len(became))


def _moved(estimate: Estimate, value: float, words: str) -> Estimate:
    """An estimate of another share with the same relative width in log-odds."""

    def odds(chance: float) -> float:
        chance = min(max(chance, 1e-6), 1 - 1e-6)
        return float(np.log(chance / (1 - chance)))

    shift = odds(value) - odds(estimate.value)
    low, high = (1 / (1 + np.exp(-(odds(edge) + shift))) for edge in (estimate.low, estimate.high))
    return replace(
        estimate,
        value=value,
        low=min(float(low), value),
        high=max(float(high), value),
        method=f"{estimate.method}; {words}",
    )


def _days(deals: pd.DataFrame) -> Array:
    days = days_between(deals["created"], deals["closed"]).dropna().to_numpy(float)
    return np.asarray(days[days >= 0], dtype=float)


def decided_losses(won: Array, lost: Array) -> float:
    """Share of losses that can have the winners' times: a mixture's largest part, over quarters of the wins.

    Examples
    --------
    >>> won = np.arange(100.0)
    >>> float(decided_losses(won, np.arange(100.0)))
    1.0
    >>> round(float(decided_losses(won, np.concatenate([np.arange(100.0), np.full(100, 3.0)]))), 1)
    0.6
    """
    if min(len(won), len(lost)) < FEW:
        return 1.0
    ratios = _ratios(won, lost)
    # the smallest of four noisy ratios is too small: each is taken one standard error higher
    chance = ratios * np.sqrt(BINS / len(won) + 1 / np.maximum(ratios * len(lost) / BINS, 1.0))
    return float(min(1.0, (ratios + chance).min()))


def _edges(won: Array) -> Array:
    return np.asarray(np.quantile(won, np.arange(1, BINS) / BINS))


def _ratios(won: Array, lost: Array) -> Array:
    """Share of the losses over share of the wins in each quarter of the wins."""
    edges = _edges(won)
    mine = np.bincount(np.searchsorted(edges, lost, side="left"), minlength=BINS) / len(lost)
    theirs = np.bincount(np.searchsorted(edges, won, side="left"), minlength=BINS) / len(won)
    return np.asarray(mine / np.maximum(theirs, 1e-9))


def _early(won: Array, lost: Array, decided: float) -> NDArray[np.int64]:
    """Positions of the losses that stand for those before a decision, every so many of each quarter."""
    if min(len(won), len(lost)) < FEW or decided >= 1.0:
        return np.zeros(0, dtype=np.int64)
    place = np.searchsorted(_edges(won), lost, side="left")
    keep = np.clip(1 - decided / np.maximum(_ratios(won, lost), 1e-9), 0.0, 1.0)
    chosen: list[int] = []
    for quarter in range(BINS):
        rows = np.flatnonzero(place == quarter)
        rows = rows[np.argsort(lost[rows], kind="stable")]
        count = round(len(rows) * keep[quarter])
        chosen.extend(rows[np.linspace(0, len(rows) - 1, count).astype(int)] if count else [])
    return np.asarray(sorted(chosen), dtype=np.int64)


def stages_part(flow_: Flow) -> Part:
    """The section `stages:`."""
    first, *others = flow_.crews
    parts = [Part((line(0, "stages"),))]
    ends = _ways(flow_)
    names = [*(("qualify",) if others or flow_.accepted is not None else ()), "deal"]
    if len(names) > 1:
        parts.append(_qualify(first, flow_.accepted))
    closing = others[-1] if others else first
    parts.append(_deal(closing, ends, flow_))
    work = sum(desk_time(crew.hours).until_done for crew in flow_.crews)
    parts.append(_decision(flow_, work))
    if "fading" in ends:
        parts.append(_fading(flow_, work))
    if "dormant" in ends:
        parts.append(_dormant())
    return join(parts)


def _qualify(crew: Crew, accepted: Estimate | None) -> Part:
    values: tuple[PathValue, ...] = ()
    ways = {"deal": "100%"}
    if accepted is not None and accepted.value < 1.0:
        goes = round(accepted.value, 6)
        ways = {"deal": number(goes), "lost": flow({"share": number(round(1 - goes, 6)), "reason": "fit"})}
        values = _pair("stages.qualify.next", "deal", goes, accepted)
    return Part((line(1, "qualify"), *work_lines(crew), line(2, "next", flow(ways))), values)


def _pair(path: str, target: str, goes: float, estimate: Estimate) -> tuple[PathValue, ...]:
    def value(name: str, number_: float, low: float, high: float) -> PathValue:
        return PathValue(
            f"{path}.{name}", number_, low, high, estimate.grade, estimate.method, estimate.count
        )

    return (
        value(target, goes, estimate.low, estimate.high),
        value("lost.share", round(1 - goes, 6), 1 - estimate.high, 1 - estimate.low),
    )


def _ways(flow_: Flow) -> dict[str, float]:
    """Share of deals on each way; what is left decides."""
    ends = {}
    if round(flow_.fade_share, 6) > 0:
        ends["fading"] = round(flow_.fade_share, 6)
    if flow_.never is not None and round(flow_.never.value, 6) > 0:
        ends["dormant"] = round(flow_.never.value, 6)
    return ends


def _deal(crew: Crew, ends: dict[str, float], flow_: Flow) -> Part:
    decides = round(1.0 - sum(ends.values()), 6)
    ways = {"decision": number(decides), **{name: number(part) for name, part in ends.items()}}
    note = (
        ""
        if len(ways) == 1
        else history(len(flow_.deciding) + len(flow_.fading), "closed deals and the open ones")
    )
    lines = (line(1, "deal"), *work_lines(crew), line(2, "next", flow(ways), note))
    return Part(lines, tuple(_deal_values(flow_, ends, decides)))


def _deal_values(flow_: Flow, ends: dict[str, float], decides: float) -> list[PathValue]:
    never = flow_.never
    if never is None or not ends:
        return []
    width = (never.high - never.low) / 2
    ways = {"decision": decides, **ends}
    return [
        PathValue(
            f"stages.deal.next.{name}",
            part,
            max(part - width, 0.0),
            min(part + width, 1.0),
            never.grade,
            f"{never.method}; losses split by their times",
            never.count,
        )
        for name, part in ways.items()
    ]


def _decision(flow_: Flow, work: float) -> Part:
    head = Part(
        (
            line(
                1,
                "decision",
                "",
                "the buyer chooses: us or nothing; see no_decision and the sources' fit_shift",
            ),
        )
    )
    wait = wait_part(2, "stages.decision", flow_.deciding, work, "won deals")
    return join([head, wait, Part((line(2, "choice", "true"), line(2, "next", "{won: 100%}")))])


def _fading(flow_: Flow, work: float) -> Part:
    wait = wait_part(2, "stages.fading", flow_.fading, work, "losses earlier than decisions come")
    tail = Part((line(2, "next", "{lost: {share: 100%, reason: no_decision}}"),))
    return join([Part((line(1, "fading"),)), wait, tail])


def _dormant() -> Part:
    note = "[assumption] the records only show that these deals stay open"
    return Part(
        (
            line(1, "dormant"),
            line(2, "wait", "365 days", note),
            line(2, "next", "{lost: {share: 100%, reason: aged}}"),
        )
    )
