"""Brand stocks."""

import math

from sim.jit import rule


@rule
def awareness_next(awareness: float, gain: float, talk: float, decay: float) -> float:
    """Awareness one day later: Nerlove-Arrow goodwill (1962) with a ceiling at everyone.

    Parameters
    ----------
    awareness : [1] share of the cell that knows us
    gain : [1/day] share of the unaware reached by media
    talk : [1/day] share of the unaware reached by word of mouth
    decay : [1/day] share of the aware that forget

    Examples
    --------
    >>> awareness_next(0.5, 0.1, 0.0, 0.02)
    0.54
    """
    reached = min(gain + talk, 1.0)
    return min(max(awareness + (1.0 - awareness) * reached - decay * awareness, 0.0), 1.0)


@rule
def reputation_next(reputation: float, experience: float, count: float, weight: float) -> float:
    """Reputation after a day with `count` experiences: exponential smoothing, one step each.

    Parameters
    ----------
    reputation : [1] reputation before
    experience : [1] mean experience of the day
    count : [1] experiences of the day
    weight : [1] weight of one experience

    Examples
    --------
    >>> reputation_next(0.5, 1.0, 1.0, 0.1)
    0.55
    """
    if count <= 0.0:
        return reputation
    kept = math.pow(1.0 - weight, count)
    return kept * reputation + (1.0 - kept) * experience
