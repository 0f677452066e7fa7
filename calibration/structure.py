"""A complete scenario from a history alone: counted structure, calibrated numbers, marked assumptions."""

from calibration.company.crews import teams_part
from calibration.company.facts import Facts, gather
from calibration.company.market import campaigns_part, choice_lines, market_part
from calibration.company.odds import find_odds
from calibration.company.offer import find_range, offer_part
from calibration.company.sales import process_of_deals
from calibration.company.service import customers_part, finance_part, fulfilment_part, service_teams
from calibration.company.stays import process_of_stays
from calibration.company.text import Part, join
from calibration.pipeline import Calibration
from calibration.quality.checks import check_quality
from calibration.tables import Tables
from sim.errors import InputError

HEAD = """\
# yaml-language-server: $schema=./scenario.schema.json
#
# Built from a history by `foresell calibrate`. Square brackets say where a number comes from: [history] and
# the records it rests on, [peer-reviewed], [survey], [vendor], [definition], or [assumption], which you
# should replace. The overlay calibrated.yaml beside this file holds these numbers with 90 % intervals.
"""
MONTHS = 12


def build_company(tables: Tables, calibration: Calibration) -> Part:
    """Scenario text and its calibrated values, from checked tables and their estimates."""
    cleaned, _ = check_quality(tables)
    _refuse_without_sales(cleaned)
    facts = gather(cleaned, calibration)
    staged = cleaned.has("stage_history")
    process = process_of_stays(facts) if staged else process_of_deals(facts)
    range_ = find_range(facts)
    odds = find_odds(facts, process, range_.usual_discount)
    blank = Part(("",))
    return join(
        [
            _head(facts),
            market_part(facts, odds),
            blank,
            offer_part(range_),
            Part(choice_lines(odds)),
            blank,
            campaigns_part(facts, odds),
            blank,
            Part(_entry(process.entry)),
            blank,
            process.stages,
            blank,
            teams_part(facts, process.crews, service_teams(facts)),
            blank,
            fulfilment_part(facts),
            blank,
            customers_part(facts, range_),
            finance_part(process.crews),
        ]
    )


def _refuse_without_sales(tables: Tables) -> None:
    if not tables.has("deals") or not (tables.table("deals")["status"] == "won").any():
        raise InputError(
            "the history holds no won deals: a company cannot be built from it",
            ["give a scenario to calibrate (base), or a mapping that reads deals with their status"],
        )


def _head(facts: Facts) -> Part:
    leads = "deals" if facts.from_deals else "leads"
    days = f"{facts.arrivals['created'].min():%Y-%m-%d} to {facts.arrivals['created'].max():%Y-%m-%d}"
    lines = [
        *HEAD.splitlines(),
        "",
        "name: Company from history",
        "description: >-",
        f"  Built from {len(facts.arrivals):,} {leads} created {days}.",
        *(["  No leads are on record: every deal counts as one lead."] if facts.from_deals else []),
        f"start: {facts.start}".ljust(60) + "# the month after the records end",
        f"months: {MONTHS}",
        f"currency: {facts.tables.currency}".ljust(60) + "# as the mapping of the records says",
        "",
    ]
    return Part(tuple(lines))


def _entry(stage: str) -> tuple[str, ...]:
    entry = ", ".join(f"{grade}: {stage}" for grade in "ABCD")
    return (
        "leads:",
        "  score_noise: 0".ljust(60) + "# [definition] no screening by score on record",
        f"  entry: {{{entry}}}",
    )
