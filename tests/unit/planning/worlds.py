"""Made-up results of plans, with a known truth."""

import numpy as np

from planning.samples import Matrix
from planning.search import Observe

ROWS = 2500


def world(means: tuple[float, ...], seed: int, correlation: float = 0.0, deviation: float = 3.0) -> Observe:
    """Normal results of plans that share part of their noise, as under common random numbers."""
    source = np.random.Generator(np.random.Philox(seed))
    common = source.standard_normal((ROWS, 1))
    own = source.standard_normal((ROWS, len(means)))
    noise = np.sqrt(correlation) * common + np.sqrt(1.0 - correlation) * own
    results = np.array(means) + deviation * noise

    def observe(plans: tuple[int, ...], replications: range) -> Matrix:
        chosen: Matrix = results[replications.start : replications.stop][:, list(plans)]
        return chosen

    return observe
