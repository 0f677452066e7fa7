"""Ids twice, missing or without a partner, and names spelt in two ways."""

import pandas as pd
import pytest

from calibration.quality.identity import (
    blank_ids,
    duplicate_ids,
    missing_references,
    reps_without_deals,
    spelling_variants,
)
from calibration.tables import make_tables


def deals(**columns) -> pd.DataFrame:
    return pd.DataFrame(columns)


def test_the_first_row_of_a_repeated_id_is_kept():
    frame = deals(deal_id=["a", "b", "a", "a"], status=["won", "open", "lost", "won"])
    (finding,) = duplicate_ids(make_tables({"deals": frame}))
    assert finding.excluded_rows == (2, 3)
    assert finding.what == "2 rows repeat a deal_id, 1 of them with other content"


def test_blank_ids_and_accounts_are_told_and_kept():
    frame = deals(deal_id=["a", ""], account_id=["x", ""])
    findings = list(blank_ids(make_tables({"deals": frame})))
    assert [finding.what for finding in findings] == ["1 rows have no deal_id", "1 rows have no account_id"]
    assert all(finding.excluded_rows == () for finding in findings)


def test_ids_without_a_partner_are_named():
    frames = {"deals": deals(deal_id=["a", "b"], lead_id=["1", "9"]), "leads": deals(lead_id=["1"])}
    (finding,) = missing_references(make_tables(frames))
    assert finding.what == "1 rows name a lead_id that leads does not hold"
    assert finding.examples == ("9",)


def test_reps_without_deals_are_named():
    frames = {"deals": deals(deal_id=["a"], rep=["Ann"]), "reps": deals(rep_id=["Ann", "Bob"])}
    (finding,) = reps_without_deals(make_tables(frames))
    assert finding.examples == ("Bob",)


@pytest.mark.parametrize(
    ("left", "right"),
    [("GTXPro", "GTX Pro"), ("Nord-West", "nord west"), ("Hardware", "Hradware"), ("Service", "Servic")],
)
def test_two_spellings_of_one_name_are_found(left, right):
    frame = deals(deal_id=["1", "2", "3"], product=[left, right, right])
    (finding,) = spelling_variants(make_tables({"deals": frame}))
    assert set(finding.examples) == {left, right}
    assert finding.how_many == 1


@pytest.mark.parametrize(
    ("left", "right"),
    [("Region 1", "Region 2"), ("GTX Basic", "GTX Plus"), ("Account", "Accounts"), ("East", "West")],
)
def test_two_names_that_differ_are_left_alone(left, right):
    frame = deals(deal_id=["1", "2"], territory=[left, right])
    assert list(spelling_variants(make_tables({"deals": frame}))) == []


def test_a_sector_misspelt_everywhere_is_found():
    frame = pd.DataFrame({"account_id": ["1", "2"], "segment": ["technolgy", "retail"]})
    (finding,) = spelling_variants(make_tables({"accounts": frame}))
    assert finding.examples == ("technolgy", "technology")
