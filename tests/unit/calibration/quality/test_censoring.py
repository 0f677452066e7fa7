"""What the records cannot show is told."""

import pandas as pd

from calibration.quality.censoring import left_truncation, open_share, survivorship, zombies
from calibration.tables import make_tables

START = pd.Timestamp("2024-01-01")


def deals(status: list[str], days: list[float]) -> pd.DataFrame:
    frame = pd.DataFrame(
        {"deal_id": [str(i) for i in range(len(status))], "status": status, "created": START}
    )
    ended = START + pd.to_timedelta(pd.Series(days), unit="D")
    return frame.assign(closed=ended.where(frame["status"] != "open"))


def test_many_open_deals_are_a_warning():
    (finding,) = open_share(make_tables({"deals": deals(["won", "lost", "open"], [1, 2, 3])}))
    assert (finding.severity, finding.how_many) == ("warning", 1)
    assert list(open_share(make_tables({"deals": deals(["won"], [1])}))) == []


def test_deals_older_than_any_closing_are_zombies():
    frame = pd.concat([deals(["won", "lost", "open"], [10, 20, 0]), deals(["won"], [5])], ignore_index=True)
    frame.loc[3, ["created", "closed"]] = [START + pd.Timedelta(days=90), START + pd.Timedelta(days=95)]
    (finding,) = zombies(make_tables({"deals": frame}))
    assert finding.what == "1 open deals are older than 20 days, the longest any deal took to close"


def test_only_wins_on_record_are_serious():
    (finding,) = survivorship(make_tables({"deals": deals(["won", "won", "open"], [1, 2, 3])}))
    assert finding.severity == "serious"
    assert list(survivorship(make_tables({"deals": deals(["won", "lost"], [1, 2])}))) == []


def test_closings_that_start_late_are_told_for_leads_and_deals():
    created = pd.date_range(START, periods=300, freq="D")
    frame = pd.DataFrame({"deal_id": [str(i) for i in range(300)], "created": created})
    frame["lead_id"] = frame["deal_id"]
    frame["closed"] = created + pd.Timedelta(days=3)
    frame["status"] = ["won", "lost"] * 150
    frame = frame.assign(status=frame["status"].where(frame["closed"] >= "2024-04-01", "open"))
    frame = frame.assign(closed=frame["closed"].where(frame["status"] != "open"))
    leads = pd.DataFrame({"lead_id": frame["deal_id"], "created": created})
    found = list(left_truncation(make_tables({"deals": frame, "leads": leads})))
    assert [finding.table for finding in found] == ["leads", "deals"]
    assert found[0].effect == "all cohorts together would give a wrong conversion"
