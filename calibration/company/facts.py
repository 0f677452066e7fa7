"""What the records say about the shape of the company: places, groups, products, people, arrivals.

A history without leads starts at its deals: every deal then counts as one lead that was accepted at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from calibration.estimate import Estimate, slug
from calibration.fits.leads import lead_estimates
from calibration.pipeline import Calibration
from calibration.quality.windows import deal_window, lead_window
from calibration.tables import Tables, conform, days_between, recorded
from sim.codes import DAYS_PER_MONTH

MOST_GROUPS = 12
"""Segments and territories kept by name; the rest is one group."""
HOME = "home"
BUYERS = "buyers"
REST = "other_groups"


@dataclass(frozen=True, slots=True)
class Place:
    """A territory: the smallest unit of the sales organisation that has reps of its own."""

    name: str
    region: str
    reps: tuple[str, ...]
    """Reps with deals on record."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A history, and what was counted in it."""

    tables: Tables
    calibration: Calibration
    arrivals: pd.DataFrame
    """Leads (or deals, when no leads are on record) of the usable cohorts."""
    from_deals: bool
    """Whether deals stand for leads."""
    estimates: dict[str, Estimate]
    """Estimates by name, arrivals of deals included."""
    places: tuple[Place, ...]
    segments: tuple[str, ...]
    last_day: date

    @property
    def start(self) -> date:
        """First day of the scenario: the month after the records end."""
        return (pd.Timestamp(self.last_day) + pd.offsets.MonthBegin(1)).date()

    def estimate(self, name: str) -> Estimate | None:
        """The estimate of that name, none when the history cannot tell."""
        return self.estimates.get(name)


def gather(tables: Tables, calibration: Calibration) -> Facts:
    """Count places, groups and arrivals of a checked history."""
    from_deals = not tables.has("leads")
    leads = _deals_as_leads(tables) if from_deals else tables
    window = deal_window(tables) if from_deals else lead_window(tables)
    arrivals = leads.table("leads")
    arrivals = _grouped(arrivals[window.holds(arrivals["created"])], tables)
    extra = tuple(lead_estimates(leads)) if from_deals else ()
    estimates = {estimate.name: estimate for estimate in (*calibration.estimates, *extra)}
    segments = tuple(sorted(set(arrivals["segment"])))
    last = max(summary.last for summary in calibration.summaries if summary.last)
    places = _places(tables)
    return Facts(
        tables,
        calibration,
        arrivals,
        from_deals,
        estimates,
        places,
        segments,
        pd.Timestamp(last).date(),
    )


def _deals_as_leads(tables: Tables) -> Tables:
    deals = tables.table("deals")
    deals = deals[deals["created"].notna()].assign(lead_id=deals["deal_id"], source="deals")
    deals = deals.reset_index(drop=True)
    leads = conform("leads", deals).assign(manager=deals["manager"], rep=deals["rep"])
    return tables.replaced({"leads": leads, "deals": deals})


def _grouped(arrivals: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Arrivals with the segment and territory they have in the scenario."""
    territory = place_of(arrivals)
    known = {place.name for place in _places(tables)}
    return arrivals.assign(
        segment=_lumped(arrivals["segment"], BUYERS),
        territory=territory.where(territory.isin(known), ""),
    )


def _lumped(names: pd.Series, single: str) -> pd.Series:
    """Names as slugs; blanks stay blank unless all are, small groups beyond the largest become one."""
    if not recorded(names):
        return pd.Series(single, index=names.index)
    slugs = names.map(lambda name: slug(name) if name else "")
    largest = slugs[slugs != ""].value_counts().index[:MOST_GROUPS]
    lumped = slugs.where(slugs.isin(largest), REST).where(slugs != "", slugs)
    share = lumped[lumped != ""].value_counts(normalize=True).sort_index()
    blank = lumped == ""
    # rows without a group are spread over the groups in proportion, in the order of the file
    turn = pd.Series(range(int(blank.sum())), index=lumped[blank].index)
    spread = turn.map(lambda nth: _nth_group(share, (nth + 0.5) / max(len(turn), 1)))
    return lumped.where(~blank, spread.reindex(lumped.index))


def _nth_group(share: pd.Series, chance: float) -> str:
    return str(share.index[int((share.cumsum() < chance - 1e-12).sum())])


def place_of(frame: pd.DataFrame) -> pd.Series:
    """Territory of each row: the manager's patch where deals name managers, else the territory."""
    if "manager" in frame and recorded(frame["manager"]):
        return frame["manager"].map(lambda name: slug(name) if name else "")
    if not recorded(frame["territory"]):
        return pd.Series(HOME, index=frame.index)
    return frame["territory"].map(lambda name: slug(name) if name else "")


def _places(tables: Tables) -> tuple[Place, ...]:
    deals, leads = tables.table("deals"), tables.table("leads")
    source = deals if recorded(deals["territory"]) or recorded(deals["manager"]) else leads
    names = place_of(source)
    reps = _mostly(deals["rep"], place_of(deals))
    found = []
    for name in sorted(set(names) - {""}):
        region = source["territory"][names == name].mode()
        above = slug(str(region.iloc[0])) if len(region) and region.iloc[0] else HOME
        label = above if above != name else HOME
        found.append(Place(name, label, tuple(rep for rep, place in reps.items() if place == name)))
    return tuple(found) or (Place(HOME, HOME, ()),)


def _mostly(reps: pd.Series, places: pd.Series) -> dict[str, str]:
    """Place in which each rep has most deals."""
    counts = pd.crosstab(reps[reps != ""], places[reps != ""])
    return {str(rep): str(place) for rep, place in counts.idxmax(axis=1).items()} if len(counts) else {}


def seats_by_place(facts: Facts, reps: Sequence[str]) -> dict[str, int]:
    """How many of some reps work in each place, by their deals or by the list of reps; at least one each."""
    if len(facts.places) == 1:
        return {facts.places[0].name: max(len(reps), 1)}
    listed = facts.tables.table("reps").drop_duplicates("rep_id").set_index("rep_id")["territory"]
    home = {rep: slug(str(listed[rep])) for rep in reps if rep in listed.index}
    home |= {rep: place.name for place in facts.places for rep in place.reps if rep in reps}
    return {place.name: max(sum(where == place.name for where in home.values()), 1) for place in facts.places}


def months_on_record(times: pd.Series) -> float:
    """Length of a column of times [month]."""
    known = times.dropna()
    return max(float(days_between(known, known.max()).max()) / DAYS_PER_MONTH, 1.0) if len(known) else 1.0
