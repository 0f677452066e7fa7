"""Maven, a fictitious CRM with real faults: outcomes, surge, skill, price and what is misspelt."""

import shutil
from pathlib import Path

import pytest

from calibration.ingest import read_history
from calibration.mapping import FOLDER
from calibration.pipeline import Calibration, calibrate_tables

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def maven(public_data: Path) -> Calibration:
    return calibrate_tables(read_history([public_data / "maven_crm"]))


def value(calibration: Calibration, name: str) -> float:
    estimate = calibration.estimate(name)
    assert estimate is not None, name
    return estimate.value


def test_outcomes_count_the_deals_that_never_close(maven: Calibration):
    assert value(maven, "deals.win_rate_closed") == pytest.approx(0.6315, abs=1e-4)
    assert value(maven, "deals.outcome.won") == pytest.approx(0.520, abs=0.002)
    assert value(maven, "deals.outcome.never_closed") == pytest.approx(0.179, abs=0.002)


def test_the_quarter_end_surge_is_seen(maven: Calibration):
    found = [value(maven, f"deals.win_rate_closed.quarter_month_{month}") for month in (1, 2, 3)]
    assert found == pytest.approx([0.490, 0.547, 0.807], abs=1e-3)
    assert "quarter-end surge" in {finding.check for finding in maven.findings}


def test_cycles_of_won_and_lost_deals_differ(maven: Calibration):
    assert value(maven, "deals.cycle.won.median_days") == 57.0
    assert value(maven, "deals.cycle.lost.median_days") == 14.0


def test_almost_all_of_the_spread_between_reps_is_chance(maven: Calibration):
    assert value(maven, "team.win_rate.noise_share") == pytest.approx(0.94, abs=0.01)
    assert value(maven, "team.win_rate.prior_a") == pytest.approx(1935, rel=0.01)
    assert value(maven, "team.win_rate.prior_b") == pytest.approx(1129, rel=0.01)
    assert value(maven, "team.win_rate.spread") == pytest.approx(0.0087, abs=2e-4)
    spread = maven.estimate("team.win_rate.spread")
    assert spread is not None
    assert not spread.identified


def test_prices_are_realised(maven: Calibration):
    assert value(maven, "deals.price_realisation.mean") == pytest.approx(0.996, abs=1e-3)
    assert value(maven, "deals.price_realisation.sd") == pytest.approx(0.099, abs=1e-3)


def test_what_is_wrong_with_the_data_is_told(maven: Calibration):
    told = {finding.check: finding for finding in maven.findings}
    assert told["missing ids"].how_many == 1_425
    assert told["reps without deals"].how_many == 5
    assert told["zero amount of losses"].how_many == 2_473
    assert told["zombie deals"].how_many == 1_291
    assert told["incomplete deals"].how_many == 500
    assert told["left truncation"].what.startswith("nothing ends before 2017-03-01")


def test_misspelt_names_are_found_by_a_mapping_that_does_not_know_them(public_data: Path, tmp_path: Path):
    text = (FOLDER / "maven.yaml").read_text(encoding="utf-8")
    naive = "\n".join(line for line in text.splitlines() if "GTXPro" not in line and "technolgy" not in line)
    shutil.copytree(public_data / "maven_crm", tmp_path / "data")
    (tmp_path / "naive.yaml").write_text(naive, encoding="utf-8")
    calibration = calibrate_tables(read_history([tmp_path / "data"], tmp_path / "naive.yaml"))
    variants = {finding.examples for finding in calibration.findings if finding.check == "spelling variants"}
    assert ("GTX Pro", "GTXPro") in variants
    assert ("technolgy", "technology") in variants
    lost = [finding for finding in calibration.findings if finding.check == "ids without a partner"]
    assert "1480 rows name a product that products does not hold" in {finding.what for finding in lost}
