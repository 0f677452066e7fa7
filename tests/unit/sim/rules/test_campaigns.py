import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.codes import Saturation, SourceKind
from sim.rules.campaigns import awareness_factor, lead_source_rate, saturation

FORMS = list(Saturation)
LEVELLING = [Saturation.HILL, Saturation.LOGISTIC, Saturation.TANH, Saturation.MICHAELIS_MENTEN]
PRESSURE = st.floats(0.0, 1e7)
HALF = st.floats(1.0, 1e6)
SLOPE = st.floats(0.3, 3.0)


@pytest.mark.parametrize("form", FORMS)
def test_no_pressure_makes_no_response(form):
    assert saturation(form, 0.0, 50.0, 1.5) == 0.0
    assert saturation(form, -3.0, 50.0, 1.5) == 0.0


@pytest.mark.parametrize("form", FORMS)
@given(pressure=PRESSURE, half=HALF, slope=SLOPE)
def test_more_pressure_never_means_less_response(form, pressure, half, slope):
    assert saturation(form, pressure * 1.01 + 1.0, half, slope) >= saturation(form, pressure, half, slope)


@pytest.mark.parametrize("form", LEVELLING)
@given(pressure=PRESSURE, half=HALF, slope=SLOPE)
def test_forms_that_level_off_stay_in_a_share(form, pressure, half, slope):
    assert 0.0 <= saturation(form, pressure, half, slope) <= 1.0


@pytest.mark.parametrize("form", [Saturation.HILL, Saturation.LOGISTIC, Saturation.MICHAELIS_MENTEN])
@given(half=HALF, slope=SLOPE)
def test_half_the_response_comes_at_the_half_pressure(form, half, slope):
    assert saturation(form, half, half, slope) == pytest.approx(0.5)


@given(pressure=PRESSURE, half=HALF)
def test_hill_of_slope_one_is_michaelis_menten(pressure, half):
    hill = saturation(Saturation.HILL, pressure, half, 1.0)
    assert hill == pytest.approx(saturation(Saturation.MICHAELIS_MENTEN, pressure, half, 1.0))


@given(pressure=st.floats(1.0, 1e6), half=HALF)
def test_the_first_money_works_best_below_slope_one(pressure, half):
    for form in (Saturation.ROOT, Saturation.HILL):
        doubled = saturation(form, 2.0 * pressure, half, 0.5)
        assert doubled < 2.0 * saturation(form, pressure, half, 0.5)


@given(pressure=PRESSURE, half=HALF, slope=SLOPE)
def test_only_the_scale_of_money_counts(pressure, half, slope):
    for form in FORMS:
        here = saturation(form, pressure, half, slope)
        assert saturation(form, 4.0 * pressure, 4.0 * half, slope) == pytest.approx(here)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_awareness_moves_intensity_as_far_as_it_is_let(pull, awareness):
    factor = awareness_factor(pull, awareness)
    assert 1.0 - pull - 1e-12 <= factor <= 1.0 + 1e-12
    assert awareness_factor(0.0, awareness) == 1.0
    assert awareness_factor(1.0, awareness) == pytest.approx(awareness)


def test_outbound_leads_come_from_seats_and_media_leads_from_visits():
    assert lead_source_rate(SourceKind.OUTBOUND, 0.5, 1000.0, 0.1, 4.0) == 2.0
    for kind in (SourceKind.INBOUND, SourceKind.CAMPAIGN, SourceKind.PARTNER):
        assert lead_source_rate(kind, 0.5, 1000.0, 0.1, 4.0) == pytest.approx(100.5)


def test_customers_make_their_leads_themselves():
    assert lead_source_rate(SourceKind.REFERRAL, 5.0, 10.0, 1.0, 3.0) == 0.0
    assert lead_source_rate(SourceKind.CROSS_SELL, 5.0, 10.0, 1.0, 3.0) == 0.0
