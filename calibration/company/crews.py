"""The teams that sell: who is in them, and how long they work on a deal."""

from dataclasses import dataclass

from calibration.company.facts import Facts, months_on_record, seats_by_place
from calibration.company.text import Part, flow, line, number

HOURS_A_MONTH = 174.0
"""Working hours of a rep at the office calendar's eight hours [hour of work]."""
BUSY = 0.5
"""Part of a rep's time that assumed work may fill."""
FIRST_CONTACT, DEAL_WORK = 1.0, 4.0
"""Most hours per lead and per deal that are assumed [hour of work]."""
SALARY = "5000"


@dataclass(frozen=True, slots=True)
class Crew:
    """A selling team."""

    name: str
    reps: tuple[str, ...]
    hours: float
    """Work on one deal [hour of work]."""
    known: bool = False
    """Whether working times are on record."""


def crews_of(facts: Facts) -> tuple[Crew, ...]:
    """First the people of the first contact, if they are on record, then those who close."""
    per_month = len(facts.arrivals) / months_on_record(facts.arrivals["created"])
    crews = []
    for _, frame in sorted(facts.tables.lookups.items()):
        if {"rep_id", "role"} <= set(frame.columns):
            reps = tuple(sorted(set(frame["rep_id"]) - {""}))
            hours = assumed_hours(per_month, len(reps), FIRST_CONTACT)
            crews.append(Crew(str(frame["role"].iloc[0]), reps, hours))
    closers = tuple(sorted(set(facts.tables.table("deals")["rep"]) - {""}))
    name = "closer" if crews else "sales"
    return (*crews, Crew(name, closers, assumed_hours(per_month, len(closers), DEAL_WORK)))


def assumed_hours(per_month: float, reps: int, most: float) -> float:
    """Work that keeps a team no busier than assumed.

    Parameters
    ----------
    per_month : pieces of work a month [1/month]
    reps : people in the team [person]
    most : most work on one piece [hour of work]

    Examples
    --------
    >>> assumed_hours(per_month=1000.0, reps=10, most=4.0)
    0.9
    """
    hours = min(most, BUSY * HOURS_A_MONTH * max(reps, 1) / max(per_month, 1e-9))
    return max(round(hours, 1), 0.1)


def work_lines(crew: Crew) -> tuple[str, ...]:
    """The keys `team` and `work` of a stage."""
    note = (
        "[history] mean office time from begin to end of the work"
        if crew.known
        else f"[assumption] no activities on record; keeps reps at most {BUSY:.0%} busy"
    )
    return (line(2, "team", crew.name), line(2, "work", f"{number(crew.hours)} h", note))


def teams_part(facts: Facts, crews: tuple[Crew, ...], extra: tuple[str, ...]) -> Part:
    """The section `teams:`; extra lines hold teams of other areas."""
    lines = [line(0, "teams")]
    for crew in crews:
        at = flow({name: str(count) for name, count in seats_by_place(facts, crew.reps).items()})
        lines += [
            line(1, crew.name),
            line(2, "at", at, f"[history] {len(crew.reps)} people on record"),
            line(2, "routing", "least_loaded"),
            line(2, "salary", f"{SALARY} per month", "[assumption] not in the records"),
            "    # attrition: 27% per year  # [survey F7] switch on to plan with people leaving",
        ]
    return Part((*lines, *extra))
