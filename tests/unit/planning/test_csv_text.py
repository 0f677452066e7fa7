"""Comma-separated values that a spreadsheet opens as they are meant."""

import pandas as pd
import pytest

from planning.csv_text import csv_text, safe_text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tcmd", "\rcmd"])
def test_a_text_that_looks_like_a_formula_is_defused(text: str):
    assert safe_text(text) == f"'{text}"


def test_numbers_keep_their_sign_and_missing_values_stay_empty():
    table = pd.DataFrame({"a": [-1.5, float("nan")], "when": [pd.Timestamp("2025-01-02 03:04:05"), pd.NaT]})
    assert csv_text(table) == "a,when\n-1.5,2025-01-02 03:04:05\n,\n"


def test_separators_inside_a_text_are_quoted():
    assert csv_text(pd.DataFrame({"name": ['a, "b"']})) == 'name\n"a, ""b"""\n'
