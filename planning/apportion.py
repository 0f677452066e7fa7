"""Splitting whole cents by weights so that the parts always add up exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, isfinite

from sim.errors import InputError


@dataclass(frozen=True, slots=True)
class Bounds:
    """Least and most that a part may get; no cap unless told."""

    floor_cents: int = 0
    cap_cents: int | None = None

    def clamp(self, cents: Fraction) -> Fraction:
        """Return the nearest allowed amount."""
        raised = max(cents, Fraction(self.floor_cents))
        return raised if self.cap_cents is None else min(raised, Fraction(self.cap_cents))


NO_BOUNDS = Bounds()


def largest_remainder(total_cents: int, weights: Sequence[float]) -> tuple[int, ...]:
    """Split a total by weights: whole cents first, then one more for the largest remainders.

    Ties go to the earlier part; a weight of zero gets nothing.

    Parameters
    ----------
    total_cents : [cent] what to split, 0 or more
    weights : [any] shares up to a constant, none negative, not all zero

    Examples
    --------
    >>> largest_remainder(10_000_000, (3, 3, 3))
    (3333334, 3333333, 3333333)
    """
    exact = _exact_weights(weights)
    if total_cents < 0:
        raise InputError(f"cannot split a negative total of {total_cents} cents")
    total_weight = sum(exact)
    return _rounded(total_cents, [total_cents * weight / total_weight for weight in exact])


def bounded_split(total_cents: int, weights: Sequence[float], bounds: Sequence[Bounds]) -> tuple[int, ...]:
    """Split a total by weights within floors and caps; what a bound takes or frees is shared by the rest.

    The parts are clamp(level * weight) for the one level at which they add up, rounded by largest remainder.

    Parameters
    ----------
    total_cents : [cent] what to split, 0 or more
    weights : [any] shares up to a constant, none negative, not all zero
    bounds : [cent] floor and cap of each part
    """
    exact = _exact_weights(weights)
    _can_be_met(total_cents, bounds)
    shares: list[Fraction | None] = [None] * len(exact)
    while None in shares:
        free = [place for place, amount in enumerate(shares) if amount is None]
        wanted = _proportional(total_cents - sum(amount or 0 for amount in shares), free, exact)
        for place, amount in _settled(wanted, bounds):
            shares[place] = amount
    settled = [amount for amount in shares if amount is not None]
    if sum(settled) != total_cents:
        raise InputError(
            f"cannot place {total_cents} cents: caps leave {total_cents - floor(sum(settled))} cents over, "
            "and the parts without a cap have no weight"
        )
    return _rounded(total_cents, settled)


def _proportional(left: Fraction | int, free: list[int], weights: list[Fraction]) -> dict[int, Fraction]:
    weight = sum(weights[place] for place in free)
    if weight == 0:
        return dict.fromkeys(free, Fraction(0))
    return {place: left * weights[place] / weight for place in free}


def _settled(wanted: dict[int, Fraction], bounds: Sequence[Bounds]) -> list[tuple[int, Fraction]]:
    """Parts that keep their amount: all when nothing binds, else those that bind on the heavier side."""
    allowed = {place: bounds[place].clamp(amount) for place, amount in wanted.items()}
    excess = sum(allowed.values()) - sum(wanted.values())
    if excess > 0:
        return [(place, amount) for place, amount in allowed.items() if amount > wanted[place]]
    if excess < 0:
        return [(place, amount) for place, amount in allowed.items() if amount < wanted[place]]
    return list(allowed.items())


def _can_be_met(total_cents: int, bounds: Sequence[Bounds]) -> None:
    least = sum(bound.floor_cents for bound in bounds)
    if least > total_cents:
        raise InputError(f"the floors add up to {least} cents, more than the total of {total_cents} cents")
    caps = [bound.cap_cents for bound in bounds if bound.cap_cents is not None]
    if len(caps) == len(bounds) and sum(caps) < total_cents:
        raise InputError(f"the caps add up to {sum(caps)} cents, less than the total of {total_cents} cents")


def _exact_weights(weights: Sequence[float]) -> list[Fraction]:
    if not weights:
        raise InputError("there is nobody to split among")
    if any(not isfinite(weight) or weight < 0.0 for weight in weights):
        raise InputError(f"weights must be finite and not negative, found {list(weights)}")
    if not any(weights):
        raise InputError("cannot split by weights that are all zero")
    return [Fraction(weight) for weight in weights]


def _rounded(total_cents: int, shares: Sequence[Fraction]) -> tuple[int, ...]:
    cents = [floor(amount) for amount in shares]
    order = sorted(range(len(shares)), key=lambda place: (cents[place] - shares[place], place))
    for place in order[: total_cents - sum(cents)]:
        cents[place] += 1
    return tuple(cents)
