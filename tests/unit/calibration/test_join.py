"""Columns are brought from one table into another; blanks only are filled."""

import pandas as pd
import pytest

from calibration.join import apply_join
from calibration.mapping import Join
from calibration.tables import conform
from sim.errors import InputError

DEALS = conform(
    "deals", pd.DataFrame({"deal_id": ["1", "2", "3"], "rep": ["a", "b", "z"], "team": ["own", "", ""]})
)
REPS = conform("reps", pd.DataFrame({"rep_id": ["a", "b", "b"], "team": ["north", "south", "west"]}))
JOIN = Join(into="deals", source="reps", by={"rep": "rep_id"}, take={"team": "team"})


def test_only_blanks_are_filled_and_the_first_partner_counts():
    frames, findings = apply_join({"deals": DEALS, "reps": REPS}, {}, JOIN)
    assert list(frames["deals"]["team"]) == ["own", "south", ""]
    assert [finding.examples for finding in findings] == [("z",)]


def test_a_table_that_was_not_given_is_passed_over():
    frames, findings = apply_join({"deals": DEALS}, {}, JOIN)
    assert frames["deals"] is DEALS
    assert findings == []


def test_a_join_of_unknown_columns_is_an_error():
    wrong = Join(into="deals", source="reps", by={"rep": "name"}, take={"team": "team"})
    with pytest.raises(InputError, match="join of reps into deals: no column name"):
        apply_join({"deals": DEALS, "reps": REPS}, {}, wrong)
