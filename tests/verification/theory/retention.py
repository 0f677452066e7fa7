"""Customers who buy again, stay, recommend us; and people who come and go.

Sources: Fader, Hardie and Lee (2005, BG/NBD), Fader and Hardie (2007, beta-geometric retention; 2010,
discounted renewals to come), Schmittlein, Morrison and Colombo (1987, Pareto/NBD), Borel (1942, size of a
family), Harris (1963, branching).
"""

import math
from typing import NamedTuple

from scipy import integrate, special


class BgNbd(NamedTuple):
    """Buyers of different pace (gamma) and loyalty (beta), who may leave after each purchase."""

    r: float
    alpha: float
    a: float
    b: float

    def mean(self, time: float) -> float:
        """Mean number of repeat purchases until a time (equation 9)."""
        r, alpha, a, b = self
        shrunk = (alpha / (alpha + time)) ** r * special.hyp2f1(r, b, a + b - 1.0, time / (alpha + time))
        return float((a + b - 1.0) / (a - 1.0) * (1.0 - shrunk))

    def chance(self, number: int, time: float) -> float:
        """Chance of exactly so many repeat purchases until a time (equation 8)."""
        a, b = self.a, self.b
        early = [self._paced(count, time) for count in range(number + 1)]
        stayed = math.exp(special.betaln(a, b + number) - special.betaln(a, b)) * early[number]
        if number == 0:
            return float(stayed)
        left = math.exp(special.betaln(a + 1.0, b + number - 1.0) - special.betaln(a, b))
        return float(stayed + left * (1.0 - math.fsum(early[:number])))

    def _paced(self, number: int, time: float) -> float:
        """Chance of so many purchases of somebody who never leaves: negative binomial."""
        ways = math.exp(math.lgamma(self.r + number) - math.lgamma(self.r) - math.lgamma(number + 1.0))
        share = time / (self.alpha + time)
        return float(ways * (1.0 - share) ** self.r * share**number)


def pareto_nbd_mean(r: float, alpha: float, s: float, beta: float, time: float) -> float:
    """Mean number of repeat purchases of buyers of different pace and life (1987, equation 17)."""
    return float(r * beta / (alpha * (s - 1.0)) * (1.0 - (beta / (beta + time)) ** (s - 1.0)))


class BetaGeometric(NamedTuple):
    """Subscribers of different loyalty, each of whom leaves at every renewal with a chance of its own."""

    alpha: float
    beta: float

    def stay(self, terms: int) -> float:
        """Share who are there after so many renewals."""
        return float(
            math.exp(special.betaln(self.alpha, self.beta + terms) - special.betaln(self.alpha, self.beta))
        )

    def retention(self, term: int) -> float:
        """Share who renew of those who come to the renewal of a term."""
        return (self.beta + term - 1.0) / (self.alpha + self.beta + term - 1.0)

    def renewals_to_come(self, term: int, discount: float) -> float:
        """Discounted renewals of who is about to decide for the `term`-th time, that one included (DERL)."""
        first = self.retention(term)
        rest = special.hyp2f1(1.0, self.beta + term, self.alpha + self.beta + term, 1.0 / (1.0 + discount))
        return float(first * rest)


def lifetime_value(margin: float, stay: float, discount: float) -> float:
    """Worth of a subscriber who pays at the begin of every period."""
    return margin / (1.0 - stay / (1.0 + discount))


def borel(mean: float, size: int) -> float:
    """Chance that a family has a size, when each member brings a Poisson number of others."""
    return math.exp(-mean * size) * (mean * size) ** (size - 1) / math.factorial(size)


def heads(hires: float, leaving: float, time: float) -> float:
    """People after a time, from nobody: hires at random dates, each leaves at a constant rate."""
    return hires / leaving * -math.expm1(-leaving * time)


def productive_heads(hires: float, leaving: float, ramp: float, time: float) -> float:
    """The same in people of full productivity, which each reaches on a straight line."""
    found, _ = integrate.quad(
        lambda age: min(age / ramp, 1.0) * math.exp(-leaving * age), 0.0, time, points=[min(ramp, time)]
    )
    return float(hires * found)
