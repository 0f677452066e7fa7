"""Canonical tables have all their columns, each of its kind."""

import pandas as pd
import pytest

from calibration.tables import COLUMNS, KEYED, KINDS, conform, days_between, last_seen, make_tables, recorded


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_a_table_that_is_not_there_is_empty_with_all_columns(name):
    table = make_tables({}).table(name)
    assert tuple(table.columns) == COLUMNS[name]
    assert len(table) == 0
    assert not make_tables({}).has(name)


def test_every_column_has_one_kind():
    assert {"created": "time", "amount": "number", "disputed": "flag", "rep": "text"}.items() <= KINDS.items()
    assert set(KEYED) <= set(COLUMNS)


def test_missing_text_is_blank_and_ids_stay_text():
    table = conform("leads", pd.DataFrame({"lead_id": ["007", None], "created": ["2024-01-01", None]}))
    assert list(table["lead_id"]) == ["007", ""]
    assert table["created"].isna().tolist() == [False, True]
    assert table["score"].isna().all()


def test_a_column_is_recorded_when_any_row_holds_something():
    table = conform("leads", pd.DataFrame({"lead_id": ["1"]}))
    assert recorded(table["lead_id"])
    assert not recorded(table["source"])
    assert not recorded(table["score"])


def test_days_count_from_start_to_end():
    times = pd.to_datetime(pd.Series(["2024-01-01", None]))
    assert days_between(times, pd.Timestamp("2024-01-02 12:00")).fillna(-1).tolist() == [1.5, -1.0]


def test_the_last_seen_time_is_over_all_columns():
    table = conform(
        "deals", pd.DataFrame({"deal_id": ["1"], "created": ["2024-01-01"], "closed": ["2024-02-01"]})
    )
    assert last_seen(table, ("created", "closed")) == pd.Timestamp("2024-02-01")


def test_some_tables_can_be_exchanged():
    tables = make_tables({"leads": pd.DataFrame({"lead_id": ["1", "2"]})})
    smaller = tables.replaced({"leads": tables.table("leads").head(1)})
    assert len(smaller.table("leads")) == 1
    assert len(tables.table("leads")) == 2
