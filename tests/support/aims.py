"""Campaigns with other aims: which cells every source reaches, and with which weights."""

from collections.abc import Sequence

import numpy as np

from sim.daily import Daily
from sim.intensities import find_intensities
from sim.params import Params
from sim.params.campaigns import Campaigns, Source, shared_reaches
from sim.params.table import table

Aim = dict[int, float]
"""Weight of each cell that a source reaches."""


def aims_of(campaigns: Campaigns) -> list[Aim]:
    """The aim of every source."""
    found = []
    for reach in campaigns.reaches[campaigns.sources.reach]:
        rows = campaigns.reached[reach.first : reach.first + reach.cells]
        found.append(dict(zip(rows["cell"].tolist(), rows["weight"].tolist(), strict=True)))
    return found


def aimed(campaigns: Campaigns, aims: Sequence[Aim]) -> Campaigns:
    """The same campaigns with other aims."""
    numbers, reaches, reached = shared_reaches(aims)
    rows = [
        Source(*row.tolist())._replace(reach=reach)
        for row, reach in zip(campaigns.sources, numbers, strict=True)
    ]
    return campaigns._replace(sources=table(Source, rows), reaches=reaches, reached=reached)


def intensities(params: Params, daily: Daily, day: int) -> np.ndarray:
    """Arrivals a day of every source in every cell, (sources, cells)."""
    places = [(source, cell) for source, aim in enumerate(aims_of(params.campaigns)) for cell in aim]
    found = np.zeros(len(places))
    find_intensities(params, daily, day, found)
    dense = np.zeros((len(params.campaigns.sources), len(params.market.cells)))
    for place, value in zip(places, found, strict=True):
        dense[place] = value
    return dense
