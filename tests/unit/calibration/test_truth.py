"""True and calibrated values meet in the same unit."""

import pytest

from calibration.overlay import PathValue
from calibration.pipeline import Calibration
from calibration.scenario_file import CalibratedScenario
from calibration.truth import label_of, recovery_of, recovery_table, truth_at
from scenarios.load import Plan, load


@pytest.fixture(scope="module")
def saas() -> Plan:
    return load("library:saas")


def found(*values: PathValue) -> CalibratedScenario:
    return CalibratedScenario(Calibration((), (), (), ()), None, "", values)


def value(
    path: str, estimate: float, unit: str = "", width: float = 0.1, identified: bool = True
) -> PathValue:
    return PathValue(
        path, estimate, estimate * (1 - width), estimate * (1 + width), "history", "m", 9, identified, unit
    )


@pytest.mark.parametrize(
    ("path", "unit", "true"),
    [
        ("stages.qualify.wait.lognormal.median", "days", 3.0),
        ("stages.qualify.next.lost.share", "", 0.40),
        ("stages.qualify.next.analysis", "", 0.33),
        ("campaigns.search.response.saturation.half", "EUR", 1100.0),
        ("teams.ae.attrition", "per year", 0.26),
        ("customers.default.tickets", "per year", 8.0),
        ("campaigns.search.response.visits", "per day", 420.0),
        ("market.segments.smb.seasonality.weekdays.5", "", 0.4),
        ("fulfilment.analytics.promise", "days", 10.0),
    ],
)
def test_truths_are_read_in_the_unit_of_the_value(saas: Plan, path: str, unit: str, true: float):
    table = recovery_table(saas, found(value(path, true, unit)))
    assert table["true"].iloc[0] == pytest.approx(true)
    assert table["inside"].iloc[0]


def test_only_identified_values_count(saas: Plan):
    median = "stages.qualify.wait.lognormal.median"
    table = recovery_table(
        saas,
        found(
            value(median, 3.1, "days"),
            value("stages.qualify.wait.lognormal.sigma", 0.4),
            value("stages.nurture.wait.lognormal.median", 4.0, "days", identified=False),
        ),
    )
    assert recovery_of(table).share == 0.5
    assert list(table["inside"]) == [True, False, False]


def test_places_without_a_number_are_left_out(saas: Plan):
    assert recovery_table(saas, found(value("stages.nowhere.wait.lognormal.median", 1.0))).empty
    assert truth_at(saas.scenario, "stages.qualify") != truth_at(saas.scenario, "stages.qualify")
    assert recovery_of(recovery_table(saas, found())).share == 0.0


def test_paths_read_as_words():
    assert label_of("market.segments.smb.seasonality.weekdays.5") == "smb: saturday"
    assert label_of("fulfilment.default.payment.gamma.mean") == "default: payment, mean"
