import math

from hypothesis import given
from hypothesis import strategies as st

from sim.rules.fulfilment import delivery_experience, is_late

DAY = st.floats(0.0, 1e4)


@given(DAY, DAY)
def test_late_is_after_the_promise_and_only_then(delivered, promised):
    assert is_late(delivered, promised) == (delivered > promised)
    assert not is_late(promised, promised)
    assert is_late(math.nextafter(promised, math.inf), promised)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_a_delivery_feels_as_it_arrives(good, bad):
    assert delivery_experience(False, good, bad) == good
    assert delivery_experience(True, good, bad) == bad
