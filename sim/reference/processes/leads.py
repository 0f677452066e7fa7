"""Leads: the day's points of the Poisson field, screening and grading."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from sim.codes import NONE, Account, CellFlow, Happening, Purpose, Reason, SourceFlow
from sim.intensities import find_intensities
from sim.reference.entities import Deal, born_key, chance
from sim.reference.world import World
from sim.rules.leads import (
    WIDE_LAYERS,
    block_number,
    grade_of,
    layer_days,
    layer_floor,
    point_time,
    poisson_count,
    score_of,
)


class Point(NamedTuple):
    """A point of the field of a source in a cell: a lead, wherever the intensity is higher."""

    key: np.uint64
    time: float
    """[day]"""
    level: float
    """[lead/day]"""


class Fields:
    """The Poisson field of every source in every cell that it reaches."""

    def __init__(self, world: World) -> None:
        self._places = [(source, int(row.cell)) for source, row in _reached(world)]
        self._keys = [_field_key(world, *place) for place in self._places]
        self._intensities = np.zeros(len(self._places))
        self._blocks: dict[tuple[int, int], tuple[int, list[Point]]] = {}

    def leads(self, world: World, day: int) -> Iterator[tuple[int, int, Point]]:
        """Source, cell and point of every lead of a day."""
        find_intensities(world.params, world.daily, day, self._intensities)
        for number, (source, cell) in enumerate(self._places):
            for point in self._points(number, day, float(self._intensities[number])):
                yield source, cell, point

    def _points(self, number: int, day: int, intensity: float) -> Iterator[Point]:
        """Points of a field that lie on a day and below its intensity."""
        layer = 0
        while layer_floor(layer) < intensity:
            for point in self._block(number, layer, day):
                if int(point.time) == day and point.level < intensity:
                    yield point
            layer += 1

    def _block(self, number: int, layer: int, day: int) -> list[Point]:
        """Points of the block of a layer in which a day lies; a block is drawn once."""
        if layer >= WIDE_LAYERS:
            return _draw(self._keys[number], layer, day)
        block, points = self._blocks.get((number, layer), (NONE, []))
        if block != block_number(layer, day):
            points = _draw(self._keys[number], layer, day)
            self._blocks[number, layer] = block_number(layer, day), points
        return points


def _reached(world: World) -> Iterator[tuple[int, Any]]:
    """Every source with every row of its reach."""
    campaigns = world.params.campaigns
    for number, source in enumerate(campaigns.sources):
        reach = campaigns.reaches[source.reach]
        for row in campaigns.reached[reach.first : reach.first + reach.cells]:
            yield number, row


def _field_key(world: World, source: int, cell: int) -> np.uint64:
    params = world.params
    key = born_key(world.root, Purpose.FIELD_TIME, int(params.campaigns.sources[source].identity))
    return born_key(key, Purpose.FIELD_LEVEL, int(params.market.cells[cell].identity))


def _draw(field: np.uint64, layer: int, day: int) -> list[Point]:
    """Points of a block."""
    key = born_key(field, Purpose.FIELD_COUNT, block_number(layer, day))
    low = layer_floor(layer)
    height = layer_floor(layer + 1) - low
    count = poisson_count(height * layer_days(layer), chance(key, Purpose.FIELD_COUNT, 0))
    return [
        Point(
            born_key(key, Purpose.FIELD_LEVEL, number),
            point_time(layer, day, chance(key, Purpose.FIELD_TIME, number)),
            low + height * chance(key, Purpose.FIELD_LEVEL, number),
        )
        for number in range(count)
    ]


def of_day(world: World, fields: Fields, day: int) -> Iterator[tuple[Deal, float]]:
    """Leads that a day brings, each with its time after the begin of the day."""
    for source, cell, point in fields.leads(world, day):
        yield world.enter(Deal(key=point.key, cell=cell, source=source)), point.time - day


def following(world: World, lead: Deal) -> Deal | None:
    """The next lead of the same batch, which arrives at the same instant; the first lead fixes the size."""
    draw = NONE if lead.customer is not None else int(world.params.campaigns.sources[lead.source].batch)
    if draw == NONE:
        return None
    if lead.number == 0:
        lead.batch = int(world.draw(draw, lead.key, Purpose.BATCH, 0) + 0.5)
    if lead.number + 1 >= lead.batch:
        return None
    first, number = lead.key if lead.number == 0 else lead.parent, lead.number + 1
    key = born_key(first, Purpose.BATCH, number)
    return world.enter(
        Deal(key=key, parent=first, cell=lead.cell, source=lead.source, number=number, batch=lead.batch)
    )


def arrive(world: World, lead: Deal) -> int | None:
    """Count, screen and grade a lead; returns the stage (or WON, LOST) it enters, or None for no deal."""
    if lead.batch == 0:
        world.leave(lead)
        return None
    books, accounts = world.books, world.daily.accounts
    books.cells[world.month, CellFlow.LEADS, lead.cell] += 1
    books.sources[world.month, SourceFlow.LEADS, lead.source] += 1
    if accounts[Account.FREE, lead.cell] <= 0:
        books.cells[world.month, CellFlow.NO_ACCOUNT, lead.cell] += 1
        books.sources[world.month, SourceFlow.NO_ACCOUNT, lead.source] += 1
        world.note(lead, Happening.NO_ACCOUNT, lead.source)
        world.leave(lead)
        return None
    accounts[Account.FREE, lead.cell] -= 1
    accounts[Account.PIPELINE, lead.cell] += 1
    lead.born = world.now
    _screen(world, lead, Happening.LEAD, lead.source)
    target = int(world.params.leads.entry[lead.grade])
    if target >= 0:
        books.cells[world.month, CellFlow.ACCEPTED, lead.cell] += 1
        books.sources[world.month, SourceFlow.ACCEPTED, lead.source] += 1
    else:
        lead.reason = Reason.REJECTED
    return target


def from_before(world: World) -> list[tuple[int, Deal]]:
    """Deals that are under way at the start, each with the number of its row in the plan."""
    before, found = len(world.params.campaigns.sources), []
    for place, row in enumerate(world.params.sales.open):
        key = born_key(world.root, Purpose.OPEN, int(row.identity))
        for number in range(row.deals):
            deal = Deal(key=born_key(key, Purpose.OPEN, number), cell=int(row.cell), source=before)
            found.append((place, world.enter(deal)))
    return found


def reopen(world: World, deal: Deal, place: int) -> None:
    """Count, screen and grade a deal from before the start, which has an account already."""
    opening = world.params.sales.open[place]
    deal.born = -world.draw(int(opening.age), deal.key, Purpose.OPEN, 0)
    world.books.cells[0, CellFlow.OPENED, deal.cell] += 1
    _screen(world, deal, Happening.OPENED, int(opening.stage))


def expand(world: World, lead: Deal) -> int | None:
    """A deal with a customer we have; returns its first stage, or None when the customer left meanwhile."""
    if lead.customer not in world.alive:
        world.leave(lead)
        return None
    lead.born = world.now
    lead.fit = 1.0
    world.books.cells[world.month, CellFlow.EXPANSION_LEADS, lead.cell] += 1
    world.books.sources[world.month, SourceFlow.LEADS, lead.source] += 1
    world.note(lead, Happening.LEAD, lead.source)
    return int(world.params.sales.expansion_entry)


def _screen(world: World, lead: Deal, what: Happening, code: int) -> None:
    """Fix a lead's fit, product and grade, and note it with its score."""
    score = _score(world, lead)
    lead.grade = grade_of(score, world.params.leads.grades)
    lead.amount = int(score * 1_000_000 + 0.5)
    world.note(lead, what, code, lead.grade)
    lead.amount = 0


def _score(world: World, lead: Deal) -> float:
    """Fix a lead's fit and product; returns the score that screening gives it."""
    params = world.params
    segment = int(params.market.cells[lead.cell].segment)
    fit = world.draw(int(params.market.segments[segment].fit), lead.key, Purpose.FIT, 0)
    sources = params.campaigns.sources
    lead.fit = score_of(fit, float(sources[lead.source].fit_shift) if lead.source < len(sources) else 0.0)
    shares = params.offer.mix[segment, world.day]
    below = chance(lead.key, Purpose.PRODUCT, 0) < shares[:-1]
    lead.product = int(params.offer.by_name[np.argmax(below) if below.any() else -1])
    error = world.draw(params.leads.noise, lead.key, Purpose.SCORE, 0)
    return score_of(lead.fit, error)
