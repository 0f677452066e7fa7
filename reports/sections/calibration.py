"""What the history says, how sure it is, and what is wrong with it."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from reports.figures.bars import Bar, Series, bars
from reports.figures.words import Scale, Words
from reports.material import Material
from reports.page import Block, Figure, Note, Section, Tile, Tiles
from reports.tables import Cell, Table, figures, missing, plain, table, words
from reports.text.en import GRADES
from reports.text.en import words as read

if TYPE_CHECKING:  # calibration is slow to import, and most reports are of runs
    from calibration.estimate import Estimate
    from calibration.pipeline import Calibration

_GATES = (("mase", 1.0, False), ("crps_skill", 0.0, True))
"""Measure of the back-test, limit, and whether it has to lie above it."""


def calibration(material: Material) -> Section | None:
    """Estimates with their ranges and grades, and the back-test."""
    made = material.calibration
    if made is None and material.backtest is None:
        return None
    blocks: list[Block] = []
    lead = "How well a forecast from part of the history meets the rest."
    if made is not None:
        blocks += [_health(made), _grades(made), *_warning(made), _estimates(made.estimates)]
        told = sum(estimate.identified for estimate in made.estimates)
        lead = f"The history decides {told} of {len(made.estimates)} parameters; the others are prior-driven."
        if told == len(made.estimates):
            lead = f"The history decides all {told} parameters."
    if material.backtest is not None and len(material.backtest):
        blocks.append(_backtest(material.backtest))
    return Section("calibration", "Calibration", lead, tuple(blocks), "Evidence")


def _health(made: "Calibration") -> Tiles:
    unknown = [one for one in made.estimates if not one.identified]
    thin = [one for one in made.estimates if one.identified and one.grade == "thin history"]
    serious = sum(one.severity == "serious" for one in made.findings)
    tiles = (
        Tile("Identified", _mark(not unknown), f"{len(unknown)} not identified", _tone(not unknown)),
        Tile("Enough records", _mark(not thin), f"{len(thin)} rest on few records", _tone(not thin)),
        Tile("Data quality", _mark(not serious), f"{serious} serious remarks", _tone(not serious)),
    )
    return Tiles(tiles)


def _mark(fine: bool) -> str:
    return "PASS" if fine else "REVIEW"


def _tone(fine: bool) -> str:
    return "good" if fine else "warn"


def _grades(made: "Calibration") -> Figure:
    counts = [sum(one.grade == grade for one in made.estimates) for grade in GRADES]
    said = Words(
        "grades",
        "What the parameters rest on",
        f"{counts[0]} rest on enough records, {counts[1]} on few, {counts[2]} are prior-driven.",
        "Calibration",
    )
    series = [Series("Parameters", tuple(Bar(float(count)) for count in counts), 1)]
    return bars(said, [label.capitalize() for label in GRADES.values()], series, Scale("count"))


def _warning(made: "Calibration") -> list[Block]:
    unknown = [plain(one.name) for one in made.estimates if not one.identified]
    if not unknown:
        return []
    text = f"Not identified, so any plan that rests on them is prior-driven: {', '.join(unknown)}."
    return [Note(text, "warn")]


def _estimates(estimates: "Sequence[Estimate]") -> Table:
    rows = [
        (
            words(one.name),
            Cell(figures(one.value), numeric=True),
            Cell(f"{figures(one.low)} to {figures(one.high)}", numeric=True),
            words(one.unit),
            Cell(f"{one.count:,}", numeric=True),
            Cell(_grade(one), tone="" if one.identified else "warn"),
            words(one.method),
        )
        for one in sorted(estimates, key=lambda estimate: estimate.name)
    ]
    columns = ("Parameter", "Value", "90 % range", "Unit", "Records", "Grade", "How it was found")
    return table("Every estimate", columns, rows, "Calibration", shown=False)


def _grade(one: "Estimate") -> str:
    return GRADES.get(one.grade, one.grade) if one.identified else "not identified, prior-driven"


def _backtest(frame: pd.DataFrame) -> Table:
    names = [str(column) for column in frame.columns]
    rows = [
        [_value(value, name) for name, value in zip(names, line, strict=True)]
        for line in frame.itertuples(index=False, name=None)
    ]
    caption = "Back-test: forecasts from the past against what came"
    return table(caption, [read(name) for name in names], rows, "Back-test")


def _value(value: object, column: str) -> Cell:
    if isinstance(value, str):
        return words(value)
    if not isinstance(value, int | float) or not math.isfinite(value):
        return missing("not computed")
    gate = next((gate for gate in _GATES if gate[0] == column), None)
    tone = "" if gate is None else _tone((value > gate[1]) == gate[2])
    return Cell(figures(float(value)), numeric=True, tone=tone)
