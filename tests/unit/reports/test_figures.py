"""Pictures: bridges balance, labels fit, numbers are written the way readers expect."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from reports import facts
from reports.build import build_page
from reports.figures.bars import Bar, Series, bars
from reports.figures.bridge import Bridge, Step, waterfall
from reports.figures.canvas import columns, short
from reports.figures.intervals import Range, intervals
from reports.figures.time import Band, fan
from reports.figures.words import Scale, Words
from reports.material import Material, Plan
from reports.sections.money import money
from sim.errors import RunError
from tests.support.report_material import MONTHS, material, plan

SAID = Words("name", "Title", "A sentence about the picture.")
EUR = Scale("money", "EUR")


def test_a_bridge_that_balances_is_drawn() -> None:
    made = Bridge(Step("Revenue", 100.0), (Step("Cost", -70.0), Step("Refund", 5.0)), Step("Profit", 35.0))
    picture = waterfall(SAID, made, EUR)
    assert "Cost \N{MINUS SIGN}70\N{NO-BREAK SPACE}EUR" in picture.description
    assert picture.data.rows[1][2].text == "\N{MINUS SIGN}70.0\N{NO-BREAK SPACE}%"


def test_a_bridge_that_does_not_balance_is_refused() -> None:
    with pytest.raises(RunError, match=r"does not add up: the steps lead to 30\.00, the books say 35\.00"):
        Bridge(Step("Revenue", 100.0), (Step("Cost", -70.0),), Step("Profit", 35.0))


def test_a_bridge_with_a_missing_number_is_refused() -> None:
    with pytest.raises(RunError, match="does not add up"):
        Bridge(Step("Revenue", float("nan")), (), Step("Profit", 35.0))


def test_books_that_do_not_add_up_make_no_report() -> None:
    wrong = plan("Wrong")
    books = wrong.tables["pnl"]
    tables = {**wrong.tables, "pnl": books.assign(operating_profit=books["operating_profit"] + 1.0)}
    with pytest.raises(RunError, match="from Revenue to Operating profit does not add up"):
        money(Material("Title", plans=(replace(wrong, tables=tables),)))


def test_the_bridge_of_a_plan_ends_at_its_mean_profit() -> None:
    one = plan("One")
    section = money(Material("Title", plans=(one,)))
    assert section is not None
    bridge = next(block for block in section.blocks if block.kind == "figure")
    profit = f"{one.summary['operating_profit'].mean() / 1e6:.2f}\N{NO-BREAK SPACE}M\N{NO-BREAK SPACE}EUR"
    assert getattr(bridge, "data").rows[-1][1].text == profit  # noqa: B009


def test_bars_of_missing_numbers_are_left_out_and_explained() -> None:
    series = [Series("Plan", (Bar(float("nan")), Bar(2.0, 1.0, 3.0)), 1)]
    picture = bars(SAID, ["first", "second"], series, EUR)
    assert picture.data.rows[0][1].reason == "no data"
    assert "nan" not in picture.svg


def test_a_fan_with_months_that_nothing_happened_in_has_no_numbers_there() -> None:
    months = tuple(month.date() for month in MONTHS[:3])
    gap = (float("nan"), 1.0, 2.0)
    picture = fan(SAID, [Band("Plan", months, gap, gap, gap)], EUR)
    assert picture.data.rows[0][1].reason == "no data"
    assert "nan" not in picture.svg


def test_estimates_show_the_remark_beside_them() -> None:
    picture = intervals(SAID, [Range("Plan", 1.0, 0.0, 2.0, remark="not separated")], EUR)
    assert picture.data.rows[0][3].text == "not separated"


def test_long_labels_are_cut_and_chinese_ones_take_two_columns() -> None:
    assert columns(short("x" * 80)) == 30
    assert columns(short("方案" * 40)) <= 30
    assert short("  ") == "(no name)"


def test_every_plan_is_shown_however_many_there_are() -> None:
    names = [f"Plan {number}" for number in range(9)]
    page = build_page(material(names))
    for section in page.sections:
        for block in section.blocks:
            if block.kind == "figure" and getattr(block, "name") == "leads-by-month":  # noqa: B009
                assert all(f">{name}<" in getattr(block, "svg") for name in names)  # noqa: B009


def frame(values: list[float | None]) -> pd.DataFrame:
    """One month of one replication per value."""
    numbers = pd.array(values, dtype="Float64")
    return pd.DataFrame(
        {"replication": range(len(values)), "month": MONTHS[0], "value": numbers, "weight": 1}
    )


def test_missing_numbers_count_neither_above_nor_below_the_line() -> None:
    assert facts.mean(frame([1.0, None, 3.0]), "value").mean == pytest.approx(2.0)
    assert facts.spread(np.array([np.nan])) == facts.NOTHING or np.isnan(
        facts.spread(np.array([np.nan])).mean
    )


def test_a_share_of_nothing_is_left_out() -> None:
    assert facts.ratio(frame([1.0, 3.0]).assign(weight=[0, 2]), "value", "weight").mean == pytest.approx(1.5)


def test_the_sums_of_several_columns_are_those_of_each() -> None:
    numbers = frame([1.0, None, 3.0])
    assert facts.mean_totals(numbers, ["value", "weight"]) == pytest.approx([4.0 / 3.0, 1.0])
    assert facts.totals(numbers, ["value", "weight"])[0] == facts.total(numbers, "value")
    assert facts.mean_totals(numbers, []) == []
    assert np.isnan(facts.mean_totals(numbers.iloc[:0], ["value"])).all()


def test_monthly_bands_hold_the_quantiles_of_the_replications() -> None:
    band = facts.band("Plan", frame([float(value) for value in range(11)]), "value")
    assert (band.p10, band.p50, band.p90) == ((1.0,), (5.0,), (9.0,))


def test_a_plan_without_a_table_is_no_error() -> None:
    assert facts.with_table([Plan("Empty")], "funnel", "leads") == []
