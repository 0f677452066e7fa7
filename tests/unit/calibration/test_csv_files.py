"""Delimited text is read without guessing, or refused with the line number."""

from pathlib import Path

import pytest

from calibration.csv_files import read_header, read_text_table
from sim.errors import InputError


@pytest.fixture
def write(tmp_path: Path):
    def write_file(content: bytes) -> Path:
        path = tmp_path / "deals.csv"
        path.write_bytes(content)
        return path

    return write_file


def test_ids_keep_leading_zeros_and_na_stays_text(write):
    table = read_text_table(write(b"id,country\n007,NA\n"))
    assert table.column("id") == ("007",)
    assert table.column("country") == ("NA",)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(write, separator):
    text = separator.join(["id", "name", "price"]) + "\n" + separator.join(["1", "bolt", "2"]) + "\n"
    table = read_text_table(write(text.encode()))
    assert table.header == ("id", "name", "price")
    assert table.separator == separator


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_common_encodings_are_read(write, encoding):
    table = read_text_table(write("id,name\n1,Müller\n".encode(encoding)))
    assert table.column("name") == ("Müller",)
    assert table.header == ("id", "name")


def test_crlf_and_blank_rows_do_no_harm(write):
    table = read_text_table(write(b"id,name\r\n1,a\r\n,\r\n\r\n2,b\r\n"))
    assert table.column("id") == ("1", "2")
    assert table.lines == (2, 5)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"id,name\n1,a\n2,b,c\n3\n",
            r"2 row\(s\) of the wrong length\n  line 3: 3 cells instead of 2\n  line 4: 1 cells",
        ),
        (b'id,name\n1,"open\n', "is a quote left open"),
        (b"id,name\n1,a\x00\n", "line 2: a NUL character"),
        (b"id,id\n1,2\n", r"heading\(s\) used twice: id"),
        (b"", "no heading line"),
        (b"id,name\n1,\x81\n", "cannot be read as utf-8 or cp1252"),
    ],
)
def test_broken_files_are_refused_with_the_place(write, content, message):
    with pytest.raises(InputError, match=message):
        read_text_table(write(content))


def test_a_folder_is_not_a_file(tmp_path: Path):
    with pytest.raises(InputError, match="not a file"):
        read_text_table(tmp_path)


def test_a_stated_encoding_is_used_and_nothing_else(write):
    with pytest.raises(InputError, match="cannot be read as ascii"):
        read_text_table(write("id\nMüller\n".encode()), encoding="ascii")


def test_only_the_heading_is_read_for_recognition(write):
    assert read_header(write("id;name\n1;Müller\n".encode("cp1252"))) == ("id", "name")
    assert read_header(write("id;name\n1;Müller\n".encode("utf-16"))) == ("id", "name")
    assert read_header(write(b"")) == ()
