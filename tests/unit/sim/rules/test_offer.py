import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.offer import choice_share, net_value, price_blame, service_utility, utility, whole_units

UTILITY = st.floats(-30.0, 30.0)


@given(st.floats(-5.0, 5.0), st.floats(0.0, 4.0), st.floats(1.0, 1e8), st.floats(1.0, 1e8))
def test_a_higher_price_is_never_worth_more(worth, sensitivity, price, reference):
    assert utility(worth, sensitivity, 1.1 * price, reference) <= utility(
        worth, sensitivity, price, reference
    )
    assert utility(worth, 0.0, price, reference) == worth, "who does not mind the price sees the worth only"


@given(UTILITY, st.floats(0.0, 4.0), st.floats(1.0, 1e8))
def test_the_reference_price_costs_no_utility(worth, sensitivity, price):
    assert utility(worth, sensitivity, price, price) == pytest.approx(worth)


@given(st.lists(st.floats(-5.0, 5.0), min_size=5, max_size=5))
def test_every_service_term_helps_and_delay_hurts(terms):
    awareness, reputation, fit, skill, delay = terms
    here = service_utility(awareness, reputation, fit, skill, delay)
    assert here == pytest.approx(awareness + reputation + fit + skill - delay)
    assert service_utility(awareness, reputation, fit, skill, delay + 1.0) < here


@given(UTILITY, UTILITY, UTILITY)
def test_the_buyer_chooses_exactly_one(ours, rival, nothing):
    shares = (
        choice_share(ours, rival, nothing),
        choice_share(rival, ours, nothing),
        choice_share(nothing, ours, rival),
    )
    assert sum(shares) == pytest.approx(1.0)
    assert all(0.0 <= share <= 1.0 for share in shares)


@given(UTILITY, UTILITY, UTILITY)
def test_a_better_offer_is_chosen_no_less_and_a_better_rival_takes_from_it(ours, rival, nothing):
    here = choice_share(ours, rival, nothing)
    assert choice_share(ours + 0.5, rival, nothing) >= here >= choice_share(ours, rival + 0.5, nothing)


@given(UTILITY, UTILITY, UTILITY, st.floats(-9.0, 9.0))
def test_only_differences_of_utility_count(ours, rival, nothing, shift):
    moved = choice_share(ours + shift, rival + shift, nothing + shift)
    assert moved == pytest.approx(choice_share(ours, rival, nothing), abs=1e-9)


@given(st.floats(-5.0, 5.0))
def test_price_is_blamed_only_where_it_cost_something(gap):
    blame = price_blame(gap)
    assert 0.0 <= blame < 1.0
    assert (blame > 0.0) == (gap > 0.0) or gap < 1e-15
    assert price_blame(gap + 0.5) >= blame


@given(st.integers(1, 10**8), st.integers(1, 1000), st.floats(0.0, 0.9))
def test_the_value_of_an_order_is_right_to_half_a_cent(price, units, discount):
    assert abs(net_value(price, units, discount) - price * units * (1.0 - discount)) <= 0.5 + 1e-3


@given(st.integers(1, 10**8), st.integers(1, 1000))
def test_without_discount_the_list_price_is_paid(price, units):
    assert net_value(price, units, 0.0) == price * units
    assert net_value(price, units, 1.0) == 0


@given(st.floats(0.0, 1e300))
def test_an_order_has_whole_units_between_one_and_a_billion(quantity):
    units = whole_units(quantity)
    assert 1 <= units <= 10**9
    if 1.0 <= quantity <= 1e9:
        assert abs(units - quantity) <= 0.5
