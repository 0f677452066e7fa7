"""Response of a market to media: saturation and intensity of leads."""

import math

from sim.codes import Saturation, SourceKind
from sim.jit import rule


@rule
def saturation(form: int, pressure: float, half: float, slope: float) -> float:
    """Share of the full response that a pressure reaches.

    Hill x^s/(x^s+h^s) and Michaelis-Menten x/(x+h) (Meridian, Robyn, PyMC-Marketing), logistic
    (1-e^-lx)/(1+e^-lx) with l = ln 3 / h so that h gives one half (PyMC-Marketing), tanh(x/h)
    (PyMC-Marketing, b c = h), root (x/h)^s and linear x/h, which do not saturate.

    Parameters
    ----------
    form : [code] a Saturation
    pressure : [currency/day] spend after carry-over
    half : [currency/day] scale of the response
    slope : [1] steepness (Hill, root)

    Examples
    --------
    >>> saturation(1, 50.0, 50.0, 1.5)
    0.5
    """
    if pressure <= 0.0:
        return 0.0
    ratio = pressure / half
    share = ratio
    if form == Saturation.HILL:
        share = math.pow(ratio, slope) / (1.0 + math.pow(ratio, slope))
    elif form == Saturation.LOGISTIC:
        share = (1.0 - math.exp(-math.log(3.0) * ratio)) / (1.0 + math.exp(-math.log(3.0) * ratio))
    elif form == Saturation.TANH:
        share = math.tanh(ratio)
    elif form == Saturation.MICHAELIS_MENTEN:
        share = ratio / (1.0 + ratio)
    elif form == Saturation.ROOT:
        share = math.pow(ratio, slope)
    return share


@rule
def awareness_factor(pull: float, awareness: float) -> float:
    """Factor by which intensity follows awareness.

    Parameters
    ----------
    pull : [1] 0 not at all, 1 in proportion
    awareness : [1] share of the cell that knows us

    Examples
    --------
    >>> awareness_factor(0.5, 0.2)
    0.6
    """
    return 1.0 - pull + pull * awareness


@rule
def lead_source_rate(kind: int, base: float, visits: float, conversion: float, seats: float) -> float:
    """Leads a day that a source makes in all its cells, before demand and awareness.

    Parameters
    ----------
    kind : [code] a SourceKind
    base : [lead/day] leads without spend, or per productive seat
    visits : [visit/day] visits that the media pressure makes
    conversion : [lead/visit] leads per visit
    seats : [seat] productive seats that make contacts

    Examples
    --------
    >>> lead_source_rate(1, 0.5, 100.0, 0.02, 0.0)
    2.5
    """
    if kind == SourceKind.OUTBOUND:
        return base * seats
    if kind == SourceKind.REFERRAL or kind == SourceKind.CROSS_SELL:
        return 0.0
    return base + visits * conversion
