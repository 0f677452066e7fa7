"""A history becomes files that load: a company with its overlay, or an overlay for a given scenario."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.scenario_file import calibrate, calibrate_history, write
from calibration.tables import Tables, make_tables
from scenarios.compile import compile_params
from scenarios.load import load
from sim.errors import InputError

DAY = pd.Timestamp("2024-01-01")
SIZE = 1200


def leads_history(**more: pd.DataFrame) -> Tables:
    """A year of leads from three sources with different luck, won within weeks, delivered and paid."""
    random = np.random.default_rng(6)
    created = DAY + pd.to_timedelta(np.sort(random.uniform(0, 340, SIZE)), unit="D")
    source = np.array(["web", "fair", "mail"])[random.integers(0, 3, SIZE)]
    chance = pd.Series(source).map({"web": 0.3, "fair": 0.5, "mail": 0.1}).to_numpy()
    won = random.random(SIZE) < chance
    leads = pd.DataFrame({"lead_id": [f"l{n}" for n in range(SIZE)], "created": created, "source": source})
    closed = created + pd.to_timedelta(10 * np.exp(0.6 * random.standard_normal(SIZE)), unit="D")
    deals = pd.DataFrame(
        {
            "deal_id": leads["lead_id"].str.replace("l", "d"),
            "lead_id": leads["lead_id"],
            "rep": "anna",
            "source": source,
            "created": created,
            "closed": closed,
            "status": "won",
            "amount": 500.0,
        }
    )[won]
    return make_tables({"leads": leads, "deals": deals, **more})


def orders(count: int = 200) -> pd.DataFrame:
    """Orders of which 90 % arrive by the promised day."""
    random = np.random.default_rng(7)
    ordered = DAY + pd.to_timedelta(random.uniform(0, 300, count), unit="D")
    return pd.DataFrame(
        {
            "order_id": [f"o{n}" for n in range(count)],
            "status": "delivered",
            "ordered": ordered,
            "promised": ordered + pd.Timedelta(days=12),
            "delivered": ordered + pd.to_timedelta(8 * np.exp(0.3 * random.standard_normal(count)), unit="D"),
        }
    )


def test_a_company_is_built_that_loads_and_compiles(tmp_path: Path):
    calibrated = calibrate_history(leads_history(orders=orders()))
    files = write(calibrated, tmp_path / "new" / "folder")
    assert [file.name for file in files] == ["company.yaml", "scenario.schema.json", "calibrated.yaml"]
    assert (
        files[0]
        .read_text(encoding="utf-8")
        .startswith("# yaml-language-server: $schema=./scenario.schema.json\n")
    )
    plan = load(files[0], [files[2]])
    compile_params(plan.scenario)
    assert plan.warnings == ()
    assert set(plan.scenario.campaigns) == {"fair", "mail", "web"}
    assert plan.scenario.start.isoformat() == "2025-02-01"
    assert plan.scenario.offer.products["product"].price == 50_000


def test_the_overlay_repeats_the_numbers_of_the_company(tmp_path: Path):
    company, _, overlay = write(calibrate_history(leads_history(orders=orders())), tmp_path)
    plain, laid = load(company).scenario, load(company, [overlay]).scenario
    assert laid.stages == plain.stages
    assert laid.market == plain.market
    assert laid.fulfilment == plain.fulfilment
    assert laid.campaigns == plain.campaigns


def test_sources_with_more_luck_have_leads_that_fit_better():
    values = {value.path: value for value in calibrate_history(leads_history()).values}
    shifts = [values[f"campaigns.{name}.fit_shift"].value for name in ("mail", "web", "fair")]
    assert shifts == sorted(shifts)
    assert shifts[0] < 0 < shifts[2]


def test_every_value_lies_in_its_interval():
    for value in calibrate_history(leads_history(orders=orders())).values:
        assert value.low <= value.value <= value.high, value


def test_a_base_scenario_gives_an_overlay_and_no_company(tmp_path: Path):
    base = load("library:saas")
    calibrated = calibrate_history(leads_history(orders=orders()), base)
    assert calibrated.company_text is None
    (overlay,) = write(calibrated, tmp_path)
    load("library:saas", [overlay])
    paths = {value.path for value in calibrated.values}
    assert "fulfilment.default.promise" in paths
    assert not [path for path in paths if path.startswith("stages.")]


def test_weekdays_are_written_as_a_list(tmp_path: Path):
    _, _, overlay = write(calibrate_history(leads_history()), tmp_path)
    text = overlay.read_text(encoding="utf-8")
    assert "weekdays: [" in text
    assert '"market.segments.buyers.seasonality.weekdays.6": {low: ' in text


def test_without_won_deals_no_company_can_be_built():
    history = leads_history()
    with pytest.raises(InputError, match="no won deals"):
        calibrate_history(history.replaced({"deals": history.table("deals").iloc[:0]}))


def test_files_are_read_by_their_mapping(tmp_path: Path):
    history = leads_history()
    for name in ("leads", "deals"):
        history.table(name).to_csv(tmp_path / f"{name}.csv", index=False)
    calibrated = calibrate([tmp_path], "foresell")
    assert calibrated.company_text is not None
    assert "leads.csv (sha256 " in calibrated.overlay_text


def test_stage_history_gives_the_company_its_stages():
    random = np.random.default_rng(8)
    history = leads_history()
    deals = history.table("deals")
    lost = history.table("leads")[~history.table("leads")["lead_id"].isin(deals["lead_id"])]
    more = pd.DataFrame(
        {
            "deal_id": lost["lead_id"].str.replace("l", "d"),
            "lead_id": lost["lead_id"],
            "rep": "anna",
            "source": lost["source"],
            "created": lost["created"],
            "closed": lost["created"] + pd.Timedelta(days=9),
            "status": "lost",
            "loss_reason": "price",
        }
    )
    deals = pd.concat([deals, more], ignore_index=True)
    middle = deals["created"] + (deals["closed"] - deals["created"]) * random.uniform(0.2, 0.4, len(deals))
    first = deals.assign(stage="First call", entered=deals["created"], left=middle, outcome="advanced")
    last = deals.assign(stage="offer", entered=middle, left=deals["closed"], outcome="won")
    stays = pd.concat([first, last])[["deal_id", "stage", "entered", "left", "rep", "outcome"]]
    tables = make_tables({"leads": history.table("leads"), "deals": deals, "stage_history": stays})
    calibrated = calibrate_history(tables)
    assert calibrated.company_text is not None
    assert "first_call:" in calibrated.company_text
    assert "entry: {A: first_call" in calibrated.company_text
    values = {value.path: value.value for value in calibrated.values}
    assert values["stages.first_call.next.offer"] == 1.0
    assert values["stages.offer.next.won"] == 1.0
