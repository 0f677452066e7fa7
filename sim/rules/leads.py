"""Arrival, score and grade of leads.

Leads are the points of a fixed unit Poisson field over (time, level); a plan receives the points below its
intensity. More spend so means the same leads at the same instants, and more of them. The field is drawn in
blocks, a layer of levels by a number of days, each with about one point: low layers in blocks of many days,
so that a cell with few leads costs little.
"""

import math

import numpy as np

from sim.jit import rule

WIDE_LAYERS = 4
"""Layers of the field whose blocks are longer than a day [1]."""
MOST_LAYERS = 1 << 20
"""Layers that numbers of blocks tell apart [1]."""
LAST_MOMENT = 2.0**-33
"""Time at the end of a block where no point lies, so that rounding moves none into the next [day]."""
MOST_REFERRALS = 12
"""Referrals of one occasion; at a mean of 2 more come once in five million [1]."""
_NONE_OF_ONE = math.exp(-1.0)
"""Chance of no point where one is expected, as in every layer above the lowest few [1]."""


@rule
def layer_floor(layer: int) -> float:
    """Lowest level of a layer of the field: 0, 1/256, 1/64, 1/16, 1/4, 1, 2, 3, ...

    Parameters
    ----------
    layer : [1] number of the layer, from 0

    Examples
    --------
    >>> [layer_floor(k) for k in (0, 1, 4, 5, 6)]
    [0.0, 0.00390625, 0.25, 1.0, 2.0]
    """
    if layer == 0:
        return 0.0
    if layer <= 5:
        return math.pow(4.0, layer - 5.0)
    return layer - 4.0


@rule
def layer_days(layer: int) -> int:
    """Days of a block of a layer: 256, 64, 16, 4, 1, 1, 1, ...

    Parameters
    ----------
    layer : [1] number of the layer, from 0

    Examples
    --------
    >>> [layer_days(k) for k in (0, 3, 4, 9)]
    [256, 4, 1, 1]
    """
    return 1 << max(2 * (WIDE_LAYERS - layer), 0)


@rule
def block_number(layer: int, day: int) -> int:
    """Number of the block of a layer in which a day lies, different for all layers and days.

    Parameters
    ----------
    layer : [1] number of the layer, below a million
    day : [day] day of the run

    Examples
    --------
    >>> block_number(0, 255) == block_number(0, 3), block_number(0, 256) == block_number(0, 255)
    (True, False)
    """
    return (day // layer_days(layer)) * MOST_LAYERS + layer


@rule
def point_time(layer: int, day: int, chance: float) -> float:
    """When a point of the block of a layer lies, within the block [day].

    Parameters
    ----------
    layer : [1] number of the layer
    day : [day] a day of the block
    chance : [1] uniform number

    Examples
    --------
    >>> point_time(3, 6, 0.25), point_time(5, 6, 0.25)
    (5.0, 6.25)
    """
    days = layer_days(layer)
    block = day // days
    return min((block + chance) * days, (block + 1.0) * days - LAST_MOMENT)


@rule
def poisson_count(mean: float, chance: float) -> int:
    """Points in a layer: inverse of the Poisson distribution, monotone in `chance`.

    Parameters
    ----------
    mean : [1] expected points, a few at most
    chance : [1] uniform number

    Examples
    --------
    >>> poisson_count(1.0, 0.5)
    1
    """
    term = _NONE_OF_ONE if mean == 1.0 else math.exp(-mean)
    total = term
    count = 0
    while chance > total and count < 60:
        count += 1
        term *= mean / count
        total += term
    return count


@rule
def referral_count(mean: float, several: int, chance: float) -> int:
    """Referrals at one occasion: at most one with a chance, or a Poisson number, by inverse transform.

    Parameters
    ----------
    mean : [1] chance of one, or mean number
    several : [0/1] whether there may be several
    chance : [1] uniform number

    Examples
    --------
    >>> [referral_count(0.4, several, 0.95) for several in (0, 1)], referral_count(0.4, 0, 0.3)
    ([0, 2], 1)
    """
    if several == 1:
        return min(poisson_count(mean, chance), MOST_REFERRALS)
    return 1 if chance < mean else 0


@rule
def score_of(fit: float, error: float) -> float:
    """Score that screening gives a lead: its true fit seen with error, kept in 0..1.

    Parameters
    ----------
    fit : [1] true fit
    error : [1] screening error

    Examples
    --------
    >>> score_of(0.9, 0.3)
    1.0
    """
    return min(max(fit + error, 0.0), 1.0)


@rule
def grade_of(score: float, grades: np.ndarray) -> int:
    """Grade of a score: 0 is A, 3 is D.

    Parameters
    ----------
    score : [1] score
    grades : [1] lowest score of A, B and C

    Examples
    --------
    >>> grade_of(0.6, np.array([0.75, 0.5, 0.25]))
    1
    """
    for grade in range(3):
        if score >= grades[grade]:
            return grade
    return 3
