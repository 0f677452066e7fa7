"""A company built from public records and simulated behaves like its records.

Bands are stated per test; they hold the sampling error of the records and of the simulation.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.scenario_file import CalibratedScenario, calibrate, write
from scenarios.load import Plan, load
from sim.codes import Happening
from tests.support.simulated_history import Simulated, simulate_plan

pytestmark = pytest.mark.real

YEAR = 365.0
REPLICATIONS = (0, 1, 2)


@dataclass(frozen=True)
class Company:
    """A company built from records, and a few years of it."""

    calibrated: CalibratedScenario
    plan: Plan
    runs: tuple[Simulated, ...]

    def mean(self, measure: Callable[[Simulated], float]) -> float:
        return float(np.mean([measure(run) for run in self.runs]))


def build(paths: list[Path], folder: Path) -> Company:
    """Calibrate, write, load with the overlay, simulate two years."""
    calibrated = calibrate(paths)
    company, _, overlay = write(calibrated, folder)
    plan = load(company, [overlay], ["months=24"])
    return Company(calibrated, plan, tuple(simulate_plan(plan, 5, number) for number in REPLICATIONS))


def first_year_leads(run: Simulated) -> pd.DataFrame:
    leads = run.rows(Happening.LEAD)
    return leads[leads["time"] < YEAR]


def leads_per_day(run: Simulated) -> float:
    return len(first_year_leads(run)) / YEAR


def won_share(run: Simulated) -> float:
    """Share of the first year's leads that were won by the end of the second."""
    leads = first_year_leads(run)
    return float(leads["key"].isin(set(run.rows(Happening.WON)["key"])).mean())


def days_to(run: Simulated, kind: Happening) -> np.ndarray:
    """Days from lead to an ending, for the first year's leads."""
    born = first_year_leads(run).set_index("key")["time"]
    ended = run.rows(kind).set_index("key")["time"]
    return (ended - born).dropna().to_numpy()


@pytest.fixture(scope="module")
def olist(public_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Company:
    paths = [public_data / "olist_funnel", public_data / "olist_orders"]
    return build(paths, tmp_path_factory.mktemp("olist"))


@pytest.fixture(scope="module")
def maven(public_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Company:
    return build([public_data / "maven_crm"], tmp_path_factory.mktemp("maven"))


def test_olist_leads_come_at_their_rate(olist: Company):
    # 39.7 a day in 2018; 5 %: error of the records 1.6 %, of the season 2 %
    assert olist.mean(leads_per_day) == pytest.approx(39.7, rel=0.05)


def test_olist_leads_are_won_as_often(olist: Company):
    # 13.0 % of the complete cohorts; 8 %: errors of the records 3.4 %, of three runs 1.3 %
    assert olist.mean(won_share) == pytest.approx(0.130, rel=0.08)


def test_olist_sources_keep_their_rank(olist: Company):
    def share_of(source: str) -> Callable[[Simulated], float]:
        def of(run: Simulated) -> float:
            leads = first_year_leads(run)
            mine = leads[leads["code"] == run.plan.names.sources.index(source)]
            return float(mine["key"].isin(set(run.rows(Happening.WON)["key"])).mean())

        return of

    shares = [olist.mean(share_of(source)) for source in ("unknown", "paid_search", "social", "email")]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == pytest.approx(0.20, abs=0.04)
    assert shares[-1] == pytest.approx(0.045, abs=0.02)


def test_olist_wins_take_as_long(olist: Company):
    # median 12 to 14 days, a third within a week, a tail of months
    days = np.concatenate([days_to(run, Happening.WON) for run in olist.runs])
    assert np.median(days) == pytest.approx(12.5, rel=0.15)
    assert np.mean(days <= 7) == pytest.approx(0.34, abs=0.05)
    assert np.quantile(days, 0.9) > 60


def test_olist_deliveries_are_on_time_as_often(olist: Company):
    # 93.0 % by the promised day; error of 5,000 simulated deliveries 0.4 %
    on_time = olist.mean(lambda run: 1.0 - run.rows(Happening.DELIVERED)["detail"].mean())
    assert on_time == pytest.approx(0.930, abs=0.012)


def test_olist_sellers_and_first_contacts_are_counted(olist: Company):
    teams = olist.plan.scenario.teams
    assert teams["sdr"].at == {"home": 32}
    assert teams["closer"].at == {"home": 22}


def test_maven_deals_come_and_end_as_recorded(maven: Company):
    # engaged deals a day from March 2017 on; won, lost and never closed by competing risks
    assert maven.mean(leads_per_day) == pytest.approx(23.6, rel=0.05)
    assert maven.mean(won_share) == pytest.approx(0.520, abs=0.02)
    never = maven.mean(lambda run: float(np.mean(days_to(run, Happening.LOST) > 300)))
    lost = maven.mean(lambda run: len(days_to(run, Happening.LOST)) / len(first_year_leads(run)))
    assert never * lost == pytest.approx(0.179, abs=0.02)
    assert (1 - never) * lost == pytest.approx(0.302, abs=0.02)


def test_maven_cycles_keep_their_two_humps(maven: Company):
    # won: median 57 days, lost: 14; little between 20 and 45 days
    won = np.concatenate([days_to(run, Happening.WON) for run in maven.runs])
    lost = np.concatenate([days_to(run, Happening.LOST) for run in maven.runs])
    assert np.median(won) == pytest.approx(57, rel=0.08)
    assert np.median(lost[lost < 300]) == pytest.approx(14, rel=0.35)
    assert np.mean((won > 20) & (won < 45)) < 0.15


def test_maven_bookings_are_of_the_recorded_size(maven: Company):
    # mean won value 2,361; a mix from 55 to 26,768: error of 13,000 simulated deals 1 %
    mean = maven.mean(lambda run: run.rows(Happening.ORDER)["amount"].mean() / 100)
    assert mean == pytest.approx(2361, rel=0.05)


def test_maven_reps_sit_in_their_region(maven: Company):
    names = maven.plan.names
    region = dict(zip(names.territories, names.regions, strict=True))
    seats = [region[name.split("/")[1]] for name in names.seats]
    assert {office: seats.count(office) for office in set(seats)} == {"central": 10, "east": 10, "west": 10}
    assert len(set(names.territories)) == 6


def test_maven_regions_win_what_they_won(maven: Company, public_data: Path):
    # share of wins by regional office; 13,000 simulated and 4,238 recorded deals: 4 standard errors are 3 %
    offices = pd.read_csv(public_data / "maven_crm" / "sales_teams.csv").set_index("sales_agent")[
        "regional_office"
    ]
    deals = pd.read_csv(public_data / "maven_crm" / "sales_pipeline.csv")
    recorded = deals[deals["deal_stage"] == "Won"]["sales_agent"].map(offices).value_counts(normalize=True)
    names = maven.plan.names
    desk_region = [names.regions[names.territories.index(place)] for place in names.desk_places]
    won = pd.concat([run.rows(Happening.WON) for run in maven.runs])
    shares = won["desk"].map(lambda desk: desk_region[int(desk)]).value_counts(normalize=True)
    for office in ("Central", "East", "West"):
        assert shares[office.lower()] == pytest.approx(recorded[office], abs=0.03)


def test_every_calibrated_value_carries_an_interval_that_the_scenario_shows(olist: Company):
    intervals = olist.plan.document.calibrated[0].intervals
    assert set(intervals) == {value.path for value in olist.calibrated.values}
    assert intervals["fulfilment.default.transit.lognormal.median"].grade == "history"
