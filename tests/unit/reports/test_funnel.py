"""Figures of the funnel section."""

import pandas as pd
import pytest

from reports.material import Plan
from reports.sections.funnel import _deals


def test_replications_without_a_loss_for_a_reason_count_as_zero() -> None:
    """Tables have no rows for what did not happen: two of four replications lost deals to the price."""
    losses = pd.DataFrame(
        {
            "replication": [0, 0, 2, 3],
            "reason": ["price", "price", "price", "other"],
            "deals": [3, 1, 4, 5],
        }
    )
    plan = Plan("Now", summary=pd.DataFrame({"won": [1, 2, 3, 4]}), tables={"losses": losses})
    assert _deals(plan, "price") == pytest.approx(8 / 4)
    assert _deals(plan, "other") == pytest.approx(5 / 4)
    assert _deals(plan, "service") == 0.0
