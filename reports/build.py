"""From material to a page: the answer, then every part that has something to say."""

import math
from collections.abc import Callable

from reports.findings import answer
from reports.material import Material
from reports.page import Page, Section
from reports.sections.brand import brand
from reports.sections.calibration import calibration
from reports.sections.campaigns import campaigns
from reports.sections.customers import customers
from reports.sections.decision import decision
from reports.sections.delivery import delivery
from reports.sections.funnel import funnel
from reports.sections.manifest import manifest
from reports.sections.money import money
from reports.sections.quality import quality
from reports.sections.stress import stress
from reports.sections.targets import targets
from reports.sections.team import team
from reports.sections.truth import truth
from reports.tables import day, last_day, plain

Part = Callable[[Material], Section | None]

PARTS: tuple[Part, ...] = (
    decision,
    targets,
    money,
    funnel,
    campaigns,
    team,
    brand,
    delivery,
    customers,
    calibration,
    quality,
    truth,
    stress,
    manifest,
)
"""Parts of a report in the order of the page."""


def build_page(material: Material) -> Page:
    """Put a page together; parts without material are left out."""
    sections = tuple(section for part in PARTS if (section := part(material)) is not None)
    return Page(plain(material.title), _subtitle(material), answer(material), sections, _data(material))


def _subtitle(material: Material) -> str:
    parts = []
    if material.plans:
        parts.append(f"{len(material.plans)} plan{'s' * (len(material.plans) > 1)}")
    made = material.experiment
    if made is not None:
        parts += [f"{day(made.start)} to {last_day(made.end)}", f"{made.replications:,} replications"]
    if material.calibration is not None:
        parts.append(f"{len(material.calibration.estimates)} calibrated parameters")
    return " · ".join(parts)


def _data(material: Material) -> dict[str, object]:
    """The means of all results for programs that read the file; null where there is no number."""
    return {
        "title": plain(material.title),
        "currency": material.currency,
        "plans": [
            {
                "name": plain(plan.name),
                "run": plan.run,
                "means": {str(name): _finite(plan.summary[name].mean()) for name in plan.summary.columns},
            }
            for plan in material.plans
        ],
    }


def _finite(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None
