"""Sections of a made-up scenario in which keys go together, and names that lead somewhere."""

from typing import Any

from tests.support.scenario_maker import Maker, Rule
from tests.support.schema_points import Part, alternatives, form_of

FAMILIES = (
    "exponential",
    "lognormal",
    "gamma",
    "weibull",
    "uniform",
    "erlang",
    "beta",
    "pareto",
    "empirical",
)
CHANCES = ("beta", "uniform", "empirical")
"""Families whose values can lie between 0 and 1: a check refuses the others for a chance, and any `plus`."""
COUNTING = ("poisson", "geometric", "values")
REASONS = (
    "other",
    "no_decision",
    "competitor",
    "price",
    "fit",
    "cold",
    "rejected",
    "aged",
    "credit",
    "turned_away",
)


def choice(*values: Any) -> Rule:
    """Draw one of some values."""
    return lambda maker, part, path: maker.one_of(*values)


def in_form(part: Part, maker: Maker, form: str) -> Part:
    """The alternative of a part that has a form."""
    return next(each for each in alternatives(maker.schema, part) if form_of(each) == form)


def map_of(names: str, partial: bool = False) -> Rule:
    """Draw a map by names of the frame: for all of them, or for some."""

    def rule(maker: Maker, part: Part, path: str) -> Any:
        known = list(getattr(maker.frame, names))
        return maker.named(in_form(part, maker, "map"), path, maker.some(known) if partial else known)

    return rule


def one_or_map_of(names: str) -> Rule:
    """Draw one value, or one for each name of the frame."""

    def rule(maker: Maker, part: Part, path: str) -> Any:
        if maker.maybe():
            return maker.named(in_form(part, maker, "map"), path, list(getattr(maker.frame, names)))
        singles = [each for each in alternatives(maker.schema, part) if form_of(each) == "single"]
        return maker.value({"anyOf": singles}, f"{path}: single")

    return rule


def name_of(names: str, *others: Any) -> Rule:
    """Draw a name of the frame, or another word."""
    return lambda maker, part, path: maker.one_of(*getattr(maker.frame, names), *others)


# ---- distributions ---------------------------------------------------------------------------------


def one_family(*families: str) -> Rule:
    """Draw exactly one family, and sometimes a constant on top."""

    def rule(maker: Maker, part: Part, path: str) -> Any:
        family = maker.one_of(*families)
        spread = {family: maker.value(part["properties"][family], f"{path}.{family}")}
        if families != CHANCES and maker.maybe():
            spread["plus"] = maker.value(part["properties"]["plus"], f"{path}.plus")
        return spread

    return rule


def either(one: str, other: str) -> Rule:
    """Draw a section that takes one of two keys."""

    def rule(maker: Maker, part: Part, path: str) -> Any:
        left = maker.one_of(one, other)
        section = maker.section(part, path, (one, other))
        return section | {left: maker.value(part["properties"][left], f"{path}.{left}")}

    return rule


def short(*values: Any) -> Rule:
    """Draw one of some values at times, else any."""

    def rule(maker: Maker, part: Part, path: str) -> Any:
        return maker.one_of(*values) if maker.one_of(False, True, False) else maker.unruled(part, path)

    return rule


def uniform(maker: Maker, part: Part, path: str) -> Any:
    low, high = maker.one_of((1, 3), (2, 2), (0, 5))
    unit = {"UniformOfDays": " days", "UniformOfHours": " h"}.get(part["title"])
    return (
        {"low": f"{low}{unit}", "high": f"{high}{unit}"} if unit else {"low": float(low), "high": float(high)}
    )


# ---- time and market -------------------------------------------------------------------------------


def calendars(maker: Maker, part: Part, path: str) -> Any:
    return maker.named(part, path, maker.frame.calendars[2:])


def workdays(maker: Maker, part: Part, path: str) -> Any:
    return maker.one_of(["mon", "tue", "wed"], ["thu", "fri", "sat"], ["sat", "sun"])


def market(maker: Maker, part: Part, path: str) -> Any:
    """The market; indices that the frame has are given values."""
    market = maker.section(part, path)
    return {"macro": maker.value(part["properties"]["macro"], f"{path}.macro")} | market


def segment(maker: Maker, part: Part, path: str) -> Any:
    segment = maker.section(part, path)
    accounts = segment["accounts"]
    least = min(accounts.values()) if isinstance(accounts, dict) else accounts
    held = segment.get("customers", 0)
    most = max(held.values(), default=0) if isinstance(held, dict) else held
    return segment if most <= least else segment | {"customers": least}


def fit(maker: Maker, part: Part, path: str) -> Any:
    return maker.one_of({"mean": 0.6, "sd": 0.2}, {"value": 0.7}, {"mean": 0.3, "sd": 0.1}, {"value": 0.0})


def index_values(maker: Maker, part: Part, path: str) -> Any:
    return maker.one_of(1.0, 0.5, 1.75)


def rival_price(maker: Maker, part: Part, path: str) -> Any:
    """One price, prices by date, or either of these by segment."""
    form = maker.one_of("single", "dated", "map")
    if form == "map":
        return maker.named(in_form(part, maker, form), path, maker.some(maker.frame.segments))
    if form == "dated":
        return {maker.date(): maker.one_of(900, 1250.5) for _ in range(maker.one_of(1, 2))}
    return maker.one_of(950, "1.1 k")


# ---- offer and campaigns ---------------------------------------------------------------------------


def product(maker: Maker, part: Part, path: str) -> Any:
    """A product without its share, which depends on the others."""
    return maker.section(part | {"required": [*part["required"], "quantity"]}, path, ("share",))


def products(maker: Maker, part: Part, path: str) -> Any:
    """Draw the products, and with luck how the leads are shared between them."""
    products = maker.named(part, path, maker.frame.products)
    form = maker.one_of("none", "single", "map")
    shares = ["25%", 0.75] if len(products) > 1 else ["100%"]
    for share, product in zip(shares, products.values(), strict=True):
        if form != "none":
            by_segment = dict.fromkeys(maker.frame.segments, share)
            product["share"] = share if form == "single" else by_segment
    list(products.values())[-1].pop("end_of_life", None)
    list(products.values())[-1].pop("launch", None)
    return products


def price_change(maker: Maker, part: Part, path: str) -> Any:
    """A price that stays, or a promotion with an end."""
    change = {"from": maker.date()}
    if maker.maybe():
        return change | {"price": maker.value(part["properties"]["price"], f"{path}.price")}
    first, last = sorted([maker.date(), maker.date()])
    return {"from": first, "to": last, "discount": maker.one_of("20%", 0.5)}


def campaigns(maker: Maker, part: Part, path: str) -> Any:
    entry = in_form(next(iter(part["patternProperties"].values())), maker, "section")
    return {name: source(maker, entry, kind) for name, kind in maker.frame.sources.items()}


def source(maker: Maker, part: Part, kind: str) -> Any:
    """A source of leads with what its kind needs, and without what its kind does not take."""
    born_of_customers = kind in ("referral", "cross_sell")
    leave = ("kind", "team", *(("leads", "targets", "response") if born_of_customers else ()))
    source = {"kind": kind} | maker.section(part, "campaigns.*", leave)
    if kind == "outbound":
        source |= {
            "team": maker.one_of(*maker.frame.teams),
            "leads": maker.one_of("1 per week", "2 per day"),
        }
    elif kind in ("inbound", "partner") and "leads" not in source:
        source["leads"] = "10 per day"
    return source


def targets(maker: Maker, part: Part, path: str) -> Any:
    """Weights of segments, one of them by territory; at least one above zero."""
    weights: dict[str, Any] = {name: maker.one_of(3.0, 1, 0.0) for name in maker.frame.segments}
    first = maker.frame.segments[0]
    weights[first] = (
        {name: maker.one_of(1.0, 2) for name in maker.frame.territories} if maker.maybe() else 2.0
    )
    return weights


def carry_over(maker: Maker, part: Part, path: str) -> Any:
    carry = maker.section(part, path, ("form", "decay", "shape", "scale"))
    form = maker.value(part["properties"]["form"], f"{path}.form")
    if form.startswith("weibull"):
        carry |= {"shape": maker.one_of(2.0, 0.7), "scale": maker.one_of("3 days", "9 days")}
    elif form != "none":
        carry["decay"] = maker.one_of(0.5, 0.9)
    return carry | {"form": form}


def flight(maker: Maker, part: Part, path: str) -> Any:
    first, last = sorted([maker.date(), maker.date()])
    return {key: day for key, day in (("from", first), ("to", last)) if maker.maybe()}


def awareness(maker: Maker, part: Part, path: str) -> Any:
    names = maker.one_of([], maker.frame.segments, maker.frame.territories)
    return {name: maker.one_of("10%", 0.4) for name in names} if names else maker.one_of("30%", 0.0, 1.0)


# ---- sales and teams -------------------------------------------------------------------------------


def grades(maker: Maker, part: Part, path: str) -> Any:
    scores = sorted((maker.one_of(0.75, 0.5, 0.2, 1.0, 0.0) for _ in range(3)), reverse=True)
    return dict(zip("ABC", scores, strict=True))


def stages(maker: Maker, part: Part, path: str) -> Any:
    entry = in_form(next(iter(part["patternProperties"].values())), maker, "section")
    return {name: stage(maker, entry, name) for name in maker.frame.stages}


def open_deals(maker: Maker, part: Part, path: str) -> Any:
    """Deals in all, by segment, or by segment and territory."""
    deals = maker.one_of(3, 0, 12)
    if maker.maybe():
        return deals
    by_place = dict.fromkeys(maker.frame.territories, deals)
    return {name: maker.one_of(deals, by_place) for name in maker.some(maker.frame.segments)}


def stage(maker: Maker, part: Part, name: str) -> Any:
    """A stage with work and a team, or without both; some way leads on."""
    stage = maker.section(part, "stages.*", ("team", "work", "patience", "next"))
    if maker.one_of(True, True, False):
        stage["team"] = maker.one_of(*maker.frame.teams)
        stage["work"] = maker.value(part["properties"]["work"], "stages.*.work")
        if maker.maybe():
            stage["patience"] = maker.value(part["properties"]["patience"], "stages.*.patience")
    return stage | {"next": ways(maker, name, takes_time="team" in stage or "wait" in stage)}


def ways(maker: Maker, name: str, takes_time: bool) -> Any:
    """Ways out of a stage: onward, anywhere (but round in no time), and lost for a reason."""
    stages = maker.frame.stages
    place = stages.index(name)
    onward = stages[place + 1] if place + 1 < len(stages) else "won"
    anywhere = maker.one_of("won", *stages) if takes_time else "won"
    shares = maker.one_of((100, 0, 0), (70, 0, 30), (40, 35, 25), (50, 50, 0))
    ways: dict[str, Any] = {}
    for target, share in zip((onward, anywhere, "lost"), shares, strict=True):
        if share and target not in ways:
            ways[target] = share
    rest = 100 - sum(ways.values())
    if rest:
        ways["lost"] = ways.get("lost", 0) + rest
    return {target: way(maker, target, share) for target, share in ways.items()}


def way(maker: Maker, target: str, share: int) -> Any:
    written = maker.one_of(f"{share}%", share / 100)
    if target == "lost" and maker.maybe():
        return {"share": written, "reason": maker.one_of(*REASONS)}
    return {"share": written} if maker.one_of(False, False, True) else written


def teams(maker: Maker, part: Part, path: str) -> Any:
    entry = in_form(next(iter(part["patternProperties"].values())), maker, "section")
    return {name: team(maker, entry, name) for name in maker.frame.teams}


def team(maker: Maker, part: Part, name: str) -> Any:
    """A team everywhere or by territory; its hires join where it works."""
    team = maker.section(part, "teams.*", ("at", "hires", "hiring"))
    if name in maker.frame.everywhere:
        seats, places = maker.one_of(2, 1, 4), ["everywhere"]
        team["at"] = {"everywhere": seats} if maker.one_of(False, False, True) else seats
    else:
        places = maker.frame.territories
        team["at"] = {place: maker.one_of(1, 2, 3) for place in places}
    if maker.one_of(False, False, True):
        rates = {place: maker.one_of("1 per month", "1 per week") for place in places}
        team["hiring"] = "1 per month" if name in maker.frame.everywhere and maker.maybe() else rates
    if maker.maybe():
        team["hires"] = [hire(maker, places) for _ in range(maker.one_of(1, 2))]
    return team


def hire(maker: Maker, places: list[str]) -> Any:
    hire: dict[str, Any] = {"date": maker.date(), "seats": maker.one_of(1, 2)}
    place = maker.one_of(*places)
    return hire if place == "everywhere" and maker.maybe() else hire | {"territory": place}


# ---- after the sale --------------------------------------------------------------------------------


def routes(maker: Maker, part: Part, path: str) -> Any:
    return maker.named(part, path, maker.some(["default", *maker.frame.products]))


def customers(maker: Maker, part: Part, path: str) -> Any:
    customers = maker.section(part, path)
    care = part["additionalProperties"]
    return customers | {name: maker.value(care, f"{path}.*") for name in maker.some(maker.frame.products)}


def care(maker: Maker, part: Part, path: str) -> Any:
    """After-sales; what asks for a team has one, and what needs a source is left out where there is none."""
    care = maker.section(part, path)
    for ask, key in (("tickets", "ticket"), ("visits", "visit")):
        if ask in care:
            care.setdefault(f"{key}_team", maker.one_of(*maker.frame.teams))
            care.setdefault(f"{key}_work", "1 h")
    kinds = maker.frame.sources.values()
    if "referral" not in kinds:
        care.pop("referral", None)
    if "cross_sell" not in kinds:
        care.pop("cross_sell", None)
    if "cross_sell" in care:
        care.setdefault("cross_product", maker.frame.products[-1])
    return care
