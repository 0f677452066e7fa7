"""Whole cents."""

import math

from sim.codes import DAYS_PER_MONTH
from sim.jit import rule


@rule
def recognised_by(amount: int, months: int, term: int) -> int:
    """Revenue of a contract recognised after some of its months, straight line, in whole cents.

    The full-month convention: the month of delivery is the first of `term` equal months.

    Parameters
    ----------
    amount : [cent] value of the contract
    months : [month] months begun so far
    term : [month] months of the contract

    Examples
    --------
    >>> [recognised_by(100, k, 3) for k in range(4)]
    [0, 33, 66, 100]
    """
    return amount * months // term


@rule
def months_used(days_left: float, term: int) -> int:
    """Months of a contract that are over, when some days of it are left; a month begun is not.

    Parameters
    ----------
    days_left : [day] time until the contract ends
    term : [month] months of the contract

    Examples
    --------
    >>> months_used(100.0, 12)
    8
    """
    left = int(math.ceil(days_left / DAYS_PER_MONTH))
    return max(term - max(left, 1), 0)


@rule
def share_of(amount: int, share: float) -> int:
    """A share of an amount, rounded half up to the cent.

    Parameters
    ----------
    amount : [cent] whole
    share : [1] part

    Examples
    --------
    >>> share_of(1001, 0.5)
    501
    """
    return int(math.floor(amount * share + 0.5))
