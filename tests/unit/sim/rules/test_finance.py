from hypothesis import given
from hypothesis import strategies as st

from sim.rules.finance import months_used, recognised_by, share_of

CENTS = st.integers(0, 10**13)


@given(CENTS, st.integers(1, 120))
def test_the_months_of_a_contract_add_up_to_its_value(amount, term):
    parts = [
        recognised_by(amount, month + 1, term) - recognised_by(amount, month, term) for month in range(term)
    ]
    assert sum(parts) == amount
    assert max(parts) - min(parts) <= 1, "straight line, to the cent"


@given(CENTS, st.integers(1, 120))
def test_nothing_is_recognised_before_the_first_month_and_all_after_the_last(amount, term):
    assert recognised_by(amount, 0, term) == 0
    assert recognised_by(amount, term, term) == amount


@given(st.integers(0, 10**12), st.floats(0.0, 1.0))
def test_a_share_is_right_to_half_a_cent(amount, share):
    assert abs(share_of(amount, share) - amount * share) <= 0.5 + 1e-3


@given(st.integers(0, 10**12))
def test_the_whole_and_nothing_are_exact(amount):
    assert share_of(amount, 1.0) == amount
    assert share_of(amount, 0.0) == 0


def test_half_a_cent_is_rounded_up():
    assert share_of(101, 0.5) == 51


@given(st.floats(0.0, 5000.0), st.integers(1, 120))
def test_a_contract_that_still_runs_has_a_month_left(days_left, term):
    assert 0 <= months_used(days_left, term) <= term - 1


def test_a_month_that_has_begun_is_not_over():
    assert [months_used(days, 12) for days in (365.0, 335.0, 334.0, 31.0, 1.0)] == [0, 0, 1, 10, 11]
