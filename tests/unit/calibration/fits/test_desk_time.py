"""Office time: hours are counted in opening hours, and weekends make work wait."""

import pandas as pd
import pytest

from calibration.fits.desk_time import desk_time, office_hours


def test_work_that_comes_in_at_any_time_waits_for_the_office_to_open():
    # 40 of 168 hours are open: the mean wait is that of a day's night (16 h) and of a weekend (64 h)
    # (4 x 16^2 + 64^2) / (2 x 168) hours
    assert desk_time(0.0).until_done == pytest.approx((4 * 16**2 + 64**2) / (2 * 168) / 24, rel=0.01)


def test_a_day_of_work_takes_longer_than_a_day():
    assert desk_time(8.0).until_done > desk_time(1.0).until_done + 7 / 24


@pytest.mark.parametrize(
    ("begin", "end", "hours"),
    [
        ("2025-01-03 16:00", "2025-01-06 10:00", 2.0),
        ("2025-01-04 10:00", "2025-01-05 18:00", 0.0),
        ("2025-01-06 08:00", "2025-01-06 18:00", 8.0),
    ],
)
def test_only_opening_hours_count(begin: str, end: str, hours: float):
    assert office_hours(pd.Timestamp(begin), pd.Timestamp(end)) == hours
