"""Calibrated values drawn anew from their intervals: what the plan would be if history had told otherwise.

The ends of an interval are the 5 % and 95 % points of a value whose median is the estimate. Left and right of
it the value is normal on a scale that cannot leave its range: log-odds for a share between 0 and 1, the
logarithm for other positive values, the value itself otherwise; each side has its own spread ("two-piece
normal", Wallis 2014, Statistical Science 29(1)). Values are drawn independently of one another and never
beyond twice the distance from the estimate to the end of the interval. Shares that make a whole, such as the
ways out of a stage, are scaled to make one again.
"""

import hashlib
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from statistics import NormalDist
from types import MappingProxyType
from typing import NamedTuple

from scenarios.calibrated import Interval
from scenarios.checks import problems_of
from scenarios.load import Plan
from scenarios.names import names_of
from scenarios.origin import Entry, ListNode, MapNode, Node, Scalar, ScalarNode, child, find
from scenarios.schema.scenario import Scenario
from scenarios.validate import validate
from sim.errors import InputError

_NORMAL = NormalDist()
_END = _NORMAL.inv_cdf(0.95)
"""Standard normal point of the upper end of a 90 % interval [1]."""
_FARTHEST = 2.0 * _END
_WHOLE = 1e-6
"""How near to 1 shares that make a whole add up [1]."""
_NUMBER = re.compile(r"([-+]?[0-9][0-9_,]*(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)(.*)", re.DOTALL)

_MONEY = re.compile(r"(k|K|M|bn|B|万|亿)?\s*[A-Z]{3}\b.*")
_ZEROS = MappingProxyType({"": 0, "k": 3, "K": 3, "M": 6, "bn": 9, "B": 9, "万": 4, "亿": 8})


class Amount(NamedTuple):
    """A number and what is written behind it."""

    number: float
    unit: str | None
    """None for a bare number."""

    @property
    def most(self) -> float:
        """What a share in this unit cannot reach; infinite when it is no share."""
        return {None: 1.0, "%": 100.0}.get(self.unit and self.unit.strip(), math.inf)

    def at(self, number: float) -> "Amount":
        """Another number with the same unit; money ends at whole cents."""
        money = _MONEY.fullmatch((self.unit or "").strip())
        return Amount(number if money is None else round(number, 2 + _ZEROS[money[1] or ""]), self.unit)


def drawn(plan: Plan, number: int) -> Plan:
    """A plan with its calibrated values drawn anew; draw 0 is the plan itself.

    The same number gives the same luck to a value in every plan, so that plans can be compared draw by draw.

    Parameters
    ----------
    plan : a plan with calibrated values
    number : number of the draw
    """
    if number < 0:
        raise InputError(f"draws are numbered from 0 on, found {number}")
    if number == 0:
        return plan
    values = dict(_values(plan, number))
    if not values:
        raise InputError(f"{plan.document.path}: holds no calibrated value with an interval to draw from")
    return _with(plan, _made_whole(plan, values), number)


def _with(plan: Plan, values: Mapping[str, Amount], number: int) -> Plan:
    """The plan with other values in force, checked like any other."""
    tree: Node = plan.document.tree
    for path, amount in values.items():
        tree = _replaced(tree, path.split("."), _written(amount))
    document = replace(plan.document, tree=MapNode(_entries(tree), tree.mark))
    scenario = validate(Scenario, document)
    problems = [f"{'.'.join(map(str, steps))}: {message}" for steps, message in problems_of(scenario)]
    if problems:
        raise InputError(f"{document.path}: draw {number} of its calibrated values cannot be run", problems)
    return replace(plan, scenario=scenario, document=document, names=names_of(scenario))


def _values(plan: Plan, number: int) -> Iterator[tuple[str, Amount]]:
    """Another value for every calibrated one that is in force and has an interval."""
    for path, interval in _intervals(plan).items():
        estimate = _in_force(plan, path)
        low, high = amount_of(interval.low), amount_of(interval.high)
        if estimate is None:
            continue
        if low is None or high is None:
            raise InputError(f"{path}: its interval is no pair of numbers with a unit behind them")
        yield path, estimate.at(spread(estimate, low.number, high.number, luck(path, number)))


def _intervals(plan: Plan) -> dict[str, Interval]:
    return {path: each for file in plan.document.calibrated for path, each in file.intervals.items()}


def _in_force(plan: Plan, path: str) -> Amount | None:
    """The calibrated value, unless the scenario or an overlay has another in its place."""
    entry = find(plan.document.tree, path)
    if entry is None or plan.document.locate(path).kind != "calibrated":
        return None
    amount = amount_of(entry.node.value) if isinstance(entry.node, ScalarNode) else None
    if amount is None:
        raise InputError(f"{path}: cannot be drawn anew: write a number, and its unit behind it")
    return amount


def amount_of(value: Scalar) -> Amount | None:
    """Number and unit of a value as written; None when it is no number.

    Examples
    --------
    >>> amount_of("12.5 days"), amount_of(0.25), amount_of("soon")
    (Amount(number=12.5, unit=' days'), Amount(number=0.25, unit=None), None)
    """
    if isinstance(value, bool) or value is None:
        return None
    if not isinstance(value, str):
        return Amount(float(value), None)
    found = _NUMBER.fullmatch(value.strip())
    return None if found is None else Amount(float(re.sub("[_,]", "", found[1])), found[2])


def luck(path: str, number: int) -> float:
    """Standard normal deviate that belongs to a value and a draw, whatever else is drawn [1].

    Examples
    --------
    >>> luck("sales.win_rate", 1) == luck("sales.win_rate", 1) != luck("sales.win_rate", 2)
    True
    """
    digest = hashlib.blake2b(f"{path} {number}".encode(), digest_size=8).digest()
    chance = (int.from_bytes(digest, "big") + 0.5) / 2.0**64
    return max(-_FARTHEST, min(_FARTHEST, _NORMAL.inv_cdf(chance)))


def spread(estimate: Amount, low: float, high: float, deviate: float) -> float:
    """Value at a standard normal deviate: the estimate at 0, the ends of the interval at their points.

    Parameters
    ----------
    estimate : median of the value
    low : 5 % point, in the unit of the value
    high : 95 % point, in the unit of the value
    deviate : [1] standard normal deviate

    Examples
    --------
    >>> round(spread(Amount(0.2, None), 0.1, 0.4, _END), 6), spread(Amount(0.2, None), 0.1, 0.4, 0.0)
    (0.4, 0.2)
    """
    number, most = estimate.number, estimate.most
    low, high = min(low, number), max(high, number)
    if not deviate or low == high:
        return number
    part, end = deviate / _END, high if deviate > 0.0 else low
    if low > 0.0 and high < most < math.inf:
        here, there = (math.log(x / (most - x)) for x in (number, end))
        return most / (1.0 + math.exp(-(here + abs(part) * (there - here))))
    if low > 0.0:
        return number * math.pow(end / number, abs(part))
    return number + abs(part) * (end - number)


def _made_whole(plan: Plan, values: Mapping[str, Amount]) -> dict[str, Amount]:
    """Values with those that shared a whole scaled to share it again."""
    families: dict[str, list[str]] = {}
    for path in values:
        families.setdefault(path.removesuffix(".share").rpartition(".")[0], []).append(path)
    whole = dict(values)
    for paths in families.values():
        estimates = [_in_force(plan, path) for path in paths]
        total = sum(each.number / each.most for each in estimates if each is not None)
        if len(paths) > 1 and abs(total - 1.0) < _WHOLE:
            now = sum(values[path].number / values[path].most for path in paths)
            whole |= {path: Amount(values[path].number / now, values[path].unit) for path in paths}
    return whole


def _written(amount: Amount) -> Scalar:
    return amount.number if amount.unit is None else f"{amount.number!r}{amount.unit}"


def _replaced(node: Node, parts: list[str], value: Scalar) -> Node:
    """The tree with another value at a path that is in it; a key may itself hold dots."""
    if not parts and isinstance(node, ScalarNode):
        return ScalarNode(value, node.mark)
    for cut in range(len(parts), 0, -1):
        step = ".".join(parts[:cut])
        below = child(node, step)
        if below is not None:
            return _put(node, step, Entry(below.key, _replaced(below.node, parts[cut:], value)))
    return node


def _entries(node: Node) -> dict[str, Entry]:
    return node.entries if isinstance(node, MapNode) else {}


def _put(node: Node, step: str, entry: Entry) -> Node:
    if isinstance(node, MapNode):
        return MapNode({**node.entries, step: entry}, node.mark)
    if isinstance(node, ListNode):
        items = [*node.items]
        items[int(step)] = entry.node
        return ListNode(tuple(items), node.mark)
    return node
