"""Laws that a scenario states, fitted to exact, open and never-ending durations."""

import numpy as np
import pytest

from calibration.fits.durations import Spells
from calibration.fits.stated import Timed, gamma_values, law_values
from scenarios.schema.distributions import Spread
from scenarios.units import Duration

RANDOM = np.random.default_rng(3)
SIZE = 4000


def timed(law: str, **parameters: object) -> Timed:
    spread = Spread[Duration].model_validate({law: parameters})
    return Timed("stages.deal.wait", spread, law, "test durations")


def spells(days: np.ndarray, until: float) -> Spells:
    """Durations seen up to an age."""
    return Spells(np.zeros(len(days)), np.minimum(days, until), (days <= until).astype(np.int64))


@pytest.mark.parametrize(
    ("law", "parameters", "days", "truths"),
    [
        (
            "lognormal",
            {"median": "1 day", "sigma": 1.0},
            9.0 * np.exp(0.7 * RANDOM.standard_normal(SIZE)),
            (9.0, 0.7),
        ),
        ("weibull", {"scale": "1 day", "shape": 1.0}, 20.0 * RANDOM.weibull(1.5, SIZE), (20.0, 1.5)),
        ("exponential", {"mean": "1 day"}, RANDOM.exponential(15.0, SIZE), (15.0,)),
        ("gamma", {"mean": "1 day", "shape": 1.0}, RANDOM.gamma(3.0, 4.0, SIZE), (12.0, 3.0)),
    ],
)
def test_parameters_are_found_though_many_spells_are_open(
    law: str, parameters: dict[str, object], days: np.ndarray, truths: tuple[float, ...]
):
    # a quarter is still open; 4 standard errors are about 8 %
    values = law_values(timed(law, **parameters), spells(days, float(np.quantile(days, 0.75))))
    assert [value.value for value in values] == pytest.approx(list(truths), rel=0.08)
    assert all(value.path.startswith(f"stages.deal.wait.{law}.") for value in values)
    assert all(value.low < value.value < value.high for value in values)


def test_what_never_ends_is_told_from_what_takes_long():
    # 5 % are never paid; without that part the mean would double
    days = np.where(RANDOM.random(SIZE) < 0.05, np.inf, RANDOM.gamma(4.0, 6.5, SIZE))
    values, never = gamma_values(
        timed("gamma", mean="1 day", shape=1.0), spells(days, 300.0), may_never_end=True
    )
    assert never is not None
    assert never.value == pytest.approx(0.05, abs=0.014)
    assert values[0].value == pytest.approx(26.0, rel=0.04)
    assert values[1].value == pytest.approx(4.0, rel=0.10)


def test_too_few_endings_give_no_law():
    few = Spells(np.zeros(9), np.arange(1.0, 10.0), np.ones(9, np.int64))
    assert law_values(timed("lognormal", median="1 day", sigma=1.0), few) == []
