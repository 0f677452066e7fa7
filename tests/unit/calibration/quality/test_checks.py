"""All checks run on any history; refused rows are gone, and the most serious finding comes first."""

import inspect

import pandas as pd

from calibration.finding import Finding
from calibration.quality import censoring, dates, identity, values
from calibration.quality.checks import CHECKS, ROW_CHECKS, check_quality, without_rows
from calibration.tables import make_tables


def test_every_check_is_in_the_list():
    written = {
        function
        for module in (censoring, dates, identity, values)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and function.__module__ == module.__name__
    }
    assert written == {*CHECKS, *ROW_CHECKS}


def test_refused_rows_are_gone_and_the_rest_is_numbered_anew():
    deals = pd.DataFrame({"deal_id": ["a", "a", "b"], "status": ["won", "lost", "won"]})
    cleaned, findings = check_quality(make_tables({"deals": deals}))
    assert list(cleaned.table("deals")["deal_id"]) == ["a", "b"]
    assert list(cleaned.table("deals").index) == [0, 1]
    assert findings[0].severity == "serious"


def test_an_empty_history_has_no_findings():
    assert check_quality(make_tables({}))[1] == ()


def test_rows_refused_twice_are_taken_out_once():
    twice = [Finding("note", "x", "deals", "y", 1, 0.5, excluded_rows=(0,))] * 2
    tables = without_rows(make_tables({"deals": pd.DataFrame({"deal_id": ["a", "b"]})}), twice)
    assert list(tables.table("deals")["deal_id"]) == ["b"]
