"""The buyer's choice in utilities: the shares won of the history come out, and price and brand still matter.

A logit buyer chooses us with odds exp(ours - nothing). Utility from price, brand and speed at the start of
the scenario is known, so the utility of buying nothing follows from the share won (inverse of the multinomial
logit, McFadden 1974, with two alternatives); sources differ by the fit of their leads.
"""

import math
from dataclasses import dataclass

import numpy as np

from calibration.company.facts import Facts
from calibration.company.process import Process
from calibration.company.text import rounded
from calibration.estimate import Estimate, Label, Z, share, slug
from calibration.fits.desk_time import desk_time
from calibration.fits.shrinkage import fit_group_shares
from calibration.overlay import PathValue

AWARENESS = 0.1
AWARENESS_WEIGHT, REPUTATION_WEIGHT, DELAY_WEIGHT = 0.5, 0.5, 0.1
PRICE_SENSITIVITY = 2.6
ON_TIME, LATE = 0.8, 0.3
"""Experience of deliveries on time and late (defaults of `customers.satisfaction`)."""
MOST_SHIFT = 0.45
"""Largest fit shift of a source; fit itself lies in the middle, at one half."""
FEWEST_SOURCES = 3
ENOUGH_DECISIONS = 100


@dataclass(frozen=True, slots=True)
class Odds:
    """Utilities that reproduce the shares won."""

    fit_weight: float
    no_decision: dict[str, PathValue]
    """Utility of buying nothing, by segment."""
    shifts: dict[str, PathValue]
    """Fit shift of each source that differs."""
    reputation: float


def find_odds(facts: Facts, process: Process, discount: float) -> Odds:
    """Utilities of a history's choices.

    Parameters
    ----------
    facts : the history
    process : how its deals end
    discount : usual discount [1]
    """
    late = facts.estimate("delivery.on_time.share")
    on_time = late.value if late is not None else 1.0
    reputation = round(ON_TIME * on_time + LATE * (1 - on_time), 3)
    ours = (
        AWARENESS_WEIGHT * AWARENESS
        + REPUTATION_WEIGHT * (reputation - 0.5)
        - PRICE_SENSITIVITY * math.log(1 - discount)
        - DELAY_WEIGHT * desk_time(process.crews[0].hours).log_until_started
    )
    nothing = {name: _nothing(name, _chosen(process, name), ours) for name in facts.segments}
    weight, shifts = _shifts(process)
    return Odds(weight, nothing, shifts, reputation)


def _chosen(process: Process, segment: str) -> Estimate:
    """Share of the deciding buyers of a segment that choose us; that of all where too few are on record."""
    if process.decisions is None or "segment" not in process.decisions:
        return process.choice
    mine = process.decisions[process.decisions["segment"] == segment]
    if len(mine) < ENOUGH_DECISIONS:
        return process.choice
    label = Label(f"choice.{segment}", process.choice.unit, process.choice.method)
    return share(label, int(mine["won"].sum()), len(mine))


def _nothing(segment: str, chosen: Estimate, ours: float) -> PathValue:
    """Utility of buying nothing beside which our utility wins the share on record."""
    return PathValue(
        f"market.segments.{segment}.no_decision",
        rounded(ours - log_odds(chosen.value)),
        ours - log_odds(chosen.high),
        ours - log_odds(chosen.low),
        chosen.grade,
        f"utility of buying nothing that gives the share won; {chosen.method}",
        chosen.count,
    )


def log_odds(chance: float) -> float:
    """Logarithm of the odds.

    Examples
    --------
    >>> log_odds(0.5)
    0.0
    """
    inside = min(max(chance, 1e-4), 1 - 1e-4)
    return math.log(inside / (1 - inside))


def _shifts(process: Process) -> tuple[float, dict[str, PathValue]]:
    """Weight of fit and the shift of each source; none when sources differ no more than chance explains."""
    if process.decisions is None:
        return 1.0, {}
    table = process.decisions.groupby("source", sort=True)["won"].agg(["sum", "size"])
    if len(table) < FEWEST_SOURCES:
        return 1.0, {}
    fit = fit_group_shares(table["sum"].to_numpy(float), table["size"].to_numpy(float))
    if not fit.spread_is_real:
        return 1.0, {}
    middle = log_odds(float(table["sum"].sum() / table["size"].sum()))
    posterior, error = fit.posterior(), fit.posterior_error()
    gaps = np.array([log_odds(float(chance)) - middle for chance in posterior])
    weight = max(1.0, math.ceil(2 * float(np.abs(gaps).max()) / MOST_SHIFT) / 2)
    widths = Z * error / (posterior * (1 - posterior))
    names = [slug(str(name)) for name in table.index]
    rows = zip(names, gaps, widths, table["size"], strict=True)
    return weight, {name: _shift(name, gap, width, weight, int(count)) for name, gap, width, count in rows}


def _shift(name: str, gap: float, width: float, weight: float, count: int) -> PathValue:
    return PathValue(
        f"campaigns.{name}.fit_shift",
        rounded(gap / weight),
        (gap - width) / weight,
        (gap + width) / weight,
        "history",
        f"log-odds of conversion against all sources over {weight:g}, the weight of fit; shrunken",
        count,
    )
