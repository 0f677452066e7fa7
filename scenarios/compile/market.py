"""Segments, cells and demand over time."""

import numpy as np

from scenarios.compile.build import Build, identity
from scenarios.pipeline import pipeline_of
from scenarios.resolve import at
from scenarios.schema.market import Segment as SegmentSection
from scenarios.times import dates_of, steps
from scenarios.units import DAYS_PER_YEAR
from sim.params.market import Cell, Market, Segment
from sim.params.table import Numbers, table


def compile_market(build: Build) -> Market:
    """Who could buy, where, and when."""
    segments = build.scenario.market.segments
    rows = [
        Segment(segment.in_market, build.draws.fit(segment.fit), segment.growth * DAYS_PER_YEAR)
        for segment in segments.values()
    ]
    return Market(
        segments=table(Segment, rows),
        cells=table(Cell, [_cell(build, *names) for names in build.names.cells]),
        season=np.stack([_season(build, segment) for segment in segments.values()]),
        territories=len(build.names.territories),
    )


def _cell(build: Build, segment: str, territory: str) -> Cell:
    section = build.scenario.market.segments[segment]
    customers = int(at(section.customers, territory))
    under_way = pipeline_of(build.scenario).get((segment, territory), 0)
    return Cell(
        segment=build.names.segments.index(segment),
        territory=build.names.territories.index(territory),
        accounts=int(at(section.accounts, territory)) - customers - under_way,
        customers=customers,
        open=under_way,
        identity=identity(segment, territory),
    )


def _season(build: Build, segment: SegmentSection) -> Numbers:
    """Demand factor of every day: month x weekday x wave x macro indices to their exponents."""
    days, season = dates_of(build.scenario), segment.seasonality
    factor = np.ones(build.days)
    if season.months is not None:
        factor *= np.array([season.months[day.month - 1] for day in days])
    if season.weekdays is not None:
        factor *= np.array([season.weekdays[day.weekday()] for day in days])
    if season.wave is not None:
        factor *= 1.0 + season.wave.amplitude * np.sin(
            2.0 * np.pi * np.arange(build.days) / season.wave.period
        )
    for index, exponent in segment.macro.items():
        factor *= np.array(steps(build.scenario.market.macro[index], days, 1.0)) ** exponent
    return factor
