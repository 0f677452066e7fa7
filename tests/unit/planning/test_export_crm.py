"""Exported records hold together, and the mess in them is the one that is stated."""

from pathlib import Path

import pandas as pd
import pytest

from planning.crm import crm_tables
from planning.crm_mess import make_messy
from planning.events import record
from planning.export_crm import export_crm
from planning.runs import Options
from scenarios.load import load
from sim.codes import CellFlow, Money, ProductFlow

Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def plan():
    """Half a year of the example company."""
    return load("library:saas", settings=["months=6"])


@pytest.fixture(scope="module")
def outcome(plan):
    """One recorded replication."""
    return record(plan, Options())


@pytest.fixture(scope="module")
def tables(plan, outcome) -> Tables:
    """Its records."""
    return crm_tables(plan, outcome)


def test_the_records_count_what_the_books_count(tables: Tables, outcome):
    cells, products = outcome.books.cells.sum(axis=(0, 2)), outcome.books.products.sum(axis=(0, 2))
    assert len(tables["leads"]) == cells[CellFlow.LEADS]
    assert (tables["deals"]["status"] == "won").sum() == cells[CellFlow.WON]
    assert len(tables["orders"]) == products[ProductFlow.ORDERS]
    assert len(tables["invoices"]) == products[ProductFlow.INVOICES]
    assert len(tables["customers"]) == products[ProductFlow.CUSTOMERS_NEW]
    assert len(tables["tickets"]) == cells[CellFlow.TICKETS]


def test_the_money_of_the_records_is_that_of_the_books(tables: Tables, outcome):
    money = outcome.books.money_products[:-1].sum(axis=(0, 2))
    assert tables["invoices"]["amount"].sum() == pytest.approx(money[Money.BILLINGS] / 100)
    assert tables["spend"]["amount"].sum() == pytest.approx(money[Money.MEDIA] / 100, abs=1.0)


@pytest.mark.parametrize(
    ("table", "column", "other", "key"),
    [
        ("deals", "account_id", "accounts", "account_id"),
        ("stage_history", "deal_id", "deals", "deal_id"),
        ("orders", "deal_id", "deals", "deal_id"),
        ("orders", "customer_id", "customers", "customer_id"),
        ("invoices", "customer_id", "customers", "customer_id"),
        ("customers", "account_id", "accounts", "account_id"),
        ("tickets", "customer_id", "customers", "customer_id"),
        ("renewals", "customer_id", "customers", "customer_id"),
        ("deals", "rep", "reps", "rep_id"),
    ],
)
def test_every_reference_has_a_partner(tables: Tables, table, column, other, key):
    named = set(tables[table][column]) - {""}
    unfinished = {""} if (table, column) != ("orders", "customer_id") else named - set(tables[other][key])
    assert named <= set(tables[other][key]) | unfinished


def test_stays_follow_one_another_without_gaps(tables: Tables):
    history = tables["stage_history"].sort_values(["deal_id", "entered"], kind="stable")
    following = history.groupby("deal_id")["entered"].shift(-1)
    known = following.notna()
    assert (history["left"][known] == following[known]).all()
    assert (history["outcome"][history["left"].isna()] == "open").all()


def test_things_happen_in_their_order(tables: Tables):
    for table, first, second in (
        ("deals", "created", "closed"),
        ("orders", "ordered", "delivered"),
        ("orders", "ordered", "promised"),
        ("invoices", "issued", "settled"),
        ("tickets", "opened", "resolved"),
        ("reps", "hired", "left"),
    ):
        frame = tables[table]
        both = frame[frame[second].notna()]
        assert (both[first] <= both[second]).all(), (table, first, second)


def test_people_are_replaced_and_their_names_tell_them_apart(tables: Tables):
    reps = tables["reps"]
    assert reps["rep_id"].is_unique
    successors = reps[reps["rep_id"].str.endswith("(2)")]
    assert len(successors) > 0


def test_the_mess_is_deterministic_and_as_large_as_stated(tables: Tables):
    once, again = make_messy(tables), make_messy(tables)
    assert once.done == again.done
    for name, frame in once.tables.items():
        pd.testing.assert_frame_equal(frame, again.tables[name])
    assert once.tables["leads"]["lead_id"].duplicated().sum() > 0
    assert (once.tables["deals"]["lead_id"] == "").sum() > (tables["deals"]["lead_id"] == "").sum()
    assert once.tables["deals"]["closed"].min() >= pd.Timestamp("2025-03-03")


def test_the_tidy_tables_are_left_as_they_were(tables: Tables):
    before = {name: frame.copy() for name, frame in tables.items()}
    make_messy(tables)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(frame, tables[name])


def test_messy_files_say_how_they_are_to_be_read(plan, tmp_path: Path):
    files = export_crm(plan, tmp_path / "history", Options(), messy=True)
    assert (tmp_path / "history" / "leads.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    readme = (tmp_path / "history" / "README.md").read_text()
    assert all(path.name in readme for path in files if path.suffix == ".csv")
    assert ";" in (tmp_path / "history" / "invoices.csv").read_text().splitlines()[0]


def test_the_same_history_gives_the_same_bytes(plan, tmp_path: Path):
    first, second = (export_crm(plan, tmp_path / name, Options(), messy=True) for name in ("a", "b"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_deals_from_before_the_start_are_older_than_it_and_have_no_source():
    example = Path(__file__).parents[3] / "docs" / "examples" / "loaded_pipeline.yaml"
    plan = load(example, settings=["months=4"])
    outcome = record(plan, Options())
    tables = crm_tables(plan, outcome)
    before = tables["deals"][tables["deals"]["source"] == ""]
    assert len(before) == outcome.books.cells[:, CellFlow.OPENED].sum() == 48
    assert (before["created"] < pd.Timestamp(plan.scenario.start)).all()
    assert (before["lead_id"] == "").all()
    assert (before["account_id"] != "").all()
    assert before["status"].isin(["won", "lost"]).sum() > 10
    stays = tables["stage_history"][tables["stage_history"]["deal_id"].isin(before["deal_id"])]
    assert (stays.groupby("deal_id")["entered"].min() == pd.Timestamp(plan.scenario.start)).all()
