"""Who could buy, what they choose by, and where leads come from."""

import pandas as pd

from calibration.company.facts import Facts
from calibration.company.odds import (
    AWARENESS,
    AWARENESS_WEIGHT,
    DELAY_WEIGHT,
    PRICE_SENSITIVITY,
    REPUTATION_WEIGHT,
    Odds,
)
from calibration.company.text import Part, flow, history, join, line, number, rounded
from calibration.estimate import Estimate, slug
from calibration.overlay import PathValue
from calibration.tables import MONTHS, WEEKDAYS

ROOM = 25
"""Accounts per lead of a year: so many that arrivals hardly thin the market."""
LEAST_ACCOUNTS = 1000


def market_part(facts: Facts, odds: Odds) -> Part:
    """The section `market:`."""
    lines = [line(0, "market"), line(1, "territories")]
    lines += [line(2, place.name, flow({"region": place.region})) for place in facts.places]
    lines.append(line(1, "segments"))
    accounts = _accounts(facts)
    parts = [Part(tuple(lines))]
    parts += [_segment(facts, odds, name, accounts) for name in facts.segments]
    return join(parts)


def _accounts(facts: Facts) -> pd.DataFrame:
    """Accounts of each segment and territory, in proportion to their leads."""
    total = facts.estimates["leads.all.per_day"].value * 365 * ROOM
    return (cell_shares(facts) * total).round(-1).clip(lower=10).astype(int)


def cell_shares(facts: Facts) -> pd.DataFrame:
    """Share of leads by segment and territory; leads without a territory count everywhere in proportion."""
    arrivals = facts.arrivals
    known = arrivals[arrivals["territory"] != ""]
    rows = known if len(known) else arrivals.assign(territory=facts.places[0].name)
    counts = pd.crosstab(rows["segment"], rows["territory"]).astype(float)
    names = [place.name for place in facts.places]
    counts = counts.reindex(index=list(facts.segments), columns=names, fill_value=0.0)
    total: float = counts.to_numpy().sum()
    return counts.div(total)


def _segment(facts: Facts, odds: Odds, name: str, accounts: pd.DataFrame) -> Part:
    path = f"market.segments.{name}"
    each = flow({str(place): str(count) for place, count in accounts.loc[name].items()})
    nothing = odds.no_decision[name]
    lines = (
        line(2, name),
        line(3, "accounts", each, f"[assumption] {ROOM} per lead and year: the market stays open"),
        line(
            3,
            "price_sensitivity",
            number(PRICE_SENSITIVITY),
            "[peer-reviewed F19] mean price elasticity -2.62",
        ),
        line(3, "no_decision", number(nothing.value), history(nothing.count, "deals: gives the share won")),
        line(3, "fit", "{value: 0.5}", "[definition] sources differ by fit_shift"),
    )
    return join([Part(lines, (nothing,)), _seasonality(facts, path)])


def _seasonality(facts: Facts, path: str) -> Part:
    """Factors of weekdays and months, where the records are long enough."""
    lists = []
    for key, prefix, names in (("weekdays", "weekday", WEEKDAYS), ("months", "month", MONTHS)):
        found = [facts.estimate(f"leads.{prefix}.{name}") for name in names]
        known = [estimate for estimate in found if estimate is not None and estimate.identified]
        if len(known) == len(names):
            values = _factors(f"{path}.seasonality.{key}", known)
            text = f"[{', '.join(number(value.value) for value in values)}]"
            note = history(sum(value.count for value in values), "leads")
            lists.append(Part((line(4, key, text, note),), values))
    return join([Part((line(3, "seasonality"),)), *lists]) if lists else Part(())


def _factors(path: str, estimates: list[Estimate]) -> tuple[PathValue, ...]:
    return tuple(
        PathValue(f"{path}.{place}", round(e.value, 4), e.low, e.high, e.grade, e.method, e.count)
        for place, e in enumerate(estimates)
    )


def choice_lines(odds: Odds) -> tuple[str, ...]:
    """The key `offer.choice` and the section `brand:`."""
    weights = {
        "awareness": number(AWARENESS_WEIGHT),
        "reputation": number(REPUTATION_WEIGHT),
        "fit": number(odds.fit_weight),
        "skill": "0.5",
        "delay": number(DELAY_WEIGHT),
    }
    note = "[assumption] weights; fit spans the sources' conversion"
    brand = {
        "awareness": f"{AWARENESS:.0%}",
        "decay": "0 per day",
        "word_of_mouth": "0 per day",
        "reputation": number(odds.reputation),
    }
    held = "[assumption] awareness held constant: the records do not show it"
    return (line(1, "choice", flow(weights), note), "", line(0, "brand", flow(brand), held))


def campaigns_part(facts: Facts, odds: Odds) -> Part:
    """The section `campaigns:`, one source of leads for each on record."""
    sources = sorted(set(facts.arrivals["source"]))
    shares = cell_shares(facts)
    return join([Part((line(0, "campaigns"),)), *(_source(facts, odds, name, shares) for name in sources)])


def _source(facts: Facts, odds: Odds, source: str, shares: pd.DataFrame) -> Part:
    name = slug(source)
    rate = _rate(facts, name)
    targets = {
        str(segment): flow({str(place): number(share) for place, share in row.items()})
        for segment, row in shares.iterrows()
    }
    shift = odds.shifts.get(name)
    lines = [
        line(1, name),
        line(2, "kind", "inbound"),
        line(2, "leads", f"{number(rate.value)} per day", history(rate.count, "leads")),
        line(2, "awareness_pull", "0%", "[definition] the rate on record holds what we are known for"),
        line(2, "targets", flow(targets)),
    ]
    if shift is not None:
        lines.append(line(2, "fit_shift", number(shift.value), history(shift.count, "leads and their wins")))
    return Part(tuple(lines), (rate, *((shift,) if shift is not None else ())))


def _rate(facts: Facts, name: str) -> PathValue:
    """Leads a day on a day of average season: the source's share of the rate of all."""
    own = facts.estimates[f"leads.{name}.per_day"]
    whole = facts.estimates["leads.all.per_day"]
    part = facts.estimates[f"leads.source.{name}.share"]
    factor = part.value * whole.value / own.value
    return PathValue(
        f"campaigns.{name}.leads",
        rounded(own.value * factor),
        own.low * factor,
        own.high * factor,
        own.grade,
        f"{own.method}; on a day of average season",
        own.count,
        unit="per day",
    )
