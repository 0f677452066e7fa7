"""Screening, grading and urgency of leads."""

import numpy as np

from scenarios.compile.build import Build
from scenarios.resolve import entries_of
from sim.params.leads import Leads


def compile_leads(build: Build) -> Leads:
    """What happens to a lead on arrival."""
    leads = build.scenario.leads
    urgency = leads.urgency
    return Leads(
        noise=build.draws.error(leads.score_noise),
        grades=np.array([leads.grades.A, leads.grades.B, leads.grades.C]),
        entry=np.array(
            [build.target(name) for name in entries_of(build.scenario).values()], dtype=np.float64
        ),
        urgency=np.array([urgency.A, urgency.B, urgency.C, urgency.D], dtype=np.float64),
        sla=leads.sla,
    )
