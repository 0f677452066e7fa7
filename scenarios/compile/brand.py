"""Awareness and reputation at the start."""

import numpy as np

from scenarios.compile.build import Build
from scenarios.resolve import awareness_of
from sim.params.brand import Brand


def compile_brand(build: Build) -> Brand:
    """How minds are made and lost."""
    brand = build.scenario.brand
    known = [awareness_of(build.scenario, segment, territory) for segment, territory in build.names.cells]
    return Brand(
        awareness=np.array(known, dtype=np.float64),
        decay=brand.decay,
        word_of_mouth=brand.word_of_mouth,
        reputation=brand.reputation,
        reputation_rate=brand.reputation_rate,
    )
