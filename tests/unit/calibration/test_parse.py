"""Cells become times, numbers and flags by what is stated, or are refused with a list."""

import pandas as pd
import pytest

from calibration.parse import Cells, to_flags, to_numbers, to_times
from sim.errors import InputError


def cells(*values: str) -> Cells:
    return Cells(
        "deals",
        "closed",
        "Close date",
        pd.Series(list(values)),
        tuple(range(2, len(values) + 2)),
        "deals.csv",
    )


def test_day_first_dates_are_read_as_stated():
    times, findings = to_times(cells("01-02-2018", "20-10-2017", ""), "%d-%m-%Y")
    assert list(times) == [pd.Timestamp("2018-02-01"), pd.Timestamp("2017-10-20"), pd.NaT]
    assert findings[0].what == "Close date: day first as stated; 1 cells can only be read so"


def test_dates_that_prove_nothing_are_a_warning():
    _, findings = to_times(cells("01-02-2018", "03-04-2018"), "%d-%m-%Y")
    assert findings[0].severity == "warning"
    assert "no cell proves that the day comes first" in findings[0].what


def test_the_wrong_order_of_day_and_month_is_refused_with_rows():
    with pytest.raises(
        InputError, match="1 of 2 cells of Close date are not of the date format %m-%d-%Y\n  line 3: Close"
    ):
        to_times(cells("01-02-2018", "20-10-2017"), "%m-%d-%Y")


def test_mixed_formats_are_refused():
    with pytest.raises(InputError, match="not of the date format iso"):
        to_times(cells("2018-01-02", "02.01.2018"), "iso")


def test_up_to_one_percent_of_unreadable_dates_is_a_finding():
    times, findings = to_times(cells(*["2018-01-02"] * 199, "soon"), "iso")
    assert times.isna().sum() == 1
    assert findings[0].examples == ("line 201: Close date = 'soon'",)


def test_iso_times_with_zones_come_to_one_clock():
    times, _ = to_times(cells("2018-01-02T12:00:00+02:00", "2018-01-02 12:00", "2018-01-02"), "iso")
    assert list(times) == [
        pd.Timestamp("2018-01-02 10:00"),
        pd.Timestamp("2018-01-02 12:00"),
        pd.Timestamp("2018-01-02"),
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("1.5", "-2", "1e3"), [1.5, -2.0, 1000.0]),
        (("1.234,56", "7"), [1234.56, 7.0]),
        (("1,234.56", "7,000"), [1234.56, 7000.0]),
        (("2,5", "1234"), [2.5, 1234.0]),
        (("$1,200.50", "€ 3", "R$ 4.5", "8 EUR"), [1200.5, 3.0, 4.5, 8.0]),
        (("1 234,5", "-3"), [1234.5, -3.0]),
        (("1.234.567", "1,5"), [1234567.0, 1.5]),
    ],
)
def test_numbers_with_either_decimal_sign_are_read(values, expected):
    numbers, findings = to_numbers(cells(*values), None)
    assert list(numbers) == expected
    assert findings == []


def test_a_number_that_could_be_either_must_be_stated():
    with pytest.raises(InputError, match="cannot tell a decimal sign from thousands\n  for example '1,234'"):
        to_numbers(cells("1,234", "5,678"), None)
    assert list(to_numbers(cells("1,234", "5,678"), ",")[0]) == [1.234, 5.678]
    assert list(to_numbers(cells("1,234", "5,678"), ".")[0]) == [1234.0, 5678.0]


def test_both_signs_as_decimal_sign_are_refused():
    with pytest.raises(InputError, match="both signs are used as decimal sign"):
        to_numbers(cells("1,5", "1.5"), None)


def test_words_among_numbers_are_refused():
    with pytest.raises(InputError, match="1 of 2 cells of Close date are not a number"):
        to_numbers(cells("7", "seven"), None)


def test_flags_are_yes_no_or_missing():
    flags, _ = to_flags(cells("Yes", "0", "", "TRUE"))
    assert flags.fillna(-1).tolist() == [1.0, 0.0, -1.0, 1.0]
    with pytest.raises(InputError, match="neither yes nor no"):
        to_flags(cells("Yes", "perhaps"))
