"""The response to spend is that of the simulation, and what spend does not vary cannot be told."""

import numpy as np
import pytest

from calibration.base.media import DECAY, HALF, VISITS, Channel, _describe, response_share
from scenarios.schema.campaigns import Source
from sim.codes import Saturation
from sim.rules.campaigns import saturation

RANDOM = np.random.default_rng(5)
DAYS = 700


def source(form: str = "hill", visits: str = "300 per day") -> Source:
    response = {
        "carry_over": {"form": "geometric", "decay": 0.5, "period": "week"},
        "saturation": {"form": form, "half": "1000 EUR"},
        "visits": visits,
        "conversion": "2%",
    }
    return Source.model_validate({"kind": "campaign", "response": response}, context={"currency": "EUR"})


def channel(spend: np.ndarray) -> Channel:
    """Leads of a source whose truth is its scenario."""
    planned = source()
    assert planned.response is not None
    silent = Channel("ads", planned, planned.response, np.zeros(DAYS), spend, np.ones(DAYS))
    leads = RANDOM.poisson(silent.expected(silent.stated)).astype(float)
    return Channel("ads", planned, planned.response, leads, spend, np.ones(DAYS))


@pytest.mark.parametrize("form", [name.name.lower() for name in Saturation])
def test_the_response_is_that_of_the_simulation(form: str):
    planned = source(form)
    assert planned.response is not None
    ratios = np.array([0.1, 0.5, 1.0, 2.5])
    expected = [saturation(int(Saturation[form.upper()]), 1000.0 * ratio, 1000.0, 1.0) for ratio in ratios]
    assert response_share(planned.response, ratios) == pytest.approx(expected)


def test_spend_that_varies_tells_half_saturation_decay_and_visits():
    pulses = np.where(
        (np.arange(DAYS) // 35) % 2 == 0,
        RANDOM.choice([40.0, 150.0, 600.0], DAYS // 35 + 1)[np.arange(DAYS) // 35],
        0.0,
    )
    values = {value.path.rsplit(".", 1)[-1]: value for value in _describe(channel(pulses))}
    assert all(value.identified for value in values.values())
    # three 90 % intervals drawn out to 4 standard errors (2.4 half widths): a false alarm in 1 of 5,000
    for name, truth in (("visits", 300.0), ("half", 1000.0), ("decay", 0.5)):
        value = values[name]
        low, high = (
            value.value * (value.low / value.value) ** 2.4,
            value.value * (value.high / value.value) ** 2.4,
        )
        assert low < truth < high, value


def test_even_spend_tells_only_the_leads_it_makes():
    values = {value.path.rsplit(".", 1)[-1]: value for value in _describe(channel(np.full(DAYS, 150.0)))}
    assert values["visits"].identified
    assert not values["half"].identified
    assert not values["decay"].identified
    # the scenario's own half saturation is held: the visits beside it are those that make these leads
    assert values["visits"].value == pytest.approx(300.0, rel=0.10)
    assert values["visits"].low < 300.0 < values["visits"].high


def test_places_of_parameters_are_distinct():
    assert len({VISITS, HALF, DECAY}) == 3
