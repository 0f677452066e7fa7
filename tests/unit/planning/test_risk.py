import numpy as np
import pytest

from planning.risk import tail_risk
from sim.errors import InputError


def test_the_tail_is_the_worst_share_of_the_replications():
    risk = tail_risk(np.arange(1.0, 101.0), tail=0.05)
    assert risk.value_at_risk == 5.0
    assert risk.expected_shortfall == pytest.approx(3.0)


def test_a_share_that_cuts_through_a_replication_counts_it_in_part():
    """The worst 15% of 10 are the lowest and half of the next: (1 + 0.5 x 2) / 1.5."""
    risk = tail_risk(np.arange(1.0, 11.0), tail=0.15)
    assert risk.value_at_risk == 2.0
    assert risk.expected_shortfall == pytest.approx(2.0 / 1.5)


def test_the_order_of_the_replications_does_not_matter():
    results = np.arange(1.0, 101.0)
    assert tail_risk(results[::-1]).expected_shortfall == tail_risk(results).expected_shortfall


def test_results_without_spread_have_no_error():
    risk = tail_risk(np.full(40, -2.0))
    assert (risk.value_at_risk, risk.expected_shortfall) == (-2.0, -2.0)
    assert risk.expected_shortfall_error == 0.0


def test_a_loss_is_a_result_below_zero():
    risk = tail_risk([-1.0, 0.0, 1.0, 2.0])
    assert risk.chance_of_loss.estimate == 0.25


def test_a_small_tail_needs_many_replications():
    assert tail_risk([1.0, 2.0], tail=0.05).replications_advised == 4000


def test_a_tail_of_everything_is_refused():
    with pytest.raises(InputError, match="tail must lie between 0 and 1"):
        tail_risk([1.0, 2.0], tail=1.0)
