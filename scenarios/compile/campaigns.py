"""Sources of leads: reach, spend and carry-over."""

import numpy as np

from scenarios.carry_over import lag_weights
from scenarios.compile.build import Build, identity
from scenarios.media import consistency_of, planned_spend, pull_of, reaches_of
from scenarios.schema.campaigns import Source as SourceSection
from scenarios.schema.distributions import average
from sim.codes import Saturation, SourceKind
from sim.params.campaigns import Campaigns, Source, shared_reaches
from sim.params.table import table

CENTS = 100.0


def compile_campaigns(build: Build) -> Campaigns:
    """Where leads come from, and what is spent on it."""
    sections = build.scenario.campaigns
    weights = [lag_weights(source) for source in sections.values()]
    longest = max(map(len, weights))
    numbers, reaches, reached = shared_reaches(_aims(build))
    rows = [
        _source(build, name, section, len(lags), reach)
        for (name, section), lags, reach in zip(sections.items(), weights, numbers, strict=True)
    ]
    return Campaigns(
        sources=table(Source, rows),
        reaches=reaches,
        reached=reached,
        spend=np.array(
            [planned_spend(build.scenario, source) for source in sections.values()], dtype=np.int64
        ),
        lag_weights=np.array([[*lags, *[0.0] * (longest - len(lags))] for lags in weights]),
    )


def _source(build: Build, name: str, section: SourceSection, lags: int, reach: int) -> Source:
    response = section.response
    curve = response.saturation if response is not None else None
    return Source(
        kind=int(SourceKind[section.kind.upper()]),
        identity=identity(name),
        priority=section.priority,
        lags=lags,
        saturation=int(Saturation[curve.form.upper()]) if curve is not None else int(Saturation.LINEAR),
        half=curve.half / CENTS if curve is not None else 1.0,
        slope=curve.slope if curve is not None else 1.0,
        visits=response.visits if response is not None else 0.0,
        conversion=response.conversion if response is not None else 0.0,
        unaided=section.leads,
        awareness_gain=section.awareness_gain * consistency_of(build.scenario, section),
        awareness_pull=pull_of(section),
        fit_shift=section.fit_shift,
        team=build.role(section.team),
        batch=build.draws.count(section.batch),
        batch_mean=average(section.batch) if section.batch is not None else 1.0,
        imitation=section.imitation,
        reach=reach,
    )


def _aims(build: Build) -> list[dict[int, float]]:
    """Weight of each cell that a source reaches."""
    places = {cell: place for place, cell in enumerate(build.names.cells)}
    return [
        {places[cell]: weight for cell, weight in reach.items()}
        for reach in reaches_of(build.scenario).values()
    ]
