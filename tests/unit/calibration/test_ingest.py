"""Files on disk become canonical tables by a mapping."""

from pathlib import Path

import pytest

from calibration.ingest import find_files, read_history
from sim.errors import InputError

MAPPING = """
name: mine
description: a German export
readings:
  - table: deals
    files: "angebote*.csv"
    columns:
      {deal_id: Nr, rep: Verkäufer, product: Artikel, status: Stand,
       created: Datum, closed: Ende, amount: Wert}
    dates: "%d.%m.%Y"
    values: {status: {Gewonnen: won, Verloren: lost, Offen: open}, product: {GTXPro: GTX Pro}}
    where: {Art: [Angebot]}
  - table: prices
    files: "preise.csv"
    columns: {product: Artikel, list_price: Preis}
joins:
  - {into: deals, source: prices, by: {product: product}, take: {list_price: list_price}}
"""
DEALS = """Nr;Art;Verkäufer;Artikel;Stand;Datum;Ende;Wert
001;Angebot;Åsa;GTXPro;Gewonnen;13.01.2024;20.01.2024;1.234,50
002;Angebot;Åsa;Bolt;Offen;01.02.2024;;
003;Notiz;Åsa;Bolt;Offen;01.02.2024;;
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mine.yaml").write_text(MAPPING, encoding="utf-8")
    data = tmp_path / "data"
    data.mkdir()
    (data / "angebote_2024.csv").write_bytes(DEALS.encode("cp1252"))
    (data / "preise.csv").write_text("Artikel;Preis\nGTX Pro;1300,00\n", encoding="utf-8")
    (data / "notes.txt").write_text("nothing")
    return tmp_path


def test_a_german_export_is_read_as_its_mapping_says(folder: Path):
    tables = read_history([folder / "data"], folder / "mine.yaml")
    deals = tables.table("deals")
    assert list(deals["deal_id"]) == ["001", "002"]
    assert list(deals["status"]) == ["won", "open"]
    assert deals["amount"].iloc[0] == 1234.5
    assert deals["rep"].iloc[0] == "Åsa"
    assert deals["list_price"].iloc[0] == 1300.0
    assert f"{deals['created'].iloc[0]:%Y-%m-%d}" == "2024-01-13"


def test_what_was_done_while_reading_is_told(folder: Path):
    findings = {
        finding.check: finding for finding in read_history([folder / "data"], folder / "mine.yaml").findings
    }
    assert (
        findings["encoding"].what
        == "angebote_2024.csv is not UTF-8; read as cp1252 (Windows, western Europe)"
    )
    assert findings["renamed values"].what == "Artikel: 1 rows say 'GTXPro', read as 'GTX Pro'"
    assert findings["ids without a partner"].examples == ("Bolt",)
    assert findings["unused files"].examples == ("notes.txt",)


def test_the_files_are_kept_with_their_fingerprints(folder: Path):
    sources = read_history([folder / "data"], folder / "mine.yaml").sources
    assert [(Path(source.path).name, source.table, source.rows) for source in sources] == [
        ("angebote_2024.csv", "deals", 3),
        ("preise.csv", "prices", 1),
    ]
    assert all(len(source.sha256) == 64 for source in sources)


def test_a_status_that_means_nothing_is_refused_with_the_line(folder: Path):
    path = folder / "data" / "angebote_2024.csv"
    path.write_bytes(DEALS.replace("Gewonnen", "Vielleicht").encode("cp1252"))
    with pytest.raises(
        InputError, match="1 values that mean nothing\n  line 2: Stand = 'Vielleicht'\n  allowed: won"
    ):
        read_history([folder / "data"], folder / "mine.yaml")


def test_a_missing_column_names_what_the_file_has(folder: Path):
    (folder / "data" / "preise.csv").write_text("Artikel;Kosten\nBolt;1\n")
    with pytest.raises(InputError, match=r"column\(s\) Preis not found\n  the file has Artikel, Kosten"):
        read_history([folder / "data"], folder / "mine.yaml")


def test_several_folders_patterns_and_files_are_found_once(folder: Path):
    files = find_files([folder / "data", folder / "da*", folder / "data" / "preise.csv"])
    assert [file.name for file in files] == ["angebote_2024.csv", "notes.txt", "preise.csv"]


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path):
    with pytest.raises(InputError, match=r"history not found\n  .*nowhere"):
        find_files([tmp_path / "nowhere"])


def test_canonical_files_are_recognised_without_a_mapping(tmp_path: Path):
    (tmp_path / "leads.csv").write_text("lead_id,created,source\n1,2024-01-01 10:00,web\n")
    (tmp_path / "deals.csv").write_text("deal_id,lead_id,status\n7,1,open\n")
    deals = read_history([tmp_path]).table("deals")
    assert list(deals["source"]) == ["web"]


def test_files_that_nobody_knows_ask_for_a_mapping(tmp_path: Path):
    (tmp_path / "export.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="no shipped mapping fits these files\n  files: export"):
        read_history([tmp_path])
    with pytest.raises(InputError, match="mapping olist knows none of the files"):
        read_history([tmp_path], "olist")


def test_payments_of_one_order_are_added_up(tmp_path: Path):
    (tmp_path / "olist_order_payments.csv").write_text("order_id,payment_value\na,1.5\na,2.5\nb,1\n")
    head = (
        "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date,"
        "order_delivered_customer_date,order_estimated_delivery_date\n"
    )
    (tmp_path / "olist_orders.csv").write_text(head + "a,c,shipped,2018-01-01 10:00:00,,,,2018-01-09\n")
    assert list(read_history([tmp_path]).table("orders")["amount"]) == [4.0]
